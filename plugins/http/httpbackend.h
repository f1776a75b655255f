// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/remote.h"
#include "plugins/http/sendqueue.h"
#include "plugins/http/transport.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace Signalbox {

/**
 * A server with an address. Speaks Streamable HTTP, or HTTP+SSE where the settings say so or where a server refuses
 * the handshake and turns out to speak that.
 */
class HttpBackend : public Backend
{
    Q_OBJECT

public:
    explicit HttpBackend(RemotePtr remote);
    ~HttpBackend() override;

    void open() override;
    void send(const Signalbox::Message &message, const Signalbox::Route &route) override;
    void drop(quint64 exchange) override;
    void listen(const Signalbox::HeaderList &headers) override;
    void pauseReading(bool paused) override;
    bool writable() const override { return m_queue.hasRoom(); }
    void close() override;
    bool isOneWay() const override { return m_transport->isOneWay(); }
    QJsonObject status() const override;

private:
    enum class State { New, Opening, Open, Closing, Closed };

    void use(std::unique_ptr<Transport> transport);
    void onOpened();
    void sendWaiting();
    void onTaken(quint64 key);
    void tellDrained();
    void onReceived(const Message &message, const Origin &origin);
    void onExchangeFailed(quint64 exchange, const Failure &failure);
    void onHandshakeRefused(const Failure &failure);
    void onOlderFound();
    void onOlderMissing(const Failure &failure);
    void failHandshake(const Failure &failure);
    void onClosed(const Failure &failure);
    void note(const QString &trouble);
    void changed();

    RemotePtr m_remote;
    State m_state = State::New;
    SendQueue m_queue;
    std::optional<HeaderList> m_listening; //!< asked for, and not yet possible
    bool m_isPaused = false;
    bool m_hasHeard = false; //!< the server said something: there is no doubt about its transport any more
    Failure m_refusal; //!< of the handshake, while it is found out whether the server is an older one
    QString m_trouble;
    QTimer m_telling; //!< statusChanged() at human speed
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<Transport> m_older; //!< HTTP+SSE, while it is tried
};

} // namespace Signalbox
