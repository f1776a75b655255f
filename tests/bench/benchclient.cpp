// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/benchclient.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace Bench {

namespace {

/** The value of a header line, without regard to case of its name; empty if it is not there. */
std::string_view headerOf(std::string_view head, std::string_view name)
{
    for (size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at)) {
        at += 2;
        if (at + name.size() < head.size() && strncasecmp(head.data() + at, name.data(), name.size()) == 0
            && head[at + name.size()] == ':') {
            size_t from = at + name.size() + 1;
            while (from < head.size() && head[from] == ' ')
                ++from;
            return head.substr(from, head.find("\r\n", from) - from);
        }
    }
    return {};
}

} // namespace

std::int64_t now()
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

Connection::Connection(int epoll, std::uint16_t port, std::string path)
    : m_path(std::move(path)), m_host("127.0.0.1:" + std::to_string(port))
{
    m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, m_fd, &event);
}

Connection::~Connection()
{
    ::close(m_fd);
}

std::string Connection::common() const
{
    std::string head = " HTTP/1.1\r\nHost: " + m_host + "\r\nAccept: application/json, text/event-stream\r\n";
    if (!session.empty())
        head += "Mcp-Session-Id: " + session + "\r\nMCP-Protocol-Version: 2025-11-25\r\n";
    return head + headers;
}

void Connection::post(std::string_view body)
{
    std::string request = "POST " + m_path + common() + "Content-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n";
    request += body;
    send(request);
}

void Connection::openStream()
{
    m_stream = true;
    request("GET ");
}

void Connection::endSession()
{
    request("DELETE ");
}

void Connection::request(const char *method)
{
    std::string head = method + m_path + common();
    if (m_stream && !lastEventId.empty())
        head += "Last-Event-ID: " + lastEventId + "\r\n";
    send(head + "\r\n");
}

void Connection::send(std::string_view text)
{
    status = 0;
    while (!text.empty()) {
        const ssize_t n = ::send(m_fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (n <= 0) {
            std::perror("send");
            std::exit(1);
        }
        text.remove_prefix(size_t(n));
    }
}

bool Connection::isReadable()
{
    char buffer[256 * 1024];
    const ssize_t n = ::recv(m_fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN;
    if (n == 0)
        return false;
    m_in.append(buffer, size_t(n));
    while (parse()) { }
    return true;
}

bool Connection::parse()
{
    if (!m_inBody)
        return parseHead();
    if (m_chunked)
        return parseChunk();
    if (m_in.size() < m_length)
        return false;
    const std::string body = m_in.substr(0, m_length);
    m_in.erase(0, m_length);
    m_inBody = false;
    if (!body.empty() && onMessage)
        onMessage(body);
    if (onAnswered)
        onAnswered();
    return true;
}

bool Connection::parseHead()
{
    const size_t end = m_in.find("\r\n\r\n");
    if (end == std::string::npos)
        return false;
    const std::string head = m_in.substr(0, end + 2);
    m_in.erase(0, end + 4);
    status = std::atoi(head.c_str() + 9);
    if (const auto id = headerOf(head, "mcp-session-id"); !id.empty())
        session = id;
    m_chunked = headerOf(head, "transfer-encoding") == "chunked";
    m_eventStream = headerOf(head, "content-type").substr(0, 17) == "text/event-stream";
    m_length = size_t(std::atol(std::string(headerOf(head, "content-length")).c_str()));
    m_inBody = true;
    if (m_stream && onAnswered)
        onAnswered();
    return true;
}

bool Connection::parseChunk()
{
    const size_t line = m_in.find("\r\n");
    if (line == std::string::npos)
        return false;
    const size_t size = std::strtoul(m_in.c_str(), nullptr, 16);
    if (m_in.size() < line + 2 + size + 2)
        return false;
    m_events.append(m_in, line + 2, size);
    m_in.erase(0, line + 2 + size + 2);
    takeEvents();
    if (size == 0) {
        m_inBody = false;
        const auto &tell = m_stream ? onClosed : onAnswered;
        if (tell)
            tell();
    }
    return true;
}

void Connection::takeEvents()
{
    size_t from = 0;
    for (size_t end; (end = m_events.find("\n\n", from)) != std::string::npos; from = end + 2)
        takeEvent(std::string_view(m_events).substr(from, end - from));
    m_events.erase(0, from);
}

void Connection::takeEvent(std::string_view event)
{
    std::string_view data;
    for (size_t from = 0; from < event.size();) {
        const size_t end = std::min(event.find('\n', from), event.size());
        std::string_view line = event.substr(from, end - from);
        from = end + 1;
        const size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            continue;
        const std::string_view field = line.substr(0, colon);
        line.remove_prefix(colon + (line.substr(colon + 1, 1) == " " ? 2 : 1));
        if (field == "data")
            data = line;
        else if (field == "id")
            lastEventId = line;
    }
    if (!data.empty() && onMessage)
        onMessage(data);
}

bool run(int epoll, std::int64_t limit, const std::function<bool()> &done)
{
    const std::int64_t until = now() + limit;
    epoll_event events[256];
    while (!done()) {
        if (now() > until)
            return false;
        const int n = ::epoll_wait(epoll, events, 256, 100);
        for (int i = 0; i < n; ++i) {
            auto *connection = static_cast<Connection *>(events[i].data.ptr);
            if (connection->isReadable())
                continue;
            if (connection->onClosed) {
                connection->onClosed();
            } else {
                std::fprintf(stderr, "a connection was closed by the gateway\n");
                return false;
            }
        }
    }
    return true;
}

} // namespace Bench
