// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/postedrequest.h"

#include "core/front/outlet.h"
#include "core/loop/steadyclock.h"
#include "core/session/session.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

PostedRequest::PostedRequest(Session &session, std::shared_ptr<Outlet> outlet, Message request)
    : m_session(session)
    , m_outlet(std::move(outlet))
    , m_request(std::move(request))
{
}

PostedRequest::~PostedRequest()
{
    if (m_call)
        m_call->disown();
}

void PostedRequest::cancel(const QString &reason)
{
    if (m_call)
        m_call->cancel(reason);
    m_outlet->skip();
}

void PostedRequest::abandon()
{
    if (m_call)
        m_call->cancel(QStringLiteral("the session has ended"));
    m_outlet->refuseAll({404, ErrorCode::sessionNotFound, QStringLiteral("Session not found"), {}, {}},
                          m_request.id());
}

void PostedRequest::tell(const Message &notification)
{
    const EventPtr event = Event::of(notification);
    if (!m_outlet->say(event) && !m_outlet->acceptsStream())
        m_session.own().say(event, steadyMs());
}

void PostedRequest::progressed(Call &, const Message &notification)
{
    tell(notification);
}

void PostedRequest::logged(Call &, const Message &notification)
{
    tell(notification);
}

void PostedRequest::asked(Call &, const AskPtr &ask)
{
    const QByteArrayView obstacle = cannotBeAsked(m_session.client()->features, ask->request());
    if (!obstacle.isEmpty()) {
        ask->refuse(ErrorCode::methodNotFound, obstacle);
        return;
    }
    const auto say = [where = std::weak_ptr<Outlet>(m_outlet)](const EventPtr &event) {
        const auto outlet = where.lock();
        return outlet && outlet->say(event);
    };
    if (!m_session.asks().put(ask, say))
        ask->refuse(ErrorCode::methodNotFound, "this client has no open stream for the call and cannot be asked");
}

void PostedRequest::finished(Call &, const Message &answer)
{
    noteSubscription(answer);
    // The id is free again before the client has the answer. This object goes with it.
    const std::shared_ptr<Outlet> outlet = m_outlet;
    m_session.done(m_request.id());
    outlet->answer(answer);
}

/** What the client follows is named to it after a gap. */
void PostedRequest::noteSubscription(const Message &answer)
{
    if (answer.kind() != Message::Kind::Result)
        return;
    if (m_request.isMethod("resources/subscribe"))
        m_session.follow(m_request.uri().string());
    else if (m_request.isMethod("resources/unsubscribe"))
        m_session.followed().remove(m_request.uri().string());
}

} // namespace Signalbox
