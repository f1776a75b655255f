// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/http/rawserver.h"

#include <algorithm>
#include <memory>

namespace Signalbox {

using Request = RawServer::Request;

Message Request::message() const
{
    const auto parsed = Message::parse(body);
    return parsed ? *parsed : Message();
}

void Request::write(const QByteArray &bytes) const
{
    if (isOpen())
        socket->write(bytes);
}

void Request::answer(int status, const QByteArray &type, const QByteArray &content, const HeaderList &more) const
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " Whatever\r\n";
    if (!type.isEmpty())
        head += "Content-Type: " + type + "\r\n";
    for (const Header &header : more)
        head += header.first + ": " + header.second + "\r\n";
    write(head + "Content-Length: " + QByteArray::number(content.size()) + "\r\n\r\n" + content);
}

void Request::json(const QByteArray &content, int status, const HeaderList &more) const
{
    answer(status, "application/json", content, more);
}

void Request::result(const QByteArray &result, const HeaderList &more) const
{
    json(Message::result(message().id(), result).bytes(), 200, more);
}

void Request::openStream(const HeaderList &more) const
{
    QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n";
    for (const Header &header : more)
        head += header.first + ": " + header.second + "\r\n";
    write(head + "\r\n");
}

void Request::chunk(const QByteArray &bytes) const
{
    write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

void Request::event(const QByteArray &data, const QByteArray &id) const
{
    chunk((id.isEmpty() ? QByteArray() : "id: " + id + '\n') + "data: " + data + "\n\n");
}

void Request::hangUp() const
{
    if (socket)
        socket->disconnectFromHost();
}

void Request::reset() const
{
    if (!socket)
        return;
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->abort();
}

RawServer::RawServer(QObject *parent)
    : QObject(parent)
{
    constexpr int burst = 1'024;
    m_server.setListenBacklogSize(burst);
    m_server.setMaxPendingConnections(burst);
    connect(&m_server, &QTcpServer::newConnection, this, &RawServer::onConnection);
    start();
}

bool RawServer::start()
{
    const bool isListening = m_server.listen(QHostAddress::LocalHost, m_port);
    m_port = m_server.serverPort();
    return isListening;
}

void RawServer::stop()
{
    m_server.close();
    const auto sockets = m_server.findChildren<QTcpSocket *>();
    for (QTcpSocket *socket : sockets)
        socket->abort();
}

QString RawServer::url(const QString &path) const
{
    return QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path);
}

int RawServer::count(QByteArrayView method) const
{
    return int(std::ranges::count_if(requests, [method](const Request &each) { return each.method == method; }));
}

QList<Request> RawServer::posts(QByteArrayView method) const
{
    QList<Request> found;
    for (const Request &each : requests) {
        if (each.method == "POST" && each.message().isMethod(method))
            found.append(each);
    }
    return found;
}

void RawServer::onConnection()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_connections;
        const auto buffer = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, buffer] {
            *buffer += socket->readAll();
            while (takeRequest(socket, buffer.get())) { }
        });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

bool RawServer::takeRequest(QTcpSocket *socket, QByteArray *buffer)
{
    const qsizetype headEnd = buffer->indexOf("\r\n\r\n");
    if (headEnd < 0)
        return false;
    const QList<QByteArray> lines = buffer->left(headEnd).split('\n');
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    Request request{words.value(0), words.value(1), {}, {}, socket};
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    const qsizetype length = request.header("content-length").toLongLong();
    if (buffer->size() < headEnd + 4 + length)
        return false;
    request.body = buffer->mid(headEnd + 4, length);
    buffer->remove(0, headEnd + 4 + length);
    requests.append(request);
    if (script)
        script(request);
    return !buffer->isEmpty();
}

} // namespace Signalbox
