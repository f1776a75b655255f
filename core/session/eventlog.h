// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/event.h"
#include "core/session/eventid.h"

#include <QList>

#include <optional>

namespace Signalbox {

/** How much one stream may keep. */
struct LogBounds
{
    int events = 1'000;
    qint64 bytes = 4 * 1024 * 1024;
    qint64 age = 300'000; //!< ms
};

/**
 * What a stream has to say and said lately: send queue and replay buffer in one. Events are numbered from 1 without a
 * gap; `cursor` is the last one the present connection was given, `written` the last one that any connection was.
 * Over its bounds it first drops what a living connection has been given, the oldest first; then news that later news
 * repeats, then log lines, then the oldest. It knows what it lost. The newest event always stays, however long. Empty,
 * it is a handful of numbers.
 */
class EventLog
{
public:
    struct Entry
    {
        EventPtr event;
        quint64 sequence = 0;
        qint64 at = 0; //!< ms
        quint32 lostBefore = 0; //!< events lost between the entry before this one and this one
        quint32 lostBack = 0; //!< the newest of them was so many numbers before this one
    };
    /** What a reader who saw everything up to some event can no longer get. */
    struct Gap
    {
        quint64 missed = 0;
        quint64 before = 0; //!< the number just before the first event that is kept
    };

    EventLog(quint64 epoch, quint64 stream)
        : m_epoch(epoch)
        , m_stream(stream)
    {
    }

    EventId append(const EventPtr &event, qint64 now, const LogBounds &bounds);
    EventId idOf(quint64 sequence) const { return {m_epoch, m_stream, sequence}; }

    quint64 last() const { return m_last; }
    quint64 cursor() const { return m_cursor; }
    quint64 written() const { return m_written; }
    qsizetype count() const { return m_entries.size(); }
    qint64 bytes() const { return m_bytes; }
    qsizetype backlog() const { return m_backlog; }
    qint64 backlogBytes() const { return m_backlogBytes; }

    /** The first event kept after `sequence`; null if there is none. Valid until the log changes. */
    const Entry *after(quint64 sequence) const;
    std::optional<Gap> gapAfter(quint64 sequence) const;
    /** Ids of the requests whose responses came after `sequence` and are no longer kept; of the newest thousand. */
    QList<QByteArray> answersLostAfter(quint64 sequence) const;

    /** A connection begins: it is given what comes after `sequence`. */
    void moveTo(quint64 sequence);
    /** The connection is over. */
    void leave() { m_attached = false; }
    /** The connection was given everything up to `sequence`. */
    void advance(quint64 sequence);
    /** Whether an event was lost that the connection had not been given yet; asking forgets it. */
    bool takeOverrun() { return std::exchange(m_overrun, false); }

    void expire(qint64 now, qint64 age);
    void clear(); //!< everything kept is lost

private:
    struct LostAnswer
    {
        quint64 sequence;
        QByteArray id;
    };
    bool isOver(const LogBounds &bounds) const;
    void rememberLost(const Entry &answer);
    void makeRoom();
    bool dropOlderTwin();
    bool dropTwins();
    bool dropLogLine();
    qsizetype indexAfter(quint64 sequence) const;
    void remove(qsizetype index, bool lost);

    quint64 m_epoch;
    quint64 m_stream;
    quint64 m_last = 0;
    quint64 m_cursor = 0;
    quint64 m_written = 0;
    QList<Entry> m_entries;
    QList<LostAnswer> m_lostAnswers;
    qint64 m_bytes = 0;
    qint64 m_backlogBytes = 0;
    qsizetype m_backlog = 0;
    quint64 m_lastLost = 0; //!< newest event lost after the last one kept
    quint32 m_lostAtEnd = 0; //!< events lost after the last one kept
    qint32 m_logLines = 0;
    bool m_attached = false; //!< a connection reads
    bool m_twins = false; //!< news was kept that may repeat earlier news
    bool m_overrun = false;
};

} // namespace Signalbox
