// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/outlet.h"
#include "core/loop/steadyclock.h"
#include "core/session/session.h"

namespace Signalbox {

/** Everything about every request leaves on the one stream that the session has. */
class OwnStream final : public Outlet
{
public:
    /** The session outlives it. */
    explicit OwnStream(Session &session)
        : m_session(session)
    {
    }

    bool acceptsStream() const override { return true; }
    // While its connection is away the stream keeps what is said for the client that comes back.
    bool isReachable() const override { return true; }
    bool say(const EventPtr &event) override
    {
        m_session.own().say(event, steadyMs());
        return true;
    }
    void answer(const Message &message) override { say(Event::of(message)); }
    void skip() override { }
    void refuseAll(const Refusal &, QByteArrayView) override { }

private:
    Session &m_session;
};

} // namespace Signalbox
