// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/call.h"

#include "core/loop/steadyclock.h"

#include <utility>

namespace Signalbox {

Call::Call(Message request, ClientPtr client, CallOwner *owner)
    : m_request(std::move(request)), m_client(std::move(client)), m_owner(owner), m_startedUs(steadyUs())
{
}

void Call::tellTo(Tap *tap)
{
    m_tap = tap;
    m_number = tap->callNumber(m_request.id(), m_startedUs);
}

void Call::partOf(const Call &whole)
{
    m_tap = whole.m_tap;
    m_number = whole.m_number;
}

void Call::cancel(const QString &reason)
{
    if (m_state != State::Open)
        return;
    m_state = State::Cancelled;
    m_owner = nullptr;
    const Tap::Scope scope = speaking();
    if (CallCarrier *carrier = std::exchange(m_carrier, nullptr))
        carrier->cancelled(*this, m_ticket, reason);
}

void Call::progressed(const Message &notification)
{
    const Tap::Scope scope = speaking();
    if (m_owner && isOpen())
        m_owner->progressed(*this, notification);
}

void Call::logged(const Message &notification)
{
    const Tap::Scope scope = speaking();
    if (m_owner && isOpen())
        m_owner->logged(*this, notification);
}

bool Call::asked(const AskPtr &ask)
{
    if (!m_owner || !isOpen())
        return false;
    const Tap::Scope scope = speaking();
    m_owner->asked(*this, ask);
    return true;
}

void Call::finish(const Message &answer)
{
    if (m_state != State::Open)
        return;
    // The front may drop its reference from inside finished().
    const CallPtr self = shared_from_this();
    m_state = State::Finished;
    m_carrier = nullptr;
    const Tap::Scope scope = speaking();
    if (CallOwner *owner = std::exchange(m_owner, nullptr))
        owner->finished(*this, answer);
}

void Call::fail(int code, QByteArrayView sentence, QByteArrayView data)
{
    finish(Message::error(m_request.id(), code, sentence, data));
}

} // namespace Signalbox
