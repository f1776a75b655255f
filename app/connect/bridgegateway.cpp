// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Bridge that faces the gateway: what it says, and what happens when it goes away.
#include "app/connect/bridge.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace Signalbox {

void Bridge::use(std::unique_ptr<Backend> backend)
{
    if (m_state == State::Ending)
        return;
    m_backend = std::move(backend);
    Backend *from = m_backend.get();
    connect(from, &Backend::opened, this, &Bridge::onOpened);
    connect(from, &Backend::received, this,
            [this, from](const Message &message, const Origin &origin) { onReceived(from, message, origin); });
    connect(from, &Backend::exchangeFailed, this,
            [this, from](quint64 exchange, const Failure &failure) { onExchangeFailed(from, exchange, failure); });
    connect(from, &Backend::drained, this, &Bridge::flush);
    connect(from, &Backend::closed, this, [this, from](const Failure &failure) { onClosed(from, failure); });
    m_state = State::Opening;
    from->pauseReading(!m_clientReads);
    from->open();
}

void Bridge::unreachable(const QString &why)
{
    if (m_state == State::Seeking)
        lose(why, false);
}

void Bridge::onOpened()
{
    if (m_state != State::Opening)
        return;
    if (m_memory.isGreeted()) {
        greet();
        return;
    }
    m_state = State::Up;
    flush();
}

/** The client's own handshake once more; it has seen the answer to the first one and does not see this. */
void Bridge::greet()
{
    m_state = State::Greeting;
    m_helloExchange = ++m_lastExchange;
    const Message hello = m_memory.hello().withId(QByteArray::number(m_helloExchange));
    m_sent.insert(m_helloExchange, {{hello, m_helloExchange, steadyMs()}, m_backend.get(), true});
    m_backend->send(hello, {m_helloExchange, {}});
}

void Bridge::onGreeted(const Message &answer)
{
    if (!m_memory.agreesWith(answer)) {
        lose(QStringLiteral("the gateway no longer speaks version %1 of the protocol: start the client again")
                 .arg(QString::fromUtf8(m_memory.version())),
             false);
        return;
    }
    m_failures = 0;
    m_state = State::Up;
    if (m_memory.isConfirmed()) {
        m_backend->send(Message::notification("notifications/initialized"), {0, headers()});
        m_backend->listen(headers());
    }
    const QList<Message> rest = m_memory.rest();
    for (const Message &request : rest)
        ask(request);
    Q_EMIT said(QStringLiteral("the gateway is back; the session goes on"));
    flush();
}

void Bridge::ask(const Message &request)
{
    const quint64 exchange = ++m_lastExchange;
    const Message own = request.withId(QByteArray::number(exchange));
    m_sent.insert(exchange, {{own, exchange, steadyMs()}, m_backend.get(), true});
    m_backend->send(own, {exchange, headers()});
}

void Bridge::onReceived(Backend *from, const Message &message, const Origin &origin)
{
    if (message.isResponse())
        onAnswer(message, origin);
    else if (message.isRequest())
        onQuestion(from, message);
    else if (message.isMethod("notifications/cancelled"))
        onCancelled(from, message);
    else
        Q_EMIT toClient(message.oneLine());
}

void Bridge::onAnswer(const Message &answer, const Origin &origin)
{
    const auto found = m_sent.find(origin.exchange);
    if (found == m_sent.end() || found->what.message.id() != answer.id())
        return;
    const Sent sent = *found;
    m_sent.erase(found);
    if (sent.what.exchange == m_helloExchange) {
        if (sent.on == m_backend.get() && m_state == State::Greeting)
            onGreeted(answer);
        return;
    }
    if (!sent.isOurs) {
        m_failures = 0;
        m_memory.answered(sent.what.message, answer);
        Q_EMIT toClient(answer.oneLine());
    }
    releaseIdle();
}

/** Ids of two gateways may be the same: the client gets ids of ours. */
void Bridge::onQuestion(Backend *from, const Message &question)
{
    const QByteArray id = '"' + QByteArray("signalbox-") + QByteArray::number(++m_lastQuestion) + '"';
    m_questions.insert(id, {from, question.id().toByteArray()});
    Q_EMIT toClient(question.withId(id).oneLine());
}

void Bridge::onCancelled(Backend *from, const Message &notification)
{
    const QByteArrayView id = notification.params()["requestId"].raw();
    for (auto question = m_questions.begin(); question != m_questions.end(); ++question) {
        if (question->from == from && question->id == id) {
            Q_EMIT toClient(notification.with({"params", "requestId"}, question.key()).oneLine());
            m_questions.erase(question);
            return;
        }
    }
}

void Bridge::onExchangeFailed(Backend *from, quint64 exchange, const Failure &failure)
{
    const bool untouched = failure.kind == Failure::NotSent || failure.kind == Failure::SessionGone;
    const auto found = m_sent.find(exchange);
    if (found != m_sent.end()) {
        const Sent sent = *found;
        m_sent.erase(found);
        // A handshake may be repeated as often as one likes.
        const bool again = untouched || sent.what.message.isMethod("initialize");
        if (sent.what.exchange == m_helloExchange && from == m_backend.get()) {
            lose(failure.sentence, false);
            return;
        }
        if (!sent.isOurs && again && failure.kind != Failure::Refused && failure.kind != Failure::Unauthorized)
            requeue(sent.what);
        else if (!sent.isOurs)
            fail(sent.what.message, failure.kind == Failure::OutcomeUnknown
                                        ? failure.sentence + QStringLiteral("; the outcome of the request is unknown")
                                        : failure.sentence);
        if (!sent.isOurs && again && !untouched && from == m_backend.get() && m_state == State::Up)
            lose(failure.sentence, false);
    }
    if (untouched && from == m_backend.get() && m_state == State::Up)
        lose(failure.sentence, failure.kind == Failure::SessionGone);
    releaseIdle();
}

void Bridge::onClosed(Backend *from, const Failure &failure)
{
    if (m_state == State::Ending) {
        Q_EMIT ended();
        return;
    }
    const QList<quint64> exchanges = m_sent.keys();
    for (const quint64 exchange : exchanges) {
        if (m_sent.value(exchange).on == from)
            onExchangeFailed(from, exchange, {Failure::OutcomeUnknown, 0, {}, failure.sentence});
    }
    if (from == m_backend.get())
        lose(failure.sentence, false);
    releaseIdle();
}

/** Another gateway is looked for; what is open with this one comes to its own end. */
void Bridge::lose(const QString &why, bool atOnce)
{
    m_trouble = why;
    m_state = State::Seeking;
    if (m_backend) {
        withdrawQuestions(m_backend.get());
        retire(std::move(m_backend));
    }
    ++m_failures;
    if (atOnce && m_failures == 1) {
        m_retry.start(0);
        return;
    }
    if (m_failures == 1)
        Q_EMIT said(why);
    const int doublings = std::min(m_failures - 1, 16);
    const int delay = std::min(m_patience.firstDelay << doublings, m_patience.longestDelay);
    m_retry.start(delay / 2 + int(QRandomGenerator::global()->bounded(delay / 2 + 1)));
}

void Bridge::withdrawQuestions(Backend *from)
{
    for (auto question = m_questions.begin(); question != m_questions.end();) {
        if (question->from != from) {
            ++question;
            continue;
        }
        const QByteArray params = R"({"requestId":)" + question.key() + R"(,"reason":"the gateway has gone"})";
        question = m_questions.erase(question);
        Q_EMIT toClient(Message::notification("notifications/cancelled", params).oneLine());
    }
}

void Bridge::retire(std::unique_ptr<Backend> backend)
{
    const QList<quint64> exchanges = m_sent.keys();
    for (const quint64 exchange : exchanges) {
        const Sent sent = m_sent.value(exchange);
        if (sent.on == backend.get() && sent.isOurs)
            m_sent.remove(exchange);
    }
    m_retired.push_back(std::move(backend));
    QMetaObject::invokeMethod(this, &Bridge::releaseIdle, Qt::QueuedConnection);
}

/** Retired backends on which nothing is open any more go; from inside their own signals they go later. */
void Bridge::releaseIdle()
{
    for (auto backend = m_retired.begin(); backend != m_retired.end();) {
        Backend *one = backend->get();
        const bool busy = std::any_of(m_sent.cbegin(), m_sent.cend(), [one](const Sent &sent) { return sent.on == one; });
        if (busy) {
            ++backend;
            continue;
        }
        one->disconnect(this);
        backend->release()->deleteLater();
        backend = m_retired.erase(backend);
    }
}

void Bridge::end()
{
    if (m_state == State::Ending)
        return;
    const bool isOpen = m_backend != nullptr;
    m_state = State::Ending;
    m_retry.stop();
    m_sweep.stop();
    if (isOpen)
        m_backend->close();
    else
        QMetaObject::invokeMethod(this, &Bridge::ended, Qt::QueuedConnection);
}

} // namespace Signalbox
