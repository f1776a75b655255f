// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/endpoint.h"

#include "core/front/cors.h"
#include "core/front/generation.h"
#include "core/front/mediatypes.h"
#include "core/front/pages.h"
#include "core/front/refusals.h"
#include "core/mirror/statelessmeta.h"
#include "core/session/features.h"
#include "core/tap/arrival.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

/** The backend that a path at or below a mount names: empty = all; null = the path is not there. */
QByteArray backendBelow(const QByteArray &path, QByteArrayView mount)
{
    if (!path.startsWith(mount))
        return {};
    const QByteArray rest = path.mid(mount.size());
    if (rest.isEmpty() || rest == "/")
        return QByteArrayLiteral("");
    return rest.startsWith('/') && rest.indexOf('/', 1) < 0 ? rest.mid(1) : QByteArray();
}

QByteArray quotedList(const QList<QByteArray> &words)
{
    QByteArray list;
    for (const QByteArray &word : words)
        list += (list.isEmpty() ? "" : ",") + jsonString(word);
    return '[' + list + ']';
}

/** For a message of the generation without handshake where there is none: what there is instead. */
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

Endpoint::Endpoint(const Policy *policy, Fronts fronts, House house)
    : m_policy(policy)
    , m_fronts(fronts)
    , m_house(std::move(house))
{
}

Endpoint::Place Endpoint::placeOf(const QByteArray &path) const
{
    if (path == "/messages")
        return {m_fronts.sse, nullptr, QByteArrayLiteral(""), "POST"};
    if (const QByteArray backend = backendBelow(path, "/mcp"); !backend.isNull())
        return {m_fronts.legacy, m_fronts.modern, backend, "GET, POST, DELETE"};
    if (const QByteArray backend = backendBelow(path, "/sse"); !backend.isNull())
        return {m_fronts.sse, nullptr, backend, "GET"};
    return {};
}

void Endpoint::handle(HttpRequest &&request, Reply reply)
{
    const Place place = placeOf(request.path);
    if (place.front)
        enter(std::move(request), std::move(reply), place);
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

void Endpoint::enter(HttpRequest &&request, Reply reply, const Place &place)
{
    const HeaderList cors = corsOf(request);
    auto caller = m_policy->admit(request);
    if (!caller)
        return refuse(std::move(reply), caller.error(), cors);
    if (request.method == "OPTIONS") {
        HeaderList headers = cors;
        if (!cors.isEmpty())
            headers += preflightHeaders(request);
        headers.emplaceBack("Allow", place.methods + ", OPTIONS");
        reply.send(204, headers, {});
        return;
    }
    const QByteArray viewKey = m_policy->viewKey(*caller);
    Visit visit{std::move(request), std::move(reply), std::move(*caller), {place.backend, viewKey}, cors};
    if (!place.backend.isEmpty() && !isKnown(place.backend))
        return refuseBackend(visit);
    dispatch(std::move(visit), place);
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

void Endpoint::dispatch(Visit visit, const Place &place)
{
    const QByteArray method = visit.request.method;
    const QByteArray listed = ", " + place.methods + ", ";
    if (!listed.contains(", " + method + ", ")) {
        const QString sentence =
            QStringLiteral("expected %1, got %2")
                .arg(QString::fromLatin1(place.methods), QString::fromLatin1(method.left(40)));
        return refuse(visit.reply, {405, ErrorCode::transportError, sentence, {}, {{"Allow", place.methods}}},
                      visit.cors);
    }
    if (method == "POST")
        return post(std::move(visit), place);
    const Arrival arrival(m_tap, visit.request, visit.reply, {});
    if (method == "GET")
        return place.front->get(std::move(visit));
    place.front->remove(std::move(visit));
}

void Endpoint::post(Visit visit, const Place &place)
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
        return hand(std::move(visit), std::move(post), place);
    }
    auto elements = Message::split(body, m_limits);
    if (!elements)
        return refuse(visit.reply, refusalOf(elements.error()), visit.cors);
    for (auto &element : *elements) {
        if (!element)
            return refuse(visit.reply, {400, ErrorCode::invalidRequest, element.error().sentence, {}, {}}, visit.cors);
        post.messages.append(std::move(*element));
    }
    hand(std::move(visit), std::move(post), place);
}

void Endpoint::hand(Visit visit, Post post, const Place &place)
{
    const Arrival arrival(m_tap, visit.request, visit.reply, post.messages);
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
    if (*generation == Generation::Modern && place.stateless)
        return place.stateless->post(std::move(visit), std::move(post));
    if (*generation == Generation::Modern)
        return refuse(visit.reply, noSuchVersion(claimedVersion(first), header), visit.cors, id);
    place.front->post(std::move(visit), std::move(post));
}

} // namespace Signalbox
