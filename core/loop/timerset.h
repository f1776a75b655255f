// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QHash>
#include <QList>

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace Signalbox {

/**
 * The timers of one event loop, sorted by deadline. Arming, firing and stopping one costs the logarithm of their
 * number. Time is an argument (nanoseconds of a steady clock), so tests need no waiting.
 */
class TimerSet
{
public:
    /** One timer that is due; the serial tells it from a later timer that got the same id. */
    struct Due
    {
        int id;
        quint64 serial;
    };

    void add(int id, qint64 interval, Qt::TimerType type, QObject *object, qint64 now);
    bool remove(int id);
    bool removeAll(QObject *object);
    QList<QAbstractEventDispatcher::TimerInfo> of(QObject *object) const;
    /** Milliseconds until the timer fires, 0 if it is due, -1 if there is none. */
    int remaining(int id, qint64 now) const;
    std::optional<qint64> nextDeadline() const;

    /** All timers due at that time, earliest first. */
    std::vector<Due> due(qint64 now) const;
    /**
     * Sets a due timer's next deadline and gives its object; null if an earlier handler stopped or moved it. Until
     * finish() the timer does not count: a nested loop in its handler must neither fire it again nor spin on it.
     */
    QObject *begin(const Due &due, qint64 now);
    void finish(const Due &due);

private:
    struct Timer
    {
        qint64 interval; //!< ms
        qint64 deadline; //!< ns
        quint64 serial;
        QObject *object;
        Qt::TimerType type;
        bool firing;
    };

    static qint64 deadlineAfter(qint64 from, const Timer &timer);

    QHash<int, Timer> m_timers;
    QMultiHash<const QObject *, int> m_ids;
    std::set<std::pair<qint64, int>> m_order; //!< deadline, id; without those that are firing
    quint64 m_serial = 0;
};

} // namespace Signalbox
