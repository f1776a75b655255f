// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QElapsedTimer>
#include <QList>

namespace Signalbox {

/** The last values of one figure, one a second, oldest first. */
class Series
{
public:
    static constexpr qsizetype most = 120; //!< two minutes
    static constexpr double unknown = -1; //!< a value that nobody gathered

    void add(double value);
    const QList<double> &values() const { return m_values; }
    double last() const { return m_values.isEmpty() ? unknown : m_values.constLast(); }

private:
    QList<double> m_values;
};

/** What the gateway did in each of the last seconds, from its counters. */
class History
{
public:
    /** One sample; nothing at the first, which there is no second before. `memory` in bytes. */
    void take(const TrafficFact &traffic, double memory);
    void take(const TrafficFact &traffic, double memory, qint64 elapsedMs);

    const Series &calls() const { return m_calls; } //!< per second
    const Series &added() const { return m_added; } //!< ms a call, by the gateway
    const Series &taken() const { return m_taken; } //!< ms a call, by its server
    const Series &events() const { return m_events; } //!< per second
    const Series &memory() const { return m_memory; } //!< bytes of all servers

private:
    TrafficFact m_before;
    QElapsedTimer m_since;
    bool m_hasBegun = false;
    Series m_calls;
    Series m_added;
    Series m_taken;
    Series m_events;
    Series m_memory;
};

} // namespace Signalbox
