// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto everything = R"({"sampling":{},"elicitation":{},"roots":{}})";
const QByteArray form = R"({"message":"Who?","requestedSchema":{"type":"object","properties":{}}})";

QByteArray response(const Message &question, const QByteArray &result)
{
    return Message::result(question.id(), result).bytes();
}

} // namespace

/** A server's question reaches the client whose call it belongs to, and ends exactly once. */
class TestQuestions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_question_reaches_the_client_of_the_only_call_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("params");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("elicitation") << QByteArray("elicitation/create") << form
                                     << QByteArray(R"({"action":"accept","content":{}})");
        QTest::newRow("sampling") << QByteArray("sampling/createMessage")
                                  << QByteArray(R"({"messages":[],"maxTokens":12345678901234567890})")
                                  << QByteArray(
                                         R"({"role":"assistant","content":{"type":"text","text":"x"},"model":"m"})");
        QTest::newRow("roots") << QByteArray("roots/list") << QByteArray("{}")
                               << QByteArray(R"({"roots":[{"uri":"file:a"}]})");
    }

    void a_question_reaches_the_client_of_the_only_call()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, params);
        QFETCH(QByteArray, answer);
        Stage stage;
        Talker asked(stage.house, "/mcp/alpha");
        Talker other(stage.house, "/mcp/alpha");
        QVERIFY(asked.begin(everything) && other.begin(everything));
        const auto stream = other.get();
        const auto client = asked.open(Talker::call("1", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        stage.alpha.ask(R"("q-1")", method, params);
        const Message question = awaited(*client, method);
        QCOMPARE(question.params().raw().toByteArray(), params);
        QCOMPARE(asked.post(response(question, answer)).status, 202);
        QTRY_COMPARE(stage.alpha.responseTo(R"("q-1")").kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.responseTo(R"("q-1")").resultValue().raw().toByteArray(), answer);
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
        QVERIFY(!stream->soFar().body.contains(method));
    }

    void a_client_that_cannot_be_asked_is_not()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, R"({"sampling":{}})");
        QVERIFY(client);
        stage.alpha.ask("5", "elicitation/create", form);
        QTRY_COMPARE(stage.alpha.responseTo("5").errorCode(), -32601);
        stage.alpha.ask("6", "sampling/createMessage", R"({"messages":[],"maxTokens":1,"tools":[]})");
        QTRY_COMPARE(stage.alpha.responseTo("6").errorCode(), -32601);
        stage.alpha.answer(stage.alpha.held.constFirst());
        const QByteArray body = client->response().body;
        QVERIFY(!body.contains("elicitation/create") && !body.contains("sampling/createMessage"));
    }

    void roots_asked_without_a_call_come_from_the_settings()
    {
        Stage stage;
        const QByteArray roots = R"([{"uri":"file:settings"}])";
        stage.house.upstreams->setRoots(roots);
        ServerConfig config = stage.config("alpha");
        config.limits.startTime = 50'000;
        stage.apply({config});
        QTRY_VERIFY(stage.settle());
        stage.alpha.ask("5", "roots/list");
        QTRY_COMPARE(stage.alpha.responseTo("5").resultValue()["roots"].raw().toByteArray(), roots);
        stage.alpha.ask("6", "sampling/createMessage");
        QTRY_COMPARE(stage.alpha.responseTo("6").errorCode(), -32601);
    }

    void an_unknown_request_of_a_server_is_answered()
    {
        Stage stage;
        QVERIFY(stage.settle());
        stage.alpha.ask("5", "ping");
        stage.alpha.ask("6", "tools/list");
        QTRY_COMPARE(stage.alpha.responseTo("5").kind(), Message::Kind::Result);
        QTRY_COMPARE(stage.alpha.responseTo("6").errorCode(), -32601);
    }

    void a_question_that_is_not_answered_in_time_is_refused()
    {
        Limits limits;
        limits.ask = 60;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, everything);
        QVERIFY(client);
        stage.alpha.ask("5", "elicitation/create", form);
        const Message question = awaited(*client, "elicitation/create");
        QTRY_COMPARE(stage.alpha.responseTo("5").errorCode(), -32603);
        // The client hears that nobody waits any more, and its late answer changes nothing.
        QCOMPARE(awaited(*client, "notifications/cancelled").params()["requestId"].raw(), question.id());
        talker.post(response(question, R"({"action":"accept"})"));
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
        QCOMPARE(std::count_if(stage.alpha.heard.begin(), stage.alpha.heard.end(),
                               [](const Message &one) { return one.isResponse() && one.id() == "5"; }),
                 1);
    }

    void a_question_withdrawn_by_its_server_is_withdrawn_at_the_client()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, everything);
        QVERIFY(client);
        stage.alpha.ask(R"("q")", "elicitation/create", form);
        const Message question = awaited(*client, "elicitation/create");
        stage.alpha.notify("notifications/cancelled", R"({"requestId":"q","reason":"never mind"})");
        const Message cancelled = awaited(*client, "notifications/cancelled");
        QCOMPARE(cancelled.params()["requestId"].raw(), question.id());
        talker.post(response(question, R"({"action":"accept"})"));
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.responseTo(R"("q")").kind(), Message::Kind::None);
    }

    void a_question_ends_with_its_call()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, everything);
        QVERIFY(client);
        stage.alpha.ask("5", "elicitation/create", form);
        const Message question = awaited(*client, "elicitation/create");
        stage.alpha.answer(stage.alpha.held.constFirst());
        const QByteArray body = client->response().body;
        QVERIFY(body.contains("notifications/cancelled"));
        // Every request gets an answer: a server that waits for one would wait for ever.
        QTRY_COMPARE(stage.alpha.responseTo("5").kind(), Message::Kind::Error);
        talker.post(response(question, R"({"action":"accept"})"));
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.responseTo("5").kind(), Message::Kind::Error);
    }

    void a_question_ends_when_its_client_leaves()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, everything);
        QVERIFY(client);
        stage.alpha.ask("5", "elicitation/create", form);
        QVERIFY(awaited(*client, "elicitation/create").isRequest());
        QVERIFY(talker.remove().status < 300);
        QTRY_COMPARE(stage.alpha.responseTo("5").kind(), Message::Kind::Error);
        QTRY_COMPARE(stage.alpha.count("notifications/cancelled"), 1);
        QCOMPARE(stage.open(), 0);
    }

    void a_second_question_with_an_open_id_is_refused()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, everything);
        QVERIFY(client);
        stage.alpha.ask("5", "elicitation/create", form);
        stage.alpha.ask("5", "elicitation/create", form);
        QTRY_COMPARE(stage.alpha.responseTo("5").errorCode(), -32600);
    }

    void questions_beyond_all_measure_are_refused()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, everything);
        QVERIFY(client);
        for (int i = 1; i <= 300; ++i)
            stage.alpha.ask(QByteArray::number(i), "elicitation/create", form);
        QTRY_COMPARE(stage.alpha.responseTo("300").errorCode(), -32603);
        QCOMPARE(stage.alpha.responseTo("1").kind(), Message::Kind::None);
    }

    void progress_of_an_answer_goes_back_under_the_servers_token()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        const auto client = talker.hold(stage.alpha, everything);
        QVERIFY(client);
        stage.alpha.ask("5", "sampling/createMessage",
                        R"({"messages":[],"maxTokens":1,"_meta":{"progressToken":"theirs"}})");
        const Message question = awaited(*client, "sampling/createMessage");
        QVERIFY(question.progressToken().exists());
        talker.post(Talker::notification("notifications/progress",
                                         R"({"progressToken":)" + question.progressToken().raw().toByteArray()
                                             + R"(,"progress":4})"));
        QTRY_COMPARE(stage.alpha.last("notifications/progress").params().raw().toByteArray(),
                     R"({"progressToken":"theirs","progress":4})");
    }

    void a_question_on_a_leg_of_its_own_goes_to_that_client_without_a_call()
    {
        Stage stage({}, Stage::Instances::Session);
        Talker first(stage.house, "/mcp/alpha");
        QVERIFY(first.begin(everything));
        QTRY_COMPARE(stage.alpha.starts(), 1);
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(second.begin(everything));
        QCOMPARE(answerOf(*second.open(Talker::call("1", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.starts(), 2);
        const auto one = first.get();
        const auto two = second.get();
        QCOMPARE(one->head().status, 200);
        QCOMPARE(two->head().status, 200);
        stage.alpha.pipes.at(0)->give(Message::request("1", "sampling/createMessage", R"({"for":"first"})"));
        stage.alpha.pipes.at(1)->give(Message::request("1", "sampling/createMessage", R"({"for":"second"})"));
        const Message atOne = awaited(*one, "sampling/createMessage");
        const Message atTwo = awaited(*two, "sampling/createMessage");
        QCOMPARE(atOne.params()["for"].string(), "first");
        QCOMPARE(atTwo.params()["for"].string(), "second");
        QCOMPARE(second.post(response(atTwo, "{}")).status, 202);
        QTRY_COMPARE(stage.alpha.responseTo("1").kind(), Message::Kind::Result);
    }

    void a_leg_of_its_own_is_offered_what_its_client_can_do()
    {
        Stage stage({}, Stage::Instances::Session);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin(R"({"sampling":{}})"));
        QTRY_COMPARE(stage.alpha.starts(), 1);
        QCOMPARE(stage.alpha.last("initialize").params()["capabilities"].raw(), R"({"sampling":{}})");
        QVERIFY(talker.remove().status < 300);
        QTRY_COMPARE(stage.upstream()->liveLegs(), 0);
    }
};

QTEST_GUILESS_MAIN(TestQuestions)
#include "tst_questions.moc"
