// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/conversations.h"

#include "core/bus/bus.h"
#include "core/config/limits.h"
#include "core/front/outlet.h"
#include "core/front/postedrequest.h"
#include "core/front/sessionmethods.h"
#include "core/loop/steadyclock.h"
#include "core/routing/router.h"
#include "core/session/sessionjson.h"
#include "core/tap/tap.h"
#include "core/wire/errorcodes.h"

#include <QPointer>

#include <algorithm>

namespace Signalbox {

namespace {

/** An initialize request whose greeting is not there yet. */
class Handshake final : public InFlight
{
public:
    Handshake(std::shared_ptr<Outlet> outlet, QByteArray id)
        : m_outlet(std::move(outlet))
        , m_id(std::move(id))
    {
    }
    void cancel(const QString &) override { abandon(); }
    void abandon() override
    {
        m_outlet->refuseAll({404, ErrorCode::sessionNotFound, QStringLiteral("Session not found"), {}, {}}, m_id);
    }

private:
    std::shared_ptr<Outlet> m_outlet;
    QByteArray m_id;
};

} // namespace

Conversations::Conversations(quint64 epoch, const Limits &limits, Router *router, Bus *bus, QObject *parent)
    : QObject(parent)
    , m_router(router)
    , m_table(epoch, limits, bus)
{
    setLimits(limits);
    connect(&m_table, &SessionTable::ended, m_router, &Router::clientLeft);
}

Conversations::~Conversations()
{
    close();
}

void Conversations::setLimits(const Limits &limits)
{
    m_table.setLimits(limits);
    m_callsPerSession = limits.callsPerSession;
}

void Conversations::close()
{
    m_table.endAll(QStringLiteral("the gateway stops"));
}

ClientPtr Conversations::newClient(const Caller &caller, const View &view, const Wish &wish)
{
    return std::make_shared<const Client>(
        Client{m_table.bus().nextNumber(), caller, view, wish.can, wish.capabilities, wish.info});
}

void Conversations::greet(Session &session, const std::shared_ptr<Outlet> &outlet, QByteArrayView id)
{
    const ClientPtr client = session.client();
    session.awaitGreeting(std::make_unique<Handshake>(outlet, id.toByteArray()));
    m_router->clientCame(client);
    m_router->greeting(client->view, client,
                       [self = QPointer<Conversations>(this), number = client->number, outlet,
                        id = id.toByteArray()](const Greeting &greeting) {
                           if (self)
                               self->onGreeting(number, outlet, id, greeting);
                       });
}

void Conversations::onGreeting(quint64 number, const std::shared_ptr<Outlet> &outlet, const QByteArray &id,
                               const Greeting &greeting)
{
    Session *session = m_table.byNumber(number);
    if (!session)
        return;
    if (!outlet->isReachable()) {
        m_table.end(*session, QStringLiteral("its client left before it was greeted"));
        return;
    }
    session->greeted();
    outlet->answer(Message::result(id, initializeResult(session->features(), greeting)));
}

void Conversations::start(Session &session, const std::shared_ptr<Outlet> &outlet, const Message &request)
{
    const QByteArrayView id = request.id();
    switch (SessionMethods::request(request.method())) {
    case SessionMethods::Request::Ping:
        outlet->answer(Message::result(id, "{}"));
        return;
    case SessionMethods::Request::Initialize:
    case SessionMethods::Request::Absent:
        outlet->answer(
            Message::error(id, ErrorCode::methodNotFound, "Method not found: " + request.method().toByteArray()));
        return;
    case SessionMethods::Request::Forward:
        break;
    }
    if (session.isInFlight(id)) {
        outlet->answer(Message::error(id, ErrorCode::invalidRequest, "a request with this id is still in flight"));
        return;
    }
    auto posted = std::make_unique<PostedRequest>(session, outlet, request);
    PostedRequest *owner = posted.get();
    session.begin(id, std::move(posted));
    const quint64 number = session.number();
    CallPtr call = m_router->start(request, session.client(), owner);
    // It may be answered already, and gone.
    Session *still = m_table.byNumber(number);
    if (still && still->inFlight(id) == owner)
        owner->carry(std::move(call));
}

void Conversations::take(Session &session, const Message &message)
{
    const Tap::Turn turn(m_table.bus().tap(), message);
    if (message.isResponse()) {
        session.asks().answered(message);
        return;
    }
    switch (SessionMethods::notice(message.method())) {
    case SessionMethods::Notice::Initialized:
        return;
    case SessionMethods::Notice::Cancelled:
        cancel(session, message);
        return;
    case SessionMethods::Notice::Progress:
        session.asks().progressed(message);
        return;
    case SessionMethods::Notice::Forward:
        // In a view of all only what every server understands; in a view of one whatever its client says.
        if (!session.client()->view.isAll() || message.isMethod("notifications/roots/list_changed"))
            m_router->notify(message, session.client());
        return;
    }
}

void Conversations::cancel(Session &session, const Message &notification)
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

int Conversations::deliver(const TaggedNotice &notice)
{
    const bool forAll = notice.prefixed.kind() != Message::Kind::None;
    const EventPtr plain = Event::of(notice.plain);
    const EventPtr prefixed = forAll ? Event::of(notice.prefixed) : EventPtr();
    const qint64 now = steadyMs();
    int receivers = 0;
    const auto give = [&](Session &session) {
        const View &view = session.client()->view;
        const bool sees = view.isAll() ? forAll : notice.source.isEmpty() || view.backend == notice.source;
        if (!sees || !session.hearsNews())
            return;
        session.own().say(view.isAll() ? prefixed : plain, now);
        ++receivers;
    };
    if (notice.scope == TaggedNotice::Scope::Viewers) {
        m_table.forEach(give);
        return receivers;
    }
    for (quint64 client : notice.clients) {
        if (Session *session = m_table.byNumber(client))
            give(*session);
    }
    return receivers;
}

bool Conversations::ask(quint64 client, const AskPtr &ask)
{
    Session *session = m_table.byNumber(client);
    if (!session || !session->isListening(steadyMs()))
        return false;
    if (!cannotBeAsked(session->client()->features, ask->request()).isEmpty())
        return false;
    const auto say = [this, client](const EventPtr &event) {
        Session *asked = m_table.byNumber(client);
        if (!asked)
            return false;
        asked->own().say(event, steadyMs());
        return true;
    };
    return session->asks().put(ask, say);
}

bool Conversations::closeSession(quint64 number)
{
    Session *session = m_table.byNumber(number);
    if (session)
        m_table.end(*session, QStringLiteral("it was closed by hand"));
    return session != nullptr;
}

bool Conversations::closeStream(quint64 number)
{
    const QList<Session *> sessions = m_table.all();
    return std::any_of(sessions.begin(), sessions.end(),
                       [number](Session *session) { return session->closeStream(number); });
}

QJsonArray Conversations::sessions() const
{
    QJsonArray list;
    for (const Session *session : m_table.all())
        list.append(toJson(*session));
    return list;
}

QJsonObject Conversations::counts() const
{
    qint64 streams = 0;
    qint64 calls = 0;
    m_table.forEach([&](const Session &session) {
        streams += session.liveStreams();
        calls += session.callsOpen();
    });
    return {{QStringLiteral("sessions"), m_table.count()},
            {QStringLiteral("streams"), streams},
            {QStringLiteral("calls"), calls}};
}

} // namespace Signalbox
