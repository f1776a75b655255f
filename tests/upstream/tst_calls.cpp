// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

QByteArray cancel(const QByteArray &id, const QByteArray &reason = "enough")
{
    return Talker::notification("notifications/cancelled",
                                R"({"requestId":)" + id + R"(,"reason":")" + reason + R"("})");
}

} // namespace

/** Cancelling, and the limits on how long a call may take. */
class TestCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_cancelled_call_is_cancelled_at_its_server_under_our_id()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call(R"("c")", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        talker.post(cancel(R"("c")"));
        QTRY_COMPARE(stage.alpha.count("notifications/cancelled"), 1);
        const Message heard = stage.alpha.last("notifications/cancelled");
        QCOMPARE(heard.params()["requestId"].raw(), stage.alpha.held.constFirst().id());
        QCOMPARE(heard.params()["reason"].string(), "enough");
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(stage.open(), 0);
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "echo"))).kind(), Message::Kind::Result);
        QVERIFY(!client->soFar().body.contains(R"("result")"));
    }

    void nobody_cancels_the_call_of_another()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && second.begin());
        const auto client = first.open(Talker::call("1", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        second.post(cancel("1"));
        first.post(cancel(R"("1")"));
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.count("notifications/cancelled"), 0);
    }

    void a_call_cancelled_while_its_server_starts_is_never_sent()
    {
        Stage stage;
        stage.alpha.greets = false;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("1", "alpha__hold"));
        const auto other = talker.open(Talker::call("2", "alpha__hold"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 2);
        talker.post(cancel("1"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 1);
        stage.alpha.greets = true;
        stage.alpha.say(Message::result(
            stage.alpha.last("initialize").id(),
            R"({"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"late","version":"1"}})"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        stage.alpha.answer(stage.alpha.held.constFirst(), R"({"second":1})");
        QCOMPARE(answerOf(*other).resultValue().raw(), R"({"second":1})");
        QCOMPARE(stage.alpha.count("notifications/cancelled"), 0);
        QCOMPARE(stage.alpha.held.size(), 1);
    }

    void a_call_cancelled_while_its_server_does_not_read_is_never_sent()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        QVERIFY(stage.settle());
        stage.alpha.setReads(false);
        const auto one = talker.open(Talker::call("1", "hold"));
        const auto two = talker.open(Talker::call("2", "hold", R"({"second":1})"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 2);
        talker.post(cancel("1"));
        stage.alpha.setReads(true);
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        QVERIFY(stage.alpha.held.constFirst().params()["arguments"]["second"].exists());
        QCOMPARE(stage.alpha.count("notifications/cancelled"), 0);
    }

    void a_cancel_overtakes_the_calls_that_wait()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle());
        const auto one = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        stage.alpha.setReads(false);
        const auto two = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 2);
        talker.post(cancel("1"));
        QTRY_COMPARE(stage.alpha.count("notifications/cancelled"), 1);
        QCOMPARE(stage.alpha.held.size(), 1);
        stage.alpha.setReads(true);
        QTRY_COMPARE(stage.alpha.held.size(), 2);
    }

    void the_way_through_the_gateway_is_measured_and_waiting_is_not()
    {
        Stage stage;
        stage.alpha.greets = false;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const auto waiting = talker.open(Talker::call("1", "alpha__echo"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 1);
        stage.alpha.greets = true;
        stage.alpha.say(
            Message::result(stage.alpha.last("initialize").id(), usualGreeting("late", usualCapabilities)));
        QCOMPARE(answerOf(*waiting).kind(), Message::Kind::Result);
        QCOMPARE(stage.upstream()->tally().added, 0.0);
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "alpha__echo"))).kind(), Message::Kind::Result);
        QVERIFY(stage.upstream()->tally().added > 0.0);
        QVERIFY(stage.upstream()->tally().added < 1'000.0);
    }

    void a_server_that_never_reads_does_not_keep_a_call_for_ever()
    {
        Limits limits;
        limits.callSilence = 80;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        QVERIFY(stage.settle());
        stage.alpha.setReads(false);
        const Message answer = answerOf(*talker.open(Talker::call("1", "hold")), 2'000);
        QCOMPARE(answer.errorCode(), -32603);
        stage.alpha.setReads(true);
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.held.size(), 0);
    }

    void silence_ends_a_call_and_its_server_is_told()
    {
        Limits limits;
        limits.callSilence = 80;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const Message answer = answerOf(*talker.open(Talker::call("1", "hold")), 2'000);
        QCOMPARE(answer.errorCode(), -32603);
        QCOMPARE(answer.id(), "1");
        QVERIFY(answer.errorValue()["message"].string().contains("limits.callSilence"));
        QCOMPARE(answer.errorValue()["data"]["backend"].string(), "alpha");
        QTRY_COMPARE(stage.alpha.count("notifications/cancelled"), 1);
        QCOMPARE(stage.open(), 0);
    }

    void progress_keeps_a_call_alive_up_to_the_total()
    {
        Limits limits;
        limits.callSilence = 120;
        limits.callTotal = 600;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        QElapsedTimer clock;
        clock.start();
        QTimer beat;
        connect(&beat, &QTimer::timeout, &beat, [&stage] { stage.alpha.progress(stage.alpha.held.constFirst(), 1); });
        beat.start(20);
        QCOMPARE(answerOf(*client, 3'000).errorCode(), -32603);
        QVERIFY2(clock.elapsed() >= 500, QByteArray::number(clock.elapsed()).constData());
    }

    void the_clock_stands_while_a_question_is_open()
    {
        Limits limits;
        limits.callSilence = 100;
        limits.callTotal = 200;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin(R"({"sampling":{}})"));
        const auto client = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        stage.alpha.ask("7", "sampling/createMessage");
        const Message question = awaited(*client, "sampling/createMessage");
        Talker other(stage.house, "/mcp/beta");
        QVERIFY(other.begin());
        for (int i = 0; i < 3; ++i) // so that more than the whole limit has passed
            QCOMPARE(answerOf(*other.open(Talker::call("1", "hold"))).errorCode(), -32603);
        QVERIFY(!client->soFar().complete);
        QCOMPARE(talker.post(Message::result(question.id(), "{}").bytes()).status, 202);
        QTRY_COMPARE(stage.alpha.responseTo("7").kind(), Message::Kind::Result);
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
    }

    void one_call_more_than_a_session_may_have_is_refused()
    {
        Limits limits;
        limits.callsPerSession = 2;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto one = talker.open(Talker::call("1", "hold"));
        const auto two = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 2);
        QVERIFY(talker.post(Talker::call("3", "echo")).body.contains(R"("error")"));
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*one).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*talker.open(Talker::call("4", "echo"))).kind(), Message::Kind::Result);
    }

    void a_client_that_leaves_takes_its_calls_with_it()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto one = talker.open(Talker::call("1", "hold"));
        const auto two = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 2);
        QVERIFY(talker.remove().status < 300);
        QTRY_COMPARE(stage.alpha.count("notifications/cancelled"), 2);
        QCOMPARE(stage.open(), 0);
        for (const Message &call : std::as_const(stage.alpha.held))
            stage.alpha.answer(call);
    }
};

QTEST_GUILESS_MAIN(TestCalls)
#include "tst_calls.moc"
