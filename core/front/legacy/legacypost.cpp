// SPDX-License-Identifier: GPL-3.0-or-later
// The part of LegacyFront that takes POSTs: handshakes, requests, notifications, responses and batches of them.
#include "core/bus/bus.h"
#include "core/front/legacy/delivery.h"
#include "core/front/legacy/handshake.h"
#include "core/front/legacy/legacyfront.h"
#include "core/front/legacy/methods.h"
#include "core/front/legacy/postedrequest.h"
#include "core/front/mediatypes.h"
#include "core/loop/steadyclock.h"
#include "core/routing/router.h"
#include "core/wire/errorcodes.h"

#include <QPointer>

namespace Signalbox {

namespace {

bool isInitialize(const Message &message)
{
    return message.isRequest() && message.isMethod("initialize");
}

Refusal refusal(int status, int code, const QString &sentence)
{
    return {status, code, sentence, {}, {}};
}

Refusal notInitialized()
{
    return refusal(400, ErrorCode::transportError, QStringLiteral("Server not initialized"));
}

Refusal tooManyCalls(int most)
{
    return refusal(429, ErrorCode::transportError,
                   QStringLiteral("more than %1 requests of this session in flight").arg(most));
}

/** An initialize request whose greeting is not there yet. */
class Handshake final : public InFlight
{
public:
    Handshake(std::shared_ptr<Delivery> delivery, QByteArray id)
        : m_delivery(std::move(delivery))
        , m_id(std::move(id))
    {
    }
    void cancel(const QString &) override { abandon(); }
    void abandon() override
    {
        m_delivery->refuseAll({404, ErrorCode::sessionNotFound, QStringLiteral("Session not found"), {}, {}}, m_id);
    }

private:
    std::shared_ptr<Delivery> m_delivery;
    QByteArray m_id;
};

const auto idInUse = "a request with this id is still in flight";

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
               refusal(406, ErrorCode::transportError,
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
    take(*session, message);
}

void LegacyFront::initialize(const Visit &visit, const Message &request, bool acceptsStream)
{
    if (headerCount(visit.request.headers, "Mcp-Session-Id") > 0) {
        if (sessionOf(visit, request.id()))
            refuse(visit, refusal(400, ErrorCode::invalidRequest, QStringLiteral("already initialized")), request.id());
        return;
    }
    const auto wish = readInitialize(request);
    if (!wish) {
        refuse(visit, refusal(200, ErrorCode::invalidParams, wish.error().sentence), request.id());
        return;
    }
    const auto client = std::make_shared<const Client>(
        Client{m_table.bus().nextNumber(), visit.caller, visit.view, wish->can, wish->capabilities, wish->info});
    Session *session = m_table.create({"legacy", wish->features, client}, steadyMs());
    if (!session) {
        Refusal full =
            refusal(503, ErrorCode::transportError, QStringLiteral("too many sessions; end one or try again later"));
        full.headers.emplaceBack("Retry-After", "30");
        refuse(visit, full, request.id());
        return;
    }
    auto delivery = std::make_shared<Delivery>(
        *session, m_table.flusher(), visit.reply,
        Delivery::Terms{headersOf(visit, *session), request.method().toByteArray(), 1, acceptsStream, false});
    const QByteArray id = request.id().toByteArray();
    session->awaitGreeting(std::make_unique<Handshake>(delivery, id));
    m_router->clientCame(client);
    m_router->greeting(
        visit.view, client,
        [self = QPointer<LegacyFront>(this), number = client->number, delivery, id](const Greeting &greeting) {
            if (self)
                self->greet(number, delivery, id, greeting);
        });
    m_waits.add(delivery, steadyMs());
}

void LegacyFront::greet(quint64 number, const std::shared_ptr<Delivery> &delivery, const QByteArray &id,
                        const Greeting &greeting)
{
    Session *session = m_table.byNumber(number);
    if (!session)
        return;
    if (!delivery->isReachable()) {
        m_table.end(*session, QStringLiteral("its client left before it was greeted"));
        return;
    }
    session->greeted();
    delivery->answer(Message::result(id, initializeResult(session->features(), greeting)));
}

void LegacyFront::postRequest(const Visit &visit, const Message &request, bool acceptsStream)
{
    Session *session = sessionOf(visit, request.id());
    if (!session)
        return;
    if (!session->isGreeted())
        return refuse(visit, notInitialized(), request.id());
    if (session->isInFlight(request.id())) {
        refuse(visit, refusal(400, ErrorCode::invalidRequest, QString::fromLatin1(idInUse)), request.id());
        return;
    }
    if (session->callsOpen() >= m_callsPerSession)
        return refuse(visit, tooManyCalls(m_callsPerSession), request.id());
    const auto delivery = std::make_shared<Delivery>(
        *session, m_table.flusher(), visit.reply,
        Delivery::Terms{headersOf(visit, *session), request.method().toByteArray(), 1, acceptsStream, false});
    start(*session, delivery, request);
    m_waits.add(delivery, steadyMs());
}

void LegacyFront::postBatch(const Visit &visit, const Post &post, bool acceptsStream)
{
    if (std::any_of(post.messages.begin(), post.messages.end(), isInitialize)) {
        refuse(visit,
               refusal(400, ErrorCode::invalidRequest, QStringLiteral("initialize stands alone, not in a batch")));
        return;
    }
    Session *session = sessionOf(visit, {});
    if (!session)
        return;
    if (!session->isGreeted())
        return refuse(visit, notInitialized());
    if (!session->features().batches) {
        refuse(visit,
               refusal(400, ErrorCode::invalidRequest,
                       QStringLiteral("version %1 has no batches").arg(QLatin1String(session->features().version))));
        return;
    }
    const auto requests = std::count_if(post.messages.begin(), post.messages.end(),
                                        [](const Message &message) { return message.isRequest(); });
    if (session->callsOpen() + requests > m_callsPerSession)
        return refuse(visit, tooManyCalls(m_callsPerSession));
    Reply reply = visit.reply;
    const HeaderList headers = headersOf(visit, *session);
    std::shared_ptr<Delivery> delivery;
    if (requests > 0) {
        delivery = std::make_shared<Delivery>(*session, m_table.flusher(), reply,
                                              Delivery::Terms{headers, "batch", int(requests), acceptsStream, true});
    } else {
        reply.send(202, headers, {});
    }
    const quint64 number = session->number();
    for (const Message &message : post.messages) {
        // What a message sets off may end the session.
        Session *still = m_table.byNumber(number);
        if (!still)
            return;
        if (message.isRequest())
            start(*still, delivery, message);
        else
            take(*still, message);
    }
    if (delivery)
        m_waits.add(delivery, steadyMs());
}

void LegacyFront::start(Session &session, const std::shared_ptr<Delivery> &delivery, const Message &request)
{
    const QByteArrayView id = request.id();
    switch (LegacyMethods::request(request.method())) {
    case LegacyMethods::Request::Ping:
        delivery->answer(Message::result(id, "{}"));
        return;
    case LegacyMethods::Request::Initialize:
    case LegacyMethods::Request::Absent:
        delivery->answer(
            Message::error(id, ErrorCode::methodNotFound, "Method not found: " + request.method().toByteArray()));
        return;
    case LegacyMethods::Request::Forward:
        break;
    }
    if (session.isInFlight(id)) {
        delivery->answer(Message::error(id, ErrorCode::invalidRequest, idInUse));
        return;
    }
    auto posted = std::make_unique<PostedRequest>(session, delivery, request);
    PostedRequest *owner = posted.get();
    session.begin(id, std::move(posted));
    const quint64 number = session.number();
    CallPtr call = m_router->start(request, session.client(), owner);
    // It may be answered already, and gone.
    Session *still = m_table.byNumber(number);
    if (still && still->inFlight(id) == owner)
        owner->carry(std::move(call));
}

void LegacyFront::take(Session &session, const Message &message)
{
    if (message.isResponse()) {
        session.asks().answered(message);
        return;
    }
    switch (LegacyMethods::notice(message.method())) {
    case LegacyMethods::Notice::Initialized:
        return;
    case LegacyMethods::Notice::Cancelled:
        cancel(session, message);
        return;
    case LegacyMethods::Notice::Progress:
        session.asks().progressed(message);
        return;
    case LegacyMethods::Notice::Forward:
        // In a view of all only what every server understands; in a view of one whatever its client says.
        if (!session.client()->view.isAll() || message.isMethod("notifications/roots/list_changed"))
            m_router->notify(message, session.client());
        return;
    }
}

void LegacyFront::cancel(Session &session, const Message &notification)
{
    const QByteArray id = notification.params()["requestId"].raw().toByteArray();
    InFlight *request = id.isEmpty() ? nullptr : session.inFlight(id);
    if (!request)
        return;
    const quint64 number = session.number();
    request->cancel(QString::fromUtf8(notification.params()["reason"].string()));
    if (Session *still = m_table.byNumber(number))
        still->done(id);
}

} // namespace Signalbox
