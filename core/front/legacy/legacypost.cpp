// SPDX-License-Identifier: GPL-3.0-or-later
// The part of LegacyFront that takes POSTs: handshakes, requests, notifications, responses and batches of them.
#include "core/front/conversations.h"
#include "core/front/handshake.h"
#include "core/front/legacy/delivery.h"
#include "core/front/legacy/legacyfront.h"
#include "core/front/mediatypes.h"
#include "core/front/refusals.h"
#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

Refusal notInitialized()
{
    return plainRefusal(400, ErrorCode::transportError, QStringLiteral("Server not initialized"));
}

Refusal tooManyCalls(int most)
{
    return plainRefusal(429, ErrorCode::transportError,
                   QStringLiteral("more than %1 requests of this session in flight").arg(most));
}

} // namespace

void LegacyFront::post(Visit visit, Post post)
{
    const Message &message = post.messages.constFirst();
    const QByteArrayView id = !post.isBatch && message.isRequest() ? message.id() : QByteArrayView();
    if (refusesHeaders(visit, id))
        return;
    // A client that accepts no stream is served all the same; without JSON there is nothing to serve it with.
    if (!accepts(visit.request.headers, "application/json", true)) {
        refuse(visit,
               plainRefusal(406, ErrorCode::transportError,
                       QStringLiteral("Accept: expected application/json and text/event-stream")),
               id);
        return;
    }
    const bool acceptsStream = accepts(visit.request.headers, "text/event-stream", false);
    if (post.isBatch)
        return postBatch(visit, post, acceptsStream);
    if (isInitialize(message))
        return initialize(visit, message, acceptsStream);
    if (message.isRequest())
        return postRequest(visit, message, acceptsStream);
    Session *session = sessionOf(visit, id);
    if (!session)
        return;
    // Accepted before anything is done about it: the answer to a question never waits.
    visit.reply.send(202, headersOf(visit, *session), {});
    m_conversations->take(*session, message);
}

void LegacyFront::initialize(const Visit &visit, const Message &request, bool acceptsStream)
{
    if (headerCount(visit.request.headers, "Mcp-Session-Id") > 0) {
        if (sessionOf(visit, request.id()))
            refuse(visit, plainRefusal(400, ErrorCode::invalidRequest, QStringLiteral("already initialized")), request.id());
        return;
    }
    const auto wish = readInitialize(request);
    if (!wish) {
        refuse(visit, plainRefusal(200, ErrorCode::invalidParams, wish.error().sentence), request.id());
        return;
    }
    const ClientPtr client = m_conversations->newClient(visit.caller, visit.view, *wish);
    Session *session = m_conversations->table().create({frontName, wish->features, client}, steadyMs());
    if (!session) {
        Refusal full =
            plainRefusal(503, ErrorCode::transportError, QStringLiteral("too many sessions; end one or try again later"));
        full.headers.emplaceBack("Retry-After", "30");
        refuse(visit, full, request.id());
        return;
    }
    auto delivery = std::make_shared<Delivery>(
        *session, m_conversations->table().flusher(), visit.reply,
        Delivery::Terms{headersOf(visit, *session), request.method().toByteArray(), 1, acceptsStream, false});
    m_conversations->greet(*session, delivery, request.id());
    m_waits.add(delivery, steadyMs());
}

void LegacyFront::postRequest(const Visit &visit, const Message &request, bool acceptsStream)
{
    Session *session = sessionOf(visit, request.id());
    if (!session)
        return;
    if (!session->isGreeted())
        return refuse(visit, notInitialized(), request.id());
    if (session->isInFlight(request.id())) {
        refuse(visit, plainRefusal(400, ErrorCode::invalidRequest, QStringLiteral("a request with this id is still in flight")), request.id());
        return;
    }
    if (session->callsOpen() >= m_conversations->callsPerSession())
        return refuse(visit, tooManyCalls(m_conversations->callsPerSession()), request.id());
    const auto delivery = std::make_shared<Delivery>(
        *session, m_conversations->table().flusher(), visit.reply,
        Delivery::Terms{headersOf(visit, *session), request.method().toByteArray(), 1, acceptsStream, false});
    m_conversations->start(*session, delivery, request);
    m_waits.add(delivery, steadyMs());
}

void LegacyFront::postBatch(const Visit &visit, const Post &post, bool acceptsStream)
{
    if (std::any_of(post.messages.begin(), post.messages.end(), isInitialize)) {
        refuse(visit,
               plainRefusal(400, ErrorCode::invalidRequest, QStringLiteral("initialize stands alone, not in a batch")));
        return;
    }
    Session *session = sessionOf(visit, {});
    if (!session)
        return;
    if (!session->isGreeted())
        return refuse(visit, notInitialized());
    if (!session->features().batches) {
        refuse(visit,
               plainRefusal(400, ErrorCode::invalidRequest,
                       QStringLiteral("version %1 has no batches").arg(QLatin1String(session->features().version))));
        return;
    }
    const auto requests = std::count_if(post.messages.begin(), post.messages.end(),
                                        [](const Message &message) { return message.isRequest(); });
    if (session->callsOpen() + requests > m_conversations->callsPerSession())
        return refuse(visit, tooManyCalls(m_conversations->callsPerSession()));
    Reply reply = visit.reply;
    const HeaderList headers = headersOf(visit, *session);
    std::shared_ptr<Delivery> delivery;
    if (requests > 0) {
        delivery = std::make_shared<Delivery>(*session, m_conversations->table().flusher(), reply,
                                              Delivery::Terms{headers, "batch", int(requests), acceptsStream, true});
    } else {
        reply.send(202, headers, {});
    }
    const quint64 number = session->number();
    for (const Message &message : post.messages) {
        // What a message sets off may end the session.
        Session *still = m_conversations->table().byNumber(number);
        if (!still)
            return;
        if (message.isRequest())
            m_conversations->start(*still, delivery, message);
        else
            m_conversations->take(*still, message);
    }
    if (delivery)
        m_waits.add(delivery, steadyMs());
}

} // namespace Signalbox
