// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

namespace {

QByteArray initialize(const QByteArray &version)
{
    return Talker::initialize(version);
}

QJsonObject bodyOf(const HttpResponse &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

int codeIn(const HttpResponse &response)
{
    return bodyOf(response)[QStringLiteral("error")].toObject()[QStringLiteral("code")].toInt();
}

constexpr auto ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";

} // namespace

class TestHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agrees_on_a_version_both_know_data()
    {
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("agreed");
        for (const char *version : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
            QTest::newRow(version) << QByteArray(version) << QByteArray(version);
        QTest::newRow("unknown") << QByteArray("1999-01-01") << QByteArray("2025-11-25");
        QTest::newRow("stateless") << QByteArray("2026-07-28") << QByteArray("2025-11-25");
        QTest::newRow("word") << QByteArray("x") << QByteArray("2025-11-25");
    }

    void agrees_on_a_version_both_know()
    {
        QFETCH(QByteArray, asked);
        QFETCH(QByteArray, agreed);
        Mounted house;
        house.one.instructions = "Read the script.";
        QVERIFY(house.settle());
        Talker talker(house);
        const HttpResponse response = talker.post(initialize(asked));
        QCOMPARE(response.status, 200);
        QCOMPARE(response.header("Content-Type"), "application/json");
        QVERIFY(response.header("Mcp-Session-Id").startsWith("gw-"));
        QCOMPARE(response.header("Mcp-Session-Id").size(), 35);
        QCOMPARE(bodyOf(response)[QStringLiteral("id")].toString(), QStringLiteral("i"));
        const QJsonObject result = bodyOf(response)[QStringLiteral("result")].toObject();
        QCOMPARE(result[QStringLiteral("protocolVersion")].toString(), QString::fromLatin1(agreed));
        QCOMPARE(result[QStringLiteral("instructions")].toString(), QStringLiteral("Read the script."));
        const QJsonObject server = result[QStringLiteral("serverInfo")].toObject();
        QCOMPARE(server[QStringLiteral("name")].toString(), QStringLiteral("signalbox"));
        QCOMPARE(server[QStringLiteral("version")].toString(), QStringLiteral(SIGNALBOX_VERSION));
        QCOMPARE(server.contains(QStringLiteral("title")), agreed >= "2025-06-18");
        QVERIFY(result[QStringLiteral("capabilities")].toObject().contains(QStringLiteral("tools")));
    }

    void a_bad_wish_makes_no_session_data()
    {
        QTest::addColumn<QByteArray>("params");
        QTest::newRow("none") << QByteArray("{}");
        QTest::newRow("number") << QByteArray(R"({"protocolVersion":20251125,"capabilities":{}})");
        QTest::newRow("capabilities") << QByteArray(R"({"protocolVersion":"2025-11-25","capabilities":[]})");
        QTest::newRow("info") << QByteArray(R"({"protocolVersion":"2025-11-25","clientInfo":"me"})");
        QTest::newRow("long") << QByteArray(R"({"protocolVersion":"2025-11-25","clientInfo":{"name":)")
                + jsonString(QByteArray(100000, 'x')) + "}}";
    }

    void a_bad_wish_makes_no_session()
    {
        QFETCH(QByteArray, params);
        Mounted house;
        Talker talker(house);
        const HttpResponse response = talker.post(Talker::request("1", "initialize", params));
        QCOMPARE(response.status, 200);
        QCOMPARE(codeIn(response), -32602);
        QVERIFY(response.header("Mcp-Session-Id").isNull());
        QCOMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 0);
    }

    // Defect b: a client that chooses its session id.
    void an_unknown_session_is_never_made()
    {
        Mounted house;
        Talker talker(house);
        talker.session = "gw-my-own-choice";
        for (const QByteArray &body : {QByteArray(ping), initialize("2025-11-25"),
                                       QByteArray(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"),
                                       QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{}})")}) {
            const HttpResponse response = talker.post(body);
            QCOMPARE(response.status, 404);
            QCOMPARE(codeIn(response), -32001);
        }
        const HttpResponse get = talker.get()->response();
        QCOMPARE(get.status, 404);
        QCOMPARE(codeIn(get), -32001);
        QCOMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 0);
    }

    void without_a_session_nothing_but_initialize_is_served()
    {
        Mounted house;
        Talker talker(house);
        for (const char *body : {ping, R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
                                 R"({"jsonrpc":"2.0","id":1,"result":{}})"}) {
            const HttpResponse response = talker.post(body);
            QCOMPARE(response.status, 400);
            QCOMPARE(codeIn(response), -32000);
        }
        QCOMPARE(talker.get()->response().status, 404); // an empty header names a session nobody has
        QCOMPARE(house.request("GET", "/mcp/one", {{"Accept", "text/event-stream"}})->response().status, 400);
        QCOMPARE(house.request("DELETE", "/mcp/one", {})->response().status, 400);
    }

    void initializes_once()
    {
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        const HttpResponse response = talker.post(initialize("2025-11-25"));
        QCOMPARE(response.status, 400);
        QCOMPARE(codeIn(response), -32600);
        QVERIFY(response.body.contains(R"("id":"i")"));
    }

    // Protocol 9.44: a client may hurry.
    void a_request_before_initialized_is_served()
    {
        Mounted house;
        Talker talker(house);
        talker.session = talker.post(initialize("2025-11-25")).header("Mcp-Session-Id");
        QCOMPARE(talker.post(ping).status, 200);
        QCOMPARE(talker.post(Talker::call("2", "echo")).status, 200);
    }

    void a_request_before_the_greeting_is_not()
    {
        Config config;
        config.limits.answerWait = 5;
        Mounted house(config);
        house.one.greets = false; // the greeting of this view waits for it
        Talker talker(house);
        const auto client = talker.open(initialize("2025-11-25"));
        const HttpResponse head = client->head();
        QCOMPARE(head.header("Content-Type"), "text/event-stream");
        talker.session = head.header("Mcp-Session-Id");
        QVERIFY(talker.session.startsWith("gw-"));
        const HttpResponse early = talker.post(ping);
        QCOMPARE(early.status, 400);
        QCOMPARE(codeIn(early), -32000);
        QCOMPARE(talker.get()->response().status, 400);
    }

    void the_version_header_must_name_a_version_there_is_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<int>("status");
        QTest::newRow("negotiated") << QByteArray("2025-11-25") << 200;
        QTest::newRow("another we know") << QByteArray("2025-03-26") << 200;
        QTest::newRow("unknown date") << QByteArray("1999-01-01") << 400;
        QTest::newRow("word") << QByteArray("latest") << 400;
        QTest::newRow("empty") << QByteArray("") << 400;
    }

    void the_version_header_must_name_a_version_there_is()
    {
        QFETCH(QByteArray, version);
        QFETCH(int, status);
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        const HeaderList headers{{"Mcp-Session-Id", talker.session},
                                 {"MCP-Protocol-Version", version},
                                 {"Content-Type", "application/json"},
                                 {"Accept", "application/json, text/event-stream"}};
        const HttpResponse response = house.request("POST", "/mcp/one", headers, ping)->response();
        QCOMPARE(response.status, status);
        if (status == 400) {
            QCOMPARE(codeIn(response), -32000);
            QVERIFY(response.body.contains("2025-06-18"));
            QVERIFY(response.body.contains("\"id\":1"));
            QCOMPARE(house.request("GET", "/mcp/one", headers)->response().status, 400);
            QCOMPARE(house.request("DELETE", "/mcp/one", headers)->response().status, 400);
        }
        const HttpResponse hello =
            house
                .request("POST", "/mcp/one", {{"MCP-Protocol-Version", version}, {"Content-Type", "application/json"}},
                         initialize("2025-11-25"))
                ->response();
        QCOMPARE(hello.status, status);
    }

    void without_a_version_header_the_negotiated_one_holds()
    {
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        const HttpResponse response =
            house
                .request("POST", "/mcp/one", {{"Mcp-Session-Id", talker.session}, {"Content-Type", "application/json"}},
                         ping)
                ->response();
        QCOMPARE(response.status, 200);
        QCOMPARE(response.header("Mcp-Session-Id"), talker.session);
    }

    void one_header_names_the_session()
    {
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        const HttpResponse response = talker.post(ping, {{"mcp-session-id", talker.session}});
        QCOMPARE(response.status, 400);
        QCOMPARE(codeIn(response), -32000);
    }

    // Defect x: 200 for the end of a session that never was.
    void a_session_ends_once()
    {
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.remove().status, 200);
        QCOMPARE(talker.remove().status, 404);
        QCOMPARE(talker.post(ping).status, 404);
        QCOMPARE(talker.get()->response().status, 404);
    }

    void a_session_belongs_to_its_url()
    {
        Mounted house;
        Talker talker(house, "/mcp/one");
        QVERIFY(talker.begin());
        Talker other(house, "/mcp");
        other.session = talker.session;
        QCOMPARE(other.post(ping).status, 404);
        QCOMPARE(talker.post(ping).status, 200);
    }

    void too_many_sessions_are_refused()
    {
        Config config;
        config.limits.sessionsPerPrincipal = 2;
        Mounted house(config);
        Talker one(house);
        Talker two(house);
        Talker three(house);
        QVERIFY(one.begin());
        QVERIFY(two.begin());
        const HttpResponse response = three.post(initialize("2025-11-25"));
        QCOMPARE(response.status, 503);
        QVERIFY(!response.header("Retry-After").isEmpty());
        QCOMPARE(one.remove().status, 200);
        QVERIFY(three.begin());
    }

    // Defects k and r: an expired session that is still found until somebody cleans up.
    void an_idle_session_has_expired_before_anybody_sweeps()
    {
        Config config;
        config.limits.sessionIdle = 60;
        config.limits.keepAlive = 60'000;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        Talker idle(house);
        QVERIFY(idle.begin());
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 1); // the later one has expired
        QCOMPARE(talker.post(ping).status, 200); // kept by its stream
        stream->close();
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 0);
        QCOMPARE(talker.post(ping).status, 404);
    }

    // Defect j: an idle timer that runs during a long silent call.
    void a_silent_call_keeps_its_session()
    {
        Config config;
        config.limits.sessionIdle = 40;
        config.limits.answerWait = 5'000;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        Talker idle(house);
        QVERIFY(idle.begin());
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 1); // the later one has expired
        house.one.answer(house.one.held.constFirst());
        QCOMPARE(client->response().status, 200);
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 0);
    }

    void a_session_ended_before_the_greeting_is_told_so_data()
    {
        QTest::addColumn<int>("answerWait");
        QTest::newRow("json") << 5000;
        QTest::newRow("json, at the last moment") << 60;
        QTest::newRow("stream") << 1;
    }

    void a_session_ended_before_the_greeting_is_told_so()
    {
        QFETCH(int, answerWait);
        Config config;
        config.limits.answerWait = answerWait;
        config.limits.listWait = 200;
        Mounted house(config);
        house.one.greets = false;
        Talker talker(house);
        const auto client = talker.open(initialize("2025-11-25"));
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 1);
        if (answerWait == 1)
            QCOMPARE(client->frames(1).size(), 1);
        const qint64 number = house.conversations->sessions().at(0)[QStringLiteral("number")].toInteger();
        QVERIFY(house.conversations->closeSession(quint64(number)));
        const HttpResponse response = client->response();
        QVERIFY(response.complete);
        QCOMPARE(response.status, answerWait == 1 ? 200 : 404);
        // The next one is greeted when its wait is over, which began after that of the first.
        Talker next(house);
        QVERIFY(next.begin());
        QCOMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 1);
    }

    void who_leaves_before_the_greeting_leaves_nothing()
    {
        Config config;
        config.limits.answerWait = 5'000;
        config.limits.listWait = 150;
        Mounted house(config);
        house.one.greets = false;
        Talker talker(house);
        const auto client = talker.open(initialize("2025-11-25"));
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 1);
        client->close();
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("sessions")].toInt(), 0);
    }
};

QTEST_GUILESS_MAIN(TestHandshake)
#include "tst_handshake.moc"
