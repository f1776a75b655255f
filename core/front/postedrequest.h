// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/session/inflight.h"

#include <memory>

namespace Signalbox {

class Outlet;
class Session;

/** One request of a session on its way: hears of its call and passes it on to where the answer goes. */
class PostedRequest final : public InFlight, public CallOwner
{
public:
    /** The session owns it. */
    PostedRequest(Session &session, std::shared_ptr<Outlet> outlet, Message request);
    ~PostedRequest() override;

    void carry(CallPtr call) { m_call = std::move(call); }

    void cancel(const QString &reason) override;
    void abandon() override;

    void progressed(Call &call, const Message &notification) override;
    void logged(Call &call, const Message &notification) override;
    void asked(Call &call, const AskPtr &ask) override;
    void finished(Call &call, const Message &answer) override;

private:
    void tell(const Message &notification);
    void noteSubscription(const Message &answer);

    Session &m_session;
    std::shared_ptr<Outlet> m_outlet;
    Message m_request;
    CallPtr m_call;
};

} // namespace Signalbox
