// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"

#include <QList>

#include <deque>
#include <functional>

namespace Signalbox {

class Leg;

/** The calls that wait until there is a leg, in the order of their turns. One that its client cancels is forgotten. */
class HeldCalls : private CallCarrier
{
public:
    struct Held
    {
        CallPtr call;
        quint64 turn = 0;
        std::function<void(Leg *leg)> act;
        qint64 since = 0; //!< steady ms
    };

    void add(Held held);
    bool isEmpty() const { return m_held.empty(); }
    const std::deque<Held> &all() const { return m_held; }
    std::deque<Held> takeAll();
    /** Those that have waited since `moment` or longer. */
    QList<CallPtr> takeWaitingSince(qint64 moment);

private:
    void cancelled(Call &call, quint64 ticket, const QString &reason) override;

    std::deque<Held> m_held;
};

} // namespace Signalbox
