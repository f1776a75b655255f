// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/history.h"

namespace Signalbox {

namespace {

constexpr qint64 shortest = 200; //!< ms between two samples: a new watcher is told everything at once

/** Counters only grow, but for a gateway that began anew. */
double grown(quint64 before, quint64 now)
{
    return now > before ? static_cast<double>(now - before) : 0;
}

double mean(quint64 sumBefore, quint64 sum, quint64 countBefore, quint64 count)
{
    const double calls = grown(countBefore, count);
    return calls > 0 ? grown(sumBefore, sum) / calls / 1000 : 0;
}

} // namespace

void Series::add(double value)
{
    if (m_values.size() == most)
        m_values.removeFirst();
    m_values.append(value);
}

void History::take(const TrafficFact &traffic, double memory)
{
    take(traffic, memory, m_since.isValid() ? m_since.elapsed() : 0);
}

void History::take(const TrafficFact &traffic, double memory, qint64 elapsedMs)
{
    if (m_hasBegun && elapsedMs < shortest)
        return;
    m_since.start();
    const TrafficFact before = std::exchange(m_before, traffic);
    if (!std::exchange(m_hasBegun, true))
        return;
    const double seconds = static_cast<double>(elapsedMs) / 1000;
    m_calls.add(grown(before.calls, traffic.calls) / seconds);
    m_events.add(grown(before.eventsSent, traffic.eventsSent) / seconds);
    m_added.add(mean(before.addedUs, traffic.addedUs, before.addedCalls, traffic.addedCalls));
    m_taken.add(mean(before.takenUs, traffic.takenUs, before.takenCalls, traffic.takenCalls));
    m_memory.add(memory);
}

} // namespace Signalbox
