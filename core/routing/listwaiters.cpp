// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/listwaiters.h"

#include "core/loop/steadyclock.h"
#include "core/upstream/upstreamset.h"

#include <algorithm>

namespace Signalbox {

ListWaiters::ListWaiters(UpstreamSet *upstreams, QObject *parent) : QObject(parent), m_upstreams(upstreams)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ListWaiters::look);
    connect(upstreams, &UpstreamSet::listSettled, this, &ListWaiters::look);
    connect(upstreams, &UpstreamSet::stateChanged, this, &ListWaiters::look);
    connect(upstreams, &UpstreamSet::changed, this, &ListWaiters::look);
}

qint64 ListWaiters::waitsUntil(const Waiter &waiter, qint64 now) const
{
    qint64 until = 0;
    const QList<Upstream *> upstreams = m_upstreams->seen(waiter.view);
    for (Upstream *upstream : upstreams) {
        if (waiter.identityOnly && upstream->identity())
            continue;
        const qint64 limit = upstream->worthWaiting(waiter.kind, waiter.patient);
        if (limit > now)
            until = std::max(until, limit);
    }
    return until;
}

void ListWaiters::add(Waiter waiter)
{
    m_waiters.push_back(std::move(waiter));
    look();
}

void ListWaiters::whenListed(const View &view, ListKind kind, std::function<void()> go)
{
    const QList<Upstream *> upstreams = m_upstreams->seen(view);
    for (Upstream *upstream : upstreams)
        upstream->listings().hurry(kind);
    add({view, kind, false, false, std::move(go)});
}

void ListWaiters::whenReallyListed(const View &view, ListKind kind, std::function<void()> go)
{
    add({view, kind, false, true, std::move(go)});
}

void ListWaiters::whenKnown(const View &view, std::function<void()> go)
{
    add({view, ListKind::Tools, true, false, std::move(go)});
}

void ListWaiters::look()
{
    const qint64 now = steadyMs();
    qint64 next = 0;
    std::list<Waiter> ready;
    for (auto waiter = m_waiters.begin(); waiter != m_waiters.end();) {
        const auto current = waiter++;
        const qint64 until = waitsUntil(*current, now);
        if (until == 0)
            ready.splice(ready.end(), m_waiters, current);
        else
            next = next == 0 ? until : std::min(next, until);
    }
    if (next > 0)
        m_timer.start(int(std::max<qint64>(next - now, 1)));
    for (const Waiter &waiter : ready)
        waiter.go();
}

} // namespace Signalbox
