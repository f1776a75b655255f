// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loop/timerset.h"

#include <limits>

namespace Signalbox {

namespace {

constexpr qint64 nsPerMs = 1'000'000;
constexpr qint64 longestInterval = std::numeric_limits<qint64>::max() / nsPerMs / 4;

/** How far a deadline may be moved back so that several timers share one wake-up: 5 % as Qt documents, in powers of
 * two. */
qint64 grain(qint64 interval, Qt::TimerType type)
{
    if (type == Qt::PreciseTimer)
        return 1;
    if (type == Qt::VeryCoarseTimer)
        return 1000 * nsPerMs;
    qint64 ms = 1;
    while (ms * 2 <= interval / 20)
        ms *= 2;
    return ms * nsPerMs;
}

} // namespace

qint64 TimerSet::deadlineAfter(qint64 from, const Timer &timer)
{
    const qint64 exact = from + timer.interval * nsPerMs;
    if (timer.interval == 0)
        return exact;
    const qint64 step = grain(timer.interval, timer.type);
    return (exact + step - 1) / step * step;
}

void TimerSet::add(int id, qint64 interval, Qt::TimerType type, QObject *object, qint64 now)
{
    Timer timer{qBound<qint64>(0, interval, longestInterval), 0, ++m_serial, object, type, false};
    timer.deadline = deadlineAfter(now, timer);
    m_timers.insert(id, timer);
    m_ids.insert(object, id);
    m_order.emplace(timer.deadline, id);
}

bool TimerSet::remove(int id)
{
    const auto found = m_timers.constFind(id);
    if (found == m_timers.cend())
        return false;
    m_order.erase({found->deadline, id});
    m_ids.remove(found->object, id);
    m_timers.erase(found);
    return true;
}

bool TimerSet::removeAll(QObject *object)
{
    const QList<int> ids = m_ids.values(object);
    for (const int id : ids)
        remove(id);
    return !ids.isEmpty();
}

QList<QAbstractEventDispatcher::TimerInfo> TimerSet::of(QObject *object) const
{
    QList<QAbstractEventDispatcher::TimerInfo> infos;
    const QList<int> ids = m_ids.values(object);
    for (const int id : ids) {
        const Timer &timer = *m_timers.constFind(id);
        const auto interval = qMin<qint64>(timer.interval, std::numeric_limits<int>::max());
        infos.append({id, static_cast<int>(interval), timer.type});
    }
    return infos;
}

int TimerSet::remaining(int id, qint64 now) const
{
    const auto found = m_timers.constFind(id);
    if (found == m_timers.cend())
        return -1;
    const qint64 left = (found->deadline - now + nsPerMs - 1) / nsPerMs;
    return static_cast<int>(qBound(qint64(0), left, qint64(std::numeric_limits<int>::max())));
}

std::optional<qint64> TimerSet::nextDeadline() const
{
    if (m_order.empty())
        return std::nullopt;
    return m_order.begin()->first;
}

std::vector<TimerSet::Due> TimerSet::due(qint64 now) const
{
    std::vector<Due> dues;
    for (auto it = m_order.begin(); it != m_order.end() && it->first <= now; ++it)
        dues.push_back({it->second, m_timers.constFind(it->second)->serial});
    return dues;
}

QObject *TimerSet::begin(const Due &due, qint64 now)
{
    const auto found = m_timers.find(due.id);
    if (found == m_timers.end() || found->serial != due.serial || found->firing || found->deadline > now)
        return nullptr;
    m_order.erase({found->deadline, due.id});
    // Ticks stay on their grid; after a long block the missed ones are left out instead of fired in a burst.
    const qint64 next = deadlineAfter(found->deadline, *found);
    found->deadline = next > now ? next : deadlineAfter(now, *found);
    found->firing = true;
    return found->object;
}

void TimerSet::finish(const Due &due)
{
    const auto found = m_timers.find(due.id);
    if (found == m_timers.end() || found->serial != due.serial)
        return;
    found->firing = false;
    m_order.emplace(found->deadline, due.id);
}

} // namespace Signalbox
