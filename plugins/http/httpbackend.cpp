// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/httpbackend.h"

#include "plugins/http/ssetransport.h"
#include "plugins/http/streamabletransport.h"

#include <QPointer>

namespace Signalbox {

namespace {
constexpr int betweenTellings = 500; // ms
}

HttpBackend::HttpBackend(RemotePtr remote)
    : m_remote(std::move(remote))
{
    m_telling.setSingleShot(true);
    m_telling.setInterval(betweenTellings);
    connect(&m_telling, &QTimer::timeout, this, &Backend::statusChanged);
    if (m_remote->speech() == HttpSettings::Speech::Sse)
        use(std::make_unique<SseTransport>(m_remote));
    else
        use(std::make_unique<StreamableTransport>(m_remote));
}

HttpBackend::~HttpBackend() = default;

void HttpBackend::use(std::unique_ptr<Transport> transport)
{
    m_transport = std::move(transport);
    Transport *raw = m_transport.get();
    raw->disconnect(this);
    raw->setPaused(m_isPaused);
    connect(raw, &Transport::opened, this, &HttpBackend::onOpened);
    connect(raw, &Transport::taken, this, &HttpBackend::onTaken);
    connect(raw, &Transport::received, this, &HttpBackend::onReceived);
    connect(raw, &Transport::exchangeFailed, this, &HttpBackend::onExchangeFailed);
    connect(raw, &Transport::handshakeRefused, this, &HttpBackend::onHandshakeRefused);
    connect(raw, &Transport::closed, this, &HttpBackend::onClosed);
    connect(raw, &Transport::troubled, this, &HttpBackend::note);
    connect(raw, &Transport::statusChanged, this, &HttpBackend::changed);
}

void HttpBackend::open()
{
    if (m_state != State::New)
        return;
    m_state = State::Opening;
    m_transport->open();
}

void HttpBackend::onOpened()
{
    if (m_state != State::Opening)
        return;
    m_state = State::Open;
    const QPointer<HttpBackend> self(this);
    Q_EMIT opened();
    if (self)
        sendWaiting();
}

void HttpBackend::send(const Message &message, const Route &route)
{
    if (m_state == State::Closing || m_state == State::Closed)
        return;
    m_queue.add(message, route);
    sendWaiting();
}

void HttpBackend::sendWaiting()
{
    if (m_state != State::Open)
        return;
    while (const std::optional<Departure> departure = m_queue.next())
        m_transport->post(*departure);
    if (m_listening && !m_queue.isShakingHands()) {
        m_transport->listen(*m_listening);
        m_listening.reset();
        changed();
    }
}

void HttpBackend::onTaken(quint64 key)
{
    m_queue.taken(key);
    sendWaiting();
    tellDrained();
}

void HttpBackend::tellDrained()
{
    if (m_state != State::Closed && m_queue.hasDrained())
        Q_EMIT drained();
}

void HttpBackend::onReceived(const Message &message, const Origin &origin)
{
    // An error may be all that a server of the older kind has to say to what is not meant for it.
    m_hasHeard = m_hasHeard || message.kind() != Message::Kind::Error;
    m_queue.heard(message);
    const QPointer<HttpBackend> self(this);
    Q_EMIT received(message, origin);
    if (self)
        sendWaiting();
}

void HttpBackend::onExchangeFailed(quint64 exchange, const Failure &failure)
{
    note(failure.sentence);
    if (m_queue.greeting() && m_queue.greeting()->key == exchange)
        failHandshake(failure);
    else
        Q_EMIT exchangeFailed(exchange, failure);
}

/** What waited for the handshake certainly did not leave; the handshake itself is told last. */
void HttpBackend::failHandshake(const Failure &failure)
{
    const quint64 exchange = m_queue.greeting()->route.exchange;
    const std::deque<Departure> waited = m_queue.breakHandshake();
    const QPointer<HttpBackend> self(this);
    for (const Departure &departure : waited) {
        Q_EMIT exchangeFailed(departure.route.exchange, {Failure::NotSent, 0, {}, failure.sentence});
        if (!self)
            return;
    }
    tellDrained();
    if (self)
        Q_EMIT exchangeFailed(exchange, failure);
}

/** The rule of the specification: a server that refuses the POST may be one that waits for a GET. */
void HttpBackend::onHandshakeRefused(const Failure &failure)
{
    if (!m_queue.greeting())
        return;
    if (m_hasHeard || m_remote->speech() != HttpSettings::Speech::Any)
        return onExchangeFailed(m_queue.greeting()->key, failure);
    m_refusal = failure;
    m_older = std::make_unique<SseTransport>(m_remote);
    m_older->setPaused(m_isPaused);
    connect(m_older.get(), &Transport::opened, this, &HttpBackend::onOlderFound);
    connect(m_older.get(), &Transport::closed, this, &HttpBackend::onOlderMissing);
    m_older->open();
}

void HttpBackend::onOlderFound()
{
    use(std::move(m_older));
    changed();
    if (m_queue.greeting())
        m_transport->post(*m_queue.greeting());
}

void HttpBackend::onOlderMissing(const Failure &failure)
{
    m_older.reset();
    if (!m_queue.greeting())
        return;
    const QString sentence = QStringLiteral("%1. As a server of the older kind (HTTP+SSE) it could not be reached "
                                            "either: %2")
                                 .arg(m_refusal.sentence, failure.sentence);
    onExchangeFailed(m_queue.greeting()->key, {Failure::Refused, m_refusal.httpStatus, {}, sentence});
}

void HttpBackend::drop(quint64 exchange)
{
    if (exchange == 0 || m_state == State::Closed)
        return;
    m_queue.remove(exchange);
    m_transport->drop(exchange);
    if (m_queue.greeting() && m_queue.greeting()->key == exchange) {
        m_older.reset();
        m_queue.forgetGreeting();
    }
    m_queue.taken(exchange);
    sendWaiting();
    QMetaObject::invokeMethod(this, &HttpBackend::tellDrained, Qt::QueuedConnection);
}

void HttpBackend::listen(const HeaderList &headers)
{
    m_listening = headers;
    sendWaiting();
}

void HttpBackend::pauseReading(bool paused)
{
    m_isPaused = paused;
    m_transport->setPaused(paused);
    if (m_older)
        m_older->setPaused(paused);
}

void HttpBackend::close()
{
    if (m_state == State::Closing || m_state == State::Closed)
        return;
    m_state = State::Closing;
    m_queue.clear();
    m_older.reset();
    m_transport->close();
}

void HttpBackend::onClosed(const Failure &failure)
{
    const bool isWanted = m_state == State::Closing;
    m_state = State::Closed;
    m_telling.stop();
    m_queue.clear();
    Q_EMIT closed(isWanted ? Failure() : failure);
}

void HttpBackend::note(const QString &trouble)
{
    m_trouble = trouble;
    changed();
}

void HttpBackend::changed()
{
    if (!m_telling.isActive() && m_state != State::Closed)
        m_telling.start();
}

QJsonObject HttpBackend::status() const
{
    QJsonObject status = m_transport->status();
    status.insert(QStringLiteral("url"), m_remote->shownUrl());
    if (!m_trouble.isEmpty())
        status.insert(QStringLiteral("lastError"), m_trouble);
    return status;
}

} // namespace Signalbox
