// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Bridge that faces the client: what it says, and in which order that leaves.
#include "app/connect/bridge.h"

#include "core/loop/steadyclock.h"
#include "core/mirror/mirroredheaders.h"
#include "core/mirror/statelessmeta.h"
#include "core/wire/errorcodes.h"

#include <algorithm>
#include <utility>

namespace Signalbox {

Bridge::Bridge(Patience patience, QObject *parent)
    : QObject(parent)
    , m_patience(patience)
    , m_trouble(QStringLiteral("the gateway is not there yet"))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Bridge::seek);
    m_sweep.setInterval(std::clamp(patience.waiting / 4, 5, 1'000));
    connect(&m_sweep, &QTimer::timeout, this, &Bridge::expire);
    m_greetingLimit.setSingleShot(true);
    m_greetingLimit.setInterval(patience.waiting);
    connect(&m_greetingLimit, &QTimer::timeout, this,
            [this] { lose(QStringLiteral("the gateway does not answer the handshake"), false); });
    m_finishLimit.setSingleShot(true);
    m_finishLimit.setInterval(patience.waiting);
    connect(&m_finishLimit, &QTimer::timeout, this, &Bridge::end);
}

Bridge::~Bridge()
{
    if (m_backend)
        m_backend->disconnect(this);
    for (const auto &backend : m_retired)
        backend->disconnect(this);
}

/** The first request is about to come, and decides whether a gateway is to be started. */
void Bridge::start()
{
    m_retry.start(m_patience.firstDelay);
}

void Bridge::fromClient(const QByteArray &line)
{
    const auto elements = Message::split(line);
    if (!elements) {
        refuse(elements.error());
        return;
    }
    for (const auto &element : *elements) {
        if (element)
            take(*element);
        else
            refuse(element.error());
    }
}

void Bridge::refuseLine(qint64 limit)
{
    Fault fault;
    fault.code = ErrorCode::invalidRequest;
    fault.sentence = QStringLiteral("a line may have %1 MiB at most; this one was passed over").arg(limit >> 20);
    refuse(fault);
}

void Bridge::refuse(const Fault &fault)
{
    Q_EMIT said(QStringLiteral("the client sent something that is no message: %1").arg(fault.sentence));
    const QByteArray id = fault.id.isEmpty() ? QByteArray("null") : fault.id;
    Q_EMIT toClient(Message::error(id, fault.code, fault.sentence.toUtf8()).oneLine());
}

void Bridge::take(const Message &message)
{
    if (message.isResponse()) {
        takeAnswer(message);
        return;
    }
    if (message.isNotification()) {
        if (!message.isMethod("notifications/cancelled") || !cancel(message))
            enqueue({message, 0, steadyMs()});
        return;
    }
    enqueue({message, ++m_lastExchange, steadyMs()});
}

/** To a question of a session that is over nobody waits for the answer any more. */
void Bridge::takeAnswer(const Message &answer)
{
    const OpenQuestions::Question question = m_questions.take(answer.id().toByteArray());
    if (question.from)
        question.from->send(answer.withId(question.id), {0, headers()});
}

/**
 * A cancelled request gets no answer, whatever becomes of its gateway. False if none with that id is open: what it
 * means is for the gateway to say then.
 */
bool Bridge::cancel(const Message &notification)
{
    const QByteArrayView id = notification.params()["requestId"].raw();
    if (m_queue.forget(id)) {
        noteRoom();
        endIfDone();
        return true;
    }
    const auto found = std::find_if(m_sent.begin(), m_sent.end(), [id](const Sent &sent) {
        return !sent.isOurs && sent.what.message.id() == id && !sent.what.message.isMethod("initialize");
    });
    if (found == m_sent.end())
        return false;
    const quint64 exchange = found.key();
    Backend *on = found->on;
    const bool isStateless = claimedVersion(found->what.message).exists();
    m_sent.erase(found);
    if (!isStateless)
        on->send(notification, {0, headers(), exchange});
    on->drop(exchange);
    releaseIdle();
    endIfDone();
    return true;
}

void Bridge::enqueue(Outgoing outgoing)
{
    const bool isFirstRequest = outgoing.exchange != 0 && !m_queue.hasRequests();
    m_queue.append(std::move(outgoing));
    if (!m_sweep.isActive())
        m_sweep.start();
    // Perhaps nobody looked very hard as long as nobody waited.
    if (isFirstRequest && m_state == State::Seeking && m_retry.isActive())
        m_retry.start(0);
    flush();
}

void Bridge::flush()
{
    while (m_state == State::Up && !m_queue.isEmpty() && m_backend->writable())
        post(m_queue.takeFirst());
    noteRoom();
}

void Bridge::post(Outgoing outgoing)
{
    const Message message = outgoing.message;
    const quint64 exchange = outgoing.exchange;
    if (exchange != 0)
        m_sent.insert(exchange, {std::move(outgoing), m_backend.get(), false});
    m_backend->send(message, {exchange, headers(message)});
    if (message.isMethod("notifications/initialized") && m_memory.isGreeted()) {
        m_memory.confirmed();
        m_backend->listen(headers());
    }
}

void Bridge::noteRoom()
{
    const bool isFull = m_queue.isFull();
    if (std::exchange(m_isFull, isFull) != isFull)
        Q_EMIT roomChanged();
}

void Bridge::setClientReads(bool reads)
{
    m_clientReads = reads;
    if (m_backend)
        m_backend->pauseReading(!reads);
    for (const auto &backend : m_retired)
        backend->pauseReading(!reads);
}

void Bridge::expire()
{
    if (m_state != State::Up) {
        const auto old = m_queue.takeOlderThan(steadyMs() - m_patience.waiting);
        for (const Outgoing &outgoing : old) {
            if (outgoing.exchange != 0)
                fail(outgoing.message, m_trouble + QStringLiteral("; the request was not sent"));
        }
    }
    if (m_queue.isEmpty())
        m_sweep.stop();
    noteRoom();
    endIfDone();
}

void Bridge::fail(const Message &request, const QString &why)
{
    Q_EMIT toClient(Message::error(request.id(), ErrorCode::internalError, "Signalbox: " + why.toUtf8()).oneLine());
}

HeaderList Bridge::headers(const Message &message) const
{
    if (const JsonView version = claimedVersion(message); version.isString())
        return mirroredHeaders(message, version.string(), m_tools.repeatedBy(message));
    if (m_memory.version().isEmpty())
        return {};
    return {{"MCP-Protocol-Version", m_memory.version()}};
}

void Bridge::finish()
{
    if (m_state == State::Ending || std::exchange(m_isFinishing, true))
        return;
    m_finishLimit.start();
    if (m_backend) {
        const QByteArrayList unanswerable = m_questions.clientsIdsOf(m_backend.get());
        for (const QByteArray &id : unanswerable)
            answerUnheard(m_backend.get(), m_questions.take(id).id);
    }
    endIfDone();
}

void Bridge::endIfDone()
{
    if (!m_isFinishing || m_queue.hasRequests())
        return;
    if (std::all_of(m_sent.cbegin(), m_sent.cend(), [](const Sent &sent) { return sent.isOurs; }))
        end();
}

void Bridge::end()
{
    if (m_state == State::Ending)
        return;
    m_state = State::Ending;
    for (QTimer *timer : {&m_retry, &m_sweep, &m_greetingLimit, &m_finishLimit})
        timer->stop();
    Q_EMIT ending();
    if (m_backend)
        m_backend->close();
    else
        QMetaObject::invokeMethod(this, &Bridge::ended, Qt::QueuedConnection);
}

} // namespace Signalbox
