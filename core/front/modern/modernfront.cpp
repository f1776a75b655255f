// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/modernfront.h"

#include "core/bus/bus.h"
#include "core/config/limits.h"
#include "core/front/mediatypes.h"
#include "core/front/modern/ladder.h"
#include "core/front/modern/statelessresults.h"
#include "core/front/refusals.h"
#include "core/loop/steadyclock.h"
#include "core/mirror/taskextension.h"
#include "core/routing/router.h"
#include "core/session/features.h"
#include "core/upstream/loglevels.h"

#include <QDateTime>
#include <QPointer>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

constexpr qint64 fetchTime = 60'000; //!< ms for which the answer of a call with rounds can be fetched again
constexpr int mostWaiting = 256; //!< calls of one principal that wait for their client
constexpr qsizetype longestPart = 64 * 1024; //!< of what a client says of itself
constexpr auto staleState = "params.requestState is not valid, or not any more: make the request again without it";

TapSeat seatOf(const Client &client)
{
    return {shownNumber(client), QByteArrayLiteral("modern"), client.view.backend, nameOf(client), statelessVersions().constFirst()};
}

enum class Kind { Discover, Listen, Rounds, Forward, Absent };

Kind kindOf(const Message &request)
{
    struct Row
    {
        QByteArrayView method;
        Kind kind;
    };
    static constexpr std::array<Row, 13> rows = {{{"tools/call", Kind::Rounds},
                                                  {"tools/list", Kind::Forward},
                                                  {"resources/read", Kind::Rounds},
                                                  {"resources/list", Kind::Forward},
                                                  {"resources/templates/list", Kind::Forward},
                                                  {"prompts/get", Kind::Rounds},
                                                  {"prompts/list", Kind::Forward},
                                                  {"completion/complete", Kind::Forward},
                                                  {"tasks/get", Kind::Forward},
                                                  {"tasks/update", Kind::Forward},
                                                  {"tasks/cancel", Kind::Forward},
                                                  {"server/discover", Kind::Discover},
                                                  {"subscriptions/listen", Kind::Listen}}};
    for (const Row &row : rows) {
        if (request.isMethod(row.method))
            return row.kind;
    }
    return Kind::Absent;
}

/** What a session-based greeting offers, without what only sessions have, and the tasks of this generation. */
QByteArray statelessCapabilities(const Greeting &greeting)
{
    const JsonView all(greeting.capabilities);
    QByteArray extensions = greeting.hasTasks ? TaskExtension::member() : QByteArray();
    QByteArrayList members;
    for (auto member = all.begin(); member != all.end(); ++member) {
        const QByteArray value = member.value().raw().toByteArray();
        if (member.key().equals("extensions"))
            extensions = value.sliced(1).chopped(1) + (extensions.isEmpty() ? "" : ",") + extensions;
        else if (!member.key().equals("tasks"))
            members.append(member.key().raw().toByteArray() + ':' + value);
    }
    if (!extensions.isEmpty())
        members.append("\"extensions\":{" + extensions + '}');
    return '{' + members.join(',') + '}';
}

Refusal noSuchMethod(const Message &request)
{
    return plainRefusal(404, ErrorCode::methodNotFound,
                        QStringLiteral("Method not found: %1").arg(QString::fromUtf8(request.method().toByteArray().left(100))));
}

Refusal onlyPosts()
{
    return {405, ErrorCode::transportError, QStringLiteral("expected POST"), {}, {{"Allow", "POST"}}};
}

} // namespace

ModernFront::ModernFront(const Limits &limits, QByteArray key, Router *router, Bus *bus, QObject *parent)
    : QObject(parent)
    , m_router(router)
    , m_bus(bus)
    , m_seal(std::move(key))
    , m_clients(bus, {[this] { return openCalls(); }, [this] { return listenFacts(); }})
{
    setLimits(limits);
    connect(&m_sweep, &QTimer::timeout, this, [this] { sweep(fetchTime); });
}

ModernFront::~ModernFront()
{
    close();
}

void ModernFront::setLimits(const Limits &limits)
{
    m_patience = limits.ask;
    m_keepAlive = limits.keepAlive;
    m_mostCalls = limits.callsPerSession;
    m_sweep.start(std::max(limits.keepAlive / 3, 10));
}

void ModernFront::close()
{
    while (!m_listens.empty()) {
        const quint64 number = m_listens.begin()->first;
        m_listens.begin()->second->onClosed({});
        m_listens.begin()->second->finish();
        endListen(number);
    }
    while (!m_calls.empty()) {
        const auto first = m_calls.begin();
        const std::shared_ptr<StatelessCall> call = std::move(first->second);
        m_calls.erase(first);
        call->cancel(QStringLiteral("the gateway stops"));
    }
}

void ModernFront::get(Visit visit)
{
    refuse(visit.reply, onlyPosts(), visit.cors);
}

void ModernFront::remove(Visit visit)
{
    refuse(visit.reply, onlyPosts(), visit.cors);
}

void ModernFront::post(Visit visit, Post post)
{
    const Message &message = post.messages.constFirst();
    if (message.isNotification())
        return take(visit, message);
    const StatelessMeta meta = StatelessMeta::of(message);
    if (const auto sound = checkStateless(message, meta, visit.request.headers); !sound)
        return refuse(visit.reply, sound.error(), visit.cors, message.id());
    if (meta.capabilities.raw().size() > longestPart || meta.info.raw().size() > longestPart) {
        return refuse(visit.reply,
                      plainRefusal(400, ErrorCode::invalidParams,
                                   QStringLiteral("params._meta: expected at most %1 bytes of capabilities and clientInfo")
                                       .arg(longestPart)),
                      visit.cors, message.id());
    }
    serve(std::move(visit), message, meta);
}

void ModernFront::serve(Visit visit, const Message &request, const StatelessMeta &meta)
{
    switch (kindOf(request)) {
    case Kind::Discover:
        return discover(std::move(visit), request);
    case Kind::Listen:
        return listen(std::move(visit), request);
    case Kind::Rounds:
    case Kind::Forward:
        return forward(std::move(visit), request, meta);
    case Kind::Absent:
        break;
    }
    refuse(visit.reply, noSuchMethod(request), visit.cors, request.id());
}

/** Nothing is inferred from an earlier request but who may share a process with whom. */
ClientPtr ModernFront::clientOf(const Visit &visit, const StatelessMeta &meta)
{
    Sharer &sharer = m_sharers[{visit.caller.principal, visit.view}];
    if (sharer.number == 0)
        sharer.number = m_bus->nextNumber();
    if (sharer.capabilities != meta.capabilities.raw()) {
        sharer.capabilities = meta.capabilities.raw().toByteArray();
        sharer.features = featuresIn(JsonView(sharer.capabilities));
    }
    if (sharer.info != meta.info.raw())
        sharer.info = meta.info.raw().toByteArray();
    auto client = std::make_shared<Client>();
    client->number = m_bus->nextNumber();
    client->caller = visit.caller;
    client->view = visit.view;
    client->capabilities = sharer.capabilities;
    client->features = sharer.features;
    client->info = sharer.info;
    client->isStateless = true;
    client->sharer = sharer.number;
    client->shown = m_clients.meet(*client, meta.version.string());
    if (m_bus->tap()->isOpen())
        m_bus->tap()->isFrom(seatOf(*client));
    return client;
}

/** What is said while nobody looks at the wire now is not worth a name. */
FrameQueue::Watched ModernFront::watched(const Client &client) const
{
    Tap *tap = m_bus->tap();
    return {tap, tap->isOpen() ? seatOf(client) : TapSeat{shownNumber(client), {}, {}, {}, {}}, m_clients.sent(client.shown)};
}

void ModernFront::discover(Visit visit, const Message &request)
{
    const ClientPtr client = clientOf(visit, StatelessMeta::of(request));
    m_router->greeting(visit.view, client, [visit, request](const Greeting &greeting) mutable {
        QByteArrayList versions;
        for (const QByteArray &version : statelessVersions())
            versions.append(jsonString(version));
        QByteArray result = R"({"supportedVersions":[)" + versions.join(',') + R"(],"capabilities":)"
            + statelessCapabilities(greeting);
        if (!greeting.instructions.isEmpty())
            result += ",\"instructions\":" + jsonString(greeting.instructions);
        const Message answer = StatelessResults::completed(Message::result(request.id(), result + '}'), request.method());
        HeaderList headers = visit.cors;
        headers.emplaceBack("Content-Type", "application/json");
        visit.reply.send(200, headers, answer.bytes());
    });
}

std::unique_ptr<StatelessAnswer> ModernFront::answerTo(const Visit &visit, const Client &client) const
{
    const bool acceptsStream = accepts(visit.request.headers, "text/event-stream", true);
    return std::make_unique<StatelessAnswer>(visit.reply, StatelessAnswer::Terms{visit.cors, acceptsStream, watched(client)});
}

void ModernFront::forward(Visit visit, const Message &request, const StatelessMeta &meta)
{
    const JsonView state = request.params()["requestState"];
    if (state.exists() && !state.isString()) {
        return refuse(visit.reply,
                      plainRefusal(400, ErrorCode::invalidParams, QStringLiteral("params.requestState: expected a string")),
                      visit.cors, request.id());
    }
    if (refuseToolHeaders(visit, request))
        return;
    if (const QByteArray text = state.string(); kindOf(request) == Kind::Rounds && SealedState::isOurs(text))
        return resume(visit, request, text);
    start(visit, request, meta);
}

bool ModernFront::refuseToolHeaders(const Visit &visit, const Message &request) const
{
    if (!request.isMethod("tools/call"))
        return false;
    const QByteArray schema = m_router->repeatingSchema(visit.view, request.name().string());
    if (schema.isEmpty())
        return false;
    const auto repeated = toolHeaders(JsonView(schema));
    // Clients do not use a tool with a false annotation; one that does cannot repeat anything of it.
    if (!repeated)
        return false;
    const auto sound = checkToolHeaders(request, *repeated, visit.request.headers);
    if (!sound)
        refuse(visit.reply, sound.error(), visit.cors, request.id());
    return !sound;
}

void ModernFront::start(const Visit &visit, const Message &request, const StatelessMeta &meta)
{
    const JsonView level = meta.logLevel;
    const auto severity = logSeverity(level.string());
    if (level.exists() && !severity) {
        return refuse(visit.reply,
                      plainRefusal(400, ErrorCode::invalidParams,
                                   QStringLiteral("params._meta: io.modelcontextprotocol/logLevel: expected debug, info, "
                                                  "notice, warning, error, critical, alert or emergency")),
                      visit.cors, request.id());
    }
    const ClientPtr client = clientOf(visit, meta);
    int &open = m_open[client->caller.principal];
    if (open >= m_mostCalls)
        sweep(0);
    if (open >= m_mostCalls) {
        return refuse(visit.reply,
                      {503, ErrorCode::internalError,
                       QStringLiteral("%1 calls are open already (settings: limits.callsPerSession)").arg(m_mostCalls),
                       {},
                       {{"Retry-After", "1"}}},
                      visit.cors, request.id());
    }
    if (severity)
        m_router->setLogLevel(client, *severity);
    m_clients.called(client->shown);
    tellRound(request, *client);
    const auto call = std::make_shared<StatelessCall>(request, client, answerTo(visit, *client), this);
    call->setLogSeverity(severity.value_or(-1));
    const quint64 number = client->number;
    m_calls.emplace(number, call);
    ++open;
    CallPtr carried = m_router->start(request, client, call.get());
    // It may be answered already, and gone.
    if (!call->isOver())
        call->carry(std::move(carried));
}

void ModernFront::over(StatelessCall &call)
{
    forget(call.number());
}

void ModernFront::forget(quint64 number)
{
    const auto found = m_calls.find(number);
    if (found == m_calls.end())
        return;
    // It may be on the stack below us.
    const std::shared_ptr<StatelessCall> call = std::move(found->second);
    m_calls.erase(found);
    --m_open[call->client()->caller.principal];
    if (call->hasLogLevel())
        m_router->clientLeft(number);
}

QByteArray ModernFront::seal(const StatelessCall &call)
{
    const QByteArray &principal = call.client()->caller.principal;
    const auto waiting = std::count_if(m_calls.begin(), m_calls.end(), [&](const auto &entry) {
        return entry.second->isWaiting() && entry.second->client()->caller.principal == principal;
    });
    return waiting < mostWaiting ? sealed(call, call.handle()) : QByteArray();
}

QByteArray ModernFront::sealAgain(const StatelessCall &call)
{
    return sealed(call, {});
}

QByteArray ModernFront::sealed(const StatelessCall &call, const QByteArray &handle) const
{
    const qint64 expires = QDateTime::currentMSecsSinceEpoch() + m_patience;
    return m_seal.seal({handle, call.round(), expires}, call.client()->caller.principal, call.request());
}

void ModernFront::resume(const Visit &visit, const Message &request, const QByteArray &state)
{
    const auto refused = [&](const QString &sentence) {
        HeaderList headers = visit.cors;
        headers.emplaceBack("Content-Type", "application/json");
        Reply reply = visit.reply;
        reply.send(200, headers, Message::error(request.id(), ErrorCode::invalidParams, sentence.toUtf8()).bytes());
    };
    const auto content = m_seal.open(state, visit.caller.principal, request, QDateTime::currentMSecsSinceEpoch());
    if (!content)
        return refused(QString::fromLatin1(staleState));
    if (content->call.isEmpty())
        return start(visit, request, StatelessMeta::of(request));
    const auto found = std::find_if(m_calls.begin(), m_calls.end(), [&content](const auto &entry) {
        return !content->call.isEmpty() && entry.second->handle() == content->call;
    });
    if (found == m_calls.end())
        return refused(QString::fromLatin1(staleState));
    const ClientPtr client = clientOf(visit, StatelessMeta::of(request));
    std::unique_ptr<StatelessAnswer> answer = answerTo(visit, *client);
    const Result<void> resumed = found->second->resume(content->round, request, client, answer);
    if (!resumed)
        refused(resumed.error().sentence);
}

void ModernFront::sweep(qint64 longest)
{
    const qint64 now = steadyMs();
    m_clients.sweep(now);
    for (const auto &[number, listening] : m_listens)
        listening->keepAlive(now - m_keepAlive);
    QList<quint64> unfetched;
    for (const auto &[number, call] : m_calls) {
        call->keepAlive(now - m_keepAlive);
        // Its client has what it asked for, or does not come back for it.
        if (call->isFinished() && call->unfetchedSince() >= 0 && now - call->unfetchedSince() >= longest)
            unfetched.append(number);
    }
    for (const quint64 number : std::as_const(unfetched))
        forget(number);
}

} // namespace Signalbox
