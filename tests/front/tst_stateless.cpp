// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/statelesstalk.h"

#include <QTest>

using namespace Signalbox;

/** Clients without session in front of a server with one. */
class TestStateless : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void discovers();
    void refuses_what_there_is_not_data();
    void refuses_what_there_is_not();
    void results_say_what_they_are();
    void what_only_this_generation_says_does_not_reach_the_server();
    void progress_makes_a_stream();
    void log_lines_only_for_those_who_ask();
    void a_client_that_leaves_has_cancelled();
    void listens();
    void a_subscription_is_followed();
    void both_generations_at_once();
};

void TestStateless::discovers()
{
    Mounted house;
    const HttpResponse response = plain("server/discover").send(house)->response();
    QCOMPARE(response.status, 200);
    const JsonView result = parsed(response.body).resultValue();
    QCOMPARE(result["supportedVersions"].raw(), R"(["2026-07-28"])");
    QVERIFY(result["capabilities"]["tools"].isObject());
    QVERIFY(result["resultType"].equals("complete"));
    QVERIFY(result["ttlMs"].integer());
    QVERIFY(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"].equals("signalbox"));
    QVERIFY(response.header("Mcp-Session-Id").isNull());
}

void TestStateless::refuses_what_there_is_not_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char *method : {"ping", "initialize", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "tasks/list", "no/such"})
        QTest::newRow(method) << QByteArray(method);
}

void TestStateless::refuses_what_there_is_not()
{
    QFETCH(QByteArray, method);
    Mounted house;
    const HttpResponse response = plain(method).send(house)->response();
    QCOMPARE(response.status, 404);
    QCOMPARE(parsed(response.body).errorCode(), -32601);
    QCOMPARE(parsed(response.body).id(), "1");
}

void TestStateless::results_say_what_they_are()
{
    Mounted house;
    QVERIFY(house.settle());
    const HttpResponse list = plain("tools/list").send(house, "/mcp")->response();
    QCOMPARE(list.status, 200);
    QVERIFY(parsed(list.body).resultValue()["cacheScope"].equals("private"));
    QVERIFY(parsed(list.body).resultValue()["tools"].isArray());
    Request call;
    call.name = "echo";
    call.params = R"("name":"echo","arguments":{})";
    const HttpResponse answer = call.send(house)->response();
    QCOMPARE(answer.header("Content-Type"), "application/json");
    QVERIFY(parsed(answer.body).resultValue()["resultType"].equals("complete"));
    QVERIFY(!parsed(answer.body).resultValue()["ttlMs"].exists());
}

void TestStateless::what_only_this_generation_says_does_not_reach_the_server()
{
    Mounted house;
    Request call;
    call.params += R"(,"inputResponses":{"x":{}},"extra":1)";
    call.meta = R"(,"traceparent":"00-1")";
    const auto client = call.send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    QCOMPARE(house.one.held[0].params().raw(), R"({"name":"hold","arguments":{},"extra":1,"_meta":{"traceparent":"00-1"}})");
}

void TestStateless::progress_makes_a_stream()
{
    Mounted house;
    Request call;
    call.meta = R"(,"progressToken":"p")";
    const auto client = call.send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    house.one.progress(house.one.held[0], 1);
    QCOMPARE(messages(*client, 1).size(), 1);
    house.one.answer(house.one.held[0]);
    const HttpResponse response = client->response();
    QCOMPARE(response.header("Content-Type"), "text/event-stream");
    QVERIFY(!response.body.contains("\nid:"));
    const QList<SseFrame> frames = messagesIn(sseFrames(response.body));
    QCOMPARE(frames.size(), 2);
    QCOMPARE(parsed(frames[0].data).params()["progressToken"].raw(), "\"p\"");
    QVERIFY(parsed(frames[1].data).resultValue()["resultType"].equals("complete"));
}

void TestStateless::log_lines_only_for_those_who_ask()
{
    for (const bool asks : {false, true}) {
        Mounted house;
        Request call;
        if (asks)
            call.meta = R"(,"io.modelcontextprotocol/logLevel":"warning")";
        const auto client = call.send(house);
        QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
        house.one.notify("notifications/message", R"({"level":"info","data":"low"})");
        house.one.notify("notifications/message", R"({"level":"error","data":"high"})");
        house.one.answer(house.one.held[0]);
        const QByteArray body = client->response().body;
        QVERIFY(!body.contains("low"));
        QCOMPARE(body.contains("high"), asks);
    }
    Mounted house;
    Request call;
    call.meta = R"(,"io.modelcontextprotocol/logLevel":"loud")";
    QCOMPARE(parsed(call.send(house)->response().body).errorCode(), -32602);
}

void TestStateless::a_client_that_leaves_has_cancelled()
{
    Mounted house;
    auto client = Request().send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    client.reset();
    QTRY_COMPARE(house.one.count("notifications/cancelled"), 1);
    QCOMPARE(house.modern->counts().value(QStringLiteral("calls")).toInt(), 0);
}

void TestStateless::listens()
{
    Mounted house;
    QVERIFY(house.settle());
    Request listen = plain("subscriptions/listen", R"("notifications":{"toolsListChanged":true,"promptsListChanged":false})");
    listen.id = "\"sub\"";
    const auto client = listen.send(house);
    QList<SseFrame> frames = messages(*client, 1);
    QCOMPARE(frames.size(), 1);
    const Message acknowledged = parsed(frames[0].data);
    QVERIFY(acknowledged.isMethod("notifications/subscriptions/acknowledged"));
    QCOMPARE(acknowledged.params()["notifications"].raw(), R"({"toolsListChanged":true})");
    QCOMPARE(acknowledged.params()["_meta"]["io.modelcontextprotocol/subscriptionId"].raw(), "\"sub\"");
    house.one.notify("notifications/prompts/list_changed");
    house.one.notify("notifications/message", R"({"level":"error","data":"x"})");
    house.two.notify("notifications/tools/list_changed");
    house.one.notify("notifications/tools/list_changed");
    frames = messages(*client, 2);
    QCOMPARE(frames.size(), 2);
    QVERIFY(parsed(frames[1].data).isMethod("notifications/tools/list_changed"));
    QCOMPARE(parsed(frames[1].data).params()["_meta"]["io.modelcontextprotocol/subscriptionId"].raw(), "\"sub\"");
    house.modern->close();
    frames = messagesIn(sseFrames(client->response().body));
    QCOMPARE(frames.size(), 3);
    QVERIFY(parsed(frames[2].data).resultValue()["resultType"].equals("complete"));
    QCOMPARE(parsed(frames[2].data).id(), "\"sub\"");

    const HttpResponse bad = plain("subscriptions/listen").send(house)->response();
    QCOMPARE(parsed(bad.body).errorCode(), -32602);
}

void TestStateless::a_subscription_is_followed()
{
    Mounted house;
    QVERIFY(house.settle());
    const auto client =
        plain("subscriptions/listen", R"("notifications":{"resourceSubscriptions":["note:1"]})").send(house);
    QCOMPARE(messages(*client, 1).size(), 1);
    house.one.notify("notifications/resources/updated", R"({"uri":"note:2"})");
    house.one.notify("notifications/resources/updated", R"({"uri":"note:1"})");
    const QList<SseFrame> frames = messages(*client, 2);
    QCOMPARE(frames.size(), 2);
    QCOMPARE(parsed(frames[1].data).params()["uri"].string(), "note:1");
}

void TestStateless::both_generations_at_once()
{
    Mounted house;
    Talker talker(house);
    QVERIFY(talker.begin());
    const auto stateless = Request().send(house);
    const auto session = talker.open(Talker::call("1", "hold"));
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 2; }));
    for (const Message &held : std::as_const(house.one.held))
        house.one.answer(held);
    QVERIFY(parsed(stateless->response().body).resultValue()["resultType"].exists());
    QVERIFY(!session->response().body.contains("resultType"));
}

QTEST_GUILESS_MAIN(TestStateless)
#include "tst_stateless.moc"
