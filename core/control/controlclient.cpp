// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/controlclient.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace Signalbox {

namespace {

using Clock = std::chrono::steady_clock;

constexpr qsizetype longestAnswer = 64 * 1024 * 1024;

/** Not open if nobody accepts there. */
Descriptor connected(const QString &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    if (name.isEmpty() || size_t(name.size()) >= sizeof address.sun_path)
        return Descriptor();
    std::memcpy(address.sun_path, name.constData(), size_t(name.size()));
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const bool open =
        socket.isOpen() && ::connect(socket.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    return open ? std::move(socket) : Descriptor();
}

/** Whether the socket is ready before the end, and before the other descriptor can be read. */
bool waitFor(int fd, short events, Clock::time_point end, int interruption = -1)
{
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd entries[] = {{fd, events, 0}, {interruption, POLLIN, 0}};
        const int ready = ::poll(entries, std::size(entries), int(std::clamp<qint64>(left, 0, 3'600'000)));
        if (ready > 0)
            return entries[0].revents != 0;
        if (ready == 0 || errno != EINTR)
            return false;
    }
}

} // namespace

Result<ControlClient> ControlClient::connectTo(const QString &path)
{
    Descriptor socket = connected(path);
    if (!socket.isOpen())
        return Reason{QStringLiteral("no gateway answers at %1; is it running with the same settings?").arg(path)};
    return ControlClient(std::move(socket));
}

bool ControlClient::answers(const QString &path)
{
    return connected(path).isOpen();
}

Result<void> ControlClient::writeAll(QByteArrayView bytes, Clock::time_point end)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::send(m_socket.number(), bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (written >= 0)
            bytes = bytes.sliced(written);
        else if (errno != EINTR && errno != EAGAIN) {
            m_isGone = true;
            return Reason{QStringLiteral("the gateway hung up: %1").arg(lastSystemError())};
        }
        else if (!waitFor(m_socket.number(), POLLOUT, end))
            return Reason{QStringLiteral("the gateway does not take the request")};
    }
    return {};
}

Result<QByteArray> ControlClient::readLine(Clock::time_point end)
{
    for (;;) {
        const qsizetype newline = m_rest.indexOf('\n');
        if (newline >= 0) {
            const QByteArray line = m_rest.first(newline);
            m_rest.remove(0, newline + 1);
            return line;
        }
        if (m_rest.size() > longestAnswer)
            return Reason{QStringLiteral("the gateway's answer is too long")};
        char buffer[16'384];
        const ssize_t length = ::recv(m_socket.number(), buffer, sizeof buffer, 0);
        if (length > 0)
            m_rest.append(buffer, length);
        else if (length == 0 || (errno != EINTR && errno != EAGAIN)) {
            m_isGone = true;
            return Reason{QStringLiteral("the gateway hung up without an answer")};
        }
        else if (!waitFor(m_socket.number(), POLLIN, end, m_interruption))
            return Reason{QStringLiteral("the gateway does not answer")};
    }
}

QByteArray ControlClient::request(const QString &command, const QJsonObject &arguments)
{
    const QJsonObject request{{QStringLiteral("command"), command}, {QStringLiteral("arguments"), arguments}};
    return QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n';
}

Result<QJsonObject> ControlClient::resultIn(const QByteArray &line)
{
    const QJsonObject answer = QJsonDocument::fromJson(line).object();
    if (answer.value(QStringLiteral("ok")).toBool())
        return answer.value(QStringLiteral("result")).toObject();
    const QString error = answer.value(QStringLiteral("error")).toString();
    return Reason{error.isEmpty() ? QStringLiteral("the gateway's answer cannot be understood") : error};
}

Result<QJsonObject> ControlClient::ask(const QString &command, const QJsonObject &arguments,
                                       std::chrono::milliseconds limit)
{
    const auto sent = send(command, arguments, limit);
    return sent ? receive(limit) : sent.error();
}

Result<void> ControlClient::send(const QString &command, const QJsonObject &arguments, std::chrono::milliseconds limit)
{
    return writeAll(request(command, arguments), Clock::now() + limit);
}

Result<QJsonObject> ControlClient::receive(std::chrono::milliseconds limit)
{
    const Result<QByteArray> line = readLine(Clock::now() + limit);
    return line ? resultIn(*line) : line.error();
}

} // namespace Signalbox
