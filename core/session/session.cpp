// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"
#include "core/session/flusher.h"
#include "core/session/sessionfacts.h"
#include "core/tap/tap.h"

namespace Signalbox {

namespace {

/** A key to look something up with; it does not outlive the view. */
QByteArray borrowed(QByteArrayView view)
{
    return QByteArray::fromRawData(view.data(), view.size());
}

} // namespace

Session::Session(QByteArray id, Agreement agreement, const SessionHouse &house, qint64 now)
    : m_house(house)
    , m_id(std::move(id))
    , m_agreed(std::move(agreement))
    , m_own(house.bus->nextNumber(), house.terms, *house.flusher, *this)
    , m_since(now)
    , m_lastActive(now)
{
    if (m_agreed.livesByStream)
        m_own.neverAges();
}

void Session::agree(const Features *features, ClientPtr client)
{
    m_agreed.features = features;
    m_agreed.client = std::move(client);
    changed(0);
}

Session::~Session()
{
    m_ended = true;
}

void Session::greeted()
{
    m_greeted = true;
    m_handshake.reset();
}

bool Session::isExpired(qint64 now) const
{
    if (m_agreed.livesByStream && !m_own.isLive())
        return now - (m_ownEndedAt >= 0 ? m_ownEndedAt : m_since) >= m_house.terms.bounds.age;
    if (m_agreed.livesByStream && !m_greeted)
        return now - m_since >= m_house.terms.bounds.age;
    return m_greeted && m_inFlight.empty() && now - m_lastActive >= m_house.idle && liveStreams() == 0;
}

bool Session::isInFlight(QByteArrayView id) const
{
    return m_inFlight.contains(borrowed(id));
}

void Session::begin(QByteArrayView id, std::unique_ptr<InFlight> request)
{
    ++m_calls;
    m_inFlight.emplace(id.toByteArray(), std::move(request));
    changed(0);
}

InFlight *Session::inFlight(QByteArrayView id) const
{
    const auto found = m_inFlight.find(borrowed(id));
    return found == m_inFlight.end() ? nullptr : found->second.get();
}

void Session::done(QByteArrayView id)
{
    const auto found = m_inFlight.find(borrowed(id));
    if (found == m_inFlight.end())
        return;
    // Out of the table first: going, it may look at the table.
    const std::unique_ptr<InFlight> gone = std::move(found->second);
    m_inFlight.erase(found);
    m_lastActive = steadyMs();
    changed(0);
}

void Session::follow(const QByteArray &uri)
{
    if (m_followed.size() < m_house.followed)
        m_followed.insert(uri);
}

void Session::tick(qint64 now)
{
    m_own.expire(now, false);
    m_own.tick(now);
    // A stream that ends at its tick stays in the table: only a request's end takes it out.
    for (const auto &[number, row] : m_channels)
        row.channel->tick(now);
    for (Finished &row : m_finished) {
        Channel *kept = row.bytes > 0 ? channel(row.number) : nullptr;
        if (!kept || kept->isLive())
            continue;
        kept->expire(now, true);
        m_finishedBytes -= row.bytes - kept->log().bytes();
        row.bytes = kept->log().bytes();
    }
    trimFinished();
    for (Standby &row : m_standby) {
        if (now - row.lastWrite < m_house.terms.keepAlive)
            continue;
        row.lastWrite = now;
        m_house.flusher->keepAlive(row.stream);
    }
}

void Session::end()
{
    if (std::exchange(m_ended, true))
        return;
    if (const auto handshake = std::exchange(m_handshake, nullptr))
        handshake->abandon();
    const auto inFlight = std::exchange(m_inFlight, {});
    for (const auto &[id, request] : inFlight)
        request->abandon();
    m_asks.refuseAll();
    m_own.close();
    for (const auto &[number, row] : m_channels)
        row.channel->close();
    for (const Standby &row : std::exchange(m_standby, {})) {
        row.stream->onClosed({});
        row.stream->end();
    }
}

TapSeat Session::seat() const
{
    const ClientPtr &client = m_agreed.client;
    return {number(), m_agreed.front, client->view.backend, nameOf(*client),
            m_greeted ? QByteArray(m_agreed.features->version) : QByteArray()};
}

void Session::said(const QByteArray &payload)
{
    m_house.bus->tap()->said(seat(), payload);
}

void Session::changed(quint64 stream)
{
    m_house.facts->changed(*this, stream);
}

} // namespace Signalbox
