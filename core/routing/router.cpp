// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/router.h"

#include "core/bus/bus.h"
#include "core/routing/catalog.h"
#include "core/routing/executionhints.h"
#include "core/routing/listwaiters.h"
#include "core/routing/names.h"
#include "core/routing/noticerouter.h"
#include "core/routing/objectoutputs.h"
#include "core/upstream/loglevels.h"
#include "core/upstream/upstreamset.h"
#include "core/wire/errorcodes.h"

#include <QUuid>

#include <array>

namespace Signalbox {

namespace {

constexpr int catalogPause = 200; //!< ms; lists come in fours

/** A backend without completion is no reason to bother a client of many. */
Message noCompletionIfUnknown(const Message &answer)
{
    if (answer.kind() != Message::Kind::Error || answer.errorCode() != ErrorCode::methodNotFound)
        return answer;
    return Message::result(answer.id(), R"({"completion":{"values":[]}})");
}

} // namespace

Router::Router(UpstreamSet *upstreams, LogLevels *levels, const Policy *policy, Bus *bus, QObject *parent)
    : QObject(parent)
    , m_upstreams(upstreams)
    , m_levels(levels)
    , m_policy(policy)
    , m_tap(bus->tap())
    , m_catalog(std::make_unique<Catalog>(upstreams, [this] { tellCatalogLater(); }))
    , m_notices(std::make_unique<NoticeRouter>(upstreams, levels, m_catalog.get(), bus))
    , m_waiters(std::make_unique<ListWaiters>(upstreams))
    , m_taskIds(QUuid::createUuid().toRfc4122() + QUuid::createUuid().toRfc4122())
{
    connect(upstreams, &UpstreamSet::changed, this, &Router::onServersChanged);
    m_catalogNews.setSingleShot(true);
    m_catalogNews.setInterval(catalogPause);
    connect(&m_catalogNews, &QTimer::timeout, bus, &Bus::catalogChanged);
}

Router::~Router() = default;

void Router::setReceivers(const QList<NoticeReceiver *> &receivers)
{
    m_notices->setReceivers(receivers);
}

void Router::setPolicy(const Policy *policy)
{
    m_policy = policy;
    m_catalog->invalidate();
}

void Router::tellCatalogLater()
{
    if (!m_catalogNews.isActive())
        m_catalogNews.start();
}

void Router::toolsShownChanged(const QByteArray &slug)
{
    m_notices->tellChanged(slug, ListKind::Tools);
}

void Router::setSubscribed(const QList<QByteArray> &slugs)
{
    m_notices->setSubscribed(slugs);
}

bool Router::hasBackend(QByteArrayView slug) const
{
    return m_upstreams->bySlug(slug) != nullptr;
}

void Router::wake(const ClientPtr &client)
{
    const QList<Upstream *> upstreams = m_upstreams->seen(client->view);
    for (Upstream *upstream : upstreams) {
        // What sleeps and is known need not be woken for a look at its lists.
        if (!upstream->listings().isKnown(ListKind::Tools))
            upstream->need(client);
    }
}

void Router::onServersChanged()
{
    m_catalog->invalidate();
    for (const ClientPtr &client : std::as_const(m_clients))
        wake(client);
    if (m_clients.isEmpty())
        return;
    // What these clients listed was without the servers that are new.
    const QList<Upstream *> upstreams = m_upstreams->all();
    for (Upstream *upstream : upstreams) {
        for (ListKind kind : allListKinds) {
            if (!upstream->listings().isKnown(kind))
                upstream->listings().owe(kind);
        }
    }
}

void Router::clientCame(const ClientPtr &client)
{
    m_clients.insert(client->number, client);
    wake(client);
}

void Router::clientLeft(quint64 client)
{
    m_clients.remove(client);
    m_levels->forget(client);
    const QList<Upstream *> upstreams = m_upstreams->all();
    for (Upstream *upstream : upstreams) {
        upstream->clientLeft(client);
        upstream->followLogLevels();
    }
}

CallPtr Router::start(const Message &request, const ClientPtr &client, CallOwner *owner)
{
    CallPtr call = std::make_shared<Call>(request, client, owner);
    call->tellTo(m_tap);
    route(call);
    return call;
}

const Router::Row *Router::rowOf(QByteArrayView method)
{
    static constexpr std::array<Row, 14> rows = {{
        {"tools/call", &Router::callTool},
        {"tools/list", &Router::list},
        {"prompts/get", &Router::getPrompt},
        {"prompts/list", &Router::list},
        {"resources/read", &Router::read},
        {"resources/list", &Router::list},
        {"resources/templates/list", &Router::list},
        {"resources/subscribe", &Router::subscribe},
        {"resources/unsubscribe", &Router::unsubscribe},
        {"completion/complete", &Router::complete},
        {"logging/setLevel", &Router::setLogLevel},
        {"tasks/get", &Router::task},
        {"tasks/update", &Router::task},
        {"tasks/cancel", &Router::task},
    }};
    for (const Row &row : rows) {
        if (row.method == method)
            return &row;
    }
    return nullptr;
}

void Router::route(const CallPtr &call)
{
    if (const Row *row = rowOf(call->request().method()))
        (this->*row->handle)(call);
    else
        routeUnknown(call);
}

/** A client of one backend may say to it what it likes. */
void Router::routeUnknown(const CallPtr &call)
{
    if (call->client()->view.isAll()) {
        call->fail(ErrorCode::methodNotFound, "Method not found");
        return;
    }
    if (Upstream *upstream = only(call))
        upstream->carry({call, call->request(), {}});
}

Upstream *Router::only(const CallPtr &call)
{
    Upstream *upstream = m_upstreams->bySlug(call->client()->view.backend);
    if (!upstream)
        call->fail(ErrorCode::internalError, "the backend \"" + call->client()->view.backend + "\" is no longer in the settings");
    return upstream;
}

bool Router::isAllowed(const CallPtr &call, Action action, const Upstream *upstream, const QByteArray &name)
{
    switch (m_policy->may(call->client()->caller, action, upstream->slug(), name)) {
    case Verdict::Allow:
        return true;
    case Verdict::Hide:
        call->fail(ErrorCode::invalidParams,
                   action == Action::Call ? "Unknown tool: " + name + " (hidden in the settings of this gateway)" : "Unknown name: " + name);
        return false;
    case Verdict::Refuse:
        break;
    }
    call->fail(ErrorCode::internalError, "This client may not use " + name + " of " + upstream->slug());
    return false;
}

void Router::list(const CallPtr &call)
{
    ListKind kind = ListKind::Tools;
    for (ListKind candidate : allListKinds) {
        if (call->request().isMethod(listWords(candidate).method))
            kind = candidate;
    }
    // Every list is one page: no cursor can be ours.
    if (call->request().params()["cursor"].exists()) {
        call->fail(ErrorCode::invalidParams, "Unknown cursor: lists of this gateway have one page");
        return;
    }
    const View view = call->client()->view;
    if (!view.isAll()) {
        Upstream *upstream = only(call);
        if (!upstream)
            return;
        if (upstream->identity() && !upstream->identity()->can(listWords(kind).capability)) {
            upstream->carry({call, call->request(), {}});
            return;
        }
    }
    const QList<Upstream *> upstreams = m_upstreams->seen(view);
    for (Upstream *upstream : upstreams) {
        if (!upstream->listings().isKnown(kind))
            upstream->need(call->client());
    }
    m_waiters->whenListed(view, kind, [this, call, kind] { answerList(call, kind); });
}

void Router::answerList(const CallPtr &call, ListKind kind)
{
    if (!call->isOpen())
        return;
    const View &view = call->client()->view;
    const QList<Upstream *> upstreams = m_upstreams->seen(view);
    for (Upstream *upstream : upstreams) {
        if (!upstream->listings().isFresh(kind))
            upstream->listings().owe(kind);
    }
    const QByteArray list = m_catalog->list(view, call->client()->caller, kind, *m_policy);
    const QByteArray shown = kind == ListKind::Tools ? toolsFor(*call->client(), list) : list;
    call->finish(Message::result(call->request().id(), shown));
}

QByteArray Router::toolsFor(const Client &client, const QByteArray &list) const
{
    if (client.isStateless)
        return withoutExecutionHints(list);
    const QByteArray shown = withObjectOutputs(list);
    return offersSessionTasks(client.view) ? shown : withoutTaskDemands(shown);
}

void Router::callTool(const CallPtr &call)
{
    if (m_isPaused) {
        call->fail(ErrorCode::internalError,
                   "paused by the person at the gateway, and not carried out; it can be resumed in the tray or by the command resume");
        return;
    }
    named(call, ListKind::Tools, Action::Call);
}

void Router::getPrompt(const CallPtr &call)
{
    named(call, ListKind::Prompts, Action::Get);
}

void Router::named(const CallPtr &call, ListKind kind, Action action)
{
    const QByteArray name = call->request().name().string();
    if (!call->request().name().isString()) {
        call->fail(ErrorCode::invalidParams, "params.name: expected a string");
        return;
    }
    if (!call->client()->view.isAll()) {
        Upstream *upstream = only(call);
        if (upstream && isAllowed(call, action, upstream, name))
            carryNamed(call, upstream, call->request());
        return;
    }
    // A shortened name says nothing until the lists are there.
    if (isHashedName(name)) {
        m_waiters->whenReallyListed(call->client()->view, kind, [this, call, kind, action] {
            if (call->isOpen())
                forwardNamed(call, kind, action);
        });
        return;
    }
    forwardNamed(call, kind, action);
}

void Router::forwardNamed(const CallPtr &call, ListKind kind, Action action)
{
    const QByteArray name = call->request().name().string();
    const Owner owner = m_catalog->named(kind, name);
    if (!owner) {
        call->fail(ErrorCode::invalidParams, (kind == ListKind::Tools ? "Unknown tool: " : "Unknown prompt: ") + name);
        return;
    }
    if (isAllowed(call, action, owner.upstream, owner.original))
        carryNamed(call, owner.upstream, call->request().with({"params", "name"}, jsonString(owner.original)));
}

void Router::carryNamed(const CallPtr &call, Upstream *upstream, const Message &request)
{
    Carried carried{call, request, {}};
    if (request.isMethod("tools/call")) {
        const Client &client = *call->client();
        carried.edit = withPublicTaskIfOne(call, upstream->slug());
        carried.asTask = m_catalog->needsTask(client.view, call->request().name().string())
            && (client.isStateless || !request.params()["task"].exists());
    }
    upstream->carry(std::move(carried));
}

void Router::complete(const CallPtr &call)
{
    if (!call->client()->view.isAll()) {
        Upstream *upstream = only(call);
        if (upstream && isAllowed(call, Action::Complete, upstream, {}))
            upstream->carry({call, call->request(), {}});
        return;
    }
    const JsonView ref = call->request().params()["ref"];
    const bool isPrompt = ref["type"].equals("ref/prompt");
    if (!isPrompt && !ref["type"].equals("ref/resource")) {
        call->fail(ErrorCode::invalidParams, "params.ref.type: expected \"ref/prompt\" or \"ref/resource\"");
        return;
    }
    const QByteArray key = (isPrompt ? ref["name"] : ref["uri"]).string();
    const Owner owner = isPrompt ? m_catalog->named(ListKind::Prompts, key) : m_catalog->uriTemplate(key);
    if (!owner) {
        call->fail(ErrorCode::invalidParams, (isPrompt ? "Unknown prompt: " : "Unknown resource template: ") + key);
        return;
    }
    if (isAllowed(call, Action::Complete, owner.upstream, owner.original)) {
        const Message request = call->request().with({"params", "ref", isPrompt ? "name" : "uri"}, jsonString(owner.original));
        owner.upstream->carry({call, request, noCompletionIfUnknown});
    }
}

void Router::setLogLevel(const CallPtr &call)
{
    const auto severity = logSeverity(call->request().params()["level"].string());
    if (!severity) {
        call->fail(ErrorCode::invalidParams, "params.level: expected debug, info, notice, warning, error, critical, alert or emergency");
        return;
    }
    setLogLevel(call->client(), *severity);
    call->finish(Message::result(call->request().id(), "{}"));
}

void Router::setLogLevel(const ClientPtr &client, int severity)
{
    m_levels->set(client, severity);
    const QList<Upstream *> upstreams = m_upstreams->seen(client->view);
    for (Upstream *upstream : upstreams)
        upstream->followLogLevels();
}

QList<ListedTool> Router::tools() const
{
    QList<ListedTool> all = m_catalog->tools();
    for (ListedTool &tool : all)
        tool.isHidden = m_policy->hidesTool(tool.backend, tool.original);
    return all;
}

QByteArray Router::repeatingSchema(const View &view, const QByteArray &tool) const
{
    const QByteArray raw = m_catalog->repeatedTool(view, tool);
    return JsonView(raw)["inputSchema"].raw().toByteArray();
}

void Router::notify(const Message &notification, const ClientPtr &client)
{
    const QList<Upstream *> upstreams = m_upstreams->seen(client->view);
    for (Upstream *upstream : upstreams)
        upstream->notify(notification, client->number);
}

} // namespace Signalbox
