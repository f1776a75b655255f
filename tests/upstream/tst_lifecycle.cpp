// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

namespace {

Limits impatient()
{
    Limits limits;
    limits.restartDelay = 40;
    limits.restartDelayMax = 60;
    return limits;
}

bool works(Talker &talker, const QByteArray &id)
{
    return answerOf(*talker.open(Talker::call(id, "echo"))).kind() == Message::Kind::Result;
}

} // namespace

/** What becomes of calls while servers die, start, stop and change. */
class TestLifecycle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_death_ends_every_call_at_once_and_exactly_once()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && second.begin());
        std::vector<std::unique_ptr<HttpClient>> clients;
        for (int i = 1; i <= 5; ++i)
            clients.push_back((i % 2 ? first : second).open(Talker::call(QByteArray::number(i), "hold")));
        QTRY_COMPARE(stage.alpha.held.size(), 5);
        stage.alpha.die(QStringLiteral("it was shot"));
        for (size_t i = 0; i < clients.size(); ++i) {
            const Message answer = answerOf(*clients[i], 1'000);
            QCOMPARE(answer.errorCode(), -32603);
            QCOMPARE(answer.id(), QByteArray::number(qulonglong(i + 1)));
            QVERIFY(answer.errorValue()["message"].string().contains(
                "it was shot; whether the call was carried out is unknown"));
        }
        QCOMPARE(stage.open(), 0);
        QVERIFY(works(first, "9") && works(second, "9"));
        QCOMPARE(stage.alpha.starts(), 2);
        QCOMPARE(stage.alpha.held.size(), 5);
    }

    void what_was_not_sent_is_carried_out_by_the_next_process()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        QVERIFY(stage.settle());
        stage.alpha.setReads(false);
        const auto one = talker.open(Talker::call("1", "echo", R"({"n":1})"));
        const auto two = talker.open(Talker::call("2", "echo", R"({"n":2})"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 2);
        stage.alpha.reads = true;
        stage.alpha.die();
        QCOMPARE(answerOf(*one).resultValue()["arguments"].raw(), R"({"n":1})");
        QCOMPARE(answerOf(*two).resultValue()["arguments"].raw(), R"({"n":2})");
        QCOMPARE(stage.alpha.count("tools/call"), 2);
    }

    void calls_held_while_it_starts_are_carried_out_in_order()
    {
        Stage stage;
        stage.alpha.greets = false;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const auto one = talker.open(Talker::call("1", "alpha__hold"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 1);
        const auto two = talker.open(Talker::call("2", "alpha__hold", R"({"second":1})"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 2);
        stage.alpha.greets = true;
        stage.alpha.die();
        QTRY_COMPARE(stage.alpha.held.size(), 2);
        QVERIFY(stage.alpha.held.at(1).params()["arguments"]["second"].exists());
    }

    void a_crash_loop_ends_with_its_reason_and_a_try_on_demand()
    {
        Limits limits = impatient();
        limits.crashLoop = 3;
        Stage stage(limits);
        stage.alpha.diesAtBirth = true;
        QTRY_COMPARE(stage.upstream()->fact().state, BackendFact::Failed);
        QCOMPARE(stage.alpha.starts(), 3);
        QVERIFY(stage.upstream()->fact().reason.contains(QStringLiteral("it died at birth")));
        QVERIFY(stage.upstream()->fact().reason.contains(QStringLiteral("3 times")));
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const Message refused = answerOf(*talker.open(Talker::call("1", "alpha__echo")), 1'000);
        QCOMPARE(refused.errorCode(), -32603);
        QVERIFY(refused.errorValue()["message"].string().contains("it died at birth"));
        stage.alpha.diesAtBirth = false;
        // Ten times the first delay after the failure, a call is worth a try.
        QTRY_VERIFY(answerOf(*talker.open(Talker::call("2", "alpha__echo"))).kind() == Message::Kind::Result);
        QVERIFY(stage.alpha.starts() == 4);
    }

    void restarts_after_the_first_wait_longer_and_longer()
    {
        Limits limits = impatient();
        limits.restartDelay = 100;
        limits.restartDelayMax = 10'000;
        limits.crashLoop = 4;
        Stage stage(limits);
        stage.alpha.diesAtBirth = true;
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE(stage.alpha.starts(), 2);
        QVERIFY2(clock.elapsed() < 50, QByteArray::number(clock.elapsed()).constData());
        QTRY_COMPARE(stage.upstream()->fact().state, BackendFact::BackingOff);
        QVERIFY(stage.upstream()->fact().nextTry.isValid());
        QTRY_COMPARE(stage.alpha.starts(), 4);
        // At least half of 100 and half of 200.
        QVERIFY2(clock.elapsed() >= 150, QByteArray::number(clock.elapsed()).constData());
    }

    void one_that_dies_before_it_reads_the_handshake_is_started_again()
    {
        Stage stage;
        stage.alpha.script = [&stage](ActorPipe &pipe, const Message &message) {
            if (!message.isMethod("initialize") || stage.alpha.starts() > 1)
                return false;
            const Failure failure{Failure::NotSent, 0, {}, QStringLiteral("it was shot")};
            Q_EMIT pipe.exchangeFailed(message.id().toByteArray().toULongLong(), failure);
            pipe.die(failure);
            return true;
        };
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && works(talker, "1"));
        QCOMPARE(stage.alpha.starts(), 2);
    }

    void what_cannot_start_at_all_says_why()
    {
        Stage stage;
        stage.alpha.exists = false;
        ServerConfig config = stage.config("alpha");
        config.limits.startTime = 50'000;
        stage.apply({config});
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const Message refused = answerOf(*talker.open(Talker::call("1", "alpha__echo")), 1'000);
        QVERIFY(refused.errorValue()["message"].string().contains("there is no such program"));
        stage.alpha.exists = true;
        stage.upstream()->restart();
        QVERIFY(answerOf(*talker.open(Talker::call("2", "alpha__echo"))).kind() == Message::Kind::Result);
    }

    void one_that_does_not_greet_in_time_fails_what_waits_for_it()
    {
        Limits limits = impatient();
        limits.startTime = 80;
        Stage stage(limits);
        stage.alpha.greets = false;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const Message refused = answerOf(*talker.open(Talker::call("1", "alpha__echo")), 2'000);
        QCOMPARE(refused.errorCode(), -32603);
        QVERIFY(refused.errorValue()["message"].string().contains("alpha"));
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "beta__echo"))).kind(), Message::Kind::Result);
    }

    void a_slow_starter_delays_nobody_else()
    {
        Limits limits;
        limits.listWait = 100;
        Stage stage(limits);
        stage.alpha.greets = false;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        QCOMPARE(answerOf(*talker.open(Talker::call("1", "beta__echo")), 1'000).kind(), Message::Kind::Result);
        QElapsedTimer clock;
        clock.start();
        const Message list = answerOf(*talker.open(Talker::request("2", "tools/list")), 1'000);
        QVERIFY2(clock.elapsed() < 500, QByteArray::number(clock.elapsed()).constData());
        QVERIFY(list.bytes().contains("beta__echo") && !list.bytes().contains("alpha__echo"));
        stage.alpha.say(Message::result(
            stage.alpha.last("initialize").id(),
            R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"late","version":"1"}})"));
        QVERIFY(awaited(*stream, "notifications/tools/list_changed").isNotification());
        QVERIFY(answerOf(*talker.open(Talker::request("3", "tools/list"))).bytes().contains("alpha__echo"));
        QCOMPARE(stream->soFar().body.count("tools/list_changed"), 1);
    }

    void stopped_by_a_person_it_stays_down_until_started()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && works(talker, "1"));
        const auto held = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        stage.upstream()->stop(QStringLiteral("you stopped it"));
        QCOMPARE(answerOf(*held, 1'000).errorCode(), -32603);
        QVERIFY(answerOf(*talker.open(Talker::call("3", "echo")))
                    .errorValue()["message"]
                    .string()
                    .contains("you stopped it"));
        QCOMPARE(stage.upstream()->fact().state, BackendFact::Stopped);
        QCOMPARE(stage.alpha.starts(), 1);
        stage.upstream()->start();
        QVERIFY(works(talker, "4"));
        QCOMPARE(stage.alpha.starts(), 2);
    }

    void stopped_and_started_in_one_breath_calls_wait_for_the_new_process()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && works(talker, "1"));
        stage.upstream()->stop(QStringLiteral("you stopped it"));
        stage.upstream()->start();
        QVERIFY(works(talker, "2"));
        QCOMPARE(stage.alpha.starts(), 2);
    }

    void restarted_calls_wait_for_the_new_process()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && works(talker, "1"));
        stage.upstream()->restart();
        QVERIFY(works(talker, "2"));
        QCOMPARE(stage.alpha.starts(), 2);
        // The wish is fulfilled: a later death is a death like any other.
        stage.alpha.die();
        QVERIFY(works(talker, "3"));
        QCOMPARE(stage.alpha.starts(), 3);
    }

    void asleep_it_wakes_for_a_call_however_early()
    {
        Limits limits;
        limits.idleStop = 40;
        Stage stage(limits);
        ServerConfig config = stage.config("alpha");
        config.start = ServerConfig::Start::Lazy;
        stage.apply({config});
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        // Each call comes at another moment around that of falling asleep.
        for (int i = 0; i < 12; ++i) {
            const QByteArray id = QByteArray::number(i);
            QVERIFY2(works(talker, id), id.constData());
            HttpClient::await([] { return false; }, 30 + 5 * i);
        }
        QVERIFY(stage.alpha.starts() > 1);
    }

    void a_call_in_the_moment_of_falling_asleep_goes_to_the_next_process()
    {
        Limits limits;
        limits.idleStop = 40;
        Stage stage(limits);
        ServerConfig config = stage.config("alpha");
        config.start = ServerConfig::Start::Lazy;
        stage.apply({config});
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && works(talker, "1"));
        stage.alpha.closesSlowly = true;
        QTRY_VERIFY(stage.alpha.isClosing());
        const auto call = talker.open(Talker::call("2", "echo"));
        const auto subscription = talker.open(Talker::request("3", "resources/subscribe", R"({"uri":"note:1"})"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 2);
        stage.alpha.closesSlowly = false;
        stage.alpha.endClosing();
        QCOMPARE(answerOf(*call).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*subscription).kind(), Message::Kind::Result);
    }

    void new_settings_touch_only_what_they_change()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        QVERIFY(stage.settle());
        const auto kept = talker.open(Talker::call("1", "beta__hold"));
        const auto lost = talker.open(Talker::call("2", "alpha__hold"));
        QTRY_VERIFY(stage.alpha.held.size() == 1 && stage.beta.held.size() == 1);
        ServerConfig changed = stage.config("alpha");
        changed.limits.callSilence = 1'000'000;
        stage.apply({changed, stage.config("beta")});
        QCOMPARE(answerOf(*lost, 1'000).errorCode(), -32603);
        QTRY_COMPARE(stage.alpha.starts(), 2);
        stage.beta.answer(stage.beta.held.constFirst());
        QCOMPARE(answerOf(*kept).kind(), Message::Kind::Result);
        QCOMPARE(stage.beta.starts(), 1);
    }

    void the_end_is_told_once()
    {
        Stage stage;
        QVERIFY(stage.settle());
        stage.alpha.exists = false;
        stage.alpha.die();
        QTRY_COMPARE(stage.upstream()->fact().state, BackendFact::Failed);
        QSignalSpy ends(stage.house.upstreams.get(), &UpstreamSet::closed);
        stage.house.upstreams->close();
        QTRY_COMPARE(ends.size(), 1);
        bool isLater = false;
        QMetaObject::invokeMethod(qApp, [&isLater] { isLater = true; }, Qt::QueuedConnection);
        QTRY_VERIFY(isLater);
        QCOMPARE(ends.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestLifecycle)
#include "tst_lifecycle.moc"
