// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/heldcalls.h"

#include <algorithm>
#include <utility>

namespace Signalbox {

void HeldCalls::add(Held held)
{
    held.call->carriedBy(this, 0);
    // Nearly always the last; one that comes back goes before those that came after it.
    auto place = m_held.end();
    while (place != m_held.begin() && std::prev(place)->turn > held.turn)
        --place;
    m_held.insert(place, std::move(held));
}

std::deque<HeldCalls::Held> HeldCalls::takeAll()
{
    for (const Held &held : m_held)
        held.call->carriedBy(nullptr, 0);
    return std::exchange(m_held, {});
}

QList<CallPtr> HeldCalls::takeWaitingSince(qint64 moment)
{
    QList<CallPtr> tired;
    for (auto held = m_held.begin(); held != m_held.end();) {
        if (held->since > moment) {
            ++held;
            continue;
        }
        held->call->carriedBy(nullptr, 0);
        tired.append(held->call);
        held = m_held.erase(held);
    }
    return tired;
}

void HeldCalls::cancelled(Call &call, quint64, const QString &)
{
    const auto held =
        std::find_if(m_held.begin(), m_held.end(), [&call](const Held &one) { return one.call.get() == &call; });
    if (held != m_held.end())
        m_held.erase(held);
}

} // namespace Signalbox
