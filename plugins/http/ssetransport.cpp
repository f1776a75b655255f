// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/ssetransport.h"

#include "plugins/http/messagetext.h"
#include "plugins/http/transferwords.h"

#include <QPointer>

namespace Signalbox {

namespace {
constexpr int endpointPatience = 5'000; // ms
constexpr qsizetype longestRefusal = 64 * 1024;
constexpr qsizetype longestReference = 8 * 1024;
} // namespace

SseTransport::SseTransport(RemotePtr remote)
    : m_remote(std::move(remote))
    , m_reader(m_remote->messageLimit())
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        fail(lost(),
             QStringLiteral("%1 did not name the address for messages (the \"endpoint\" event of HTTP+SSE) within %2 s")
                 .arg(m_remote->origin())
                 .arg(endpointPatience / 1'000));
    });
}

SseTransport::~SseTransport() = default;

void SseTransport::open()
{
    m_stream = m_remote->get({});
    connect(m_stream.get(), &Transfer::headArrived, this, &SseTransport::onHead);
    connect(m_stream.get(), &Transfer::dataArrived, this, &SseTransport::onData);
    connect(m_stream.get(), &Transfer::ended, this, &SseTransport::onEnded);
    m_stream->setPaused(m_isPaused);
    m_patience.start(endpointPatience);
}

void SseTransport::onHead(int status, const HeaderList &headers)
{
    m_answer = {status, headers, {}};
    if (m_answer.isSuccess() && m_answer.mediaType() != "text/event-stream")
        fail(Failure::Refused,
             QStringLiteral("%1 answered with %2 where an event stream was expected. Is \"url\" the address of an MCP "
                            "server?")
                 .arg(m_remote->origin(), QString::fromLatin1(m_answer.mediaType().left(100))));
}

void SseTransport::onData(const QByteArray &bytes)
{
    if (!m_answer.isSuccess()) {
        m_answer.body += bytes.left(longestRefusal - m_answer.body.size());
        if (m_answer.body.size() >= longestRefusal)
            onRefused();
        return;
    }
    m_reader.add(bytes);
    while (const std::optional<ServerEvent> event = m_reader.next()) {
        if (!onEvent(*event))
            return;
    }
    if (m_reader.isTooLong())
        fail(lost(),
             QStringLiteral("%1 sent an event that is longer than allowed (settings: limits.serverMessage)")
                 .arg(m_remote->origin()));
}

void SseTransport::onRefused()
{
    Failure failure = refusalOf(m_answer, {m_remote->origin(), false, false});
    if (failure.kind == Failure::OutcomeUnknown || m_answer.status == 429)
        failure.kind = lost(); // in a moment it may be different
    fail(failure);
}

void SseTransport::onEnded(const TransferEnd &end)
{
    if (m_answer.status != 0 && !m_answer.isSuccess())
        return onRefused();
    if (end.kind == TransferEnd::Complete)
        fail(lost(), QStringLiteral("%1 ended its event stream").arg(m_remote->origin()));
    else
        fail(end.kind == TransferEnd::Refused ? Failure::Refused : lost(), end.sentence);
}

/** False if nothing more is to be read. */
bool SseTransport::onEvent(const ServerEvent &event)
{
    if (event.type == "endpoint")
        return !m_endpoint.isEmpty() || onEndpoint(event.data.trimmed());
    if (event.type != "message" || event.data.isEmpty() || m_endpoint.isEmpty())
        return true;
    return tell(event.data);
}

/** Our headers go to that address: it has to be on the same server. */
bool SseTransport::onEndpoint(const QByteArray &reference)
{
    QUrl endpoint = m_remote->url().resolved(QUrl::fromEncoded(reference.left(longestReference)));
    if (!endpoint.isValid() || reference.isEmpty() || reference.size() > longestReference) {
        fail(Failure::Refused,
             QStringLiteral("%1 named an address for messages that cannot be read").arg(m_remote->origin()));
        return false;
    }
    if (!m_remote->isSameOrigin(endpoint)) {
        fail(Failure::Refused,
             QStringLiteral("%1 wants its messages sent to another server, %2, which is not done. If that is right, "
                            "put that server into \"url\"")
                 .arg(m_remote->origin(), originOf(endpoint).left(200)));
        return false;
    }
    endpoint.setUserInfo(m_remote->url().userInfo(QUrl::FullyEncoded));
    endpoint.setFragment(QString());
    m_endpoint = endpoint;
    m_patience.stop();
    const QPointer<SseTransport> self(this);
    Q_EMIT opened();
    return self && !m_isOver;
}

bool SseTransport::tell(const QByteArray &text)
{
    const QPointer<SseTransport> self(this);
    const MessageText read = MessageText::read(text, m_remote->depthLimit());
    for (const Message &message : read.messages) {
        Q_EMIT received(message, Origin{0, m_answer.status});
        if (!self || m_isOver)
            return false;
    }
    if (!read.fault.isEmpty())
        Q_EMIT troubled(QStringLiteral("%1 sent an event that is no JSON-RPC message: %2; it was skipped")
                            .arg(m_remote->origin(), read.fault));
    return self && !m_isOver;
}

void SseTransport::post(const Departure &departure)
{
    if (m_isOver || m_endpoint.isEmpty())
        return; // closed() tells it
    const HttpDelivery::Opening opening{m_endpoint, departure.route.headers, departure.message.bytes(), true,
                                        m_isPaused, departure.message.isRequest()};
    auto delivery = std::make_unique<HttpDelivery>(m_remote, opening);
    const quint64 key = departure.key;
    const quint64 exchange = departure.route.exchange;
    HttpDelivery *raw = delivery.get();
    connect(raw, &HttpDelivery::taken, this, [this, key] { Q_EMIT taken(key); });
    connect(raw, &HttpDelivery::failed, this, [this, key, exchange](const Failure &failure) {
        const QPointer<SseTransport> self(this);
        Q_EMIT taken(key);
        if (self && !m_isOver)
            Q_EMIT exchangeFailed(exchange, failure);
    });
    connect(raw, &HttpDelivery::over, this, [this, key] { m_deliveries.erase(key); });
    m_deliveries.insert_or_assign(key, std::move(delivery));
}

void SseTransport::drop(quint64 key)
{
    m_deliveries.erase(key);
}

void SseTransport::setPaused(bool paused)
{
    m_isPaused = paused;
    if (m_stream)
        m_stream->setPaused(paused);
    for (const auto &[key, delivery] : m_deliveries)
        delivery->setPaused(paused);
}

void SseTransport::close()
{
    m_isOver = true;
    m_stream.reset();
    m_deliveries.clear();
    m_patience.stop();
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT closed({}); }, Qt::QueuedConnection);
}

/** A server that cannot be reached is no crashing one: it is looked for as long as it takes. */
Failure::Kind SseTransport::lost() const
{
    return m_endpoint.isEmpty() ? Failure::NotSent : Failure::OutcomeUnknown;
}

void SseTransport::fail(Failure::Kind kind, const QString &sentence)
{
    fail(Failure{kind, m_answer.status, {}, sentence});
}

void SseTransport::fail(const Failure &failure)
{
    m_isOver = true;
    m_patience.stop();
    m_stream.reset();
    m_deliveries.clear();
    Q_EMIT closed(failure);
}

QJsonObject SseTransport::status() const
{
    const QString stream = m_endpoint.isEmpty() ? QStringLiteral("opening") : QStringLiteral("open");
    return {{QStringLiteral("transport"), QStringLiteral("sse")},
            {QStringLiteral("stream"), m_isOver ? QStringLiteral("absent") : stream},
            {QStringLiteral("exchanges"), qint64(m_deliveries.size())}};
}

} // namespace Signalbox
