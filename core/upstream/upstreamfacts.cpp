// SPDX-License-Identifier: GPL-3.0-or-later
// What an Upstream tells of itself.
#include "core/bus/bus.h"
#include "core/upstream/upstream.h"

namespace Signalbox {

namespace {

/** The slot whose state says most about the whole: one that works first, then one that tries, then one that cannot. */
int rank(LegSlot::State state)
{
    switch (state) {
    case LegSlot::State::Ready:
        return 0;
    case LegSlot::State::Starting:
        return 1;
    case LegSlot::State::BackingOff:
        return 2;
    case LegSlot::State::Failed:
        return 3;
    case LegSlot::State::Stopped:
        return 4;
    case LegSlot::State::Idle:
        break;
    }
    return 5;
}

BackendFact::State factState(LegSlot::State state)
{
    switch (state) {
    case LegSlot::State::Ready:
        return BackendFact::Ready;
    case LegSlot::State::Starting:
        return BackendFact::Starting;
    case LegSlot::State::BackingOff:
        return BackendFact::BackingOff;
    case LegSlot::State::Failed:
        return BackendFact::Failed;
    case LegSlot::State::Stopped:
        return BackendFact::Stopped;
    case LegSlot::State::Idle:
        break;
    }
    return BackendFact::Found;
}

int knownCount(const Listings &listings, ListKind kind)
{
    return listings.isKnown(kind) ? int(listings.items(kind).size()) : -1;
}

} // namespace

BackendFact Upstream::fact() const
{
    BackendFact fact;
    fact.number = m_number;
    fact.name = m_config.name;
    fact.slug = QString::fromLatin1(slug());
    fact.kind = m_config.kind;
    fact.instances = isShared() ? QStringLiteral("shared") : QStringLiteral("session");
    const LegSlot *first = nullptr;
    const LegSlot *worst = nullptr;
    for (const auto &[key, slot] : m_slots) {
        if (!first || rank(slot->state()) < rank(first->state()))
            first = slot.get();
        if (slot->state() == LegSlot::State::Failed || slot->state() == LegSlot::State::BackingOff)
            worst = slot.get();
        if (slot->leg() && slot->leg()->isExclusive())
            fact.exclusive = true;
    }
    if (m_stoppedByPerson) {
        fact.state = BackendFact::Stopped;
        fact.reason = m_stopReason;
    } else if (first) {
        fact.state = first->state() == LegSlot::State::Idle && m_identity ? BackendFact::Stopped : factState(first->state());
        fact.reason = fact.state == BackendFact::Stopped && first->state() == LegSlot::State::Idle
            ? QStringLiteral("asleep until somebody needs it")
            : first->reason();
        fact.nextTry = first->nextTry();
        if (first->process())
            fact.status = first->process()->backendStatus();
    }
    if (fact.state == BackendFact::Ready && worst) {
        fact.state = BackendFact::Degraded;
        fact.reason = worst->reason();
    } else if (fact.state == BackendFact::Ready && fact.exclusive) {
        fact.reason = QStringLiteral("answers one call at a time, because it asks questions that name no call; instances: "
                                     "\"session\" gives each client a process of its own");
    }
    if (m_identity) {
        fact.serverName = QString::fromUtf8(m_identity->name);
        fact.serverVersion = QString::fromUtf8(m_identity->version);
        fact.protocolVersion = QString::fromUtf8(m_identity->protocolVersion);
    }
    for (const auto &[key, slot] : m_slots) {
        const QString version = slot->leg() ? QString::fromUtf8(slot->leg()->identity().protocolVersion) : QString();
        if (!version.isEmpty() && !fact.protocolVersions.contains(version))
            fact.protocolVersions.append(version);
    }
    fact.processes = m_processes;
    fact.legs = liveLegs();
    fact.tools = knownCount(m_listings, ListKind::Tools);
    fact.prompts = knownCount(m_listings, ListKind::Prompts);
    fact.resources = knownCount(m_listings, ListKind::Resources);
    fact.templates = knownCount(m_listings, ListKind::Templates);
    fact.callsOpen = m_tally.open;
    fact.calls = m_tally.calls;
    fact.errors = m_tally.errors;
    fact.notices = m_tally.notices;
    fact.restarts = m_tally.restarts;
    fact.latency = m_tally.latency;
    fact.since = m_since;
    return fact;
}

void Upstream::onStateChanged()
{
    const BackendFact now = fact();
    if (now.state != m_lastState) {
        m_lastState = now.state;
        m_since = QDateTime::currentDateTimeUtc();
        if (now.state == BackendFact::Failed)
            m_setup.bus->trouble(QStringLiteral("backend ") + m_config.name, now.reason);
    }
    if (!m_tell.isActive())
        m_tell.start();
    Q_EMIT stateChanged(this);
}

void Upstream::tell()
{
    if (m_closing)
        return;
    m_told = m_tally;
    m_processesMoved = false;
    Q_EMIT m_setup.bus->backendChanged(fact());
}

void Upstream::tellFigures()
{
    const bool moved = m_told.calls != m_tally.calls || m_told.open != m_tally.open || m_told.errors != m_tally.errors
        || m_told.notices != m_tally.notices || m_told.restarts != m_tally.restarts || m_processesMoved;
    if (moved)
        tell();
}

} // namespace Signalbox
