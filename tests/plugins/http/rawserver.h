// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/backend.h"

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

namespace Signalbox {

/**
 * The server below: reads whole requests and leaves it to the test what comes back, byte by byte where it wants to.
 * Connections are kept open between requests, as real servers do.
 */
class RawServer : public QObject
{
    Q_OBJECT

public:
    /** One request and the connection to answer it on. */
    struct Request
    {
        QByteArray method;
        QByteArray target;
        HeaderList headers;
        QByteArray body;
        QPointer<QTcpSocket> socket;

        QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
        bool hasHeader(QByteArrayView name) const { return headerCount(headers, name) > 0; }
        Message message() const;
        bool isOpen() const { return socket && socket->state() == QAbstractSocket::ConnectedState; }

        void write(const QByteArray &bytes) const;
        void answer(int status, const QByteArray &type, const QByteArray &body, const HeaderList &more = {}) const;
        void json(const QByteArray &body, int status = 200, const HeaderList &more = {}) const;
        void accept() const { answer(202, {}, {}); }
        /** The answer to the request in it, with this result. */
        void result(const QByteArray &result = "{}", const HeaderList &more = {}) const;

        void openStream(const HeaderList &more = {}) const;
        void chunk(const QByteArray &bytes) const;
        void event(const QByteArray &data, const QByteArray &id = {}) const;
        void endStream() const { write("0\r\n\r\n"); }
        void hangUp() const; //!< after what was written
        void reset() const;
    };

    explicit RawServer(QObject *parent = nullptr);

    std::function<void(const Request &request)> script; //!< hears every request; without it they are only collected
    QList<Request> requests;

    QString url(const QString &path = QStringLiteral("/mcp")) const;
    quint16 port() const { return m_server.serverPort(); }
    int connections() const { return m_connections; } //!< ever accepted
    int count(QByteArrayView method) const; //!< requests with that HTTP method
    QList<Request> posts(QByteArrayView method) const; //!< POSTs of messages with that method
    /** Closes everything and listens no more; the port stays the server's own for start(). */
    void stop();
    bool start();

private:
    void onConnection();
    bool takeRequest(QTcpSocket *socket, QByteArray *buffer);

    QTcpServer m_server;
    quint16 m_port = 0;
    int m_connections = 0;
};

} // namespace Signalbox
