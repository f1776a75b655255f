// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <memory>

namespace Signalbox {

class Connection;

/**
 * One open SSE response: bytes go in, chunked framing and the socket are its business. It queues nothing of its own
 * beyond what the kernel did not take of the last write, so a writer looks at isWritable() and keeps what is left.
 * The connection carries nothing else until the stream ends; a request that arrives on it meanwhile waits.
 * Lives in the core thread; owned by whoever writes, observed by the connection.
 */
class Stream
{
public:
    ~Stream(); //!< ends the stream if it is still open
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    bool isOpen() const { return m_connection != nullptr; }
    /** False while bytes of an earlier write still wait for the peer. */
    bool isWritable() const;
    /** Bytes accepted by write() that the kernel has not taken yet. */
    qint64 backlog() const;
    /** One chunk with complete SSE frames. Accepted whole or, when the stream is closed, not at all. */
    bool write(QByteArrayView frames);
    /** The end marker of chunked encoding: the client can tell "ended" from "cut". The connection lives on. */
    void end();
    /** Cuts the connection without an end marker, so that the client resumes. */
    void cut();

    /** Called from the event loop when a stream that was not writable is writable again. */
    void onWritable(std::function<void()> writable) { m_writable = std::move(writable); }
    /** Called once, from the event loop, when the peer has left or write stalled too long; not after end() or cut(). */
    void onClosed(std::function<void()> closed) { m_closed = std::move(closed); }

    qint64 bytesWritten() const { return m_written; } //!< payload bytes, for the facts
    quint64 connection() const { return m_connectionNumber; }

private:
    friend class Connection;
    Stream(Connection *connection, quint64 turn);

    Connection *m_connection = nullptr; //!< null once the stream is closed
    quint64 m_connectionNumber = 0;
    quint64 m_turn = 0; //!< which request of the connection it answers
    qint64 m_written = 0;
    std::function<void()> m_writable;
    std::function<void()> m_closed;
};

} // namespace Signalbox
