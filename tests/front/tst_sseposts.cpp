// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/oldclient.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto everything = R"({"elicitation":{},"sampling":{},"roots":{}})";
constexpr auto form = R"({"message":"Who?","requestedSchema":{"type":"object","properties":{}}})";

} // namespace

/** What clients of 2024-11-05 post. */
class TestSsePosts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_request_before_initialize_gets_its_error_on_the_stream()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.open());
        QCOMPARE(client.post(Talker::request("1", "tools/list")).status, 202);
        const Message error = parsed(client.said(1).value(0));
        QCOMPARE(error.id().toByteArray(), "1");
        QCOMPARE(error.errorCode(), -32000);
        QVERIFY(error.bytes().contains("initialize"));
        QCOMPARE(client.post(Talker::notification("notifications/roots/list_changed")).status, 202);
        QVERIFY(client.hearsNothing()); // a ping may come before initialize
        QCOMPARE(client.post(Talker::initialize("2024-11-05")).status, 202);
        QCOMPARE(parsed(client.said(3).value(2)).resultValue()["protocolVersion"].string(), "2024-11-05");
    }

    void an_initialize_that_asks_for_nothing_can_be_said_again()
    {
        Mounted house;
        OldClient client(house);
        QVERIFY(client.open());
        QCOMPARE(client.post(Talker::request("1", "initialize")).status, 202);
        QCOMPARE(parsed(client.said(1).value(0)).errorCode(), -32602);
        QCOMPARE(client.post(Talker::initialize("1999-01-01")).status, 202);
        QCOMPARE(parsed(client.said(2).value(1)).resultValue()["protocolVersion"].string(), "2025-11-25");
    }

    // On a stream that carries all answers, a second answer under the id would be taken for that of the first.
    void an_id_that_is_still_in_flight_is_refused_and_the_first_answered()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin("2025-03-26"));
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        const QByteArray ping = Talker::request("1", "ping");
        for (const QByteArray &body : {Talker::call("1", "hold"), ping, '[' + ping + ']'}) {
            const HttpResponse response = client.post(body);
            QCOMPARE(response.status, 400);
            QVERIFY(response.body.contains("in flight"));
        }
        const QByteArray twin = Talker::request("2", "ping");
        QCOMPARE(client.post('[' + twin + ',' + twin + ']').status, 400);
        QVERIFY(client.hearsNothing());
        house.one.answer(house.one.held.constFirst());
        QCOMPARE(parsed(client.said(3).value(2)).id().toByteArray(), "1");
        QCOMPARE(client.post(ping).status, 202); // free again
    }

    void so_many_calls_of_a_session_and_no_more()
    {
        Config config;
        config.limits.callsPerSession = 2;
        Mounted house(config);
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QCOMPARE(client.post(Talker::call("2", "hold")).status, 202);
        QCOMPARE(client.post(Talker::call("3", "hold")).status, 429);
        QTRY_COMPARE(house.one.held.size(), 2);
        QCOMPARE(client.post(Talker::notification("notifications/cancelled", R"({"requestId":1})")).status, 202);
        QCOMPARE(client.post(Talker::call("3", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 3);
    }

    void batches_exist_only_where_the_version_has_them()
    {
        Mounted house;
        const QByteArray batch = '[' + Talker::request("1", "ping") + ',' + Talker::call("2", "echo") + ']';
        OldClient with(house, "/sse/one");
        QVERIFY(with.open());
        QCOMPARE(with.post(batch).status, 400); // not yet
        QVERIFY(with.begin("2025-03-26"));
        QCOMPARE(with.post(batch).status, 202);
        const QList<SseFrame> answers = with.said(3);
        QCOMPARE(parsed(answers.value(1)).id().toByteArray(), "1"); // each a message of its own
        QCOMPARE(parsed(answers.value(2)).id().toByteArray(), "2");
        const QByteArray again = '[' + Talker::initialize("2025-03-26") + ']';
        QCOMPARE(with.post(again).status, 400);
        OldClient without(house, "/sse/one");
        QVERIFY(without.begin("2024-11-05"));
        QCOMPARE(without.post(batch).status, 400);
        QVERIFY(without.hearsNothing());
    }

    void to_another_principal_a_session_does_not_exist()
    {
        Mounted house;
        OldClient client(house);
        QVERIFY(client.begin());
        const QByteArray seen = client.heard().constLast().id;
        Config guarded = house.config;
        guarded.token = "s3cret";
        auto policy = std::make_unique<Policy>(guarded, house.port);
        house.endpoint->setPolicy(policy.get());
        house.router->setPolicy(policy.get());
        house.policy.swap(policy);
        const QByteArray ping = Talker::request("1", "ping");
        const Header token{"Authorization", "Bearer s3cret"};
        QCOMPARE(client.post(ping).status, 401);
        QCOMPARE(client.post(ping, {token}).status, 404); // now it is the owner's token that asks
        const auto other =
            house.request("GET", "/sse", {{"Accept", "text/event-stream"}, {"Last-Event-ID", seen}, token});
        const QList<SseFrame> frames = other->frames(1);
        QCOMPARE(frames.size(), 1);
        QVERIFY(frames.constFirst().data != client.endpoint);
        QVERIFY(!client.stream->hasEnded());
    }

    void pages_of_this_machine_may_use_it()
    {
        Mounted house;
        const HeaderList page{{"Origin", "http://localhost:5173"}};
        const auto preflight = [&](const QByteArray &path) {
            return house.request("OPTIONS", path, page + HeaderList{{"Access-Control-Request-Method", "POST"}})
                ->response();
        };
        QCOMPARE(preflight("/sse").status, 204);
        QCOMPARE(preflight("/sse/one").header("Allow"), "GET, OPTIONS");
        QCOMPARE(preflight("/messages").header("Allow"), "POST, OPTIONS");
        QCOMPARE(preflight("/messages").header("Access-Control-Allow-Origin"), "http://localhost:5173");
        const auto stream = house.request("GET", "/sse", page + HeaderList{{"Accept", "text/event-stream"}});
        QCOMPARE(stream->head().header("Access-Control-Allow-Origin"), "http://localhost:5173");
        const HeaderList stranger{{"Origin", "http://evil.example"}, {"Accept", "text/event-stream"}};
        for (const char *path : {"/sse", "/sse/one", "/sse/none"})
            QCOMPARE(house.request("GET", path, stranger)->response().status, 403);
        QCOMPARE(house.request("POST", "/messages?sessionId=x", stranger, "{}")->response().status, 403);
        for (const char *path : {"/sses", "/sse/one/two", "/messages/", "/message"})
            QCOMPARE(house.request("GET", path, {})->response().status, 404);
    }

    void a_question_that_nobody_waits_for_any_more_is_withdrawn()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin("2025-06-18", everything));
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.say(Message::request("7", "elicitation/create", form));
        const Message question = parsed(client.said(2).value(1));
        QVERIFY(question.isMethod("elicitation/create"));
        house.one.answer(house.one.held.constFirst());
        const QList<SseFrame> all = client.said(4);
        QCOMPARE(all.size(), 4);
        QVERIFY(parsed(all.at(2)).isMethod("notifications/cancelled"));
        QCOMPARE(parsed(all.at(2)).params()["requestId"].raw().toByteArray(), question.id().toByteArray());
        QCOMPARE(parsed(all.at(3)).id().toByteArray(), "1");
    }

    void a_question_without_a_call_comes_too()
    {
        Mounted house({}, ServerConfig::Instances::Session);
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin("2024-11-05", everything));
        QCOMPARE(client.post(Talker::call("1", "echo")).status, 202);
        QCOMPARE(client.said(2).size(), 2);
        house.one.say(Message::request("7", "roots/list"));
        const Message question = parsed(client.said(3).value(2));
        QVERIFY(question.isMethod("roots/list"));
        QCOMPARE(client.post(Message::result(question.id(), R"({"roots":[]})").bytes()).status, 202);
        QTRY_VERIFY(house.one.responseTo("7").isResponse());
    }

    void a_question_it_cannot_answer_does_not_come()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.say(Message::request("7", "sampling/createMessage", R"({"messages":[],"maxTokens":1})"));
        QTRY_VERIFY(house.one.responseTo("7").isResponse());
        QVERIFY(client.hearsNothing());
    }
};

QTEST_GUILESS_MAIN(TestSsePosts)
#include "tst_sseposts.moc"
