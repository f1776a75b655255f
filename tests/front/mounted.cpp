// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include "core/upstream/legacy/legacydialect.h"
#include "core/upstream/modern/moderndialect.h"

namespace Signalbox {

Mounted::Mounted(Config settings, ServerConfig::Instances ofServers)
    : config(std::move(settings))
    , instances(ofServers)
{
    plugins.add(QStringLiteral("one"), &one);
    plugins.add(QStringLiteral("two"), &two);
    UpstreamSetup setup;
    setup.plugins = &plugins;
    setup.bus = &bus;
    setup.levels = &levels;
    setup.legacy = [] { return std::make_unique<LegacyDialect>(); };
    setup.modern = [] { return std::make_unique<ModernDialect>(); };
    setup.questions.bus = &bus;
    setup.questions.client = [this](quint64 client, const AskPtr &ask) { return conversations->ask(client, ask); };
    setup.questions.person = [](const AskPtr &) { return false; };
    upstreams = std::make_unique<UpstreamSet>(setup);

    server = std::make_unique<HttpServer>(config.limits.http);
    server->setHandler(
        [this](HttpRequest &&request, Reply reply) { endpoint->handle(std::move(request), std::move(reply)); });
    const auto listening = server->listen({QStringLiteral("127.0.0.1")}, 0);
    port = listening.ok() ? *listening : quint16(0);
    policy = std::make_unique<Policy>(config, port);
    router = std::make_unique<Router>(upstreams.get(), &levels, policy.get(), &bus);
    conversations = std::make_unique<Conversations>(1, config.limits, router.get(), &bus);
    legacy = std::make_unique<LegacyFront>(config.limits, conversations.get());
    sse = std::make_unique<SseFront>(conversations.get());
    modern = std::make_unique<ModernFront>(config.limits, QByteArray(32, 'k'), router.get(), &bus);
    router->setReceivers({conversations.get(), modern.get()});
    Endpoint::House house;
    house.backends = [this] {
        QList<QByteArray> slugs;
        for (const Upstream *upstream : upstreams->all())
            slugs.append(upstream->slug());
        return slugs;
    };
    house.health = [this] { return conversations->counts(); };
    endpoint = std::make_unique<Endpoint>(policy.get(), Endpoint::Fronts{legacy.get(), modern.get(), sse.get()}, house);
    endpoint->setTap(bus.tap());
    upstreams->apply({serverNamed("one"), serverNamed("two")});
}

Mounted::~Mounted()
{
    server.reset();
    endpoint.reset();
    conversations->close();
    modern->close();
    router->setReceivers({});
    modern.reset();
    sse.reset();
    legacy.reset();
    conversations.reset();
    router.reset();
    upstreams.reset();
}

ServerConfig Mounted::serverNamed(const QByteArray &slug) const
{
    ServerConfig named;
    named.name = QString::fromLatin1(slug);
    named.slug = slug;
    named.kind = named.name;
    named.start = ServerConfig::Start::Eager;
    named.limits = config.limits;
    named.instances = instances;
    return named;
}

std::unique_ptr<HttpClient> Mounted::connection() const
{
    auto client = std::make_unique<HttpClient>();
    return client->connectTo(port) ? std::move(client) : nullptr;
}

std::unique_ptr<HttpClient> Mounted::request(const QByteArray &method, const QByteArray &path,
                                             const HeaderList &headers, const QByteArray &body) const
{
    QByteArray bytes = method + ' ' + path + " HTTP/1.1\r\nHost: localhost:" + QByteArray::number(port) + "\r\n";
    for (const Header &header : headers)
        bytes += header.first + ": " + header.second + "\r\n";
    if (!body.isEmpty() || method == "POST")
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    auto client = connection();
    client->send(bytes + "\r\n" + body);
    return client;
}

bool Mounted::settle()
{
    return HttpClient::await([this] {
        const auto all = upstreams->all();
        return std::all_of(all.begin(), all.end(), [](const Upstream *upstream) { return upstream->identity(); });
    });
}

HeaderList Talker::headers() const
{
    HeaderList headers{{"Content-Type", "application/json"}, {"Accept", accept}};
    if (!session.isEmpty()) {
        headers.emplaceBack("Mcp-Session-Id", session);
        headers.emplaceBack("MCP-Protocol-Version", m_version);
    }
    return headers;
}

std::unique_ptr<HttpClient> Talker::open(const QByteArray &body, const HeaderList &extra)
{
    return m_house.request("POST", m_path, headers() + extra, body);
}

HttpResponse Talker::post(const QByteArray &body, const HeaderList &extra)
{
    return open(body, extra)->response();
}

bool Talker::begin(const QByteArray &capabilities)
{
    greeting = post(initialize(m_version, capabilities));
    session = greeting.header("Mcp-Session-Id");
    if (greeting.status != 200 || session.isEmpty())
        return false;
    return post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})").status == 202;
}

std::unique_ptr<HttpClient> Talker::hold(const Actor &server, const QByteArray &capabilities)
{
    if (!begin(capabilities))
        return nullptr;
    const qsizetype before = server.held.size();
    auto client = open(call("1", "hold"));
    const bool isThere = HttpClient::await([&] { return server.held.size() == before + 1; });
    return isThere ? std::move(client) : nullptr;
}

std::unique_ptr<HttpClient> Talker::get(const QByteArray &lastEventId)
{
    HeaderList headers{{"Accept", "text/event-stream"}, {"Mcp-Session-Id", session}};
    if (!lastEventId.isNull())
        headers.emplaceBack("Last-Event-ID", lastEventId);
    return m_house.request("GET", m_path, headers);
}

HttpResponse Talker::remove()
{
    return m_house.request("DELETE", m_path, {{"Mcp-Session-Id", session}})->response();
}

QByteArray Talker::initialize(const QByteArray &version, const QByteArray &capabilities)
{
    return request("\"i\"", "initialize",
                   "{\"protocolVersion\":" + jsonString(version) + ",\"capabilities\":" + capabilities
                       + ",\"clientInfo\":{\"name\":\"talker\",\"version\":\"1\"}}");
}

QByteArray Talker::request(const QByteArray &id, const QByteArray &method, const QByteArray &params)
{
    return Message::request(id, method, params).bytes();
}

QByteArray Talker::notification(const QByteArray &method, const QByteArray &params)
{
    return Message::notification(method, params).bytes();
}

QByteArray Talker::call(const QByteArray &id, const QByteArray &tool, const QByteArray &arguments)
{
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":")" + tool
        + R"(","arguments":)" + arguments + R"(,"_meta":{"progressToken":"t)" + id.toHex() + R"("}}})";
}

QList<SseFrame> messagesIn(const QList<SseFrame> &frames)
{
    QList<SseFrame> some;
    for (const SseFrame &frame : frames) {
        if (!frame.data.isEmpty())
            some.append(frame);
    }
    return some;
}

QList<SseFrame> messages(HttpClient &client, qsizetype count, int limit)
{
    HttpClient::await([&] { return messagesIn(sseFrames(client.soFar().body)).size() >= count; }, limit);
    return messagesIn(sseFrames(client.soFar().body));
}

} // namespace Signalbox
