// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/sse/ssefront.h"

#include "core/front/conversations.h"
#include "core/front/mediatypes.h"
#include "core/front/refusals.h"
#include "core/front/sse/ownstream.h"
#include "core/session/eventid.h"
#include "core/session/frames.h"
#include "core/wire/errorcodes.h"

#include <QSet>
#include <QUrlQuery>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr auto frontName = "sse";

/** Where to post, relative to the address of the stream (specification 2024-11-05: Transports, HTTP with SSE). */
QByteArray endpointFrame(Session &session, quint64 seen)
{
    QByteArray frame;
    Frames::appendEndpoint(frame, session.own().log().idOf(seen), session.retry(),
                           "/messages?sessionId=" + session.id());
    return frame;
}

/** Whether a request has an id that another one waits under. All answers share one stream: it could not be told whose
 * they are. */
bool repeatsAnId(const Session &session, const Post &post)
{
    QSet<QByteArrayView> seen;
    for (const Message &message : post.messages) {
        if (!message.isRequest())
            continue;
        if (session.isInFlight(message.id()) || seen.contains(message.id()))
            return true;
        seen.insert(message.id());
    }
    return false;
}

/** What can be said before the handshake: a ping is answered, every other request hears what is missing. */
void takeEarly(Session &session, const Message &message)
{
    if (!message.isRequest())
        return;
    OwnStream outlet(session);
    if (message.isMethod("ping")) {
        outlet.answer(Message::result(message.id(), "{}"));
        return;
    }
    outlet.answer(Message::error(message.id(), ErrorCode::transportError,
                                 "Server not initialized; a session begins with initialize"));
}

} // namespace

SseFront::SseFront(Conversations *conversations)
    : m_conversations(conversations)
{
}

void SseFront::get(Visit visit)
{
    if (!accepts(visit.request.headers, "text/event-stream", true)) {
        refuse(visit.reply,
               plainRefusal(406, ErrorCode::transportError, QStringLiteral("Accept: expected text/event-stream")),
               visit.cors);
        return;
    }
    if (!resume(visit))
        begin(visit);
}

bool SseFront::resume(const Visit &visit)
{
    const qint64 now = steadyMs();
    const auto id = EventId::parse(visit.request.header("Last-Event-ID"));
    if (!id || headerCount(visit.request.headers, "Last-Event-ID") > 1)
        return false;
    Session *session = m_conversations->table().findByStream(id->stream, visit.caller, frontName, now);
    if (!session || session->client()->view.backend != visit.view.backend)
        return false;
    Channel &own = session->own();
    if (own.log().idOf(id->sequence) != *id || !own.knows(id->sequence))
        return false;
    Reply reply = visit.reply;
    if (auto stream = reply.openStream(streamHeaders(visit.cors)))
        session->resume(own, id->sequence, std::move(stream), now, endpointFrame(*session, id->sequence));
    return true;
}

void SseFront::begin(const Visit &visit)
{
    const qint64 now = steadyMs();
    // Who it is and what it can do is known with its handshake.
    const ClientPtr client = m_conversations->newClient(visit.caller, visit.view, {});
    Session *session = m_conversations->table().create({frontName, newestFeatures(), client, true}, now);
    if (!session) {
        Refusal full =
            plainRefusal(503, ErrorCode::transportError, QStringLiteral("too many sessions; end one or try again later"));
        full.headers.emplaceBack("Retry-After", "30");
        refuse(visit.reply, full, visit.cors);
        return;
    }
    Reply reply = visit.reply;
    if (auto stream = reply.openStream(streamHeaders(visit.cors)))
        session->join(std::move(stream), now, endpointFrame(*session, 0));
    else
        m_conversations->table().end(*session, QStringLiteral("its client left before its stream began"));
}

Session *SseFront::sessionOf(const Visit &visit, QByteArrayView id)
{
    const QUrlQuery query(QString::fromLatin1(visit.request.query));
    const QByteArray name = query.queryItemValue(QStringLiteral("sessionId")).toLatin1();
    if (name.isEmpty()) {
        refuse(visit.reply,
               plainRefusal(400, ErrorCode::transportError,
                       QStringLiteral("sessionId is missing; post to the address that the stream of GET /sse names")),
               visit.cors, id);
        return nullptr;
    }
    Session *session = m_conversations->table().find({name, frontName}, visit.caller, steadyMs());
    if (!session)
        refuse(visit.reply, plainRefusal(404, ErrorCode::sessionNotFound, QStringLiteral("Session not found")), visit.cors,
               id);
    return session;
}

void SseFront::post(Visit visit, Post post)
{
    const Message &first = post.messages.constFirst();
    const QByteArrayView id = !post.isBatch && first.isRequest() ? first.id() : QByteArrayView();
    Session *session = sessionOf(visit, id);
    if (!session)
        return;
    const Refusal stop = obstacle(*session, post);
    if (stop.status != 0)
        return refuse(visit.reply, stop, visit.cors, id);
    visit.reply.send(202, visit.cors, {});
    if (!post.isBatch && isInitialize(first))
        initialize(*session, first);
    else if (!session->isGreeted())
        takeEarly(*session, first);
    else
        take(*session, post);
}

Refusal SseFront::obstacle(const Session &session, const Post &post) const
{
    const auto count = [&post](auto &&is) { return std::count_if(post.messages.begin(), post.messages.end(), is); };
    const qsizetype requests = count([](const Message &message) { return message.isRequest(); });
    if (count(isInitialize) > 0) {
        if (post.isBatch)
            return plainRefusal(400, ErrorCode::invalidRequest, QStringLiteral("initialize stands alone, not in a batch"));
        return session.isAgreed() ? plainRefusal(400, ErrorCode::invalidRequest, QStringLiteral("already initialized"))
                                  : Refusal{0, 0, {}, {}, {}};
    }
    if (post.isBatch && !session.isGreeted())
        return plainRefusal(400, ErrorCode::transportError, QStringLiteral("Server not initialized"));
    if (post.isBatch && !session.features().batches) {
        return plainRefusal(400, ErrorCode::invalidRequest,
                       QStringLiteral("version %1 has no batches").arg(QLatin1String(session.features().version)));
    }
    if (repeatsAnId(session, post)) {
        return plainRefusal(400, ErrorCode::invalidRequest,
                       QStringLiteral("a request with this id is still in flight in this session"));
    }
    const int most = m_conversations->callsPerSession();
    if (session.callsOpen() + requests > most) {
        return plainRefusal(429, ErrorCode::transportError,
                       QStringLiteral("more than %1 requests of this session in flight").arg(most));
    }
    return {0, 0, {}, {}, {}};
}

void SseFront::initialize(Session &session, const Message &request)
{
    const auto outlet = std::make_shared<OwnStream>(session);
    const auto wish = readInitialize(request);
    if (!wish) {
        outlet->answer(Message::error(request.id(), ErrorCode::invalidParams, wish.error().sentence.toUtf8()));
        return;
    }
    const ClientPtr before = session.client();
    session.agree(wish->features,
                  std::make_shared<const Client>(
                      Client{before->number, before->caller, before->view, wish->can, wish->capabilities, wish->info}));
    m_conversations->greet(session, outlet, request.id());
}

void SseFront::take(Session &session, const Post &post)
{
    const auto outlet = std::make_shared<OwnStream>(session);
    const quint64 number = session.number();
    for (const Message &message : post.messages) {
        // What a message sets off may end the session.
        Session *still = m_conversations->table().byNumber(number);
        if (!still)
            return;
        if (message.isRequest())
            m_conversations->start(*still, outlet, message);
        else
            m_conversations->take(*still, message);
    }
}

void SseFront::remove(Visit visit)
{
    refuse(visit.reply,
           {405,
            ErrorCode::transportError,
            QStringLiteral("a session ends with its stream"),
            {},
            {{"Allow", "GET, POST"}}},
           visit.cors);
}

} // namespace Signalbox
