// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/tap.h"

#include "core/loop/steadyclock.h"
#include "core/tap/arrival.h"
#include "core/wire/message.h"

#include <QDateTime>
#include <QPointer>

namespace Signalbox {

namespace {

constexpr qsizetype perPull = 1'000;
constexpr qsizetype mostOwed = 1'000;
constexpr qint64 pace = 1'000; // us for each call, or message outside of calls: more than that nobody can follow
constexpr qsizetype mostClocks = 20'000; //!< calls whose time is taken at once

TapRecord::Kind kindOf(const Message &message)
{
    switch (message.kind()) {
    case Message::Kind::Request:
        return TapRecord::Kind::Request;
    case Message::Kind::Notification:
        return TapRecord::Kind::Notification;
    case Message::Kind::Result:
        return TapRecord::Kind::Result;
    case Message::Kind::Error:
        return TapRecord::Kind::Error;
    case Message::Kind::None:
        break;
    }
    return TapRecord::Kind::Http;
}

} // namespace

Tap::Tap(QObject *parent) : QObject(parent)
{
    qRegisterMetaType<TapRecord>();
}

Tap::~Tap() = default;

void Tap::watch()
{
    ++m_watchers;
}

void Tap::unwatch()
{
    if (--m_watchers == 0)
        QMetaObject::invokeMethod(this, &Tap::forget, Qt::QueuedConnection);
}

void Tap::forget()
{
    if (isOpen())
        return;
    m_ring.clear();
    m_clocks.clear();
    m_rounds.clear();
    m_owed.clear();
}

void Tap::pull(quint64 after, QObject *context, std::function<void(const TapBatch &)> answer)
{
    // Goes with the context: a queued answer that nobody takes any more must not hold on to anything.
    auto *way = new QObject(context);
    const quint64 ticket = ++m_lastTicket;
    connect(this, &Tap::pulled, way, [way, ticket, answer = std::move(answer)](quint64 number, const TapBatch &batch) {
        if (number != ticket)
            return;
        way->deleteLater();
        answer(batch);
    });
    const auto look = [this, after, ticket] { Q_EMIT pulled(ticket, m_ring.after(after, perPull)); };
    QMetaObject::invokeMethod(this, look, Qt::QueuedConnection);
}

TapRecord Tap::recordOf(const Message &message, qint64 now) const
{
    TapRecord record;
    record.kind = kindOf(message);
    record.wallMs = QDateTime::currentMSecsSinceEpoch();
    record.steadyUs = now;
    record.method = m_redaction.ofText(message.method().toByteArray().left(200));
    record.id = message.id().toByteArray().left(200);
    record.size = message.bytes().size();
    const Redaction::Outcome safe = m_redaction.of(message.bytes(), mostBytes);
    record.bytes = safe.bytes;
    record.isCut = safe.isCut;
    record.isChanged = safe.isChanged;
    record.cause = m_cause;
    return record;
}

void Tap::place(TapRecord &record, const TapSeat &seat) const
{
    record.side = TapRecord::Side::Client;
    record.client = seat.client;
    record.front = seat.front;
    record.backend = seat.view;
    record.who = seat.who;
    record.version = seat.version;
}

Tap::Clock &Tap::clockOf(quint64 call)
{
    // Calls that never end here, because they were cancelled: their time is of no use.
    if (m_clocks.size() > mostClocks)
        m_clocks.clear();
    return m_clocks[call];
}

quint64 Tap::keep(TapRecord record)
{
    return m_ring.add(std::move(record));
}

quint64 Tap::enter(quint64 call)
{
    if (m_arrival && !(call & dark))
        m_arrival->adopt(call);
    return std::exchange(m_call, call);
}

quint64 Tap::callNumber(QByteArrayView id, qint64 startedUs)
{
    if (!isOpen())
        return ++m_lastCall;
    if (m_isDark)
        return ++m_lastCall | dark;
    quint64 number = m_arrival ? m_arrival->claim(id) : 0;
    if (number == 0)
        number = ++m_lastCall;
    clockOf(number).startedUs = startedUs;
    return number;
}

bool Tap::hasRoom(qint64 now)
{
    m_room = std::min(mostAtOnce * pace, m_room + now - std::exchange(m_lastLook, now));
    if (m_room < pace)
        return false;
    m_room -= pace;
    return true;
}

bool Tap::isPassedOver(quint64 call, qint64 now)
{
    const bool isOver = call ? (call & dark) != 0 : m_isDark || !hasRoom(now);
    if (isOver)
        m_ring.skip();
    return isOver;
}

void Tap::isFrom(const TapSeat &seat)
{
    if (m_arrival)
        m_arrival->isFrom(seat);
}

void Tap::turnTo(const Message *message)
{
    if (m_arrival)
        m_arrival->turnTo(message);
}

/** Of a request that the gateway answers by itself, on a stream that begins later. */
void Tap::owe(quint64 client, const QByteArray &id, quint64 call)
{
    if (m_owed.size() > mostOwed)
        m_owed.clear();
    m_owed.insert({client, id}, call);
}

void Tap::nextRound(quint64 client, const QByteArray &key)
{
    const quint64 call = m_arrival ? m_rounds.next(client, key) : 0;
    if (call)
        m_arrival->goesOn(call);
}

/** The time that its client took counts for nobody. */
void Tap::goOn(quint64 call, quint64 request)
{
    if (call == request)
        return;
    const Clock fresh = m_clocks.take(request);
    Clock &clock = clockOf(call);
    clock = {fresh.startedUs, clock.sentUs > 0 ? fresh.startedUs : 0, 0, fresh.method};
}

/** An answer to a client ends the call, for the clock, unless it is to go on. */
void Tap::timeOut(TapRecord &record)
{
    const auto clock = record.isAnswer() ? m_clocks.constFind(record.call) : m_clocks.cend();
    if (clock == m_clocks.cend())
        return;
    record.method = clock->method;
    if (clock->startedUs > 0) {
        const qint64 atServer = clock->serverUs + (clock->sentUs > 0 ? record.steadyUs - clock->sentUs : 0);
        record.serverUs = atServer;
        record.gatewayUs = std::max<qint64>(record.steadyUs - clock->startedUs - atServer, 0);
    }
    if (!record.endsRound())
        m_clocks.erase(clock);
}

void Tap::said(const TapSeat &seat, const QByteArray &payload)
{
    const qint64 now = steadyUs();
    if (isPassedOver(m_call, now))
        return;
    const auto message = Message::parse(payload, {1'024, 1});
    if (!message)
        return;
    TapRecord record = recordOf(*message, now);
    place(record, seat);
    record.status = 200;
    record.call = m_call;
    if (record.call == 0 && record.isAnswer() && m_arrival)
        record.call = m_arrival->callOf(message->id());
    if (record.call == 0 && record.isAnswer())
        record.call = m_owed.take({seat.client, record.id});
    timeOut(record);
    keep(std::move(record));
}

void Tap::sent(const TapServer &server, const Message &message, quint64 call)
{
    const qint64 now = steadyUs();
    if (isPassedOver(call, now))
        return;
    TapRecord record = recordOf(message, now);
    record.side = TapRecord::Side::Server;
    record.backend = server.slug;
    record.version = server.version;
    record.client = server.client;
    record.call = call;
    if (call && record.kind == TapRecord::Kind::Request) {
        Clock &clock = clockOf(call);
        clock.sentUs = record.steadyUs;
        clock.method = record.method;
    }
    keep(std::move(record));
}

quint64 Tap::received(const TapServer &server, const Message &message, quint64 call, int status)
{
    const qint64 now = steadyUs();
    if (isPassedOver(call, now))
        return 0;
    TapRecord record = recordOf(message, now);
    record.side = TapRecord::Side::Server;
    record.isInbound = true;
    record.backend = server.slug;
    record.version = server.version;
    record.client = server.client;
    record.call = call;
    record.status = status;
    const auto clock = record.isAnswer() ? m_clocks.find(call) : m_clocks.end();
    if (clock != m_clocks.end()) {
        record.method = clock->method;
        if (clock->sentUs > 0) {
            record.serverUs = record.steadyUs - std::exchange(clock->sentUs, 0);
            clock->serverUs += record.serverUs;
        }
    }
    return keep(std::move(record));
}

} // namespace Signalbox
