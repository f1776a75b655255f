// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessiontable.h"

#include "core/bus/bus.h"
#include "core/config/limits.h"
#include "core/loop/steadyclock.h"
#include "core/session/flusher.h"
#include "core/session/sessionfacts.h"
#include "core/session/sessionid.h"
#include "core/tap/tap.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qint64 slowestClock = 1'000; // ms
constexpr qint64 fastestClock = 10;

/** Often enough that nothing is late by more than a quarter of its time. */
int clockInterval(const Limits &limits)
{
    const qint64 shortest = std::min({qint64(limits.keepAlive), limits.streamAge, limits.sessionIdle, limits.logAge});
    return int(std::clamp(shortest / 4, fastestClock, slowestClock));
}

} // namespace

SessionTable::SessionTable(quint64 epoch, const Limits &limits, Bus *bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_flusher(std::make_unique<Flusher>(&m_journal))
    , m_facts(std::make_unique<SessionFacts>(bus))
{
    m_house.terms.epoch = epoch;
    m_house.terms.tap = bus->tap();
    m_house.flusher = m_flusher.get();
    m_house.facts = m_facts.get();
    m_house.bus = bus;
    setLimits(limits);
    connect(&m_clock, &QTimer::timeout, this, [this] { sweep(steadyMs()); });
    connect(bus, &Bus::recapitulationAsked, this, &SessionTable::recapitulate);
}

SessionTable::~SessionTable()
{
    endAll(QStringLiteral("the gateway stops"));
}

void SessionTable::setLimits(const Limits &limits)
{
    m_house.terms.bounds = {limits.logEvents, limits.logBytes, limits.logAge};
    m_house.terms.retry = limits.retry;
    m_house.terms.keepAlive = limits.keepAlive;
    m_house.terms.age = limits.streamAge;
    m_house.idle = limits.sessionIdle;
    m_house.standbyStreams = limits.standbyStreams;
    m_house.followed = limits.subscriptionsPerSession;
    m_most = limits.sessions;
    m_mostPerPrincipal = limits.sessionsPerPrincipal;
    m_clock.setInterval(clockInterval(limits));
}

Session *SessionTable::create(Session::Agreement agreement, qint64 now)
{
    const QByteArray principal = agreement.client->caller.principal;
    if (count() >= m_most || m_perPrincipal.value(principal) >= m_mostPerPrincipal)
        return nullptr;
    const quint64 number = agreement.client->number;
    auto made = std::make_unique<Session>(newSessionId(), std::move(agreement), m_house, now);
    Session *session = made.get();
    m_byNumber.emplace(number, std::move(made));
    m_byId.insert(session->id(), session);
    m_byStream.insert(session->own().number(), session);
    ++m_perPrincipal[principal];
    m_facts->began(*session);
    if (m_bus->tap()->isOpen())
        m_bus->tap()->isFrom(session->seat());
    if (!m_clock.isActive())
        m_clock.start();
    return session;
}

Session *SessionTable::find(const Key &key, const Caller &caller, qint64 now)
{
    Session *session = m_byId.value(key.id);
    if (!session)
        return nullptr;
    if (session->isExpired(now)) {
        end(*session, QStringLiteral("it was idle for too long"));
        return nullptr;
    }
    // To a stranger it does not exist.
    if (session->principal() != caller.principal || session->front() != key.front)
        return nullptr;
    session->touch(now);
    if (m_bus->tap()->isOpen())
        m_bus->tap()->isFrom(session->seat());
    return session;
}

Session *SessionTable::findByStream(quint64 stream, const Caller &caller, QByteArrayView front, qint64 now)
{
    const Session *session = m_byStream.value(stream);
    return session ? find({session->id(), front}, caller, now) : nullptr;
}

Session *SessionTable::byNumber(quint64 number) const
{
    const auto found = m_byNumber.find(number);
    return found == m_byNumber.end() ? nullptr : found->second.get();
}

void SessionTable::end(Session &session, const QString &why)
{
    const quint64 number = session.number();
    const auto found = m_byNumber.find(number);
    if (found == m_byNumber.end())
        return;
    // Out of the tables first: whatever its end sets off finds it gone.
    std::unique_ptr<Session> gone = std::move(found->second);
    m_byNumber.erase(found);
    m_byId.remove(gone->id());
    m_byStream.remove(gone->own().number());
    if (--m_perPrincipal[gone->principal()] == 0)
        m_perPrincipal.remove(gone->principal());
    m_facts->ended(*gone, why);
    gone->end();
    m_gone.push_back(std::move(gone));
    if (m_gone.size() == 1)
        QMetaObject::invokeMethod(this, &SessionTable::bury, Qt::QueuedConnection);
    if (m_byNumber.empty())
        m_clock.stop();
    Q_EMIT ended(number);
}

void SessionTable::endAll(const QString &why)
{
    for (Session *session : all())
        end(*session, why);
}

void SessionTable::bury()
{
    m_gone.clear();
}

quint64 SessionTable::eventsSent() const
{
    return m_facts->eventsSent();
}

QList<Session *> SessionTable::all() const
{
    QList<Session *> sessions;
    sessions.reserve(count());
    forEach([&sessions](Session &session) { sessions.append(&session); });
    std::sort(sessions.begin(), sessions.end(),
              [](const Session *left, const Session *right) { return left->number() < right->number(); });
    return sessions;
}

void SessionTable::sweep(qint64 now)
{
    QList<Session *> expired;
    forEach([&expired, now](Session &session) {
        session.tick(now);
        if (session.isExpired(now))
            expired.append(&session);
    });
    for (Session *session : std::as_const(expired))
        end(*session, QStringLiteral("it was idle for too long"));
}

void SessionTable::recapitulate()
{
    forEach([this](Session &session) {
        m_facts->changed(session, 0);
        for (quint64 stream : session.streamNumbers())
            m_facts->changed(session, stream);
    });
}

} // namespace Signalbox
