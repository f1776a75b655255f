// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Signalbox {

/** One event of a text/event-stream. */
struct ServerEvent
{
    QByteArray type; //!< "message" where the server names none
    QByteArray data; //!< the data lines joined by line feeds; may be empty
    bool hasData = false; //!< there was a data line at all
    std::optional<QByteArray> id; //!< set if the event had an id line, also an empty one
    std::optional<int> retry; //!< ms, if the event had a valid retry line
};

/**
 * Cuts the bytes of a text/event-stream into events, by the rules of the HTML standard (every line ending, byte order
 * mark, comments, fields without colon), each byte looked at once. Also tells blocks that only have an id or a retry
 * line, because they matter for resuming. Bounded: an event longer than the limit ends the reading.
 */
class EventReader
{
public:
    explicit EventReader(qint64 longestEvent)
        : m_longestEvent(longestEvent)
    {
    }

    void add(QByteArrayView bytes);
    /** The next complete event; nothing if more bytes are needed or after a fault. */
    std::optional<ServerEvent> next();
    /** An event was longer than the limit; nothing more is read. */
    bool isTooLong() const { return m_isTooLong; }

private:
    bool takeLine(QByteArrayView line);
    void takeField(QByteArrayView name, QByteArrayView value);
    qsizetype lineEnd(qsizetype *after);
    void compact();

    qint64 m_longestEvent;
    QByteArray m_buffer; //!< [m_begin, end) is still to be cut, [m_begin, m_scanned) holds no line ending
    qsizetype m_begin = 0;
    qsizetype m_scanned = 0;
    ServerEvent m_event; //!< the one being read
    bool m_feedMayFollow = false; //!< the last line ended in a carriage return with nothing behind it yet
    bool m_isAtStart = true; //!< a byte order mark may still come
    bool m_isTooLong = false;
};

} // namespace Signalbox
