// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that looks after its streams and tells facts about them.
#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"
#include "core/session/flusher.h"
#include "core/session/session.h"
#include "core/session/sessionfacts.h"

#include <algorithm>

namespace Signalbox {

namespace {

/** Finished streams of which nothing is kept but that they were there, so that who comes back is told so. */
constexpr int knownFinished = 64;

/** How long a client may take to come back to its stream and be asked what nobody else can be: ms. */
constexpr qint64 returnTime = 10'000;

QDateTime wallClock(qint64 steady)
{
    return QDateTime::currentDateTimeUtc().addMSecs(steady - steadyMs());
}

} // namespace

Channel &Session::openChannel(const QByteArray &method)
{
    const quint64 number = m_house.bus->nextNumber();
    auto channel = std::make_unique<Channel>(number, m_house.terms, *m_house.flusher, *this);
    Channel &made = *channel;
    m_channels.emplace(number, CallChannel{method, steadyMs(), std::move(channel)});
    changed(number);
    return made;
}

Channel *Session::channel(quint64 number)
{
    if (number == m_own.number())
        return &m_own;
    const auto found = m_channels.find(number);
    return found == m_channels.end() ? nullptr : found->second.channel.get();
}

void Session::finishChannel(quint64 number, qint64 now)
{
    Channel *finished = channel(number);
    if (!finished)
        return;
    finished->finish(now);
    if (!finished->isLive() && !finished->isAddressable()) {
        remove(number);
        return;
    }
    const qint64 bytes = finished->log().bytes();
    m_finished.append({number, bytes});
    m_finishedBytes += bytes;
    trimFinished();
    changed(number);
}

/** Finished streams together are bounded like one log; what a connection still carries is not touched. */
void Session::trimFinished()
{
    const LogBounds &bounds = m_house.terms.bounds;
    QList<quint64> superfluous;
    qsizetype known = 0;
    for (qsizetype i = m_finished.size() - 1; i >= 0; --i)
        known += m_finished.at(i).bytes == 0 ? 1 : 0;
    for (Finished &row : m_finished) {
        const bool over = m_finishedBytes > bounds.bytes || m_finished.size() - known > bounds.events;
        if (!over && known <= knownFinished)
            break;
        Channel *kept = channel(row.number);
        const bool isNewest = row.number == m_finished.constLast().number;
        if (kept && (kept->isLive() || isNewest))
            continue;
        if (row.bytes > 0 && over) {
            m_finishedBytes -= std::exchange(row.bytes, 0);
            kept->forgetEvents();
            ++known;
        }
        if (row.bytes == 0 && known > knownFinished) {
            superfluous.append(row.number);
            --known;
        }
    }
    for (quint64 number : std::as_const(superfluous))
        remove(number);
}

void Session::remove(quint64 number)
{
    const auto found = std::find_if(m_finished.begin(), m_finished.end(),
                                    [number](const Finished &row) { return row.number == number; });
    if (found != m_finished.end()) {
        m_finishedBytes -= found->bytes;
        m_finished.erase(found);
    }
    if (m_channels.erase(number))
        Q_EMIT m_house.bus->streamEnded(number);
}

void Session::forgetChannel(quint64 number)
{
    const auto found = m_channels.find(number);
    if (found == m_channels.end())
        return;
    found->second.channel->close();
    remove(number);
}

Channel::Opening Session::opening(const Channel &channel, quint64 after, bool primed)
{
    if (const auto gap = channel.log().gapAfter(after))
        m_sent.missed += gap->missed;
    const bool isOnly = m_agreed.livesByStream; // it carries the answers, too
    return {after, primed && features().priming && !isOnly, &m_followed, {}, isOnly};
}

void Session::join(std::shared_ptr<Stream> stream, qint64 now, const QByteArray &prelude)
{
    m_lastActive = now;
    if (m_own.isLive()) {
        standBy(std::move(stream), now);
        return;
    }
    m_own.expire(now, false);
    Channel::Opening first = opening(m_own, m_own.log().written(), true);
    first.prelude = prelude;
    m_own.attach(std::move(stream), first, now);
    changed(m_own.number());
}

bool Session::isListening(qint64 now) const
{
    return m_own.isLive() || (m_ownEndedAt >= 0 && now - m_ownEndedAt < returnTime);
}

void Session::resume(Channel &channel, quint64 sequence, std::shared_ptr<Stream> stream, qint64 now,
                     const QByteArray &prelude)
{
    m_lastActive = now;
    channel.expire(now, &channel != &m_own);
    Channel::Opening again = opening(channel, sequence, false);
    again.prelude = prelude;
    channel.attach(std::move(stream), again, now);
    changed(channel.number());
}

void Session::standBy(std::shared_ptr<Stream> stream, qint64 now)
{
    const quint64 number = m_house.bus->nextNumber();
    stream->onClosed([this, number] { endStandby(number, false); });
    m_standby.append({number, std::move(stream), now, now});
    if (m_standby.size() > m_house.standbyStreams)
        endStandby(m_standby.constFirst().number, true);
    changed(number);
}

void Session::endStandby(quint64 number, bool byUs)
{
    const auto found =
        std::find_if(m_standby.begin(), m_standby.end(), [number](const Standby &row) { return row.number == number; });
    if (found == m_standby.end())
        return;
    const Standby gone = *found;
    m_standby.erase(found);
    gone.stream->onClosed({});
    if (byUs)
        gone.stream->end();
    m_lastActive = steadyMs();
    Q_EMIT m_house.bus->streamEnded(number);
    changed(0);
}

void Session::promote()
{
    const qint64 now = steadyMs();
    while (!m_standby.isEmpty() && !m_own.isLive()) {
        const Standby next = m_standby.takeFirst();
        Q_EMIT m_house.bus->streamEnded(next.number);
        next.stream->onClosed({});
        if (next.stream->isOpen())
            m_own.attach(next.stream, opening(m_own, m_own.log().written(), true), now);
    }
}

void Session::detached(Channel &channel)
{
    if (m_ended)
        return;
    m_lastActive = steadyMs();
    const quint64 number = channel.number();
    if (number == m_own.number()) {
        m_ownEndedAt = m_lastActive;
        promote();
    } else if (!channel.isAddressable()) {
        remove(number);
    }
    changed(number);
}

void Session::wrote(Channel &channel, quint64 events, quint64 again, qint64 bytes)
{
    m_sent.events += events;
    m_house.facts->sent(events);
    m_sent.replayed += again;
    m_sent.bytes += quint64(bytes);
    changed(channel.number());
}

bool Session::closeStream(quint64 number)
{
    const auto isIt = [number](const Standby &row) { return row.number == number; };
    if (std::any_of(m_standby.cbegin(), m_standby.cend(), isIt)) {
        endStandby(number, true);
        return true;
    }
    Channel *live = channel(number);
    if (!live || !live->isLive())
        return false;
    live->letGo();
    return true;
}

int Session::liveStreams() const
{
    const auto isLive = [](const auto &row) { return row.second.channel->isLive(); };
    return (m_own.isLive() ? 1 : 0) + int(m_standby.size())
        + int(std::count_if(m_channels.begin(), m_channels.end(), isLive));
}

SessionFact Session::fact() const
{
    const JsonView info(m_agreed.client->info);
    SessionFact fact;
    fact.number = number();
    fact.client = QString::fromUtf8(info["name"].string());
    fact.clientVersion = QString::fromUtf8(info["version"].string());
    if (isAgreed())
        fact.protocolVersion = QString::fromLatin1(features().version);
    fact.front = QString::fromLatin1(m_agreed.front);
    fact.view = QString::fromLatin1(m_agreed.client->view.backend);
    fact.principal = QString::fromUtf8(principal());
    fact.since = wallClock(m_since);
    fact.lastActive = wallClock(m_lastActive);
    fact.streams = liveStreams();
    fact.callsOpen = int(callsOpen());
    fact.calls = m_calls;
    fact.eventsSent = m_sent.events;
    fact.eventsReplayed = m_sent.replayed;
    fact.eventsMissed = m_sent.missed;
    fact.bytesSent = m_sent.bytes;
    return fact;
}

QList<quint64> Session::streamNumbers() const
{
    QList<quint64> numbers;
    if (m_own.isLive() || m_own.log().last() > 0)
        numbers.append(m_own.number());
    for (const Standby &row : m_standby)
        numbers.append(row.number);
    for (const auto &[number, row] : m_channels)
        numbers.append(number);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::optional<StreamFact> Session::streamFact(quint64 number) const
{
    StreamFact fact;
    fact.number = number;
    fact.session = this->number();
    fact.kind = QStringLiteral("session");
    for (const Standby &row : m_standby) {
        if (row.number != number)
            continue;
        fact.state = StreamFact::Standby;
        fact.since = wallClock(row.since);
        return fact;
    }
    const Channel *channel = &m_own;
    fact.since = wallClock(m_since);
    if (number != m_own.number()) {
        const auto found = m_channels.find(number);
        if (found == m_channels.end())
            return std::nullopt;
        channel = found->second.channel.get();
        fact.kind = QString::fromUtf8(found->second.method);
        fact.since = wallClock(found->second.since);
    }
    const EventLog &log = channel->log();
    fact.state = channel->isLive() ? StreamFact::Open
        : channel->isFinished()    ? StreamFact::Finished
                                   : StreamFact::Detached;
    fact.backlog = int(log.backlog());
    fact.backlogBytes = log.backlogBytes();
    fact.lastEventId = log.last() > 0 ? log.idOf(log.last()).text() : QByteArray();
    fact.delivered = channel->delivered();
    fact.replayed = channel->replayed();
    return fact;
}

} // namespace Signalbox
