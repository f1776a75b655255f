// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/http/reply.h"
#include "core/result.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>

namespace Signalbox {

/** What a peer may demand of the HTTP door. Sizes in bytes, times in milliseconds. */
struct HttpLimits
{
    qint64 body = 16 * 1024 * 1024; //!< 413 above
    int headers = 64 * 1024; //!< request line and headers together, 431 above
    int headerFields = 100; //!< 431 above
    int connections = 10'000; //!< open at once, 503 and close above
    int headerTime = 10'000; //!< from the first byte to the end of the headers, 408
    int bodyTime = 60'000; //!< from the end of the headers to the end of the body, 408
    int idleTime = 75'000; //!< a connection without a request is closed
    int stallTime = 10'000; //!< a write of which the peer takes nothing for so long is given up
    int pipelined = 16; //!< requests of one connection that may wait for their turn
};

/** Counters for /metrics and the facts. */
struct HttpCounters
{
    quint64 connections = 0; //!< open now
    quint64 accepted = 0;
    quint64 requests = 0;
    quint64 refused = 0; //!< by the guard, before anybody saw them
    quint64 bytesIn = 0;
    quint64 bytesOut = 0;
};

class HttpDoor;

/**
 * The only acquaintance of QtHttpServer: listens on loopback addresses, validates and bounds every request before the
 * library sees a byte of it, keeps pipelined answers in order, and turns requests into HttpRequest values and Reply
 * handles. A request that is already complete in the socket's buffer never goes through the library's parser.
 * Lives in the core thread. Destroying it closes every connection and calls nobody back; it must not be destroyed from
 * inside the handler.
 *
 * A client that has finished sending but still reads gets its answers (whoever waits for a late one is sent a 100 first,
 * which tells such a client from one that has left); an open stream of such a client is closed.
 */
class HttpServer : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(HttpRequest &&, Reply)>;

    explicit HttpServer(HttpLimits limits, QObject *parent = nullptr);
    ~HttpServer() override;

    /** Called for every valid request, in the order of arrival. Set before listen(). */
    void setHandler(Handler handler);
    /**
     * Listens on every address with one port; 0 takes any port that is free on all of them. An address that this
     * machine lacks (no IPv6) is left out as long as one remains. The error names address, port and what to do.
     */
    Result<quint16> listen(const QStringList &addresses, quint16 port);
    quint16 port() const;
    QStringList addresses() const; //!< those that are really listened on
    void setLimits(HttpLimits limits); //!< for connections accepted from now on, times for all
    HttpCounters counters() const;
    /** Accepts no more and frees the port; open connections go on. */
    void stopListening();

private:
    std::unique_ptr<HttpDoor> m_door;
};

} // namespace Signalbox
