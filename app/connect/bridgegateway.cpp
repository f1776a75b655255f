// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Bridge that faces the gateway: what it says, and what happens when it goes away.
#include "app/connect/bridge.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace Signalbox {

namespace {

/** A gateway that disowns the same request so often will not take it the next time either. */
constexpr int attemptLimit = 5;

} // namespace

void Bridge::seek()
{
    Q_EMIT backendWanted(m_queue.hasRequests());
}

void Bridge::use(std::unique_ptr<Backend> backend)
{
    if (m_state != State::Seeking)
        return;
    m_backend = std::move(backend);
    Backend *from = m_backend.get();
    connect(from, &Backend::opened, this, [this, from] {
        if (from == m_backend.get())
            onOpened();
    });
    connect(from, &Backend::received, this,
            [this, from](const Message &message, const Origin &origin) { onReceived(from, message, origin); });
    connect(from, &Backend::exchangeFailed, this,
            [this, from](quint64 exchange, const Failure &failure) { onExchangeFailed(from, exchange, failure); });
    connect(from, &Backend::drained, this, &Bridge::flush);
    connect(from, &Backend::closed, this, [this, from](const Failure &failure) { onClosed(from, failure); });
    m_state = State::Opening;
    m_greetingLimit.start();
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
    m_greetingLimit.stop();
    m_state = State::Up;
    m_upSince = steadyMs();
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
    if (answer.kind() == Message::Kind::Error) {
        lose(QStringLiteral("the gateway refuses the handshake: %1")
                 .arg(QString::fromUtf8(answer.errorValue()["message"].string())),
             false);
        return;
    }
    if (!m_memory.agreesWith(answer)) {
        lose(QStringLiteral("the gateway no longer speaks version %1 of the protocol: start the client again")
                 .arg(QString::fromUtf8(m_memory.version())),
             false);
        return;
    }
    m_greetingLimit.stop();
    m_state = State::Up;
    m_upSince = steadyMs();
    if (m_memory.isConfirmed()) {
        m_backend->send(Message::notification("notifications/initialized"), {0, headers()});
        m_backend->listen(headers());
    }
    const QList<Message> rest = m_memory.rest();
    for (const Message &request : rest)
        ask(request);
    Q_EMIT said(QStringLiteral("the gateway is back; the session goes on"));
    if (m_memory.isConfirmed()) {
        const QList<Message> missed = m_memory.missed(answer);
        for (const Message &notification : missed)
            Q_EMIT toClient(notification.oneLine());
    }
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
        m_tools.answered(sent.what.message, answer);
        Q_EMIT toClient(answer.oneLine());
    }
    releaseIdle();
    endIfDone();
}

void Bridge::onQuestion(Backend *from, const Message &question)
{
    const QByteArray id = question.id().toByteArray();
    if (m_isFinishing)
        answerUnheard(from, id);
    else
        Q_EMIT toClient(question.withId(m_questions.add(from, id)).oneLine());
}

/** The client has closed its side and cannot answer any more. */
void Bridge::answerUnheard(Backend *from, const QByteArray &id)
{
    from->send(Message::error(id, ErrorCode::internalError, "the client answers no more questions"), {0, headers()});
}

void Bridge::onCancelled(Backend *from, const Message &notification)
{
    const QByteArray id = m_questions.withdraw(from, notification.params()["requestId"].raw());
    if (!id.isEmpty())
        Q_EMIT toClient(notification.with({"params", "requestId"}, id).oneLine());
}

void Bridge::onExchangeFailed(Backend *from, quint64 exchange, const Failure &failure)
{
    const bool isOurGateway = from == m_backend.get();
    const bool isUntouched = failure.kind == Failure::NotSent || failure.kind == Failure::SessionGone;
    bool isLost = isUntouched;
    const auto found = m_sent.find(exchange);
    if (found != m_sent.end()) {
        Sent sent = *found;
        m_sent.erase(found);
        if (sent.what.exchange == m_helloExchange) {
            if (isOurGateway)
                lose(failure.sentence, false);
            return;
        }
        // A handshake may be repeated as often as one likes.
        const bool isRepeatable = isUntouched
            || (sent.what.message.isMethod("initialize")
                && (failure.kind == Failure::OutcomeUnknown || failure.kind == Failure::Broken));
        isLost = isRepeatable;
        sent.what.attempts += failure.kind == Failure::NotSent ? 0 : 1;
        if (!sent.isOurs && isRepeatable && sent.what.attempts < attemptLimit)
            m_queue.putBack(std::move(sent.what));
        else if (!sent.isOurs && isRepeatable)
            fail(sent.what.message, failure.sentence + QStringLiteral("; the request was not carried out"));
        else if (!sent.isOurs && failure.kind == Failure::OutcomeUnknown)
            fail(sent.what.message, failure.sentence + QStringLiteral("; the outcome of the request is unknown"));
        else if (!sent.isOurs)
            fail(sent.what.message, failure.sentence);
    }
    if (isLost && isOurGateway && m_state == State::Up)
        lose(failure.sentence, failure.kind == Failure::SessionGone);
    if (!m_queue.isEmpty() && !m_sweep.isActive())
        m_sweep.start();
    releaseIdle();
    flush();
    endIfDone();
}

void Bridge::onClosed(Backend *from, const Failure &failure)
{
    const bool isOurGateway = from == m_backend.get();
    if (isOurGateway && m_state == State::Ending) {
        Q_EMIT ended();
        return;
    }
    from->disconnect(this);
    if (isOurGateway)
        lose(failure.sentence, false);
    withdrawQuestions(from);
    std::erase_if(m_retired, [from](std::unique_ptr<Backend> &one) {
        if (one.get() != from)
            return false;
        one.release()->deleteLater();
        return true;
    });
    const QList<quint64> exchanges = m_sent.keys();
    for (const quint64 exchange : exchanges) {
        if (m_sent.value(exchange).on == from)
            onExchangeFailed(from, exchange, {Failure::OutcomeUnknown, 0, {}, failure.sentence});
    }
}

/** Another gateway is looked for; what is open with this one comes to its own end. */
void Bridge::lose(const QString &why, bool atOnce)
{
    if (m_state == State::Ending)
        return;
    // One that was there for a while does not count as one more failure in a row.
    if (m_state == State::Up && steadyMs() - m_upSince > m_patience.longestDelay)
        m_failures = 0;
    const bool isNews = m_failures == 0 || why != m_trouble;
    m_trouble = why;
    m_state = State::Seeking;
    m_greetingLimit.stop();
    retire();
    ++m_failures;
    if (isNews)
        Q_EMIT said(why);
    if (atOnce && m_failures == 1) {
        m_retry.start(0);
        return;
    }
    const int doublings = std::min(m_failures - 1, 16);
    const int delay = int(std::min(qint64(m_patience.firstDelay) << doublings, qint64(m_patience.longestDelay)));
    m_retry.start(delay / 2 + int(QRandomGenerator::global()->bounded(delay / 2 + 1)));
}

void Bridge::withdrawQuestions(Backend *from)
{
    const QByteArrayList ids = m_questions.clientsIdsOf(from);
    for (const QByteArray &id : ids) {
        m_questions.take(id);
        const QByteArray params = R"({"requestId":)" + id + R"(,"reason":"the gateway has gone"})";
        Q_EMIT toClient(Message::notification("notifications/cancelled", params).oneLine());
    }
}

void Bridge::retire()
{
    if (!m_backend)
        return;
    withdrawQuestions(m_backend.get());
    const QList<quint64> exchanges = m_sent.keys();
    for (const quint64 exchange : exchanges) {
        const Sent sent = m_sent.value(exchange);
        if (sent.on == m_backend.get() && sent.isOurs)
            m_sent.remove(exchange);
    }
    m_retired.push_back(std::move(m_backend));
    QMetaObject::invokeMethod(this, &Bridge::releaseIdle, Qt::QueuedConnection);
}

/** Retired backends on which nothing is open any more end their sessions and go. */
void Bridge::releaseIdle()
{
    for (auto backend = m_retired.begin(); backend != m_retired.end();) {
        Backend *one = backend->get();
        if (std::any_of(m_sent.cbegin(), m_sent.cend(), [one](const Sent &sent) { return sent.on == one; })) {
            ++backend;
            continue;
        }
        withdrawQuestions(one);
        one->disconnect(this);
        one->setParent(this);
        connect(one, &Backend::closed, one, &QObject::deleteLater);
        backend->release()->close();
        backend = m_retired.erase(backend);
    }
}

} // namespace Signalbox
