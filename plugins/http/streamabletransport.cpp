// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/streamabletransport.h"

#include <QPointer>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int farewellPatience = 2'000; // ms
constexpr qsizetype longestSession = 1'024;

bool isVisibleAscii(const QByteArray &text)
{
    return std::ranges::all_of(text, [](char c) { return c >= 0x21 && c <= 0x7e; });
}

/** Refusals of a handshake after which an older server may be behind the address. */
bool mayBeOlder(const Failure &failure)
{
    return failure.kind == Failure::Refused && failure.httpStatus >= 400 && failure.httpStatus < 500;
}

} // namespace

StreamableTransport::StreamableTransport(RemotePtr remote)
    : m_remote(std::move(remote))
{
    m_farewellTime.setSingleShot(true);
    connect(&m_farewellTime, &QTimer::timeout, this, &StreamableTransport::onClosed);
}

StreamableTransport::~StreamableTransport() = default;

/** There is nothing to connect to before the first message. */
void StreamableTransport::open()
{
    QMetaObject::invokeMethod(this, &Transport::opened, Qt::QueuedConnection);
}

void StreamableTransport::post(const Departure &departure)
{
    if (departure.message.isRequest())
        postRequest(departure);
    else
        postNote(departure);
}

void StreamableTransport::postRequest(const Departure &departure)
{
    // A handshake begins a session; it is never part of one.
    const QByteArray session = departure.message.isMethod("initialize") ? QByteArray() : m_session;
    auto exchange = std::make_unique<HttpExchange>(
        m_remote, HttpExchange::Opening{departure.message, departure.route.headers, session, m_isPaused});
    const quint64 key = departure.key;
    HttpExchange *raw = exchange.get();
    connect(raw, &HttpExchange::taken, this, [this, key] { Q_EMIT taken(key); });
    connect(raw, &HttpExchange::welcomed, this, [this, raw](const HeaderList &headers) { onWelcomed(*raw, headers); });
    connect(raw, &HttpExchange::received, this, [this, key](const Message &message, int status) {
        Q_EMIT received(message, Origin{key, status});
    });
    connect(raw, &HttpExchange::troubled, this, &Transport::troubled);
    connect(raw, &HttpExchange::sessionLost, this, &StreamableTransport::onSessionLost);
    connect(raw, &HttpExchange::settled, this, [this, key, isHandshake = raw->isHandshake()](const Failure &failure) {
        onSettled(key, isHandshake, failure);
    });
    connect(raw, &HttpExchange::over, this, [this, key] { m_exchanges.erase(key); });
    m_exchanges.insert_or_assign(key, std::move(exchange));
}

void StreamableTransport::postNote(const Departure &departure)
{
    HttpDelivery::Opening opening{m_remote->url(), departure.route.headers, departure.message.bytes(),
                                  !m_session.isEmpty(), m_isPaused, false};
    if (!m_session.isEmpty())
        opening.headers.append(sessionHeader(m_session));
    auto delivery = std::make_unique<HttpDelivery>(m_remote, opening);
    const quint64 key = departure.key;
    const quint64 exchange = departure.route.exchange;
    HttpDelivery *raw = delivery.get();
    connect(raw, &HttpDelivery::taken, this, [this, key] { Q_EMIT taken(key); });
    connect(raw, &HttpDelivery::failed, this, [this, key, exchange](const Failure &failure) {
        m_isSessionLost = m_isSessionLost || failure.kind == Failure::SessionGone;
        const QPointer<StreamableTransport> self(this);
        Q_EMIT taken(key);
        if (self)
            Q_EMIT exchangeFailed(exchange, failure);
    });
    connect(raw, &HttpDelivery::over, this, [this, key] { m_deliveries.erase(key); });
    m_deliveries.insert_or_assign(key, std::move(delivery));
}

/** The session is founded by the answer to the handshake, and by nothing else. */
void StreamableTransport::onWelcomed(HttpExchange &exchange, const HeaderList &headers)
{
    if (!exchange.isHandshake())
        return;
    const QByteArray session = headerValue(headers, "mcp-session-id");
    if (session.size() > longestSession || !isVisibleAscii(session)) {
        exchange.fail({Failure::Refused,
                       0,
                       {},
                       QStringLiteral("%1 named its session in a way that cannot be repeated to it: expected up to %2 "
                                      "visible ASCII characters")
                           .arg(m_remote->origin())
                           .arg(longestSession)});
        return;
    }
    m_session = session;
    m_isSessionLost = false;
    m_stream.reset();
    exchange.setSession(session);
}

void StreamableTransport::onSettled(quint64 key, bool isHandshake, const Failure &failure)
{
    if (failure.kind == Failure::None)
        return;
    m_isSessionLost = m_isSessionLost || failure.kind == Failure::SessionGone;
    if (isHandshake && mayBeOlder(failure))
        Q_EMIT handshakeRefused(failure);
    else
        Q_EMIT exchangeFailed(key, failure);
}

void StreamableTransport::onSessionLost(const Failure &failure)
{
    m_isSessionLost = true;
    Q_EMIT exchangeFailed(0, failure);
}

void StreamableTransport::drop(quint64 key)
{
    m_exchanges.erase(key);
    m_deliveries.erase(key);
}

/** Without a session there is nothing a server could say to us in particular. */
void StreamableTransport::listen(const HeaderList &headers)
{
    m_listenHeaders = headers;
    if (m_session.isEmpty())
        return;
    HeaderList all = headers;
    all.append(sessionHeader(m_session));
    m_stream = std::make_unique<ListeningStream>(m_remote, all, m_isPaused);
    connect(m_stream.get(), &ListeningStream::received, this, [this](const Message &message) {
        Q_EMIT received(message, Origin{0, 200});
    });
    connect(m_stream.get(), &ListeningStream::sessionLost, this, &StreamableTransport::onSessionLost);
    connect(m_stream.get(), &ListeningStream::troubled, this, &Transport::troubled);
    connect(m_stream.get(), &ListeningStream::stateChanged, this, &Transport::statusChanged);
}

void StreamableTransport::setPaused(bool paused)
{
    m_isPaused = paused;
    for (const auto &[key, exchange] : m_exchanges)
        exchange->setPaused(paused);
    for (const auto &[key, delivery] : m_deliveries)
        delivery->setPaused(paused);
    if (m_stream)
        m_stream->setPaused(paused);
}

void StreamableTransport::close()
{
    m_exchanges.clear();
    m_deliveries.clear();
    m_stream.reset();
    if (m_session.isEmpty() || m_isSessionLost) {
        QMetaObject::invokeMethod(this, &StreamableTransport::onClosed, Qt::QueuedConnection);
        return;
    }
    HeaderList headers = m_listenHeaders;
    headers.append(sessionHeader(m_session));
    m_farewell = m_remote->remove(headers);
    // Whatever it says, there is nobody left who could mind.
    connect(m_farewell.get(), &Transfer::headArrived, this, &StreamableTransport::onClosed);
    connect(m_farewell.get(), &Transfer::ended, this, &StreamableTransport::onClosed);
    m_farewellTime.start(farewellPatience);
}

void StreamableTransport::onClosed()
{
    m_farewell.reset();
    m_farewellTime.stop();
    Q_EMIT closed({});
}

QJsonObject StreamableTransport::status() const
{
    static constexpr const char *words[] = {"opening", "open", "waiting to reconnect", "not offered"};
    const QString stream = m_stream ? QString::fromLatin1(words[int(m_stream->state())]) : QStringLiteral("absent");
    return {{QStringLiteral("transport"), QStringLiteral("streamable-http")},
            {QStringLiteral("stream"), stream},
            {QStringLiteral("exchanges"), qint64(m_exchanges.size())}};
}

} // namespace Signalbox
