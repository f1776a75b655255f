// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/httpvoice.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <strings.h>

namespace Bench {

namespace {

using std::string;
using std::string_view;

constexpr int backlog = 4'096;
constexpr const char *session = "Mcp-Session-Id: the-one\r\n";

void watch(int epoll, int operation, int fd, bool forRoom)
{
    epoll_event event{};
    event.events = EPOLLIN | (forRoom ? EPOLLOUT : 0u);
    event.data.fd = fd;
    ::epoll_ctl(epoll, operation, fd, &event);
}

/** Of a request head; 0 if it names none. */
size_t lengthOf(string_view head)
{
    constexpr string_view name = "\r\ncontent-length:";
    for (size_t at = head.find("\r\n"); at != string_view::npos; at = head.find("\r\n", at + 2)) {
        if (head.size() - at > name.size() && ::strncasecmp(head.data() + at, name.data(), name.size()) == 0)
            return std::strtoul(head.data() + at + name.size(), nullptr, 10);
    }
    return 0;
}

} // namespace

HttpVoice::HttpVoice()
{
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    m_door = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *plain = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_door, plain, size) != 0 || ::listen(m_door, backlog) != 0
        || ::getsockname(m_door, plain, &size) != 0) {
        std::perror("listen");
        std::exit(1);
    }
    m_port = ntohs(address.sin_port);
    watch(m_epoll, EPOLL_CTL_ADD, m_door, false);
}

HttpVoice::~HttpVoice()
{
    while (!m_connections.empty())
        close(m_connections.begin()->first);
    ::close(m_door);
    ::close(m_epoll);
}

void HttpVoice::serve(OwningServer &server, int stop)
{
    watch(m_epoll, EPOLL_CTL_ADD, stop, false);
    epoll_event events[64];
    bool isBusy = false;
    while (true) {
        const int n = ::epoll_wait(m_epoll, events, 64, isBusy ? 0 : -1);
        for (int i = 0; i < n; ++i) {
            const int fd = events[i].data.fd;
            if (fd == stop)
                return;
            if (fd == m_door) {
                acceptAll();
                continue;
            }
            const auto found = m_connections.find(fd);
            if (found == m_connections.end())
                continue;
            if (events[i].events & EPOLLOUT)
                m_unsent.insert(fd);
            if (events[i].events & ~unsigned(EPOLLOUT))
                read(*found->second, server);
        }
        // Nothing is answered before everything is read that is there: so what came later was sent later.
        isBusy = n > 0 || server.goOn();
        if (n == 0)
            flush();
    }
}

void HttpVoice::acceptAll()
{
    for (int fd; (fd = ::accept4(m_door, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;) {
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto connection = std::make_unique<Connection>();
        connection->fd = fd;
        m_connections[fd] = std::move(connection);
        watch(m_epoll, EPOLL_CTL_ADD, fd, false);
    }
}

void HttpVoice::read(Connection &connection, OwningServer &server)
{
    char buffer[64 * 1024];
    const ssize_t n = ::recv(connection.fd, buffer, sizeof buffer, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        close(connection.fd);
        return;
    }
    if (n > 0)
        connection.in.append(buffer, size_t(n));
    while (takeRequest(connection, server)) { }
}

/** False while there is no complete one, or the one before is not answered. */
bool HttpVoice::takeRequest(Connection &connection, OwningServer &server)
{
    const size_t end = connection.in.find("\r\n\r\n");
    if (connection.exchange != 0 || connection.isStreaming || end == string::npos)
        return false;
    const size_t length = lengthOf(string_view(connection.in).substr(0, end));
    if (connection.in.size() < end + 4 + length)
        return false;
    const string method = connection.in.substr(0, connection.in.find(' '));
    const string body = connection.in.substr(end + 4, length);
    connection.in.erase(0, end + 4 + length);
    m_unsent.insert(connection.fd);
    if (method == "GET") {
        m_listening = connection.fd;
        openStream(connection);
        for (const string &message : std::exchange(m_asides, {}))
            event(connection, message);
    } else if (method == "DELETE") {
        connection.out += "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    } else if (body.find(R"("method":)") == string::npos || body.find(R"("method":"notifications/)") != string::npos) {
        connection.out += "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
        server.take(body, 0);
    } else {
        connection.exchange = ++m_lastExchange;
        m_exchanges[connection.exchange] = connection.fd;
        server.take(body, connection.exchange);
    }
    return true;
}

void HttpVoice::openStream(Connection &connection)
{
    connection.isStreaming = true;
    connection.out += string("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n")
        + session + "\r\n";
}

void HttpVoice::event(Connection &connection, const string &message)
{
    const string text = "data: " + message + "\n\n";
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", text.size());
    connection.out += size + text + "\r\n";
    m_unsent.insert(connection.fd);
}

HttpVoice::Connection *HttpVoice::byExchange(std::uint64_t exchange)
{
    const auto found = m_exchanges.find(exchange);
    return found == m_exchanges.end() ? nullptr : m_connections[found->second].get();
}

void HttpVoice::say(std::uint64_t exchange, const string &message)
{
    Connection *connection = byExchange(exchange);
    if (!connection)
        return;
    if (!connection->isStreaming)
        openStream(*connection);
    event(*connection, message);
}

void HttpVoice::answer(std::uint64_t exchange, const string &message)
{
    Connection *connection = byExchange(exchange);
    if (!connection)
        return;
    if (connection->isStreaming) {
        event(*connection, message);
        connection->out += "0\r\n\r\n";
    } else {
        connection->out += string("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n") + session
            + "Content-Length: " + std::to_string(message.size()) + "\r\n\r\n" + message;
        m_unsent.insert(connection->fd);
    }
    connection->isStreaming = false;
    connection->exchange = 0;
    m_exchanges.erase(exchange);
}

void HttpVoice::aside(const string &message)
{
    const auto found = m_connections.find(m_listening);
    if (found == m_connections.end())
        m_asides.push_back(message);
    else
        event(*found->second, message);
}

void HttpVoice::flush()
{
    for (const int fd : std::exchange(m_unsent, {})) {
        const auto found = m_connections.find(fd);
        if (found != m_connections.end())
            write(*found->second);
    }
}

void HttpVoice::write(Connection &connection)
{
    const ssize_t n = ::send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (n > 0)
        connection.out.erase(0, size_t(n));
    const bool waits = !connection.out.empty();
    if (waits != connection.waitsForRoom)
        watch(m_epoll, EPOLL_CTL_MOD, connection.fd, waits);
    connection.waitsForRoom = waits;
}

void HttpVoice::close(int fd)
{
    const auto found = m_connections.find(fd);
    m_exchanges.erase(found->second->exchange);
    if (m_listening == fd)
        m_listening = -1;
    m_connections.erase(found);
    ::close(fd);
}

} // namespace Bench
