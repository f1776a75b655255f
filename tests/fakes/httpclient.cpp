// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/httpclient.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Signalbox {

namespace {

socklen_t fill(sockaddr_storage &storage, const QHostAddress &address, quint16 port)
{
    memset(&storage, 0, sizeof storage);
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        auto *six = reinterpret_cast<sockaddr_in6 *>(&storage);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        memcpy(&six->sin6_addr, &bytes, sizeof bytes);
        return sizeof *six;
    }
    auto *four = reinterpret_cast<sockaddr_in *>(&storage);
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    four->sin_addr.s_addr = htonl(address.toIPv4Address());
    return sizeof *four;
}

} // namespace

HttpClient::HttpClient(QObject *parent)
    : QObject(parent)
{
}

HttpClient::~HttpClient()
{
    close();
}

bool HttpClient::await(const std::function<bool()> &happened, int limit)
{
    QElapsedTimer clock;
    clock.start();
    QTimer alarm; // only so that waiting for events ends
    alarm.start(limit / 4 + 1);
    while (!happened()) {
        if (clock.elapsed() > limit)
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

bool HttpClient::connectTo(quint16 port, const QHostAddress &address)
{
    sockaddr_storage storage;
    const socklen_t size = fill(storage, address, port);
    m_fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (m_receiveBuffer > 0)
        setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &m_receiveBuffer, sizeof m_receiveBuffer);
    // The kernel completes the handshake by its backlog: on this machine connecting does not wait for the server.
    if (m_fd < 0 || ::connect(m_fd, reinterpret_cast<sockaddr *>(&storage), size) != 0) {
        close();
        return false;
    }
    const int on = 1;
    setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(m_fd, F_SETFL, fcntl(m_fd, F_GETFL) | O_NONBLOCK);
    m_in = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
    m_out = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Write);
    m_out->setEnabled(false);
    QObject::connect(m_in.get(), &QSocketNotifier::activated, this, &HttpClient::onReadable);
    QObject::connect(m_out.get(), &QSocketNotifier::activated, this, &HttpClient::onWritable);
    return true;
}

void HttpClient::send(const QByteArray &bytes)
{
    m_unsent += bytes;
    onWritable();
}

void HttpClient::request(const QByteArray &method, const QByteArray &target, const HeaderList &headers,
                         const QByteArray &body)
{
    QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const Header &header : headers)
        bytes += header.first + ": " + header.second + "\r\n";
    if (!body.isEmpty())
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    send(bytes + "\r\n" + body);
}

void HttpClient::onWritable()
{
    while (m_fd >= 0 && !m_unsent.isEmpty()) {
        const ssize_t taken =
            ::send(m_fd, m_unsent.constData(), static_cast<std::size_t>(m_unsent.size()), MSG_NOSIGNAL);
        if (taken < 0) {
            if (errno != EAGAIN)
                m_unsent.clear(); // nobody will take it any more
            break;
        }
        m_unsent.remove(0, taken);
    }
    if (m_out)
        m_out->setEnabled(!m_unsent.isEmpty());
}

void HttpClient::onReadable()
{
    std::array<char, 65536> buffer;
    const ssize_t got = recv(m_fd, buffer.data(), buffer.size(), 0);
    if (got > 0) {
        m_received += got;
        m_reader.append(QByteArray(buffer.data(), got));
        return;
    }
    if (got < 0 && errno == EAGAIN)
        return;
    m_wasReset = got < 0;
    m_ended = true;
    m_in->setEnabled(false);
    m_out->setEnabled(false);
}

void HttpClient::halfClose()
{
    ::shutdown(m_fd, SHUT_WR);
}

void HttpClient::close()
{
    m_in.reset();
    m_out.reset();
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

void HttpClient::reset()
{
    const linger now{1, 0};
    setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void HttpClient::setReading(bool reading)
{
    m_in->setEnabled(reading);
}

void HttpClient::setReceiveBuffer(int bytes)
{
    m_receiveBuffer = bytes;
}

HttpResponse HttpClient::response(bool toHead, int limit)
{
    std::optional<HttpResponse> found;
    const bool done = await(
        [&] {
            found = m_reader.take(m_ended, toHead);
            return found.has_value() || m_ended;
        },
        limit);
    if (found)
        return *found;
    HttpResponse nothing;
    nothing.cut = done;
    return nothing;
}

HttpResponse HttpClient::head(int limit)
{
    const bool done = await([this] { return soFar().status != 0 || m_ended; }, limit);
    return done ? soFar() : HttpResponse{};
}

QList<SseFrame> HttpClient::frames(qsizetype count, int limit)
{
    QList<SseFrame> found;
    const bool done = await(
        [&] {
            found = sseFrames(soFar().body);
            return found.size() >= count || m_ended;
        },
        limit);
    if (!done)
        qWarning("expected %lld frames, got %lld", static_cast<long long>(count), static_cast<long long>(found.size()));
    return found;
}

bool HttpClient::waitForEnd(int limit)
{
    return await([this] { return m_ended; }, limit);
}

bool HttpClient::waitForBytes(qint64 count, int limit)
{
    return await([this, count] { return m_received >= count; }, limit);
}

} // namespace Signalbox
