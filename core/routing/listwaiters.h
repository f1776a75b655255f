// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policy/policy.h"
#include "core/upstream/listing.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <list>

namespace Signalbox {

class Upstream;
class UpstreamSet;

/**
 * Whoever waits for backends that are starting or being read again: at most `limits.listWait` from the moment the
 * backend began, so that a slow one delays nobody twice and a broken one nobody at all.
 */
class ListWaiters : public QObject
{
    Q_OBJECT

public:
    explicit ListWaiters(UpstreamSet *upstreams, QObject *parent = nullptr);

    /** Calls `go` once the lists of that kind in the view are as good as they will be; perhaps from inside. */
    void whenListed(const View &view, ListKind kind, std::function<void()> go);
    /** The same for a request that cannot be answered without: waits as long as a backend may take to start. */
    void whenReallyListed(const View &view, ListKind kind, std::function<void()> go);
    /** Calls `go` once the one backend of the view has told its capabilities, or will not soon. */
    void whenKnown(const View &view, std::function<void()> go);

private:
    struct Waiter
    {
        View view;
        ListKind kind = ListKind::Tools;
        bool identityOnly = false;
        bool patient = false;
        std::function<void()> go;
    };
    void add(Waiter waiter);
    /** Steady ms until which it has to wait; 0 = it need not. */
    qint64 waitsUntil(const Waiter &waiter, qint64 now) const;
    void look();

    UpstreamSet *m_upstreams;
    std::list<Waiter> m_waiters;
    QTimer m_timer;
};

} // namespace Signalbox
