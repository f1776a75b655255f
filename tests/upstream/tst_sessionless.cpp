// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto everything = R"({"sampling":{},"elicitation":{},"roots":{}})";
const QByteArray roots = R"({"resultType":"input_required","requestState":"s","inputRequests":{"r":{"method":"roots/list"}}})";

/** Does what servers without sessions do at the beginning; nothing else differs. */
void makeSessionless(Actor &actor, const QByteArray &capabilities = R"({"tools":{},"prompts":{},"logging":{}})")
{
    actor.script = [&actor, capabilities](ActorPipe &pipe, const Message &message) {
        if (message.isMethod("initialize")) {
            pipe.give(Message::error(message.id(), -32022, "no sessions"));
            return true;
        }
        if (message.isMethod("server/discover")) {
            pipe.give(Message::result(message.id(),
                                      R"({"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":)"
                                          + capabilities + '}'));
            return true;
        }
        if (!message.isMethod("prompts/get") && !message.isMethod("subscriptions/listen"))
            return false;
        actor.held.append(message);
        return true;
    };
}

/** Its program was replaced by one that founds sessions. */
void makeOlder(Actor &actor)
{
    actor.script = [](ActorPipe &pipe, const Message &message) {
        if (message.isMethod("server/discover"))
            pipe.give(Message::error(message.id(), -32601, "Method not found"));
        return message.isMethod("server/discover");
    };
}

/** A client whose call is at a server without sessions. */
struct OneCall
{
    explicit OneCall(const Limits &limits = {})
        : stage(limits)
    {
        makeSessionless(stage.alpha);
    }
    bool isHeld(const QByteArray &capabilities = everything, const QByteArray &call = Talker::call("1", "hold"))
    {
        if (!talker.begin(capabilities))
            return false;
        client = talker.open(call);
        return isHeldAgain(1);
    }
    bool isHeldAgain(int count)
    {
        return HttpClient::await([this, count] { return stage.alpha.held.size() == count; });
    }
    void endRound(const QByteArray &result = roots) { stage.alpha.answer(stage.alpha.held.constLast(), result); }
    int answer(const Message &question, const QByteArray &result) const
    {
        return Talker(talker).post(Message::result(question.id(), result).bytes()).status;
    }

    Stage stage;
    Talker talker{stage.house, "/mcp/alpha"};
    std::unique_ptr<HttpClient> client;
};

} // namespace

/** Calls of clients with sessions at servers without. */
class TestSessionless : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_server_that_speaks_another_version_by_now_is_greeted_anew()
    {
        OneCall one;
        QVERIFY(one.isHeld());
        makeOlder(one.stage.alpha);
        one.stage.alpha.say(Message::error(one.stage.alpha.held.takeFirst().id(), -32022, "no such version", R"({"supported":["2025-06-18"]})"));
        QVERIFY(one.isHeldAgain(1));
        QCOMPARE(one.stage.alpha.starts(), 2);
        QVERIFY(!one.stage.alpha.held.constFirst().meta()["io.modelcontextprotocol/protocolVersion"].exists());
        one.stage.alpha.answer(one.stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*one.client).kind(), Message::Kind::Result);
    }

    void a_question_between_rounds_is_asked_and_its_answer_sent_with_the_next()
    {
        OneCall call;
        QVERIFY(call.isHeld());
        const QByteArray first = call.stage.alpha.held.constLast().id().toByteArray();
        call.endRound();
        const Message question = awaited(*call.client, "roots/list");
        QCOMPARE(call.answer(question, R"({"roots":[]})"), 202);
        QVERIFY(call.isHeldAgain(2));
        const Message again = call.stage.alpha.held.constLast();
        QVERIFY(again.id() != first);
        QCOMPARE(again.progressToken().raw(), again.id());
        QCOMPARE(again.params()["requestState"].raw(), R"("s")");
        QCOMPARE(again.params()["inputResponses"].raw(), R"({"r":{"roots":[]}})");
        call.stage.alpha.progress(again, 3);
        QCOMPARE(awaited(*call.client, "notifications/progress").params()["progressToken"].raw(), R"("t31")");
        call.stage.alpha.answer(again, R"({"resultType":"complete","content":[]})");
        const Message answer = answerOf(*call.client);
        QCOMPARE(answer.id(), "1");
        QCOMPARE(answer.resultValue().raw(), R"({"content":[]})");
        QCOMPARE(call.stage.open(), 0);
    }

    void a_question_that_is_refused_ends_the_call_data()
    {
        QTest::addColumn<QByteArray>("call");
        QTest::addColumn<bool>("isResult");
        QTest::newRow("tool") << Talker::call("1", "hold") << true;
        QTest::newRow("prompt") << Talker::request("1", "prompts/get", R"({"name":"p"})") << false;
    }

    void a_question_that_is_refused_ends_the_call()
    {
        QFETCH(QByteArray, call);
        QFETCH(bool, isResult);
        OneCall one;
        QVERIFY(one.isHeld(R"({"sampling":{}})", call));
        one.endRound(); // this client has no roots
        const Message answer = answerOf(*one.client);
        QCOMPARE(answer.resultValue()["isError"].boolean().value_or(false), isResult);
        QCOMPARE(answer.errorCode(), isResult ? 0 : -32603);
        QCOMPARE(one.stage.open(), 0);
        QCOMPARE(one.stage.alpha.held.size(), 1);
        // Nothing of it was said to the server, which waits for no answer.
        for (const Message &heard : std::as_const(one.stage.alpha.heard))
            QVERIFY(!heard.isResponse());
    }

    void with_nothing_to_answer_the_request_is_made_again()
    {
        OneCall call;
        QVERIFY(call.isHeld());
        for (int round = 1; round <= 3; ++round) {
            call.endRound(R"({"resultType":"input_required","requestState":"later"})");
            QVERIFY(call.isHeldAgain(1 + round));
        }
        QVERIFY(!call.stage.alpha.held.constLast().params()["inputResponses"].exists());
        call.stage.alpha.answer(call.stage.alpha.held.constLast());
        QCOMPARE(answerOf(*call.client).kind(), Message::Kind::Result);
    }

    void rounds_come_to_an_end()
    {
        OneCall call;
        QVERIFY(call.isHeld());
        for (int round = 1; round <= 10; ++round) {
            call.endRound();
            Message question;
            QVERIFY(HttpClient::await([&] {
                const QList<Message> all = heardBy(*call.client, round);
                question = all.size() >= round ? all.constLast() : Message();
                return question.isMethod("roots/list");
            }));
            QCOMPARE(call.answer(question, R"({"roots":[]})"), 202);
            QVERIFY(call.isHeldAgain(1 + round));
        }
        call.endRound();
        QVERIFY(answerOf(*call.client).resultValue()["isError"].boolean().value_or(false));
        QCOMPARE(call.stage.open(), 0);
    }

    void a_cancelled_call_asks_no_more()
    {
        OneCall call;
        QVERIFY(call.isHeld());
        call.endRound();
        const Message question = awaited(*call.client, "roots/list");
        call.talker.post(Talker::notification("notifications/cancelled", R"({"requestId":1})"));
        QTRY_COMPARE(call.stage.open(), 0);
        call.answer(question, R"({"roots":[]})");
        QCOMPARE(call.stage.alpha.held.size(), 1);
        QCOMPARE(call.stage.alpha.count("notifications/cancelled"), 0);
    }

    void a_call_that_is_lost_while_it_asks_fails()
    {
        OneCall call;
        QVERIFY(call.isHeld());
        call.endRound();
        awaited(*call.client, "roots/list");
        call.stage.alpha.die();
        QCOMPARE(answerOf(*call.client).errorCode(), -32603);
        QCOMPARE(call.stage.open(), 0);
    }

    void an_output_that_is_no_object_is_not_promised()
    {
        OneCall call;
        call.stage.alpha.results.insert(
            "tools/list",
            R"({"tools":[{"name":"a","outputSchema":{"type":"array"},"x":1.0},{"name":"b","outputSchema":{"type":"object"}}]})");
        QVERIFY(call.talker.begin());
        const Message list = answerOf(*call.talker.open(Talker::request("1", "tools/list")));
        QCOMPARE(list.resultValue().raw(), R"({"tools":[{"name":"a","x":1.0},{"name":"b","outputSchema":{"type":"object"}}]})");
    }

    void the_level_of_log_lines_travels_with_each_request()
    {
        OneCall call;
        QVERIFY(call.talker.begin());
        QCOMPARE(answerOf(*call.talker.open(Talker::request("9", "logging/setLevel", R"({"level":"error"})"))).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*call.talker.open(Talker::call("1", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(call.stage.alpha.last("tools/call").meta()["io.modelcontextprotocol/logLevel"].string(), QByteArray("error"));
        QCOMPARE(call.stage.alpha.count("logging/setLevel"), 0);
    }

    void a_leg_that_only_listens_may_sleep()
    {
        Limits limits;
        limits.idleStop = 40;
        OneCall call(limits);
        makeSessionless(call.stage.alpha, R"({"tools":{"listChanged":true}})");
        ServerConfig lazy = call.stage.config("alpha");
        lazy.start = ServerConfig::Start::Lazy;
        call.stage.apply({lazy});
        QVERIFY(call.talker.begin());
        QCOMPARE(answerOf(*call.talker.open(Talker::call("1", "echo"))).kind(), Message::Kind::Result);
        QTRY_COMPARE(call.stage.upstream()->liveLegs(), 0);
        QVERIFY(call.stage.alpha.count("subscriptions/listen") > 0);
    }
};

QTEST_GUILESS_MAIN(TestSessionless)
#include "tst_sessionless.moc"
