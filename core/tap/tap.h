// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/redaction.h"
#include "core/tap/taprecord.h"
#include "core/tap/tapring.h"
#include "core/tap/taprounds.h"

#include <QHash>
#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

namespace Signalbox {

class Arrival;
class Message;

/** Whom a message on the client's side comes from or goes to. */
struct TapSeat
{
    quint64 client = 0;
    QByteArray front;
    QByteArray view; //!< slug in the URL, empty = all
    QByteArray who;
    QByteArray version;
};

/** Which server a message on the server's side goes to or comes from. */
struct TapServer
{
    QByteArray slug;
    QByteArray version;
    quint64 client = 0; //!< the one whose call it is; 0 = none
};

/**
 * The wire, for whoever looks: a ring of the latest messages on both sides of the gateway. While nobody looks it costs
 * one relaxed load and a branch a message and keeps nothing. Lives in the core thread; isOpen(), watch(), unwatch() and
 * pull() may be called from any.
 *
 * What passes faster than anybody can follow is counted only, whole calls of it, so that the gateway does not become slow
 * because somebody looks.
 *
 * What belongs together is told by those who know: a call by its own number, which Scope tells for as long as messages
 * of it are said; what was caused by a message by Cause.
 */
class Tap : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype mostBytes = 256 * 1024; //!< kept of one message
    static constexpr qint64 mostAtOnce = 2'000; //!< calls, and messages outside of calls; a thousand a second for long

    explicit Tap(QObject *parent = nullptr);
    ~Tap() override;

    bool isOpen() const { return m_watchers.load(std::memory_order_relaxed) > 0; }
    /** Any thread; balance them. When the last one leaves, everything kept is forgotten. */
    void watch();
    void unwatch();
    /** The records after a serial, at most a thousand. In the thread of `context`, which is any; answered there as well,
     * if it still lives. */
    void pull(quint64 after, QObject *context, std::function<void(const TapBatch &)> answer);

    // Core thread.
    /** Values that are hidden wherever they turn up: tokens of the gateway and of its servers. */
    void setSecrets(const QByteArrayList &secrets) { m_redaction = Redaction(secrets); }
    /** The next number of a call; that of the record it came in by, if there is one. */
    quint64 callNumber(QByteArrayView id, qint64 startedUs);
    /** Whose the message is that is being taken in. */
    void isFrom(const TapSeat &seat);
    /** A message to a client on an event stream. */
    void said(const TapSeat &seat, const QByteArray &payload);
    /** A message to a server. `call` is its number, 0 = none. */
    void sent(const TapServer &server, const Message &message, quint64 call);
    /** A message from a server; serial of its record. */
    quint64 received(const TapServer &server, const Message &message, quint64 call, int status);
    /** The call whose messages are being said; 0 = none. */
    quint64 call() const { return m_call; }
    /** The answer that is about to be said wants something: its client goes on with the call in a request with that key. */
    void endsRound(quint64 call, quint64 client, const QByteArray &key) { m_rounds.ended(call, client, key); }
    /** The request that is being taken in goes on with the call whose round ended so, if there is one. */
    void nextRound(quint64 client, const QByteArray &key);
    /** Those after a serial, at most `most`. */
    TapBatch after(quint64 serial, qsizetype most) const { return m_ring.after(serial, most); }
    quint64 last() const { return m_ring.last(); } //!< serial of the newest record there ever was

    /** While it lives, messages said are those of a call. Costs a branch while nobody looks. */
    class Scope
    {
    public:
        Scope(Tap *tap, quint64 call) : m_tap(tap && call && tap->isOpen() ? tap : nullptr)
        {
            if (m_tap)
                m_before = m_tap->enter(call);
        }
        ~Scope()
        {
            if (m_tap)
                m_tap->m_call = m_before;
        }
        Scope(const Scope &) = delete;
        Scope &operator=(const Scope &) = delete;

    private:
        Tap *m_tap;
        quint64 m_before = 0;
    };
    /** While it lives, that message of the request that is being taken in is being dealt with. */
    class Turn
    {
    public:
        Turn(Tap *tap, const Message &message) : m_tap(tap->isOpen() ? tap : nullptr)
        {
            if (m_tap)
                m_tap->turnTo(&message);
        }
        ~Turn()
        {
            if (m_tap)
                m_tap->turnTo(nullptr);
        }
        Turn(const Turn &) = delete;
        Turn &operator=(const Turn &) = delete;

    private:
        Tap *m_tap;
    };
    /** While it lives, what is said is said because of that record. */
    class Cause
    {
    public:
        Cause(Tap *tap, quint64 serial)
            : m_tap(serial ? tap : nullptr), m_cause(tap->m_cause), m_call(tap->m_call)
        {
            if (m_tap) {
                m_tap->m_cause = serial;
                m_tap->m_call = 0;
            }
        }
        ~Cause()
        {
            if (m_tap) {
                m_tap->m_cause = m_cause;
                m_tap->m_call = m_call;
            }
        }
        Cause(const Cause &) = delete;
        Cause &operator=(const Cause &) = delete;

    private:
        Tap *m_tap;
        quint64 m_cause;
        quint64 m_call;
    };

Q_SIGNALS:
    void pulled(quint64 ticket, const Signalbox::TapBatch &batch); //!< pull() takes it from here

private:
    friend class Arrival;
    /** Where the time of a call goes. */
    struct Clock
    {
        qint64 startedUs = 0;
        qint64 sentUs = 0; //!< 0 = the server is not at work on it
        qint64 serverUs = 0;
        QByteArray method;
    };

    static constexpr quint64 dark = quint64(1) << 63; //!< in the number of a call: nothing of it is kept
    bool hasRoom(qint64 now);
    bool isPassedOver(quint64 call, qint64 now);
    quint64 enter(quint64 call);
    void turnTo(const Message *message);
    TapRecord recordOf(const Message &message, qint64 now) const;
    void place(TapRecord &record, const TapSeat &seat) const;
    void timeOut(TapRecord &record);
    Clock &clockOf(quint64 call);
    void goOn(quint64 call, quint64 request);
    quint64 keep(TapRecord record);
    void owe(quint64 client, const QByteArray &id, quint64 call);
    void forget();

    std::atomic<int> m_watchers = 0;
    std::atomic<quint64> m_lastTicket = 0;
    TapRing m_ring;
    Redaction m_redaction;
    QHash<quint64, Clock> m_clocks;
    TapRounds m_rounds;
    QHash<std::pair<quint64, QByteArray>, quint64> m_owed; //!< calls that nobody carries, by client and id
    Arrival *m_arrival = nullptr; //!< what is being taken in
    bool m_isDark = false; //!< what is being taken in is not kept
    qint64 m_room = 0; //!< us
    qint64 m_lastLook = 0;
    quint64 m_lastCall = 0;
    quint64 m_call = 0;
    quint64 m_cause = 0;
};

} // namespace Signalbox
