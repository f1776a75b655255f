// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/demofacts.h"

#include "tests/ui/facts.h"
#include "ui/board.h"

#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"
#include "core/tap/arrival.h"
#include "core/wire/message.h"

#include <QJsonArray>

#include <cmath>

namespace Signalbox {

namespace {

const QDateTime now = QDateTime::currentDateTimeUtc();

struct ClientRow
{
    const char *name;
    const char *version;
    const char *protocol;
    const char *front;
    const char *view;
    int streams;
    int running;
    quint64 calls;
};

constexpr ClientRow clients[] = {
    {"claude-code", "2.0.14", "2025-11-25", "legacy", "", 2, 1, 1482},
    {"Claude Desktop", "0.13.37", "2025-06-18", "legacy", "", 1, 0, 214},
    {"cursor-vscode", "1.7.4", "2025-06-18", "legacy", "", 1, 0, 96},
    {"mcp-inspector", "0.17.0", "2025-11-25", "legacy", "github", 1, 0, 12},
    {"codex-cli", "0.46.0", "2025-06-18", "legacy", "", 3, 2, 20517},
    {"old-dashboard", "1.0.0", "2024-11-05", "sse", "", 1, 0, 3},
    {"build-watch", "", "", "stream", "", 1, 0, 0},
    {"agent-runtime", "3.1.0", "2026-07-28", "modern", "", 1, 0, 874},
};

struct ServerRow
{
    const char *name;
    const char *kind;
    const char *server;
    const char *version;
    int tools, prompts, resources, running;
    quint64 calls, errors;
    double latency;
};

constexpr ServerRow servers[] = {
    {"filesystem", "stdio", "secure-filesystem-server", "0.6.3", 14, 0, 0, 1, 18204, 3, 4.2},
    {"github", "http", "github-mcp-server", "0.18.0", 91, 2, 5, 2, 2411, 17, 212},
    {"desk", "desk", "signalbox-desk", "0.1.0", 9, 0, 3, 0, 312, 0, 0.4},
    {"postgres", "stdio", "postgres-mcp", "0.3.0", 9, 1, 128, 0, 1290, 8, 18.7},
    {"playwright", "stdio", "Playwright", "0.0.41", 21, 0, 0, 0, 107, 2, 840},
};

void feedSessions(Bus &bus)
{
    quint64 number = 100;
    quint64 streamNumber = 200;
    for (const ClientRow &row : clients) {
        SessionFact session = sessionFact(++number, QString::fromLatin1(row.name));
        session.clientVersion = QString::fromLatin1(row.version);
        session.protocolVersion = QString::fromLatin1(row.protocol);
        session.front = QString::fromLatin1(row.front);
        session.view = QString::fromLatin1(row.view);
        session.principal = QStringLiteral("local");
        session.streams = row.streams;
        session.callsOpen = row.running;
        session.calls = row.calls;
        session.eventsSent = row.calls * 3 + 41;
        session.eventsReplayed = number % 3 * 7;
        session.bytesSent = row.calls * 2913 + 512;
        session.since = now.addSecs(-static_cast<qint64>(number - 100) * 1900);
        session.lastActive = now.addSecs(-static_cast<qint64>(number - 101) * 47);
        Q_EMIT bus.sessionChanged(session);
        for (int at = 0; at < row.streams; ++at) {
            StreamFact stream;
            stream.number = ++streamNumber;
            stream.session = number;
            stream.kind = session.front == QLatin1String("modern") ? QStringLiteral("subscriptions/listen")
                : at == 0 ? QStringLiteral("session") : QStringLiteral("tools/call");
            stream.state = number == 103 ? StreamFact::Detached : StreamFact::Open;
            stream.backlog = number == 103 ? 12 : 0;
            stream.backlogBytes = number == 103 ? 4180 : 0;
            stream.lastEventId = "7-" + QByteArray::number(stream.number) + "-" + QByteArray::number(row.calls * 3);
            stream.delivered = row.calls * 3;
            stream.since = session.since;
            Q_EMIT bus.streamChanged(stream);
        }
    }
}

QList<ProcessFact> processesOf(quint64 number)
{
    const qint64 id = static_cast<qint64>(number) * 7 + 40'000;
    const qint64 megabyte = 1'000'000;
    QList<ProcessFact> tree{{id, QStringLiteral("npm exec"), 0, 62 * megabyte, now.addSecs(-5'200)},
                            {id + 11, QStringLiteral("node"), 1, 85 * megabyte, now.addSecs(-5'198)}};
    if (number == 305)
        tree.append({id + 19, QStringLiteral("chrome"), 2, 311 * megabyte, now.addSecs(-640)});
    return tree;
}

void feedCalls(Bus &bus)
{
    struct Row
    {
        const char *client;
        const char *backend;
        const char *name;
        CallFact::State state;
        int seconds;
    };
    constexpr Row rows[] = {{"claude-code", "playwright", "browser_navigate", CallFact::AtServer, 41},
                            {"codex-cli", "github", "search_code", CallFact::AtServer, 3},
                            {"codex-cli", "github", "create_issue", CallFact::AtClient, 12},
                            {"claude-code", "filesystem", "read_text_file", CallFact::AtServer, 0},
                            {"codex-cli", "sqlite", "query", CallFact::Waiting, 1}};
    QList<CallFact> calls;
    for (const Row &row : rows) {
        CallFact call;
        call.number = static_cast<quint64>(calls.size()) + 900;
        call.client = QString::fromLatin1(row.client);
        call.backend = QString::fromLatin1(row.backend);
        call.method = QStringLiteral("tools/call");
        call.name = QString::fromLatin1(row.name);
        call.state = row.state;
        call.since = now.addSecs(-row.seconds);
        calls.append(call);
    }
    Q_EMIT bus.callsChanged(calls);
}

void feedBackends(Bus &bus, bool isTrouble)
{
    quint64 number = 300;
    for (const ServerRow &row : servers) {
        BackendFact backend = backendFact(++number, QString::fromLatin1(row.name));
        backend.kind = QString::fromLatin1(row.kind);
        backend.serverName = QString::fromLatin1(row.server);
        backend.serverVersion = QString::fromLatin1(row.version);
        backend.protocolVersion = QStringLiteral("2025-06-18");
        backend.tools = row.tools;
        backend.prompts = row.prompts;
        backend.resources = row.resources;
        backend.callsOpen = row.running;
        backend.calls = row.calls;
        backend.errors = row.errors;
        backend.notices = row.calls / 9;
        backend.latency = row.latency;
        backend.since = now.addSecs(-static_cast<qint64>(number) * 31);
        backend.status = {{QStringLiteral("pid"), static_cast<int>(number) * 7 + 40000}};
        if (backend.kind == QLatin1String("stdio"))
            backend.processes = processesOf(number);
        Q_EMIT bus.backendChanged(backend);
    }
    BackendFact sleeping = backendFact(++number, QStringLiteral("sqlite"), BackendFact::Found);
    Q_EMIT bus.backendChanged(sleeping);
    if (!isTrouble)
        return;
    BackendFact failed = backendFact(++number, QStringLiteral("jira"), BackendFact::Failed);
    failed.reason = QStringLiteral("The command “uvx” was not found in the search path of the login shell. Install uv, "
                                   "or write the full path into the settings.");
    failed.restarts = 5;
    Q_EMIT bus.backendChanged(failed);
    BackendFact shaky = backendFact(++number, QStringLiteral("weather"), BackendFact::BackingOff);
    shaky.reason = QStringLiteral("The server ended by itself with code 1, three times within a minute.");
    shaky.nextTry = now.addSecs(14);
    shaky.restarts = 3;
    shaky.status = {
        {QStringLiteral("command"), QStringLiteral("node weather.js")},
        {QStringLiteral("stderr"),
         QJsonArray{QStringLiteral("Weather server 1.2.0 starting"),
                    QStringLiteral("Error: connect ECONNREFUSED 127.0.0.1:8080"),
                    QStringLiteral("    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1607:16)")}}};
    Q_EMIT bus.backendChanged(shaky);
}

void feedNotices(Bus &bus)
{
    for (quint64 at = 1; at <= 60; ++at) {
        NoticeFact notice = noticeFact(500 + at);
        notice.at = now.addMSecs(static_cast<qint64>(at) * 731 - 44'000);
        notice.source = QString::fromLatin1(servers[at % 5].name);
        notice.receivers = static_cast<int>(at % 5);
        if (at % 4 == 0) {
            notice.type = QStringLiteral("notifications/message");
            notice.level = at % 12 == 0 ? QStringLiteral("error") : QStringLiteral("info");
            notice.data = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\""
                + notice.level.toLatin1()
                + "\",\"logger\":\"db\",\"data\":{\"query\":\"select 1\",\"rows\":" + QByteArray::number(at) + "}}}";
        } else {
            notice.data = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":"
                          "\"notes://"
                + QByteArray::number(at) + ".md\"}}";
        }
        Q_EMIT bus.noticed(notice);
    }
}

} // namespace

void feedHistory(Board *board)
{
    TrafficFact traffic;
    board->history().take(traffic, 0, 1000);
    for (int second = 0; second < 121; ++second) {
        const double wave = 1 + std::sin(second / 9.0) * 0.6 + std::sin(second / 2.3) * 0.2;
        const auto calls = static_cast<quint64>(wave * 38);
        traffic.calls += calls;
        traffic.takenCalls += calls;
        traffic.addedCalls += calls;
        traffic.takenUs += calls * static_cast<quint64>(9'000 + 2'500 * std::cos(second / 7.0));
        traffic.addedUs += calls * static_cast<quint64>(160 + 40 * wave);
        traffic.eventsSent += static_cast<quint64>(wave * 910);
        board->history().take(traffic, (560 + second * 0.8 + 24 * wave) * 1e6, 1000);
    }
}

void feedWire(Tap *tap)
{
    static int number = 0;
    ++number;
    const TapSeat seat{101, "legacy", {}, "claude-code", "2025-11-25"};
    const TapServer server{"filesystem", "2025-06-18", 101};
    const QByteArray id = QByteArray::number(number);
    const QByteArray arguments = R"("arguments":{"path":"/home/me/notes.md","apiKey":"abc","lines":[1,2.50]})";
    const Message request = Message::request(id, "tools/call", R"({"name":"filesystem__read_file",)" + arguments + '}');
    HttpRequest http;
    http.path = "/mcp";
    http.headers = {{"Content-Type", "application/json"}, {"Mcp-Session-Id", "gw-1"}};
    const Arrival arrival(tap, http, {}, {request});
    tap->isFrom(seat);
    const quint64 call = tap->callNumber(id, steadyUs());
    const QByteArray ours = QByteArray::number(4'000 + number);
    tap->sent(server, request.withId(ours).with({"params", "name"}, "\"read_file\""), call);
    const Message answer = number % 5 == 0
        ? Message::error(ours, -32602, "There is no such file")
        : Message::result(ours, R"({"content":[{"type":"text","text":"# Notes"}],"isError":false})");
    tap->received(server, answer, call, 0);
    const Tap::Scope scope(tap, call);
    tap->said(seat, answer.withId(id).bytes());
}

void feed(Bus &bus, const QString &scene)
{
    Q_EMIT bus.listening({QStringLiteral("http://127.0.0.1:3625/mcp")});
    if (scene == QLatin1String("empty"))
        return;
    const bool isTrouble = scene == QLatin1String("trouble");
    feedSessions(bus);
    feedBackends(bus, isTrouble);
    feedNotices(bus);
    feedCalls(bus);
    TrafficFact traffic;
    traffic.calls = 22324;
    traffic.errors = 30;
    traffic.callsOpen = 5;
    Q_EMIT bus.trafficChanged(traffic);
    if (isTrouble)
        bus.trouble(QStringLiteral("settings"),
                    QStringLiteral("limits.body: expected a size, got \"many\"; the old settings stay in force."));
}

} // namespace Signalbox
