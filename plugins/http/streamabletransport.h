// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/httpdelivery.h"
#include "plugins/http/httpexchange.h"
#include "plugins/http/listeningstream.h"
#include "plugins/http/transport.h"

#include <map>

namespace Signalbox {

/** Streamable HTTP: each request is a POST whose answer comes back on it; what belongs to none comes on a GET. */
class StreamableTransport : public Transport
{
    Q_OBJECT

public:
    explicit StreamableTransport(RemotePtr remote);
    ~StreamableTransport() override;

    void open() override;
    void post(const Departure &departure) override;
    void drop(quint64 key) override;
    void listen(const HeaderList &headers) override;
    void setPaused(bool paused) override;
    void close() override;
    bool isOneWay() const override { return m_session.isEmpty(); }
    QJsonObject status() const override;

private:
    void postRequest(const Departure &departure);
    void postNote(const Departure &departure);
    void onWelcomed(HttpExchange &exchange, const HeaderList &headers);
    void onSettled(quint64 key, bool isHandshake, const Failure &failure);
    void onSessionLost(const Failure &failure);
    void onClosed();

    RemotePtr m_remote;
    QByteArray m_session; //!< empty: the server founded none
    bool m_isSessionLost = false;
    bool m_isPaused = false;
    HeaderList m_listenHeaders;
    std::map<quint64, std::unique_ptr<HttpExchange>> m_exchanges;
    std::map<quint64, std::unique_ptr<HttpDelivery>> m_deliveries;
    std::unique_ptr<ListeningStream> m_stream;
    std::unique_ptr<Transfer> m_farewell;
    QTimer m_farewellTime;
};

} // namespace Signalbox
