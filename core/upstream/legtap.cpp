// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Leg through which every message passes: what looks at the wire stands here.
#include "core/tap/tap.h"
#include "core/upstream/leg.h"

namespace Signalbox {

void Leg::put(const Message &message, const Route &route)
{
    if (m_tap->isOpen())
        tapSent(message, route);
    m_backend->send(message, route);
}

void Leg::onMessage(const Message &message, const Origin &origin)
{
    if (!m_tap->isOpen()) {
        onReceived(message, origin);
        return;
    }
    const Tap::Cause cause(m_tap, tapReceived(message, origin));
    onReceived(message, origin);
}

/** A request belongs to the call that waits for its answer; everything else to the call that is being spoken of. */
void Leg::tapSent(const Message &message, const Route &route) const
{
    const auto pending = m_pending.constFind(route.exchange ? route.exchange : route.withdraws);
    const bool isWaitedFor = pending != m_pending.cend();
    const Call *call = isWaitedFor ? pending->call.get() : nullptr;
    const quint64 number = call ? call->number() : isWaitedFor ? 0 : m_tap->call();
    const quint64 client = call ? shownNumber(*call->client()) : m_setup.bound ? shownNumber(*m_setup.bound) : 0;
    m_tap->sent({m_setup.slug, m_identity.protocolVersion, client}, message, number);
}

quint64 Leg::tapReceived(const Message &message, const Origin &origin)
{
    const auto waitsFor = [this](const JsonView &token) -> const Pending * {
        const auto number = token.integer();
        const auto pending = number && *number > 0 ? m_pending.constFind(quint64(*number)) : m_pending.cend();
        return pending == m_pending.cend() ? nullptr : &*pending;
    };
    const Pending *owner = nullptr;
    quint64 id = 0;
    if (message.isResponse())
        owner = waitsFor(JsonView(message.id()));
    else if (message.isMethod("notifications/progress"))
        owner = waitsFor(message.params()["progressToken"]);
    else if (message.isRequest() || message.isMethod("notifications/message"))
        owner = soleCall(origin, &id);
    const Call *call = owner ? owner->call.get() : nullptr;
    const quint64 client = call ? shownNumber(*call->client()) : m_setup.bound ? shownNumber(*m_setup.bound) : 0;
    return m_tap->received({m_setup.slug, m_identity.protocolVersion, client}, message, call ? call->number() : 0,
                           origin.httpStatus);
}

} // namespace Signalbox
