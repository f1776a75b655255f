// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/acceptor.h"
#include "core/http/connection.h"
#include "core/http/httpserver.h"
#include "core/http/libraryparser.h"

#include <QTimer>

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

namespace Signalbox {

/** What an HttpServer is made of: its listeners, its connections, the clock that ends slow ones, and the counters. */
class HttpDoor : public QObject
{
    Q_OBJECT

public:
    HttpDoor(HttpLimits limits, QObject *parent);
    ~HttpDoor() override;

    Result<quint16> listen(const QStringList &addresses, quint16 port);
    void stopListening();
    quint16 port() const;
    QStringList addresses() const;

    void setHandler(HttpServer::Handler handler) { m_handler = std::move(handler); }
    void setLimits(const HttpLimits &limits);
    HttpCounters counters() const;

    void accept(int fd, quint16 localPort);

    // What connections need of it.
    const std::shared_ptr<const HttpLimits> &limits() const { return m_limits; }
    LibraryParser *library() { return &m_library; }
    std::span<char> scratch() { return m_scratch; }
    qint64 now() const;
    void handle(HttpRequest &&request, Reply reply);
    void countIn(qint64 bytes) { m_counters.bytesIn += static_cast<quint64>(bytes); }
    void countOut(quint64 bytes) { m_counters.bytesOut += bytes; }
    void countRefused() { ++m_counters.refused; }
    /** Calls a function from the event loop; never, if the door is gone by then. */
    void later(std::function<void()> function);
    void resumeLater(quint64 connection);
    /** A connection has closed; it is kept until the event loop turns, since it is on the stack. */
    void retire(quint64 connection);

private:
    using Acceptors = std::vector<std::unique_ptr<Acceptor>>;

    static bool isAt(const Acceptor &acceptor, const QStringList &addresses, quint16 port);
    Result<Acceptors> tryListen(const QStringList &addresses, quint16 port);
    void sweep();
    void setPace();
    void buryRetired();

    std::shared_ptr<const HttpLimits> m_limits;
    HttpServer::Handler m_handler;
    HttpCounters m_counters;
    LibraryParser m_library;
    std::vector<Acceptor *> m_acceptors; //!< owned by the library
    QTimer m_sweeper;
    quint64 m_lastNumber = 0;
    std::unordered_map<quint64, std::unique_ptr<Connection>> m_connections;
    std::vector<std::unique_ptr<Connection>> m_retired;
    std::array<char, 64 * 1024> m_scratch;
};

} // namespace Signalbox
