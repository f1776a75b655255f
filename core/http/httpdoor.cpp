// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/httpdoor.h"

#include <QHostAddress>

#include <algorithm>
#include <chrono>
#include <sys/socket.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr int portTries = 20;
// Above the limit a client is still told so, but only so many at a time; the rest finds its connection closed.
constexpr int turnedAwayAtOnce = 128;
constexpr int slowestPace = 1000; // ms
constexpr int fastestPace = 10;

QString place(const QString &address, quint16 port)
{
    return (address.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
        .arg(address)
        .arg(port);
}

/** A machine without that address, as opposed to an address that is taken or forbidden. */
bool isLacking(QAbstractSocket::SocketError error)
{
    return error == QAbstractSocket::SocketAddressNotAvailableError
        || error == QAbstractSocket::UnsupportedSocketOperationError;
}

Reason whyNot(const QString &address, quint16 port, const Acceptor &acceptor)
{
    const QString where = place(address, port);
    switch (acceptor.serverError()) {
    case QAbstractSocket::AddressInUseError:
        return {
            QStringLiteral("%1 is in use by another program: stop that program, or choose another port with --port N")
                .arg(where)};
    case QAbstractSocket::SocketAccessError:
        return {QStringLiteral("%1 may not be used by this user: choose a port above 1023 with --port N").arg(where)};
    default:
        return {QStringLiteral("cannot listen on %1: %2").arg(where, acceptor.errorString())};
    }
}

} // namespace

HttpDoor::HttpDoor(HttpLimits limits, QObject *parent)
    : QObject(parent)
    , m_limits(std::make_shared<const HttpLimits>(limits))
    , m_handler([](HttpRequest &&, Reply reply) { reply.send(404, {}, {}); })
    , m_sweeper(this)
{
    connect(&m_sweeper, &QTimer::timeout, this, &HttpDoor::sweep);
    setPace();
}

HttpDoor::~HttpDoor()
{
    // Connections use the door, so they go while all of it still stands.
    m_connections.clear();
    m_retired.clear();
}

Result<quint16> HttpDoor::listen(const QStringList &addresses, quint16 port)
{
    for (const QString &address : addresses) {
        if (QHostAddress(address).isNull())
            return Reason{QStringLiteral("listen.addresses: expected an IP address, got \"%1\"").arg(address)};
    }
    if (addresses.isEmpty())
        return Reason{QStringLiteral("listen.addresses: expected at least one address, got none")};
    auto acceptors = tryListen(addresses, port);
    // A port that is free on the first address may be taken on the second.
    for (int i = 1; port == 0 && !acceptors && i < portTries; ++i)
        acceptors = tryListen(addresses, port);
    if (!acceptors)
        return acceptors.error();
    std::vector<Acceptor *> former = std::exchange(m_acceptors, {});
    const auto isKept = [&](const Acceptor *one) { return isAt(*one, addresses, port); };
    const auto gone = std::stable_partition(former.begin(), former.end(), isKept);
    m_acceptors.assign(former.begin(), gone);
    for (auto &acceptor : *acceptors) {
        m_library.bind(acceptor.get());
        m_acceptors.push_back(acceptor.release());
    }
    qDeleteAll(gone, former.end());
    return this->port();
}

/** Whether it listens at one of these, so that nobody has to (nor could) listen there again. */
bool HttpDoor::isAt(const Acceptor &acceptor, const QStringList &addresses, quint16 port)
{
    const auto isIt = [&acceptor](const QString &address) { return acceptor.serverAddress() == QHostAddress(address); };
    return port != 0 && !acceptor.isStopped() && acceptor.serverPort() == port
        && std::any_of(addresses.cbegin(), addresses.cend(), isIt);
}

Result<HttpDoor::Acceptors> HttpDoor::tryListen(const QStringList &addresses, quint16 port)
{
    Acceptors acceptors;
    std::optional<Reason> lacking;
    bool isListening = false;
    for (const QString &address : addresses) {
        const auto isThere = [&](const Acceptor *one) { return isAt(*one, {address}, port); };
        if (std::any_of(m_acceptors.cbegin(), m_acceptors.cend(), isThere)) {
            isListening = true;
            continue;
        }
        auto acceptor = std::make_unique<Acceptor>(this);
        if (acceptor->listen(QHostAddress(address), port)) {
            port = acceptor->serverPort();
            acceptors.push_back(std::move(acceptor));
            continue;
        }
        const Reason reason = whyNot(address, port, *acceptor);
        if (!isLacking(acceptor->serverError()))
            return reason;
        lacking = reason;
    }
    if (acceptors.empty() && !isListening)
        return *lacking;
    return acceptors;
}

void HttpDoor::stopListening()
{
    for (Acceptor *acceptor : m_acceptors)
        acceptor->stop();
}

quint16 HttpDoor::port() const
{
    return m_acceptors.empty() ? 0 : m_acceptors.front()->serverPort();
}

QStringList HttpDoor::addresses() const
{
    QStringList addresses;
    for (const Acceptor *acceptor : m_acceptors) {
        if (!acceptor->isStopped())
            addresses.append(acceptor->serverAddress().toString());
    }
    return addresses;
}

void HttpDoor::setLimits(const HttpLimits &limits)
{
    m_limits = std::make_shared<const HttpLimits>(limits);
    setPace();
}

HttpCounters HttpDoor::counters() const
{
    HttpCounters counters = m_counters;
    counters.connections = m_connections.size();
    return counters;
}

qint64 HttpDoor::now() const
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void HttpDoor::accept(int fd, quint16 localPort)
{
    ++m_counters.accepted;
    const auto open = static_cast<int>(m_connections.size());
    if (open >= m_limits->connections + turnedAwayAtOnce) {
        ++m_counters.refused;
        ::close(fd);
        return;
    }
    if (m_connections.empty())
        m_sweeper.start();
    const quint64 number = ++m_lastNumber;
    auto connection = std::make_unique<Connection>(this, number, fd, localPort);
    Connection *accepted = connection.get();
    m_connections.emplace(number, std::move(connection));
    if (open >= m_limits->connections)
        accepted->turnAway({503, "this gateway has as many connections as it accepts; try again later"});
}

void HttpDoor::handle(HttpRequest &&request, Reply reply)
{
    ++m_counters.requests;
    m_handler(std::move(request), std::move(reply));
}

void HttpDoor::later(std::function<void()> function)
{
    QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
}

void HttpDoor::resumeLater(quint64 connection)
{
    later([this, connection] {
        const auto found = m_connections.find(connection);
        if (found != m_connections.end())
            found->second->resume();
    });
}

void HttpDoor::retire(quint64 connection)
{
    const auto found = m_connections.find(connection);
    if (found == m_connections.end())
        return;
    if (m_retired.empty())
        later([this] { buryRetired(); });
    m_retired.push_back(std::move(found->second));
    m_connections.erase(found);
    if (m_connections.empty())
        m_sweeper.stop();
}

void HttpDoor::buryRetired()
{
    m_retired.clear();
}

void HttpDoor::setPace()
{
    const HttpLimits &limits = *m_limits;
    const int shortest = std::min({limits.headerTime, limits.bodyTime, limits.idleTime, limits.stallTime});
    m_sweeper.setInterval(std::clamp(shortest / 4, fastestPace, slowestPace));
}

void HttpDoor::sweep()
{
    // Connections that end take themselves out of the map, so it is not walked while they do.
    std::vector<Connection *> connections;
    connections.reserve(m_connections.size());
    for (const auto &[number, connection] : m_connections)
        connections.push_back(connection.get());
    const qint64 time = now();
    for (Connection *connection : connections) {
        if (connection->isOpen())
            connection->sweep(time);
    }
}

} // namespace Signalbox
