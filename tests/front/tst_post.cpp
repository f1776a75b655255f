// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";

int codeIn(const QByteArray &body)
{
    return QJsonDocument::fromJson(body)[QStringLiteral("error")][QStringLiteral("code")].toInt();
}

Config patient()
{
    Config config;
    config.limits.answerWait = 5'000;
    return config;
}

Config hasty()
{
    Config config;
    config.limits.answerWait = 1;
    return config;
}

} // namespace

class TestPost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void an_early_answer_is_json()
    {
        Mounted house(patient());
        Talker talker(house);
        QVERIFY(talker.begin());
        const HttpResponse response = talker.post(Talker::call("9007199254740993", "echo", R"({"b":1.0,"a":[1e3]})"));
        QCOMPARE(response.status, 200);
        QCOMPARE(response.header("Content-Type"), "application/json");
        QCOMPARE(response.header("Mcp-Session-Id"), talker.session);
        QCOMPARE(response.body,
                 R"({"jsonrpc":"2.0","id":9007199254740993,"result":{"content":[],"arguments":{"b":1.0,"a":[1e3]}}})");
    }

    void the_id_comes_back_as_it_was_written_data()
    {
        QTest::addColumn<QByteArray>("id");
        for (const char *id : {"1", "1.0", "\"1\"", "\"\\u0041\"", "-0", "1e2", "18446744073709551615"})
            QTest::newRow(id) << QByteArray(id);
    }

    void the_id_comes_back_as_it_was_written()
    {
        QFETCH(QByteArray, id);
        Mounted house(patient());
        Talker talker(house);
        QVERIFY(talker.begin());
        QVERIFY(talker.post(Talker::call(id, "echo")).body.contains("\"id\":" + id + ','));
        QVERIFY(talker.post(Talker::request(id, "ping")).body.contains("\"id\":" + id + ','));
    }

    void a_late_answer_is_a_stream()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("5", "hold"));
        const HttpResponse head = client->head();
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("Content-Type"), "text/event-stream");
        QCOMPARE(head.header("Cache-Control"), "no-cache, no-transform");
        QCOMPARE(head.header("X-Accel-Buffering"), "no");
        QCOMPARE(head.header("Mcp-Session-Id"), talker.session);
        const QList<SseFrame> first = client->frames(1);
        QCOMPARE(first.size(), 1);
        QVERIFY(first.constFirst().id.endsWith("-0"));
        QCOMPARE(first.constFirst().retry, "1000");
        QVERIFY(first.constFirst().data.isEmpty());
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.answer(house.one.held.constFirst());
        const HttpResponse whole = client->response();
        QVERIFY(whole.complete);
        const QList<SseFrame> got = messagesIn(sseFrames(whole.body));
        QCOMPARE(got.size(), 1);
        QCOMPARE(got.constFirst().data, R"({"jsonrpc":"2.0","id":5,"result":{"content":[]}})");
        QCOMPARE(got.constFirst().event, "message");
        QVERIFY(got.constFirst().id.endsWith("-1"));
    }

    void older_clients_are_not_primed_data()
    {
        QTest::addColumn<QByteArray>("version");
        for (const char *version : {"2024-11-05", "2025-03-26", "2025-06-18"})
            QTest::newRow(version) << QByteArray(version);
    }

    void older_clients_are_not_primed()
    {
        QFETCH(QByteArray, version);
        Mounted house(hasty());
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("5", "hold"));
        QCOMPARE(client->head().header("Content-Type"), "text/event-stream");
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.answer(house.one.held.constFirst());
        const QList<SseFrame> frames = sseFrames(client->response().body);
        QCOMPARE(frames.size(), 1);
        QVERIFY(!frames.constFirst().id.isEmpty());
        QVERIFY(!frames.constFirst().data.isEmpty());
    }

    void progress_before_the_answer_makes_it_a_stream()
    {
        Mounted house(patient());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("7", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.progress(house.one.held.constFirst(), 1);
        house.one.progress(house.one.held.constFirst(), 2);
        house.one.answer(house.one.held.constFirst());
        const QList<SseFrame> got = messagesIn(sseFrames(client->response().body));
        QCOMPARE(got.size(), 3);
        QVERIFY(got.at(0).data.contains(R"("progressToken":"t37")"));
        QVERIFY(got.at(0).data.contains(R"("progress":1)"));
        QVERIFY(got.at(2).data.contains(R"("id":7)"));
    }

    void a_client_without_streams_gets_json_however_late()
    {
        Mounted house(hasty());
        Talker talker(house);
        talker.accept = "application/json";
        QVERIFY(talker.begin());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        const auto client = talker.open(Talker::call("7", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.progress(house.one.held.constFirst(), 1);
        const QList<SseFrame> aside = messages(*stream, 1);
        QCOMPARE(aside.size(), 1);
        QVERIFY(aside.constFirst().data.contains("notifications/progress"));
        // A later call of a client that accepts both is a stream by now: the wait for JSON is over.
        Talker other(house);
        QVERIFY(other.begin());
        QCOMPARE(other.open(Talker::call("8", "hold"))->head().header("Content-Type"), "text/event-stream");
        house.one.answer(house.one.held.constFirst());
        const HttpResponse response = client->response();
        QCOMPARE(response.header("Content-Type"), "application/json");
        QVERIFY(response.body.contains(R"("id":7)"));
    }

    void what_a_client_accepts_is_respected_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<int>("status");
        QTest::newRow("both") << QByteArray("application/json, text/event-stream") << 200;
        QTest::newRow("json") << QByteArray("application/json") << 200;
        QTest::newRow("anything") << QByteArray("*/*") << 200;
        QTest::newRow("stream") << QByteArray("text/event-stream") << 406;
        QTest::newRow("page") << QByteArray("text/html") << 406;
        QTest::newRow("no json") << QByteArray("application/json;q=0, text/event-stream") << 406;
    }

    void what_a_client_accepts_is_respected()
    {
        QFETCH(QByteArray, accept);
        QFETCH(int, status);
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        talker.accept = accept;
        const HttpResponse response = talker.post(ping);
        QCOMPARE(response.status, status);
        if (status == 406) {
            QCOMPARE(codeIn(response.body), -32000);
            QVERIFY(response.body.contains("\"id\":1"));
        }
    }

    void notifications_and_responses_are_accepted_in_silence()
    {
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        for (const char *body :
             {R"({"jsonrpc":"2.0","method":"notifications/roots/list_changed"})",
              R"({"jsonrpc":"2.0","method":"notifications/never/heard/of"})",
              R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{}})",
              R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}})",
              R"({"jsonrpc":"2.0","id":99,"result":{}})", R"({"jsonrpc":"2.0","error":{"code":-1,"message":"no"}})"}) {
            const HttpResponse response = talker.post(body);
            QCOMPARE(response.status, 202);
            QVERIFY(response.body.isEmpty());
        }
    }

    void only_a_view_of_one_passes_notices_on_that_it_does_not_know()
    {
        Mounted house({}, ServerConfig::Instances::Session);
        Talker one(house, "/mcp/one");
        Talker all(house, "/mcp");
        QVERIFY(one.begin());
        QVERIFY(all.begin());
        QCOMPARE(one.post(Talker::call("1", "echo")).status, 200); // now there is a server of its own
        QCOMPARE(all.post(R"({"jsonrpc":"2.0","method":"notifications/of/all"})").status, 202);
        QCOMPARE(one.post(R"({"jsonrpc":"2.0","method":"notifications/of/one"})").status, 202);
        QTRY_COMPARE(house.one.count("notifications/of/one"), 1);
        QCOMPARE(house.one.count("notifications/of/all"), 0);
    }

    void methods_of_the_other_generation_do_not_exist_data()
    {
        QTest::addColumn<QByteArray>("method");
        for (const char *method : {"server/discover", "subscriptions/listen", "tasks/update"})
            QTest::newRow(method) << QByteArray(method);
    }

    void methods_of_the_other_generation_do_not_exist()
    {
        QFETCH(QByteArray, method);
        Mounted house;
        Talker talker(house, "/mcp/one");
        QVERIFY(talker.begin());
        const HttpResponse response = talker.post(Talker::request("1", method));
        QCOMPARE(response.status, 200);
        QCOMPARE(codeIn(response.body), -32601);
    }

    void an_unknown_method_is_asked_of_the_one_backend()
    {
        Mounted house(patient());
        Talker one(house, "/mcp/one");
        Talker all(house, "/mcp");
        QVERIFY(one.begin());
        QVERIFY(all.begin());
        const auto body = R"({"jsonrpc":"2.0","id":1,"method":"x/custom"})";
        QVERIFY(one.post(body).body.contains("\"result\":{}"));
        const HttpResponse refused = all.post(body);
        QCOMPARE(refused.status, 200);
        QCOMPARE(codeIn(refused.body), -32601);
        house.one.script = [](ActorPipe &pipe, const Message &message) {
            if (message.isMethod("x/custom"))
                pipe.give(Message::error(message.id(), -32601, "no such thing here"));
            return message.isMethod("x/custom");
        };
        QVERIFY(one.post(body).body.contains("no such thing here"));
    }

    // Defect u: two requests with one id overwrite each other.
    void an_id_in_flight_is_refused_and_the_first_still_answered()
    {
        Mounted house(patient());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto first = talker.open(Talker::call("5", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        const HttpResponse second = talker.post(Talker::call("5", "echo"));
        QCOMPARE(second.status, 400);
        QCOMPARE(codeIn(second.body), -32600);
        QCOMPARE(talker.post(Talker::call("\"5\"", "echo")).status, 200); // another id
        Talker stranger(house);
        QVERIFY(stranger.begin());
        QCOMPARE(stranger.post(Talker::call("5", "echo")).status, 200); // another session
        house.one.answer(house.one.held.constFirst());
        QVERIFY(first->response().body.contains("\"id\":5"));
        QCOMPARE(talker.post(Talker::call("5", "echo")).status, 200); // free again
    }

    void three_calls_at_once_are_answered_each_on_its_own_stream()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        std::vector<std::unique_ptr<HttpClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(talker.open(Talker::call(QByteArray::number(i), "hold")));
            QTRY_COMPARE(house.one.held.size(), i + 1);
            QCOMPARE(clients.back()->head().header("Content-Type"), "text/event-stream");
        }
        for (int i = 2; i >= 0; --i)
            house.one.answer(house.one.held.at(i), "{\"n\":" + QByteArray::number(i) + '}');
        for (int i = 0; i < 3; ++i) {
            const QList<SseFrame> got = messagesIn(sseFrames(clients[std::size_t(i)]->response().body));
            QCOMPARE(got.size(), 1);
            const QByteArray n = QByteArray::number(i);
            QCOMPARE(got.constFirst().data, R"({"jsonrpc":"2.0","id":)" + n + R"(,"result":{"n":)" + n + "}}");
        }
    }

    void a_cancelled_call_gets_no_response()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("\"c\"", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        const QByteArray primed = client->frames(1).constFirst().id;
        QCOMPARE(
            talker
                .post(
                    R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c","reason":"enough"}})")
                .status,
            202);
        const HttpResponse response = client->response();
        QVERIFY(response.complete);
        QVERIFY(messagesIn(sseFrames(response.body)).isEmpty());
        QTRY_COMPARE(house.one.last("notifications/cancelled").params()["reason"].string(), "enough");
        house.one.answer(house.one.held.constFirst()); // late: dropped
        QCOMPARE(talker.get(primed)->response().status, 400); // there is nothing to come back for
        QCOMPARE(talker.post(Talker::call("\"c\"", "echo")).status, 200);
    }

    void a_call_cancelled_while_json_was_possible_is_accepted_and_empty()
    {
        Mounted house(patient());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        QCOMPARE(talker.post(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})").status,
                 202);
        const HttpResponse response = client->response();
        QCOMPARE(response.status, 202);
        QVERIFY(response.body.isEmpty());
    }

    void the_end_of_a_session_ends_its_calls()
    {
        Mounted house(patient());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto waiting = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        const auto streaming = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(house.one.held.size(), 2);
        house.one.progress(house.one.held.at(1), 1);
        QCOMPARE(messages(*streaming, 1).size(), 1);
        const auto own = talker.get();
        QCOMPARE(own->head().status, 200);
        QCOMPARE(talker.remove().status, 200);
        const HttpResponse gone = waiting->response();
        QCOMPARE(gone.status, 404);
        QCOMPARE(codeIn(gone.body), -32001);
        QVERIFY(streaming->response().complete);
        QVERIFY(own->response().complete);
        QTRY_COMPARE(house.one.count("notifications/cancelled"), 2);
    }

    void too_many_calls_of_one_session_are_refused()
    {
        Config config = patient();
        config.limits.callsPerSession = 2;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto one = talker.open(Talker::call("1", "hold"));
        const auto two = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(house.one.held.size(), 2);
        QCOMPARE(talker.post(Talker::call("3", "echo")).status, 429);
        house.one.answer(house.one.held.constFirst());
        QVERIFY(HttpClient::await([&] { return one->soFar().complete || two->soFar().complete; }));
        QCOMPARE(talker.post(Talker::call("3", "echo")).status, 200);
    }

    // Protocol 9.46: news that the server sent before an answer leaves before it.
    void an_answer_does_not_overtake_the_news_before_it()
    {
        Mounted house(patient());
        QVERIFY(house.settle());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        QCOMPARE(
            talker.post(R"({"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"note:1"}})").status,
            200);
        const auto client = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.notify("notifications/resources/updated", "{\"uri\":\"note:1\"}");
        house.one.answer(house.one.held.constFirst());
        QCOMPARE(client->response().status, 200);
        QVERIFY(HttpClient::await([&] { return stream->soFar().body.contains("resources/updated"); }, 100));
    }
};

QTEST_GUILESS_MAIN(TestPost)
#include "tst_post.moc"
