// SPDX-License-Identifier: GPL-3.0-or-later
// The part of LegacyFront that answers GET: a session's own stream, and every stream that is resumed.
#include "core/front/legacy/legacyfront.h"
#include "core/front/mediatypes.h"
#include "core/loop/steadyclock.h"
#include "core/session/session.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {
constexpr auto lastEventHeader = "Last-Event-ID";
}

void LegacyFront::get(Visit visit)
{
    if (refusesHeaders(visit, {}))
        return;
    if (!accepts(visit.request.headers, "text/event-stream", false)) {
        refuse(visit, {406, ErrorCode::transportError, QStringLiteral("Accept: expected text/event-stream"), {}, {}});
        return;
    }
    Session *session = sessionOf(visit, {});
    if (!session)
        return;
    if (!session->isGreeted() && headerCount(visit.request.headers, lastEventHeader) == 0) {
        refuse(visit, {400, ErrorCode::transportError, QStringLiteral("Server not initialized"), {}, {}});
        return;
    }
    if (headerCount(visit.request.headers, lastEventHeader) > 0) {
        resume(visit, *session);
        return;
    }
    Reply reply = visit.reply;
    if (auto stream = reply.openStream(streamHeaders(headersOf(visit, *session))))
        session->join(std::move(stream), steadyMs());
}

void LegacyFront::resume(const Visit &visit, Session &session)
{
    const auto unknown = [&](const QString &why) {
        refuse(visit, {400, ErrorCode::transportError, QStringLiteral("Last-Event-ID: ") + why, {}, {}});
    };
    const auto id = EventId::parse(visit.request.header(lastEventHeader));
    if (!id || headerCount(visit.request.headers, lastEventHeader) > 1)
        return unknown(QStringLiteral("not an id that was sent from here"));
    Channel *channel = session.channel(id->stream);
    if (!channel || channel->log().idOf(id->sequence) != *id || !channel->knows(id->sequence))
        return unknown(QStringLiteral("no such event in this session"));
    Reply reply = visit.reply;
    if (auto stream = reply.openStream(streamHeaders(headersOf(visit, session))))
        session.resume(*channel, id->sequence, std::move(stream), steadyMs());
}

} // namespace Signalbox
