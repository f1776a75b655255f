// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/board.h"

#include "core/bus/bus.h"

namespace Signalbox {

Board::Board(Bus *bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_streams(&m_sessions)
    , m_processes(&m_backends)
    , m_overview(&m_sessions, &m_streams, &m_backends)
{
    // The bus may live in another thread: the context objects make these connections queued then.
    connect(bus, &Bus::sessionChanged, &m_sessions, &SessionModel::take);
    connect(bus, &Bus::sessionEnded, &m_sessions, &SessionModel::drop);
    connect(bus, &Bus::streamChanged, &m_streams, &StreamModel::take);
    connect(bus, &Bus::streamEnded, &m_streams, &StreamModel::drop);
    connect(bus, &Bus::backendChanged, &m_backends, &BackendModel::take);
    connect(bus, &Bus::backendRemoved, &m_backends, &BackendModel::drop);
    connect(bus, &Bus::noticed, &m_notices, &NoticeModel::take);
    connect(bus, &Bus::trafficChanged, &m_overview, &Overview::setTraffic);
    connect(bus, &Bus::trafficChanged, this, &Board::sample);
    connect(bus, &Bus::callsChanged, &m_calls, &CallModel::takeAll);
    connect(bus, &Bus::pausedChanged, &m_overview, &Overview::setPaused);
    connect(bus, &Bus::listening, &m_overview, &Overview::setAddresses);
    connect(bus, &Bus::troubled, &m_overview, &Overview::addTrouble);
    connect(bus, &Bus::settingsApplied, this, &Board::settingsTouched);
    connect(bus, &Bus::troubled, this, &Board::onTrouble);
    connect(bus, &Bus::asked, &m_overview, &Overview::addAsk);
    connect(bus, &Bus::asked, &m_questions, &QuestionList::take);
    connect(bus, &Bus::catalogChanged, this, &Board::catalogChanged);
    connect(bus, &Bus::personsCallProgressed, this, &Board::personsCallProgressed);
    connect(bus, &Bus::trialStepped, this, &Board::trialStepped);
    bus->watch();
}

Board::~Board()
{
    leave();
}

void Board::leave()
{
    if (!m_bus)
        return;
    look(false);
    m_bus->unwatch();
    for (QObject *receiver :
         {static_cast<QObject *>(&m_sessions), static_cast<QObject *>(&m_streams), static_cast<QObject *>(&m_backends),
          static_cast<QObject *>(&m_notices), static_cast<QObject *>(&m_calls), static_cast<QObject *>(&m_overview),
          static_cast<QObject *>(&m_questions), static_cast<QObject *>(this)})
        disconnect(m_bus, nullptr, receiver, nullptr);
    m_bus = nullptr;
}

void Board::onTrouble(const TroubleFact &trouble)
{
    if (trouble.where == QLatin1String("settings"))
        Q_EMIT settingsTouched();
}

void Board::setNow(const QDateTime &now)
{
    m_sessions.setNow(now);
    m_streams.setNow(now);
    m_backends.setNow(now);
    m_calls.setNow(now);
    m_processes.setNow();
}

void Board::look(bool isLooking)
{
    if (!m_bus || std::exchange(m_isLooking, isLooking) == isLooking)
        return;
    if (isLooking)
        m_bus->look();
    else
        m_bus->lookAway();
}

void Board::sample(const TrafficFact &traffic)
{
    // Nobody has looked at the processes: how much they hold is not known.
    m_history.take(traffic, m_isLooking ? m_processes.memory() : Series::unknown);
    Q_EMIT sampled();
}

} // namespace Signalbox
