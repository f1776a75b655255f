// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"
#include "core/call/client.h"
#include "core/session/channel.h"
#include "core/session/features.h"
#include "core/session/inflight.h"
#include "core/session/openasks.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <memory>
#include <optional>
#include <unordered_map>

namespace Signalbox {

class Bus;
class SessionFacts;
struct TapSeat;

/** What all sessions of a front share; outlives them. */
struct SessionHouse
{
    StreamTerms terms;
    qint64 idle = 3'600'000; //!< ms without stream and call until a session expires
    int standbyStreams = 32;
    int followed = 1'000; //!< subscribed resources remembered
    Flusher *flusher = nullptr;
    SessionFacts *facts = nullptr;
    Bus *bus = nullptr;
};

/**
 * What one session-based client agreed on at its handshake, its streams and what is in flight for it. Each message goes
 * to exactly one of its streams. Core thread; owned by the SessionTable.
 */
class Session : public ChannelOwner
{
public:
    /** What a handshake settles. */
    struct Agreement
    {
        QByteArray front; //!< for the facts
        const Features *features = nullptr;
        ClientPtr client;
        bool livesByStream = false; //!< it ends soon after its one stream did
    };

    Session(QByteArray id, Agreement agreement, const SessionHouse &house, qint64 now);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    quint64 number() const { return m_agreed.client->number; }
    const QByteArray &id() const { return m_id; }
    const QByteArray &front() const { return m_agreed.front; }
    /** The handshake came after the session was made: what it settled, for a client with the same number. */
    void agree(const Features *features, ClientPtr client);
    const Features &features() const { return *m_agreed.features; }
    const ClientPtr &client() const { return m_agreed.client; }
    const QByteArray &principal() const { return m_agreed.client->caller.principal; }

    /** The handshake is on its way: abandoned if the session ends first, and never cancelled. */
    void awaitGreeting(std::unique_ptr<InFlight> handshake) { m_handshake = std::move(handshake); }
    /** The handshake was answered: from now on it serves requests and can expire. */
    void greeted();
    bool isGreeted() const { return m_greeted; }
    /** Its handshake has begun. */
    bool isAgreed() const { return m_greeted || m_handshake != nullptr; }
    void touch(qint64 now) { m_lastActive = now; }
    bool isExpired(qint64 now) const;
    /** On a stream that is there before the handshake nothing is said until that is answered. */
    bool hearsNews() const { return m_greeted || !m_agreed.livesByStream; }
    int retry() const { return m_house.terms.retry; } //!< ms told to its client

    // Requests in flight, by their ids as written.
    bool isInFlight(QByteArrayView id) const;
    void begin(QByteArrayView id, std::unique_ptr<InFlight> request);
    InFlight *inFlight(QByteArrayView id) const;
    void done(QByteArrayView id); //!< destroys it; not while it runs
    qsizetype callsOpen() const { return qsizetype(m_inFlight.size()); }

    OpenAsks &asks() { return m_asks; }
    QSet<QByteArray> &followed() { return m_followed; }
    /** Remembers a subscribed resource, within bounds. */
    void follow(const QByteArray &uri);

    // Streams.
    Channel &own() { return m_own; } //!< for what belongs to no request
    const Channel &own() const { return m_own; }
    /** Its client hears what its own stream says: it is open, or ended so lately that the client is about to resume it. */
    bool isListening(qint64 now) const;
    /** For a request whose answer becomes a stream; `method` for the facts. */
    Channel &openChannel(const QByteArray &method);
    /** The session's own stream or a request's; null if there is none of that number (any more). */
    Channel *channel(quint64 number);
    /** Everything a request's stream will ever say is said; it is kept for those who come back. */
    void finishChannel(quint64 number, qint64 now);
    /** The stream of a cancelled request: ended, and nothing to come back for. */
    void forgetChannel(quint64 number);
    // `prelude` are frames that this connection gets before its first event.
    /** A GET without an event id: the own stream if nobody else carries it, else it stands by. */
    void join(std::shared_ptr<Stream> stream, qint64 now, const QByteArray &prelude = {});
    /** A GET that goes on after the event `id` of `channel`. */
    void resume(Channel &channel, quint64 sequence, std::shared_ptr<Stream> stream, qint64 now,
                const QByteArray &prelude = {});
    /** By a command: one stream, also one that stands by. */
    bool closeStream(quint64 number);
    int liveStreams() const;

    void tick(qint64 now);
    /** Everything in flight is cancelled, every stream ended. */
    void end();

    void countCall() { ++m_calls; }
    SessionFact fact() const;
    TapSeat seat() const;
    /** Nothing if there is no stream of that number any more. */
    std::optional<StreamFact> streamFact(quint64 number) const;
    QList<quint64> streamNumbers() const;

private:
    struct Standby
    {
        quint64 number = 0;
        std::shared_ptr<Stream> stream;
        qint64 since = 0;
        qint64 lastWrite = 0;
    };
    struct CallChannel
    {
        QByteArray method;
        qint64 since = 0;
        std::unique_ptr<Channel> channel;
    };
    struct Finished
    {
        quint64 number = 0;
        qint64 bytes = 0; //!< kept; 0 = only known to have been
    };
    struct Sent
    {
        quint64 events = 0;
        quint64 replayed = 0;
        quint64 bytes = 0;
        quint64 missed = 0;
    };
    void detached(Channel &channel) override;
    void said(const QByteArray &payload) override;
    void wrote(Channel &channel, quint64 events, quint64 again, qint64 bytes) override;
    Channel::Opening opening(const Channel &channel, quint64 after, bool primed);
    void standBy(std::shared_ptr<Stream> stream, qint64 now);
    void endStandby(quint64 number, bool byUs);
    void promote();
    void remove(quint64 number);
    void trimFinished();
    void changed(quint64 stream);

    const SessionHouse &m_house;
    QByteArray m_id;
    Agreement m_agreed;
    Channel m_own;
    std::unordered_map<quint64, CallChannel> m_channels;
    QList<Finished> m_finished; //!< channels that only replay, oldest first
    qint64 m_finishedBytes = 0;
    QList<Standby> m_standby; //!< oldest first
    std::unordered_map<QByteArray, std::unique_ptr<InFlight>> m_inFlight;
    std::unique_ptr<InFlight> m_handshake; //!< until it is answered
    OpenAsks m_asks;
    QSet<QByteArray> m_followed;
    Sent m_sent;
    quint64 m_calls = 0;
    qint64 m_since;
    qint64 m_lastActive;
    qint64 m_ownEndedAt = -1; //!< steady ms; -1 = it was never open
    bool m_greeted = false;
    bool m_ended = false;
};

} // namespace Signalbox
