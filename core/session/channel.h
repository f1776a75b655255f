// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/stream.h"
#include "core/session/eventlog.h"

#include <QByteArray>
#include <QSet>

#include <memory>

namespace Signalbox {

class Channel;
class Flusher;
class Tap;

/** What holds for every stream of the program. */
struct StreamTerms
{
    Tap *tap = nullptr;
    quint64 epoch = 1;
    LogBounds bounds;
    int retry = 1'000; //!< ms
    int keepAlive = 15'000; //!< ms
    qint64 age = 600'000; //!< ms until the gateway closes a stream that can be resumed
};

/** Whose stream it is. */
class ChannelOwner
{
public:
    /** Its connection is over, whoever ended it. The channel may be destroyed from inside. */
    virtual void detached(Channel &channel) = 0;
    /** Something was put into its log. Told only while somebody looks at the wire. */
    virtual void said(const QByteArray &payload) = 0;
    virtual void wrote(Channel &channel, quint64 events, quint64 again, qint64 bytes) = 0;

protected:
    ~ChannelOwner() = default;
};

/**
 * One stream as its client knows it: a log, and the connection that carries it at the moment, if one does. It outlives
 * its connections; the client comes back with the id of the last event it saw.
 */
class Channel
{
public:
    /** How a connection begins. */
    struct Opening
    {
        quint64 after = 0; //!< what the client has seen
        bool primed = false; //!< it gets an id at once
        const QSet<QByteArray> *followed = nullptr; //!< resources to name if it missed something
        QByteArray prelude; //!< frames before everything else
        bool namesLostAnswers = false; //!< before the gap; else they are named when the stream ends
    };

    Channel(quint64 number, const StreamTerms &terms, Flusher &flusher, ChannelOwner &owner);
    ~Channel();
    Channel(const Channel &) = delete;
    Channel &operator=(const Channel &) = delete;

    quint64 number() const { return m_number; }
    const EventLog &log() const { return m_log; }
    bool isLive() const { return m_stream != nullptr; } //!< a connection carries it
    bool isDirty() const { return m_dirtySlot >= 0; } //!< something is written at the end of this turn
    bool isFinished() const { return m_finishedAt >= 0; }
    qint64 finishedAt() const { return m_finishedAt; }
    /** A client may have seen an id of it, so that it can come back. */
    bool isAddressable() const { return m_addressable; }
    quint64 delivered() const { return m_delivered; } //!< events written, repeated ones too
    quint64 replayed() const { return m_replayed; } //!< of those, repeated ones
    bool knows(quint64 sequence) const { return sequence <= m_log.last(); }

    /** May cut the connection, if its reader is too slow, and with it the channel. */
    void say(const EventPtr &event, qint64 now);
    /** Nothing more will be said: its connection ends when everything is written. */
    void finish(qint64 now);
    /** Carried from now on by this connection; an earlier one is cut. */
    void attach(std::shared_ptr<Stream> stream, const Opening &opening, qint64 now);
    /** Ends the connection in good order at the next flush; the stream goes on without one. */
    void letGo();
    /** Its connections may last as long as they like: the client could not come back. */
    void neverAges() { m_isAgeless = true; }
    /** Cuts the connection without a word to the owner. */
    void drop();
    /** Ends the connection without a word to the owner: there is nothing to come back for. */
    void close();
    /** Comments, and the end of a connection that has become old. */
    void tick(qint64 now);
    /** Forgets what is too old; of a call's stream nothing before its end. */
    void expire(qint64 now, bool ofCall);
    void forgetEvents() { m_log.clear(); }

private:
    friend class Flusher;
    void writeOut(QByteArray &buffer);
    quint64 fill(QByteArray &buffer, quint64 &events) const;
    void appendLostAnswers(QByteArray &buffer) const;
    bool hasMore() const;
    void lost();
    std::shared_ptr<Stream> takeStream();

    quint64 m_number;
    const StreamTerms &m_terms;
    Flusher &m_flusher;
    ChannelOwner &m_owner;
    EventLog m_log;
    std::shared_ptr<Stream> m_stream;
    QByteArray m_prelude; //!< what this connection gets before its first event
    quint64 m_openedAfter = 0;
    qint64 m_attachedAt = 0;
    qint64 m_lastWrite = 0;
    qint64 m_finishedAt = -1;
    quint64 m_delivered = 0;
    quint64 m_replayed = 0;
    qsizetype m_dirtySlot = -1; //!< of the flusher
    bool m_addressable = false;
    bool m_commentDue = false;
    bool m_leaving = false;
    bool m_isAgeless = false;
};

} // namespace Signalbox
