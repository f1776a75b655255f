// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Bridge that faces the client: what it says, and in which order that leaves.
#include "app/connect/bridge.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <algorithm>
#include <utility>

namespace Signalbox {

namespace {

/** What waits for the gateway before the client is no longer read. */
constexpr qsizetype queuedBytesLimit = 16 * 1024 * 1024;
constexpr size_t queuedCountLimit = 10'000;

} // namespace

Bridge::Bridge(Patience patience, QObject *parent)
    : QObject(parent)
    , m_patience(patience)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Bridge::backendWanted);
    m_sweep.setInterval(std::clamp(patience.waiting / 4, 5, 1'000));
    connect(&m_sweep, &QTimer::timeout, this, &Bridge::expire);
}

Bridge::~Bridge()
{
    if (m_backend)
        m_backend->disconnect(this);
    for (const auto &backend : m_retired)
        backend->disconnect(this);
}

void Bridge::start()
{
    Q_EMIT backendWanted();
}

void Bridge::fromClient(const QByteArray &line)
{
    const auto elements = Message::split(line);
    if (!elements) {
        const Fault &fault = elements.error();
        Q_EMIT said(QStringLiteral("the client sent something that is no message: %1").arg(fault.sentence));
        const QByteArray id = fault.id.isEmpty() ? QByteArray("null") : fault.id;
        Q_EMIT toClient(Message::error(id, fault.code, fault.sentence.toUtf8()).oneLine());
        return;
    }
    for (const auto &element : *elements) {
        if (element) {
            take(*element);
            continue;
        }
        const Fault &fault = element.error();
        Q_EMIT said(QStringLiteral("the client sent something that is no message: %1").arg(fault.sentence));
        const QByteArray id = fault.id.isEmpty() ? QByteArray("null") : fault.id;
        Q_EMIT toClient(Message::error(id, fault.code, fault.sentence.toUtf8()).oneLine());
    }
}

void Bridge::take(const Message &message)
{
    if (message.isResponse()) {
        takeAnswer(message);
        return;
    }
    if (message.isNotification()) {
        if (message.isMethod("notifications/cancelled") && cancelsQueued(message))
            return;
        enqueue({message, 0, steadyMs()});
        return;
    }
    enqueue({message, ++m_lastExchange, steadyMs()});
}

/** To a question of a session that is over nobody waits for the answer any more. */
void Bridge::takeAnswer(const Message &answer)
{
    const Question question = m_questions.take(answer.id().toByteArray());
    if (!question.from)
        return;
    question.from->send(answer.withId(question.id), {0, headers()});
    releaseIdle();
}

/** A request that was not sent yet is simply forgotten: as a cancelled one it gets no answer. */
bool Bridge::cancelsQueued(const Message &notification)
{
    const QByteArrayView id = notification.params()["requestId"].raw();
    const auto found = std::find_if(m_queue.begin(), m_queue.end(), [id](const Queued &queued) {
        return queued.exchange != 0 && queued.message.id() == id;
    });
    if (found == m_queue.end())
        return false;
    m_queuedBytes -= found->message.bytes().size();
    m_queue.erase(found);
    noteRoom();
    return true;
}

void Bridge::enqueue(Queued queued)
{
    m_queuedBytes += queued.message.bytes().size();
    m_queue.push_back(std::move(queued));
    if (!m_sweep.isActive())
        m_sweep.start();
    flush();
}

/** Back to its place: it came before what was never sent. */
void Bridge::requeue(Queued queued)
{
    m_queuedBytes += queued.message.bytes().size();
    const auto place = std::find_if(m_queue.begin(), m_queue.end(), [&queued](const Queued &other) {
        return other.exchange == 0 || other.exchange > queued.exchange;
    });
    m_queue.insert(place, std::move(queued));
    if (!m_sweep.isActive())
        m_sweep.start();
}

void Bridge::flush()
{
    while (m_state == State::Up && !m_queue.empty() && m_backend->writable()) {
        Queued queued = std::move(m_queue.front());
        m_queue.pop_front();
        m_queuedBytes -= queued.message.bytes().size();
        post(std::move(queued));
    }
    noteRoom();
}

void Bridge::post(Queued queued)
{
    const Message message = queued.message;
    const quint64 exchange = queued.exchange;
    if (exchange != 0)
        m_sent.insert(exchange, {std::move(queued), m_backend.get(), false});
    m_backend->send(message, {exchange, headers()});
    if (message.isMethod("notifications/initialized") && m_memory.isGreeted()) {
        m_memory.confirmed();
        m_backend->listen(headers());
    }
}

void Bridge::noteRoom()
{
    const bool isFull = m_queuedBytes > queuedBytesLimit || m_queue.size() > queuedCountLimit;
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
    const qint64 now = steadyMs();
    while (!m_queue.empty() && m_state != State::Up && now - m_queue.front().since >= m_patience.waiting) {
        const Queued queued = std::move(m_queue.front());
        m_queue.pop_front();
        m_queuedBytes -= queued.message.bytes().size();
        if (queued.exchange != 0)
            fail(queued.message, m_trouble + QStringLiteral("; the request was not sent"));
    }
    if (m_queue.empty())
        m_sweep.stop();
    noteRoom();
}

void Bridge::fail(const Message &request, const QString &why)
{
    Q_EMIT toClient(Message::error(request.id(), ErrorCode::internalError, "Signalbox: " + why.toUtf8()).oneLine());
}

HeaderList Bridge::headers() const
{
    if (m_memory.version().isEmpty())
        return {};
    return {{"MCP-Protocol-Version", m_memory.version()}};
}

} // namespace Signalbox
