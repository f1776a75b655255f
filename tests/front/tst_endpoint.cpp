// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
const HeaderList asClient{{"Content-Type", "application/json"}, {"Accept", "application/json, text/event-stream"}};

HttpResponse ask(Mounted &house, const QByteArray &method, const QByteArray &path, const HeaderList &headers = {},
                 const QByteArray &body = {})
{
    return house.request(method, path, headers, body)->response(method == "HEAD");
}

QJsonObject errorIn(const HttpResponse &response)
{
    return QJsonDocument::fromJson(response.body).object()[QStringLiteral("error")].toObject();
}

int codeIn(const HttpResponse &response)
{
    return errorIn(response)[QStringLiteral("code")].toInt();
}

} // namespace

class TestEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void an_unknown_path_is_nothing_to_anybody()
    {
        Mounted house;
        for (const char *path : {"/mcpx", "/mcp/one/two", "/MCP", "/other", "/mcp%2fone", "//mcp"}) {
            const HttpResponse response = ask(house, "POST", path, asClient, ping);
            QCOMPARE(response.status, 404);
            QVERIFY(response.header("Content-Type").startsWith("text/plain"));
        }
    }

    void an_unknown_backend_is_answered_with_those_there_are()
    {
        Mounted house;
        const HttpResponse response = ask(house, "POST", "/mcp/three", asClient, ping);
        QCOMPARE(response.status, 404);
        QVERIFY(response.body.contains("one, two"));
    }

    void who_is_not_admitted_learns_of_no_backend()
    {
        Config config;
        config.token = "s3cret";
        Mounted house(config);
        const HttpResponse response = ask(house, "POST", "/mcp/three", asClient, ping);
        QCOMPARE(response.status, 401);
        QVERIFY(!response.body.contains("one"));
        QVERIFY(!response.header("WWW-Authenticate").isEmpty());
        const HttpResponse admitted =
            ask(house, "POST", "/mcp/three", asClient + HeaderList{{"Authorization", "Bearer s3cret"}}, ping);
        QCOMPARE(admitted.status, 404);
    }

    void refuses_pages_of_strangers_data()
    {
        QTest::addColumn<QByteArray>("method");
        for (const char *method : {"POST", "GET", "DELETE", "OPTIONS"})
            QTest::newRow(method) << QByteArray(method);
    }

    void refuses_pages_of_strangers()
    {
        QFETCH(QByteArray, method);
        Mounted house;
        const HttpResponse response =
            ask(house, method, "/mcp", asClient + HeaderList{{"Origin", "http://evil.example"}},
                method == "POST" ? QByteArray(ping) : QByteArray());
        QCOMPARE(response.status, 403);
        QVERIFY(response.header("Access-Control-Allow-Origin").isNull());
        QVERIFY(!response.body.contains("\"id\""));
    }

    void refuses_other_hosts()
    {
        Mounted house;
        auto client = house.connection();
        client->send("POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
                     "Content-Length: 2\r\n\r\n{}");
        QCOMPARE(client->response().status, 403);
    }

    void answers_a_preflight()
    {
        Mounted house;
        const HttpResponse response =
            ask(house, "OPTIONS", "/mcp",
                {{"Origin", "http://localhost:5173"},
                 {"Access-Control-Request-Method", "POST"},
                 {"Access-Control-Request-Headers", "Mcp-Param-Region, x-other, mcp-param-b\"ad"},
                 {"Access-Control-Request-Private-Network", "true"}});
        QCOMPARE(response.status, 204);
        QCOMPARE(response.header("Access-Control-Allow-Origin"), "http://localhost:5173");
        QCOMPARE(response.header("Vary"), "Origin");
        QCOMPARE(response.header("Access-Control-Allow-Methods"), "GET, POST, DELETE, OPTIONS");
        const QByteArray allowed = response.header("Access-Control-Allow-Headers");
        for (const char *name : {"content-type", "accept", "authorization", "mcp-session-id", "mcp-protocol-version",
                                 "last-event-id", "mcp-method", "mcp-name", "mcp-param-region"})
            QVERIFY2(allowed.contains(name), name);
        QVERIFY(!allowed.contains("x-other"));
        QVERIFY(!allowed.contains('"'));
        QCOMPARE(response.header("Access-Control-Allow-Private-Network"), "true");
    }

    void every_answer_to_an_allowed_page_can_be_read_by_it()
    {
        Mounted house;
        const HeaderList origin{{"Origin", "http://127.0.0.1:1234"}};
        const auto readable = [](const HttpResponse &response) {
            return response.header("Access-Control-Allow-Origin") == "http://127.0.0.1:1234"
                && response.header("Access-Control-Expose-Headers").contains("mcp-session-id");
        };
        QVERIFY(readable(ask(house, "POST", "/mcp", asClient + origin, ping))); // 400
        QVERIFY(readable(ask(house, "PUT", "/mcp", origin)));
        QVERIFY(readable(ask(house, "POST", "/mcp", origin, ping))); // 415
        QVERIFY(readable(ask(house, "POST", "/mcp/three", asClient + origin, ping)));
        QVERIFY(readable(ask(house, "POST", "/mcp", asClient + origin, "{")));
        QVERIFY(readable(ask(house, "GET", "/healthz", origin)));
    }

    void knows_three_methods_data()
    {
        QTest::addColumn<QByteArray>("method");
        for (const char *method : {"HEAD", "PUT", "PATCH"})
            QTest::newRow(method) << QByteArray(method);
    }

    void knows_three_methods()
    {
        QFETCH(QByteArray, method);
        Mounted house;
        const HttpResponse response = ask(house, method, "/mcp");
        QCOMPARE(response.status, 405);
        QCOMPARE(response.header("Allow"), "GET, POST, DELETE");
    }

    void wants_json_data()
    {
        QTest::addColumn<HeaderList>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("none") << HeaderList{} << 415;
        QTest::newRow("text") << HeaderList{{"Content-Type", "text/plain"}} << 415;
        QTest::newRow("hidden") << HeaderList{{"Content-Type", "text/plain; a=application/json"}} << 415;
        QTest::newRow("twice") << HeaderList{{"Content-Type", "application/json"}, {"Content-Type", "text/plain"}}
                               << 415;
        QTest::newRow("charset") << HeaderList{{"Content-Type", "application/json; charset=utf-8"}} << 400;
    }

    void wants_json()
    {
        QFETCH(HeaderList, headers);
        QFETCH(int, status);
        Mounted house;
        QCOMPARE(ask(house, "POST", "/mcp", headers, ping).status, status);
    }

    void tells_bad_json_from_bad_messages_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::newRow("empty") << QByteArray() << -32700;
        QTest::newRow("cut") << QByteArray("{\"jsonrpc\":\"2.0\"") << -32700;
        QTest::newRow("text") << QByteArray("hello") << -32700;
        QTest::newRow("not utf-8") << QByteArray("{\"a\":\"\xff\"}") << -32700;
        QTest::newRow("no message") << QByteArray("{\"a\":1}") << -32600;
        QTest::newRow("number") << QByteArray("7") << -32600;
        QTest::newRow("other version") << QByteArray(R"({"jsonrpc":"1.0","id":1,"method":"ping"})") << -32600;
        QTest::newRow("empty batch") << QByteArray("[]") << -32600;
        QTest::newRow("batch of numbers") << QByteArray("[1,2]") << -32600;
        QTest::newRow("cut batch") << QByteArray("[") << -32700;
        QTest::newRow("batch with a bad one")
            << QByteArray(R"([{"jsonrpc":"2.0","id":1,"method":"ping"},{}])") << -32600;
        QTest::newRow("too deep") << QByteArray(1000, '[') << -32700;
    }

    void tells_bad_json_from_bad_messages()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, code);
        Mounted house;
        const HttpResponse response = ask(house, "POST", "/mcp", asClient, body);
        QCOMPARE(response.status, 400);
        QCOMPARE(codeIn(response), code);
        QVERIFY(!response.body.contains("\"id\":null"));
    }

    void names_the_request_in_its_refusal_if_it_can()
    {
        Mounted house;
        QVERIFY(ask(house, "POST", "/mcp", asClient, R"({"jsonrpc":"2.0","id":"x\u0041","method":1})")
                    .body.contains(R"("id":"x\u0041")"));
        QVERIFY(ask(house, "POST", "/mcp", asClient, R"({"jsonrpc":"2.0","id":1.0,"method":"ping"})")
                    .body.contains(R"("id":1.0)"));
    }

    void says_which_versions_it_speaks_to_who_wants_another_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QJsonArray>("supported");
        QTest::newRow("without sessions") << QByteArray("/mcp") << QJsonArray{QStringLiteral("2026-07-28")};
        QTest::newRow("with sessions alone")
            << QByteArray("/messages")
            << QJsonArray{QStringLiteral("2025-11-25"), QStringLiteral("2025-06-18"), QStringLiteral("2025-03-26"),
                          QStringLiteral("2024-11-05")};
    }

    void says_which_versions_it_speaks_to_who_wants_another()
    {
        QFETCH(QByteArray, path);
        Mounted house;
        const HttpResponse response = ask(house, "POST", path, asClient,
                                          R"({"jsonrpc":"2.0","id":9,"method":"server/discover","params":{"_meta":{)"
                                          R"("io.modelcontextprotocol/protocolVersion":"2099-01-01",)"
                                          R"("io.modelcontextprotocol/clientCapabilities":{}}}})");
        QCOMPARE(response.status, 400);
        QCOMPARE(codeIn(response), -32022);
        const QJsonObject data = errorIn(response)[QStringLiteral("data")].toObject();
        QCOMPARE(data[QStringLiteral("requested")].toString(), QStringLiteral("2099-01-01"));
        QTEST(data[QStringLiteral("supported")].toArray(), "supported");
        QVERIFY(response.body.contains("\"id\":9"));
    }

    void a_notification_without_session_is_taken()
    {
        Mounted house;
        const HttpResponse notice =
            ask(house, "POST", "/mcp", asClient + HeaderList{{"MCP-Protocol-Version", "2026-07-28"}},
                R"({"jsonrpc":"2.0","method":"notifications/cancelled"})");
        QCOMPARE(notice.status, 202);
    }

    void one_header_names_the_version()
    {
        Mounted house;
        const HeaderList twice{{"MCP-Protocol-Version", "2025-11-25"}, {"mcp-protocol-version", "2025-11-25"}};
        const HttpResponse response = ask(house, "POST", "/mcp", asClient + twice, ping);
        QCOMPARE(response.status, 400);
        QCOMPARE(codeIn(response), -32000);
        QVERIFY(response.body.contains("\"id\":1"));
    }

    void tells_monitors_that_it_is_well()
    {
        Config config;
        config.token = "s3cret";
        Mounted house(config);
        const HttpResponse response = ask(house, "GET", "/healthz");
        QCOMPARE(response.status, 200);
        const QJsonObject body = QJsonDocument::fromJson(response.body).object();
        QCOMPARE(body[QStringLiteral("status")].toString(), QStringLiteral("ok"));
        QCOMPARE(body[QStringLiteral("version")].toString(), QStringLiteral(SIGNALBOX_VERSION));
        QCOMPARE(body[QStringLiteral("sessions")].toInt(-1), 0);
        QVERIFY(!response.body.contains("s3cret"));
        QCOMPARE(ask(house, "HEAD", "/healthz").status, 200);
        QCOMPARE(ask(house, "POST", "/healthz").status, 405);
        QCOMPARE(ask(house, "GET", "/").status, 200);
    }
};

QTEST_GUILESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
