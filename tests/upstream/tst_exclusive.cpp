// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto everything = R"({"sampling":{},"elicitation":{},"roots":{}})";

/** Two clients with a held call each; the server asks, so that its leg has become exclusive; both calls are answered.
 */
struct Turned
{
    explicit Turned(const Limits &limits = {})
        : stage(limits)
    {
    }

    bool happens()
    {
        if (!first.begin(everything) || !second.begin(everything))
            return false;
        const auto one = first.open(Talker::call("1", "hold"));
        const auto two = second.open(Talker::call("1", "hold"));
        if (!HttpClient::await([this] { return stage.alpha.held.size() == 2; }))
            return false;
        stage.alpha.ask("\"unclear\"", "sampling/createMessage");
        if (!HttpClient::await([this] { return stage.alpha.responseTo("\"unclear\"").errorCode() == -32603; }))
            return false;
        for (const Message &call : std::as_const(stage.alpha.held))
            stage.alpha.answer(call);
        const bool answered =
            answerOf(*one).kind() == Message::Kind::Result && answerOf(*two).kind() == Message::Kind::Result;
        stage.alpha.held.clear();
        return answered && stage.upstream()->fact().exclusive;
    }

    Stage stage;
    Talker first{stage.house, "/mcp/alpha"};
    Talker second{stage.house, "/mcp/alpha"};
};

} // namespace

/** A shared leg whose server asks questions that name no call carries one call at a time. */
class TestExclusive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void an_unclear_question_is_refused_and_the_next_reaches_its_client()
    {
        Turned it;
        QVERIFY(it.happens());
        const auto one = it.first.open(Talker::call("2", "hold"));
        QTRY_COMPARE(it.stage.alpha.held.size(), 1);
        const auto two = it.second.open(Talker::call("2", "hold"));
        it.stage.alpha.ask("7", "sampling/createMessage", "{}");
        const Message question = awaited(*one, "sampling/createMessage");
        QCOMPARE(it.stage.alpha.held.size(), 1);
        QCOMPARE(it.first.post(Message::result(question.id(), "{}").bytes()).status, 202);
        QTRY_COMPARE(it.stage.alpha.responseTo("7").kind(), Message::Kind::Result);
        it.stage.alpha.answer(it.stage.alpha.held.at(0));
        QCOMPARE(answerOf(*one).kind(), Message::Kind::Result);
        QTRY_COMPARE(it.stage.alpha.held.size(), 2);
        it.stage.alpha.answer(it.stage.alpha.held.at(1));
        const HttpResponse last = two->response();
        QVERIFY(!last.body.contains("sampling/createMessage"));
    }

    void what_cannot_be_asked_does_not_wait()
    {
        Turned it;
        QVERIFY(it.happens());
        const auto one = it.first.open(Talker::call("2", "hold"));
        QTRY_COMPARE(it.stage.alpha.held.size(), 1);
        const auto two = it.second.open(Talker::call("2", "hold"));
        QCOMPARE(answerOf(*it.second.open(Talker::request("3", "some/method"))).kind(), Message::Kind::Result);
        QCOMPARE(it.stage.alpha.held.size(), 1);
    }

    void calls_behind_an_open_question_give_up_with_advice()
    {
        Limits limits;
        limits.exclusiveWait = 80;
        Turned it(limits);
        QVERIFY(it.happens());
        const auto one = it.first.open(Talker::call("2", "hold"));
        QTRY_COMPARE(it.stage.alpha.held.size(), 1);
        it.stage.alpha.ask("7", "sampling/createMessage");
        QVERIFY(awaited(*one, "sampling/createMessage").isRequest());
        const Message answer = answerOf(*it.second.open(Talker::call("2", "hold")), 2'000);
        QCOMPARE(answer.errorCode(), -32603);
        QVERIFY(answer.errorValue()["message"].string().contains(R"("instances": "session")"));
        QCOMPARE(it.stage.alpha.held.size(), 1);
    }

    void calls_behind_a_busy_call_wait_longer_than_that()
    {
        Limits limits;
        limits.exclusiveWait = 20;
        limits.keepAlive = 40;
        Turned it(limits);
        QVERIFY(it.happens());
        const auto one = it.first.open(Talker::call("2", "hold"));
        QTRY_COMPARE(it.stage.alpha.held.size(), 1);
        const auto two = it.second.open(Talker::call("2", "echo"));
        QVERIFY(HttpClient::await([&] { return two->soFar().body.count(": keepalive") >= 2; }));
        QVERIFY(!two->soFar().complete);
        it.stage.alpha.answer(it.stage.alpha.held.at(0));
        QCOMPARE(answerOf(*two).kind(), Message::Kind::Result);
    }

    void a_cancelled_call_may_still_be_the_one_that_asks()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin(everything) && second.begin(everything));
        const auto one = first.open(Talker::call("1", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        first.post(Talker::notification("notifications/cancelled", R"({"requestId":1})"));
        QTRY_COMPARE(stage.alpha.count("notifications/cancelled"), 1);
        const auto two = second.open(Talker::call("1", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 2);
        stage.alpha.ask("7", "sampling/createMessage");
        QTRY_COMPARE(stage.alpha.responseTo("7").errorCode(), -32603);
        // Its late answer proves that it asks no more.
        stage.alpha.answer(stage.alpha.held.at(0));
        stage.alpha.ask("8", "sampling/createMessage");
        QVERIFY(awaited(*two, "sampling/createMessage").isRequest());
        QVERIFY(!one->soFar().body.contains("sampling/createMessage"));
    }

    void a_waiting_call_can_be_cancelled()
    {
        Turned it;
        QVERIFY(it.happens());
        const auto one = it.first.open(Talker::call("2", "hold"));
        QTRY_COMPARE(it.stage.alpha.held.size(), 1);
        const auto two = it.second.open(Talker::call("2", "hold"));
        const auto three = it.second.open(Talker::call("3", "hold", R"({"third":1})"));
        QTRY_COMPARE(it.stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 3);
        const int cancels = it.stage.alpha.count("notifications/cancelled");
        it.second.post(Talker::notification("notifications/cancelled", R"({"requestId":2})"));
        it.stage.alpha.answer(it.stage.alpha.held.at(0));
        QTRY_COMPARE(it.stage.alpha.held.size(), 2);
        QVERIFY(it.stage.alpha.held.at(1).params()["arguments"]["third"].exists());
        QCOMPARE(it.stage.alpha.count("notifications/cancelled"), cancels);
    }

    void a_new_process_is_not_exclusive()
    {
        Turned it;
        QVERIFY(it.happens());
        it.stage.alpha.die();
        QTRY_COMPARE(it.stage.alpha.starts(), 2);
        QTRY_VERIFY(it.stage.upstream()->liveLegs() == 1 && !it.stage.upstream()->fact().exclusive);
    }
};

QTEST_GUILESS_MAIN(TestExclusive)
#include "tst_exclusive.moc"
