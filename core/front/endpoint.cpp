// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/endpoint.h"

#include "core/front/cors.h"
#include "core/front/generation.h"
#include "core/front/mediatypes.h"
#include "core/front/pages.h"
#include "core/front/refusals.h"
#include "core/session/features.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

constexpr QByteArrayView mount = "/mcp";
constexpr auto methods = "GET, POST, DELETE";

/** The backend that a path below the mount names: empty = all; null = the path is not ours. */
QByteArray backendOf(const QByteArray &path)
{
    if (path == mount || path == QByteArrayLiteral("/mcp/"))
        return QByteArrayLiteral("");
    if (!path.startsWith("/mcp/"))
        return {};
    const QByteArray slug = path.mid(mount.size() + 1);
    return slug.contains('/') ? QByteArray() : slug;
}

QByteArray quotedList(const QList<QByteArray> &words)
{
    QByteArray list;
    for (const QByteArray &word : words)
        list += (list.isEmpty() ? "" : ",") + jsonString(word);
    return '[' + list + ']';
}

/** For a message of the generation without handshake: what there is instead. */
Refusal noSuchVersion(JsonView claimed, const QByteArray &header)
{
    if (claimed.exists() && !claimed.isString()) {
        return {400,
                ErrorCode::invalidParams,
                QStringLiteral("params._meta: io.modelcontextprotocol/protocolVersion is not a string"),
                {},
                {}};
    }
    const QByteArray requested = claimed.exists() ? claimed.string() : header;
    const QByteArray data =
        "{\"supported\":" + quotedList(handshakeVersions()) + ",\"requested\":" + jsonString(requested) + '}';
    return {400,
            ErrorCode::unsupportedVersion,
            QStringLiteral("Unsupported protocol version; this server speaks %1, after initialize")
                .arg(QString::fromLatin1(handshakeVersions().join(", "))),
            data,
            {}};
}

} // namespace

Endpoint::Endpoint(const Policy *policy, Front *legacy, House house)
    : m_policy(policy)
    , m_legacy(legacy)
    , m_house(std::move(house))
{
}

void Endpoint::handle(HttpRequest &&request, Reply reply)
{
    const QByteArray backend = backendOf(request.path);
    if (!backend.isNull())
        enter(std::move(request), std::move(reply), backend);
    else if (request.path == "/" || request.path == "/healthz")
        page(request, std::move(reply));
    else
        Pages::notFound(std::move(reply));
}

HeaderList Endpoint::corsOf(const HttpRequest &request) const
{
    const QByteArray origin = request.header("Origin");
    if (origin.isEmpty() || headerCount(request.headers, "Origin") != 1 || !m_policy->allowsOrigin(origin))
        return {};
    return corsHeaders(origin);
}

void Endpoint::page(const HttpRequest &request, Reply reply)
{
    const HeaderList cors = corsOf(request);
    if (const auto visitor = m_policy->admitVisitor(request); !visitor)
        return refuse(std::move(reply), visitor.error(), cors);
    if (request.method != "GET" && request.method != "HEAD") {
        return refuse(
            std::move(reply),
            {405, ErrorCode::transportError, QStringLiteral("expected GET or HEAD"), {}, {{"Allow", "GET, HEAD"}}},
            cors);
    }
    if (request.path == "/")
        Pages::welcome(std::move(reply), cors);
    else
        Pages::health(std::move(reply), cors, m_house.health());
}

void Endpoint::enter(HttpRequest &&request, Reply reply, const QByteArray &backend)
{
    const HeaderList cors = corsOf(request);
    auto caller = m_policy->admit(request);
    if (!caller)
        return refuse(std::move(reply), caller.error(), cors);
    if (request.method == "OPTIONS") {
        HeaderList headers = cors;
        if (!cors.isEmpty())
            headers += preflightHeaders(request);
        headers.emplaceBack("Allow", QByteArray(methods) + ", OPTIONS");
        reply.send(204, headers, {});
        return;
    }
    const QByteArray viewKey = m_policy->viewKey(*caller);
    Visit visit{std::move(request), std::move(reply), std::move(*caller), {backend, viewKey}, cors};
    if (!backend.isEmpty() && !isKnown(backend))
        return refuseBackend(visit);
    dispatch(std::move(visit));
}

bool Endpoint::isKnown(const QByteArray &backend) const
{
    return m_house.backends().contains(backend);
}

void Endpoint::refuseBackend(const Visit &visit) const
{
    const QList<QByteArray> known = m_house.backends();
    const QString there = known.isEmpty() ? QStringLiteral("there is none")
                                          : QStringLiteral("there are: %1").arg(QString::fromLatin1(known.join(", ")));
    const QString sentence = QStringLiteral("There is no backend \"%1\" here; %2")
                                 .arg(QString::fromUtf8(visit.view.backend.left(100)), there);
    refuse(visit.reply, {404, ErrorCode::transportError, sentence, {}, {}}, visit.cors);
}

void Endpoint::dispatch(Visit visit)
{
    const QByteArray method = visit.request.method;
    if (method == "POST")
        return post(std::move(visit));
    if (method == "GET")
        return m_legacy->get(std::move(visit));
    if (method == "DELETE")
        return m_legacy->remove(std::move(visit));
    const QString sentence =
        QStringLiteral("expected GET, POST or DELETE, got %1").arg(QString::fromLatin1(method.left(40)));
    refuse(visit.reply, {405, ErrorCode::transportError, sentence, {}, {{"Allow", methods}}}, visit.cors);
}

void Endpoint::post(Visit visit)
{
    const QByteArray type = visit.request.header("Content-Type");
    if (headerCount(visit.request.headers, "Content-Type") != 1 || !isMediaType(type, "application/json")) {
        return refuse(visit.reply,
                      {415,
                       ErrorCode::transportError,
                       QStringLiteral("Content-Type: expected application/json, got \"%1\"")
                           .arg(QString::fromLatin1(type.left(100))),
                       {},
                       {}},
                      visit.cors);
    }
    Post post;
    const QByteArray body = std::exchange(visit.request.body, {});
    post.isBatch = body.trimmed().startsWith('[');
    if (!post.isBatch) {
        auto message = Message::parse(body, m_limits);
        if (!message)
            return refuse(visit.reply, refusalOf(message.error()), visit.cors, message.error().id);
        post.messages = {std::move(*message)};
        return hand(std::move(visit), std::move(post));
    }
    auto elements = Message::split(body, m_limits);
    if (!elements)
        return refuse(visit.reply, refusalOf(elements.error()), visit.cors);
    for (auto &element : *elements) {
        if (!element)
            return refuse(visit.reply, {400, ErrorCode::invalidRequest, element.error().sentence, {}, {}}, visit.cors);
        post.messages.append(std::move(*element));
    }
    hand(std::move(visit), std::move(post));
}

void Endpoint::hand(Visit visit, Post post)
{
    const QByteArray header = visit.request.header("MCP-Protocol-Version");
    const Message &first = post.messages.constFirst();
    const QByteArrayView id = !post.isBatch && first.isRequest() ? first.id() : QByteArrayView();
    if (headerCount(visit.request.headers, "MCP-Protocol-Version") > 1) {
        const Refusal twice{
            400, ErrorCode::transportError, QStringLiteral("MCP-Protocol-Version may appear once"), {}, {}};
        return refuse(visit.reply, twice, visit.cors, id);
    }
    const auto generation = generationOf(post, header);
    if (!generation)
        return refuse(visit.reply, generation.error(), visit.cors, id);
    if (*generation == Generation::Modern)
        return refuse(visit.reply, noSuchVersion(claimedVersion(first), header), visit.cors, id);
    m_legacy->post(std::move(visit), std::move(post));
}

} // namespace Signalbox
