// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/eventreader.h"
#include "plugins/http/httpdelivery.h"
#include "plugins/http/transport.h"

#include <map>

namespace Signalbox {

/**
 * HTTP+SSE, the transport of the first protocol version: one stream (GET) on which the server names the address that
 * takes messages and says all that it says. The stream is the session: when it ends, all is over.
 */
class SseTransport : public Transport
{
    Q_OBJECT

public:
    explicit SseTransport(RemotePtr remote);
    ~SseTransport() override;

    void open() override;
    void post(const Departure &departure) override;
    void drop(quint64 key) override;
    void listen(const HeaderList &) override { } // it does from the beginning
    void setPaused(bool paused) override;
    void close() override;
    QJsonObject status() const override;

private:
    void onHead(int status, const HeaderList &headers);
    void onData(const QByteArray &bytes);
    void onEnded(const TransferEnd &end);
    void onRefused();
    bool onEvent(const ServerEvent &event);
    bool onEndpoint(const QByteArray &reference);
    bool tell(const QByteArray &text);
    Failure::Kind lost() const;
    void fail(Failure::Kind kind, const QString &sentence);
    void fail(const Failure &failure);

    RemotePtr m_remote;
    EventReader m_reader;
    HttpAnswer m_answer; //!< the head of the stream, and the body if it is a refusal
    QUrl m_endpoint; //!< where messages go; empty until the server named it
    QTimer m_patience; //!< until it has
    bool m_isPaused = false;
    bool m_isOver = false;
    std::map<quint64, std::unique_ptr<HttpDelivery>> m_deliveries;
    std::unique_ptr<Transfer> m_stream;
};

} // namespace Signalbox
