// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/toolserver.h"

#include <QLoggingCategory>

#include <algorithm>

/* The pipe: opening, closing, what waits to leave, and the tools. What is said is in toolserveranswers.cpp. */

namespace Signalbox {

namespace {
Q_LOGGING_CATEGORY(toolLog, "signalbox.tools", QtWarningMsg)

constexpr qsizetype outboxFull = 1000;
constexpr qsizetype longestName = 64;

bool isToolName(QByteArrayView name)
{
    return !name.isEmpty() && name.size() <= longestName && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}
} // namespace

ToolServer::ToolServer(Identity identity, QObject *parent)
    : Backend(parent)
    , m_identity(std::move(identity))
{
}

ToolServer::~ToolServer()
{
    m_state = State::Closed;
    cancelEverything();
}

bool ToolServer::add(Tool tool, Handler handler)
{
    const Result<ToolSchema> schema = ToolSchema::read(tool.inputSchema);
    if (!schema || !isToolName(tool.name) || find(tool.name)) {
        qCWarning(toolLog,
                  "tool \"%s\" not added: expected a free name of letters, digits, '_', '-' and an object schema",
                  tool.name.constData());
        return false;
    }
    m_tools.append(Entry{std::move(tool), *schema, std::make_shared<const Handler>(std::move(handler)), true});
    announceTools();
    return true;
}

void ToolServer::removeTool(QByteArrayView name)
{
    Entry *entry = find(name);
    if (!entry)
        return;
    const bool wasListed = entry->enabled;
    m_tools.removeAt(entry - m_tools.data());
    if (wasListed)
        announceTools();
}

void ToolServer::setToolEnabled(QByteArrayView name, bool enabled)
{
    Entry *entry = find(name);
    if (!entry || entry->enabled == enabled)
        return;
    entry->enabled = enabled;
    announceTools();
}

QList<QByteArray> ToolServer::enabledTools() const
{
    QList<QByteArray> names;
    for (const Entry &entry : m_tools) {
        if (entry.enabled)
            names.append(entry.tool.name);
    }
    return names;
}

ToolServer::Entry *ToolServer::find(QByteArrayView name)
{
    for (Entry &entry : m_tools) {
        if (entry.tool.name == name)
            return &entry;
    }
    return nullptr;
}

void ToolServer::announceTools()
{
    const bool hasAudience = m_handshake || !m_listeners.isEmpty();
    if (m_isListChangeDue || !hasAudience)
        return;
    m_isListChangeDue = true; // Several changes in one turn of the event loop are one change for the client.
    QMetaObject::invokeMethod(this, &ToolServer::tellListChanged, Qt::QueuedConnection);
}

QCoro::Task<> ToolServer::await(std::shared_ptr<const Coroutine> coroutine, std::shared_ptr<ToolCall> call)
{
    // Both parameters live in this frame: neither the closure nor the call goes before the coroutine has ended.
    const ToolResult result = co_await (*coroutine)(call);
    call->finish(result);
}

void ToolServer::open()
{
    if (m_state != State::Idle)
        return;
    m_state = State::Opening;
    const auto becomeOpen = [this] {
        if (m_state != State::Opening)
            return;
        m_state = State::Open;
        QPointer<ToolServer> self(this);
        Q_EMIT opened();
        if (self)
            flush();
    };
    QMetaObject::invokeMethod(this, becomeOpen, Qt::QueuedConnection);
}

void ToolServer::close()
{
    if (m_state == State::Closing || m_state == State::Closed)
        return;
    m_state = State::Closing;
    cancelEverything();
    const auto becomeClosed = [this] {
        m_state = State::Closed;
        Q_EMIT closed(Failure());
    };
    QMetaObject::invokeMethod(this, becomeClosed, Qt::QueuedConnection);
}

void ToolServer::cancelEverything()
{
    m_outbox.clear();
    m_listeners.clear();
    const QHash<QByteArray, Running> running = std::exchange(m_running, {});
    for (const Running &entry : running) {
        if (const std::shared_ptr<ToolCall> call = entry.call.lock())
            call->cancel();
    }
}

void ToolServer::forget(const QByteArray &request)
{
    m_listeners.remove(request);
    m_outbox.removeIf([&](const Outgoing &outgoing) { return outgoing.request == request; });
    if (const std::shared_ptr<ToolCall> call = m_running.take(request).call.lock())
        call->cancel();
}

void ToolServer::send(const Message &message, const Route &route)
{
    if (m_state != State::Opening && m_state != State::Open)
        return;
    if (message.isRequest())
        dispatch(message, route.exchange);
    // Responses answer nothing: this server asks no questions.
    if (message.isNotification())
        heed(message);
}

void ToolServer::drop(quint64 exchange)
{
    if (exchange == 0)
        return;
    QList<QByteArray> requests = m_listeners.keys(exchange);
    for (auto it = m_running.cbegin(); it != m_running.cend(); ++it) {
        if (it->exchange == exchange)
            requests.append(it.key());
    }
    for (const QByteArray &request : std::as_const(requests))
        forget(request);
    m_outbox.removeIf([&](const Outgoing &outgoing) { return outgoing.exchange == exchange; });
}

void ToolServer::listen(const HeaderList &) { }

void ToolServer::pauseReading(bool paused)
{
    m_isPaused = paused;
    if (!paused && !m_outbox.isEmpty() && !std::exchange(m_isFlushDue, true))
        QMetaObject::invokeMethod(this, &ToolServer::flush, Qt::QueuedConnection);
}

bool ToolServer::writable() const
{
    return m_outbox.size() < outboxFull;
}

void ToolServer::queue(Outgoing outgoing)
{
    if (m_state != State::Opening && m_state != State::Open)
        return;
    m_outbox.append(std::move(outgoing));
    m_owesDrained = m_owesDrained || !writable();
    if (!std::exchange(m_isFlushDue, true))
        QMetaObject::invokeMethod(this, &ToolServer::flush, Qt::QueuedConnection);
}

void ToolServer::flush()
{
    m_isFlushDue = false;
    // What is asked for while these leave waits for the next turn, so that a quick asker cannot hold the loop.
    qsizetype due = m_outbox.size();
    const QPointer<ToolServer> self(this);
    while (due-- > 0 && !m_isPaused && m_state == State::Open && !m_outbox.isEmpty()) {
        const Outgoing next = m_outbox.takeFirst();
        Q_EMIT received(next.message, Origin{next.exchange, 0});
        if (!self)
            return;
    }
    if (m_owesDrained && m_state == State::Open && m_outbox.size() < outboxFull / 2) {
        m_owesDrained = false;
        Q_EMIT drained();
    }
}

} // namespace Signalbox
