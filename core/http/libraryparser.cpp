// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/libraryparser.h"

#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QTcpSocket>
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
#include <QHttpServerResponder>
#endif

#include <cstring>
#include <utility>

namespace Signalbox {

/** The socket the library reads from: what is pushed in is what it finds there. */
class Feed final : public QTcpSocket
{
    Q_OBJECT

public:
    explicit Feed(quint16 ticket)
    {
        QIODevice::open(ReadWrite);
        setSocketState(ConnectedState);
        setPeerAddress(QHostAddress(QHostAddress::LocalHost));
        setPeerPort(ticket); // later versions name the socket by its ports only
    }
    ~Feed() override
    {
        // The base class would announce the end of the connection from its destructor, and the library act on it.
        setSocketState(UnconnectedState);
    }

    void push(const QByteArray &bytes)
    {
        m_bytes += bytes;
        Q_EMIT readyRead();
    }
    void finish(const QByteArray &body)
    {
        m_body = body;
        m_complete = true;
    }
    void fail() { m_failed = true; }
    bool isComplete() const { return m_complete; }
    bool hasFailed() const { return m_failed || (!m_complete && state() != ConnectedState); }
    QByteArray takeBody() { return std::exchange(m_body, {}); }

    qint64 bytesAvailable() const override { return QIODevice::bytesAvailable() + m_bytes.size() - m_read; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 size = qMin(maxSize, m_bytes.size() - m_read);
        memcpy(data, m_bytes.constData() + m_read, static_cast<std::size_t>(size));
        m_read += size;
        if (m_read == m_bytes.size()) {
            m_bytes.clear();
            m_read = 0;
        }
        return size;
    }

private:
    QByteArray m_bytes;
    qint64 m_read = 0;
    QByteArray m_body;
    bool m_complete = false;
    bool m_failed = false;
};

class LibraryParser::Server final : public QAbstractHttpServer
{
public:
    Hatch *hatch = nullptr;
    QHash<quint16, Feed *> feeds; //!< by ticket

    std::unique_ptr<Feed> newFeed()
    {
        do {
            ++m_ticket;
        } while (m_ticket == 0 || feeds.contains(m_ticket));
        auto feed = std::make_unique<Feed>(m_ticket);
        feeds.insert(m_ticket, feed.get());
        connect(feed.get(), &QObject::destroyed, this, [this, ticket = m_ticket] { feeds.remove(ticket); });
        return feed;
    }

protected:
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    // 6.5 took the socket away: the request's ports name it.
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &) override
    {
        return take(request, feeds.value(request.remotePort()));
    }
#else
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override
    {
        return take(request, static_cast<Feed *>(socket));
    }
#endif
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    void missingHandler(const QHttpServerRequest &, QHttpServerResponder &) override { }
#elif QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    void missingHandler(const QHttpServerRequest &, QHttpServerResponder &&) override { }
#else
    void missingHandler(const QHttpServerRequest &, QTcpSocket *) override { }
#endif

private:
    static bool take(const QHttpServerRequest &request, Feed *feed)
    {
        if (feed != nullptr)
            feed->finish(request.body());
        return true;
    }

    quint16 m_ticket = 0;
};

bool Hatch::pass(QTcpSocket *socket)
{
    addPendingConnection(socket); // the library takes it from inside this call
    return !hasPendingConnections() || nextPendingConnection() == nullptr;
}

LibraryRequest::LibraryRequest(std::unique_ptr<Feed> feed)
    : m_feed(std::move(feed))
{
}

LibraryRequest::~LibraryRequest()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    // 6.5 keeps an object of its own per socket, which goes with the end of the connection.
    m_feed->disconnectFromHost();
    m_feed.release()->deleteLater();
#endif
}

void LibraryRequest::push(const QByteArray &bytes)
{
    m_feed->push(bytes);
}

bool LibraryRequest::isComplete() const
{
    return m_feed->isComplete();
}

bool LibraryRequest::hasFailed() const
{
    return m_feed->hasFailed();
}

QByteArray LibraryRequest::takeBody()
{
    return m_feed->takeBody();
}

LibraryParser::LibraryParser()
    : m_server(std::make_unique<Server>())
{
}

LibraryParser::~LibraryParser() = default;

void LibraryParser::bind(Hatch *hatch)
{
    m_server->bind(hatch);
    m_server->hatch = hatch;
}

std::unique_ptr<LibraryRequest> LibraryParser::begin(const RequestHead &head)
{
    auto feed = m_server->newFeed();
    Feed *socket = feed.get();
    if (!m_server->hatch->pass(socket))
        socket->fail();
    auto request = std::make_unique<LibraryRequest>(std::move(feed));
    // No other header may reach the library: it would drop all of them at the first over its own limits, and act on
    // Upgrade by itself.
    QByteArray start = head.request.method + ' ' + head.request.path + " HTTP/1.1\r\nHost: localhost\r\n";
    if (head.isChunked())
        start += "Transfer-Encoding: chunked\r\n\r\n";
    else
        start += "Content-Length: " + QByteArray::number(head.bodyLength) + "\r\n\r\n";
    socket->push(start);
    return request;
}

} // namespace Signalbox

#include "libraryparser.moc"
