// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/lookout.h"

#include "core/bus/bus.h"
#include "core/plugin/processtree.h"
#include "core/upstream/opencalls.h"
#include "core/upstream/upstreamset.h"

#include <algorithm>

namespace Signalbox {

namespace {
constexpr int callsInterval = 250; //!< ms
constexpr int processesInterval = 1'000; //!< ms for all servers
constexpr int shortestTurn = 20; //!< ms
constexpr int toldCalls = 200;
constexpr qsizetype toldProcesses = 64; //!< of one server
}

Lookout::Lookout(UpstreamSet *upstreams, Bus *bus, QObject *parent)
    : QObject(parent), m_upstreams(upstreams), m_bus(bus)
{
    m_calls.setInterval(callsInterval);
    connect(&m_calls, &QTimer::timeout, this, &Lookout::tellCalls);
    connect(&m_processes, &QTimer::timeout, this, &Lookout::lookAtNext);
    connect(bus, &Bus::lookBegan, this, &Lookout::begin);
}

void Lookout::begin()
{
    if (m_calls.isActive())
        return;
    m_calls.start();
    m_toldSome = true; // whoever looks starts with what is true now, also with nothing
    tellCalls();
    const QList<Upstream *> all = m_upstreams->all();
    for (Upstream *upstream : all) {
        upstream->lookAtProcesses();
        upstream->tellFigures();
    }
    m_processes.start(processesInterval);
}

void Lookout::tellCalls()
{
    if (!m_bus->isLookedAt()) {
        m_calls.stop();
        m_processes.stop();
        return;
    }
    OpenCalls open;
    const QList<Upstream *> all = m_upstreams->all();
    for (const Upstream *upstream : all)
        upstream->tellCalls(open);
    const QList<CallFact> calls = open.oldest(toldCalls);
    if (!calls.isEmpty() || m_toldSome)
        Q_EMIT m_bus->callsChanged(calls);
    m_toldSome = !calls.isEmpty();
}

void Lookout::lookAtNext()
{
    const QList<Upstream *> all = m_upstreams->all();
    m_processes.setInterval(std::max(processesInterval / std::max(int(all.size()), 1), shortestTurn));
    if (all.isEmpty())
        return;
    m_next = (m_next + 1) % all.size();
    all.at(m_next)->lookAtProcesses();
    all.at(m_next)->tellFigures();
}

QList<qint64> LegSlot::processes() const
{
    QList<qint64> ids;
    const auto add = [&ids](const std::unique_ptr<Leg> &leg) {
        if (leg && leg->process() > 0)
            ids.append(leg->process());
    };
    add(m_leg);
    std::for_each(m_retired.begin(), m_retired.end(), add);
    return ids;
}

void Upstream::lookAtProcesses()
{
    QList<ProcessFact> processes;
    for (const auto *those : {&m_slots, &m_leaving}) {
        for (const auto &[key, slot] : *those) {
            const QList<qint64> roots = slot->processes();
            for (const qint64 root : roots)
                processes.append(processTree(root, toldProcesses - processes.size()));
        }
    }
    m_processesMoved = m_processesMoved || processes != m_processes;
    m_processes = std::move(processes);
}

} // namespace Signalbox
