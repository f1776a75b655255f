// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/upstream.h"

#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"
#include "core/mirror/taskextension.h"
#include "core/plugin/pluginhost.h"

#include <algorithm>
#include <numeric>

namespace Signalbox {

namespace {
constexpr qsizetype mostWarnings = 100;
constexpr int tellInterval = 100; //!< ms: ten times a second at most
constexpr qint64 twinTime = 250; //!< ms in which two legs tell of one change
constexpr qint64 probePatience = 10'000; //!< ms for a server to say that it knows no such request
constexpr quint64 modernSlots = quint64(1) << 63; //!< in the keys of slots: numbers of clients never get there
}

Upstream::Upstream(ServerConfig config, UpstreamSetup setup, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_setup(std::move(setup))
    , m_number(m_setup.bus->nextNumber())
    , m_since(QDateTime::currentDateTimeUtc())
{
    m_setup.surroundings.serverName = m_config.name;
    m_setup.surroundings.messageLimit = m_config.limits.serverMessage;
    m_setup.surroundings.depthLimit = m_config.limits.jsonDepth;
    m_setup.surroundings.stopTime = m_config.limits.stopTime;
    m_tell.setSingleShot(true);
    m_tell.setInterval(tellInterval);
    connect(&m_tell, &QTimer::timeout, this, &Upstream::tell);
    connect(&m_listings, &Listings::settled, this, [this](ListKind kind, bool differs) {
        Q_EMIT listSettled(this, kind, differs);
        onStateChanged();
    });
    if (m_config.limits.idleStop > 0 && m_config.start == ServerConfig::Start::Lazy) {
        m_idle.setInterval(int(std::clamp<qint64>(m_config.limits.idleStop / 4, 5, 30'000)));
        connect(&m_idle, &QTimer::timeout, this, &Upstream::stopIdle);
        m_idle.start();
    }
    m_tell.start();
    if (m_config.start == ServerConfig::Start::Eager && isShared())
        slotFor({})->need();
}

Upstream::~Upstream()
{
    for (auto *slots_ : {&m_slots, &m_leaving}) {
        for (const auto &[key, slot] : *slots_)
            slot->disconnect(this);
    }
    // Their calls end now and are still counted.
    m_slots.clear();
    m_leaving.clear();
}

LegSlot *Upstream::slotFor(const ClientPtr &client)
{
    const ClientPtr bound = isShared() ? ClientPtr() : legOwner(client);
    const bool isModern = client && client->isStateless && hasModernLegs();
    const quint64 key = (bound ? bound->number : 0) | (isModern ? modernSlots : 0);
    std::unique_ptr<LegSlot> &slot = m_slots[key];
    if (slot)
        return slot.get();
    slot = std::make_unique<LegSlot>(bound, m_config.name, m_config.limits,
                                     [this, isModern](const ClientPtr &owner) { return makeLeg(owner, isModern); });
    LegSlot *made = slot.get();
    made->setNumber(m_setup.bus->nextNumber());
    connect(made, &LegSlot::ready, this, [this, made] { onReady(made); });
    connect(made, &LegSlot::lost, this, [this, made] { onLost(made); });
    connect(made, &LegSlot::ended, this, [this, made] { onEnded(made); });
    connect(made, &LegSlot::stateChanged, this, &Upstream::onStateChanged);
    connect(made, &LegSlot::restarted, this, [this] { ++m_tally.restarts; });
    connect(made, &LegSlot::refused, this, [this] {
        ++m_tally.calls;
        ++m_tally.errors;
    });
    connect(made, &LegSlot::warned, this, &Upstream::onWarned);
    connect(made, &LegSlot::noticed, this, [this, made](const Message &notification, quint64 concerned) { onNoticed(made, notification, concerned); });
    if (const auto level = logLevelOf(*made))
        made->setLogLevel(*level);
    if (m_stoppedByPerson)
        made->stop(m_stopReason);
    return made;
}

Result<std::unique_ptr<Leg>> Upstream::makeLeg(const ClientPtr &bound, bool isModern)
{
    Result<std::unique_ptr<Backend>> backend
        = m_setup.plugins->create(m_config.kind, m_config.settings, m_setup.surroundings);
    if (!backend)
        return backend.error();
    LegSetup setup;
    setup.slug = slug();
    setup.name = m_config.name;
    setup.limits = m_config.limits;
    // What all stateless requests of a principal share is a shared leg like any other.
    setup.bound = bound && bound->isStateless ? ClientPtr() : bound;
    setup.roots = m_setup.roots;
    setup.levels = m_setup.levels;
    setup.tally = &m_tally;
    setup.questions = m_setup.questions;
    return std::make_unique<Leg>(std::move(setup), std::move(*backend), makeDialect(isModern));
}

/**
 * Whether stateless clients have legs apart from those of sessions: at a process only where a person wants two of it, at
 * an address as long as it is not known to know sessions alone.
 */
bool Upstream::hasModernLegs() const
{
    using Generations = ServerConfig::Generations;
    const bool isWeb = m_config.kind == u"http" && m_setup.modern && !isOlder();
    return m_config.generations == Generations::Both
        || (m_config.generations == Generations::Auto && isWeb && m_modernFinding->first(steadyMs()) == 0);
}

/** HTTP+SSE is of the time of sessions. */
bool Upstream::isOlder() const
{
    return m_config.settings.value(QLatin1StringView("type")).toString() == u"sse";
}

/**
 * A server is asked for a session first: some of those with sessions end when they are asked anything else, and one
 * that knows both generations has more to say there to most clients of today. A client of the other generation is given
 * a leg of that where there is one.
 */
std::unique_ptr<Dialect> Upstream::makeDialect(bool isModern) const
{
    using Generations = ServerConfig::Generations;
    if (!m_setup.modern || m_config.generations == Generations::Legacy || isOlder())
        return m_setup.legacy();
    if (m_config.generations == Generations::Modern)
        return m_setup.modern();
    if (isModern) {
        const qint64 patience = std::min(probePatience, m_config.limits.startTime / 2);
        return std::make_unique<EitherDialect>(EitherDialect::Choice{m_setup.modern, m_setup.legacy, patience, 1}, m_modernFinding);
    }
    return std::make_unique<EitherDialect>(EitherDialect::Choice{m_setup.legacy, m_setup.modern, 0, 0}, m_finding);
}

void Upstream::onReady(LegSlot *slot)
{
    m_identity = slot->leg()->identity();
    m_makesTasks = m_makesTasks || TaskExtension::isIn(JsonView(m_identity->capabilities));
    if (const auto level = logLevelOf(*slot))
        slot->setLogLevel(*level);
    if (!m_listSource)
        readListsFrom(slot);
    // The server's state may have moved while nobody listened.
    const QList<QByteArray> uris = slot->subscriptions().uris();
    for (const QByteArray &uri : uris) {
        const Message notification
            = Message::notification("notifications/resources/updated", R"({"uri":)" + jsonString(uri) + '}');
        Q_EMIT updated(this, uri, notification, slot->subscriptions().receivers(uri));
    }
}

/** Each leg finds the same: it is told once. */
void Upstream::onWarned(const QString &sentence)
{
    if (m_warned.size() >= mostWarnings || m_warned.contains(sentence))
        return;
    m_warned.insert(sentence);
    m_setup.bus->trouble(QStringLiteral("backend ") + m_config.name, sentence);
}

void Upstream::readListsFrom(LegSlot *slot)
{
    m_listSource = slot;
    m_listings.readAll(slot->leg());
}

void Upstream::onLost(LegSlot *slot)
{
    if (slot != m_listSource)
        return;
    m_listSource = nullptr;
    m_listings.legLost();
    for (const auto &[key, other] : m_slots) {
        if (other->leg()) {
            readListsFrom(other.get());
            return;
        }
    }
}

void Upstream::onEnded(LegSlot *slot)
{
    const auto leaving =
        std::find_if(m_leaving.begin(), m_leaving.end(), [slot](const auto &one) { return one.second.get() == slot; });
    if (leaving != m_leaving.end() && slot->legs() == 0) {
        leaving->second.release()->deleteLater();
        m_leaving.erase(leaving);
    }
    if (m_closing && liveLegs() == 0)
        QMetaObject::invokeMethod(this, [this] { Q_EMIT closed(this); }, Qt::QueuedConnection);
    onStateChanged();
}

int Upstream::liveLegs() const
{
    const auto count = [](int legs, const auto &entry) { return legs + entry.second->legs(); };
    return std::accumulate(m_slots.begin(), m_slots.end(), 0, count)
        + std::accumulate(m_leaving.begin(), m_leaving.end(), 0, count);
}

/** Whether another leg has just told the same: a server spoken to in both generations may tell it on each, or on one. */
bool Upstream::isTwin(const LegSlot *slot, const QByteArray &change)
{
    Told &told = m_changes[change];
    const qint64 now = steadyMs();
    if (told.slot != slot && told.slot != nullptr && now - told.at < twinTime)
        return true;
    told = {slot, now};
    return false;
}

void Upstream::onNoticed(LegSlot *slot, const Message &notification, quint64 client)
{
    bool isChange = false;
    for (ListKind kind : allListKinds) {
        if (!notification.isMethod(listWords(kind).changed))
            continue;
        isChange = true;
        if (LegSlot *source = m_listSource ? m_listSource : slot; source->leg())
            m_listings.changed(kind, source->leg());
    }
    if (isChange && client == 0 && isTwin(slot, notification.method().toByteArray()))
        return;
    if (notification.isMethod("notifications/resources/updated")) {
        const QByteArray uri = notification.params()["uri"].string();
        Q_EMIT updated(this, uri, notification, slot->subscriptions().receivers(uri));
        return;
    }
    if (notification.isMethod("notifications/tasks")) {
        Q_EMIT taskMoved(this, notification, slot->taskFollowers().of(notification.params()["taskId"].string()));
        return;
    }
    Q_EMIT noticed(this, notification, client);
}

qint64 Upstream::worthWaiting(ListKind kind, bool patiently) const
{
    const qint64 patience = patiently ? m_config.limits.startTime : m_config.limits.listWait;
    if (m_listings.isFresh(kind))
        return 0;
    const qint64 staleSince = m_listings.staleSince(kind);
    if (staleSince >= 0)
        return staleSince + patience;
    if (m_listings.isKnown(kind))
        return 0; // asleep or being restarted: what it said last still stands
    // Also one that has just become ready: its lists are about to be read.
    const auto coming = std::find_if(m_slots.begin(), m_slots.end(), [](const auto &entry) {
        return entry.second->state() == LegSlot::State::Starting || entry.second->state() == LegSlot::State::Ready;
    });
    return coming == m_slots.end() ? 0 : coming->second->startedAt() + patience;
}

void Upstream::need(const ClientPtr &client)
{
    if (!m_stoppedByPerson && !m_closing)
        slotFor(client)->need();
}

void Upstream::carry(Carried carried)
{
    LegSlot *slot = slotFor(carried.call->client());
    slot->carry(std::move(carried));
}

void Upstream::subscribe(const CallPtr &call, const QByteArray &uri)
{
    LegSlot *slot = slotFor(call->client());
    slot->withLeg(call, [slot, call, uri](Leg *leg) { slot->subscriptions().subscribe(call, uri, leg); });
}

void Upstream::unsubscribe(const CallPtr &call, const QByteArray &uri)
{
    LegSlot *slot = slotFor(call->client());
    slot->subscriptions().unsubscribe(call, uri, slot->leg());
}

void Upstream::followTask(const ClientPtr &client, const QByteArray &id)
{
    LegSlot *slot = slotFor(client);
    slot->need();
    slot->followTask(client->number, id);
}

void Upstream::clientLeft(quint64 client)
{
    for (const auto &[key, slot] : m_slots)
        slot->forget(client);
    if (isShared())
        return;
    const auto found = m_slots.find(client);
    if (found == m_slots.end())
        return;
    LegSlot *slot = found->second.get();
    m_leaving[client] = std::move(found->second);
    m_slots.erase(found);
    slot->stop(QStringLiteral("its client has left"));
}

std::optional<int> Upstream::logLevelOf(const LegSlot &slot) const
{
    return slot.bound() ? m_setup.levels->of(slot.bound()->number) : m_setup.levels->lowest(slug());
}

void Upstream::followLogLevels()
{
    // Without any wish the server keeps the level it has; raising it to "debug" or back is nobody's wish.
    for (const auto &[key, slot] : m_slots) {
        if (const auto level = logLevelOf(*slot))
            slot->setLogLevel(*level);
    }
}

void Upstream::notify(const Message &notification, quint64 client)
{
    const auto slot = m_slots.find(client);
    if (slot != m_slots.end() && slot->second->leg())
        slot->second->leg()->notify(notification);
}

void Upstream::stopIdle()
{
    if (m_tally.open == 0 && m_tally.lastCall > 0 && steadyMs() - m_tally.lastCall >= m_config.limits.idleStop) {
        for (const auto &[key, slot] : m_slots) {
            if (slot->subscriptions().isEmpty() && slot->taskFollowers().isEmpty())
                slot->rest();
        }
    }
}

void Upstream::restart()
{
    m_stoppedByPerson = false;
    ++m_tally.restarts;
    if (m_slots.empty() && isShared())
        slotFor({});
    for (const auto &[key, slot] : m_slots)
        slot->restart();
}

void Upstream::stop(const QString &why)
{
    m_stoppedByPerson = true;
    m_stopReason = why;
    for (const auto &[key, slot] : m_slots)
        slot->stop(why);
    onStateChanged();
}

void Upstream::start()
{
    if (!m_stoppedByPerson) {
        if (isShared())
            slotFor({})->need();
        return;
    }
    restart();
}

void Upstream::close()
{
    m_closing = true;
    stop(QStringLiteral("the gateway closed it"));
    if (liveLegs() == 0)
        QMetaObject::invokeMethod(this, [this] { Q_EMIT closed(this); }, Qt::QueuedConnection);
}

} // namespace Signalbox
