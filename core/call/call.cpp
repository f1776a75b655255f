// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/call.h"

#include "core/loop/steadyclock.h"

#include <utility>

namespace Signalbox {

Call::Call(Message request, ClientPtr client, CallOwner *owner)
    : m_request(std::move(request)), m_client(std::move(client)), m_owner(owner), m_startedUs(steadyUs())
{
}

void Call::cancel(const QString &reason)
{
    if (m_state != State::Open)
        return;
    m_state = State::Cancelled;
    m_owner = nullptr;
    if (CallCarrier *carrier = std::exchange(m_carrier, nullptr))
        carrier->cancelled(*this, m_ticket, reason);
}

void Call::progressed(const Message &notification)
{
    if (m_owner && isOpen())
        m_owner->progressed(*this, notification);
}

void Call::logged(const Message &notification)
{
    if (m_owner && isOpen())
        m_owner->logged(*this, notification);
}

bool Call::asked(const AskPtr &ask)
{
    if (!m_owner || !isOpen())
        return false;
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
    if (CallOwner *owner = std::exchange(m_owner, nullptr))
        owner->finished(*this, answer);
}

void Call::fail(int code, QByteArrayView sentence, QByteArrayView data)
{
    finish(Message::error(m_request.id(), code, sentence, data));
}

} // namespace Signalbox
