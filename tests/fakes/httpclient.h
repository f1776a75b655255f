// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/responsereader.h"

#include <QHostAddress>
#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace Signalbox {

/**
 * The socket above: a client that sends exactly the bytes it is given and shows exactly what came back, with the bad
 * manners of the real ones (leaves in the middle, finishes early, resets, does not read). Waiting runs the event loop
 * until the thing has happened or the limit is over. On a bare descriptor, because half-closing and resetting are
 * beyond QTcpSocket.
 */
class HttpClient : public QObject
{
    Q_OBJECT

public:
    static constexpr int patience = 5000; //!< ms

    /** Runs the event loop until it has happened; false when the limit is over. */
    static bool await(const std::function<bool()> &happened, int limit = patience);

    explicit HttpClient(QObject *parent = nullptr);
    ~HttpClient() override;

    bool connectTo(quint16 port, const QHostAddress &address = QHostAddress(QHostAddress::LocalHost));
    void send(const QByteArray &bytes);
    /** A request with Host and, with a body, Content-Length. */
    void request(const QByteArray &method, const QByteArray &target, const HeaderList &headers = {},
                 const QByteArray &body = {});
    void halfClose(); //!< ends the sending side only
    void close();
    void reset(); //!< closes with a RST
    void setReading(bool reading); //!< false: lets everything pile up in the kernel
    void setReceiveBuffer(int bytes); //!< before connectTo()

    /** Waits for the next complete answer; takes it. With status 0 and `cut` if the connection ended without one. */
    HttpResponse response(bool toHead = false, int limit = patience);
    /** Waits for the head of the next answer; leaves it there. For streams. */
    HttpResponse head(int limit = patience);
    /** Waits for so many frames of the open stream; gives all that came by then. */
    QList<SseFrame> frames(qsizetype count, int limit = patience);
    /** Waits for the other side to end the connection. */
    bool waitForEnd(int limit = patience);
    /** Waits until so many bytes came in all. */
    bool waitForBytes(qint64 count, int limit = patience);

    HttpResponse soFar() const { return m_reader.peek(m_ended); }
    QByteArray unread() const { return m_reader.rest(); }
    bool hasEnded() const { return m_ended; }
    bool wasReset() const { return m_wasReset; }
    qint64 received() const { return m_received; }
    qint64 unsent() const { return m_unsent.size(); } //!< what the other side does not take

private:
    void onReadable();
    void onWritable();

    int m_fd = -1;
    int m_receiveBuffer = 0;
    bool m_ended = false;
    bool m_wasReset = false;
    qint64 m_received = 0;
    QByteArray m_unsent;
    ResponseReader m_reader;
    std::unique_ptr<QSocketNotifier> m_in;
    std::unique_ptr<QSocketNotifier> m_out;
};

} // namespace Signalbox
