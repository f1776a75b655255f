// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/processtree.h"
#include "core/upstream/lookout.h"
#include "tests/upstream/stage.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace Signalbox;

namespace {

QList<CallFact> lastTold(const QSignalSpy &spy)
{
    return spy.isEmpty() ? QList<CallFact>() : spy.constLast().constFirst().value<QList<CallFact>>();
}

} // namespace

class TestLookout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void open_calls_are_told_to_those_who_look()
    {
        Stage stage;
        Lookout lookout(stage.house.upstreams.get(), &stage.house.bus);
        QSignalSpy told(&stage.house.bus, &Bus::callsChanged);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto one = talker.open(Talker::call("1", "alpha__hold"));
        QTRY_COMPARE(stage.open(), 1);
        QCOMPARE(told.size(), 0);

        stage.house.bus.look();
        QTRY_COMPARE(lastTold(told).size(), 1);
        const CallFact call = lastTold(told).constFirst();
        QCOMPARE(call.client, QStringLiteral("talker"));
        QCOMPARE(qint64(call.session), stage.house.conversations->sessions().at(0)[QStringLiteral("number")].toInteger());
        QCOMPARE(call.backend, QStringLiteral("alpha"));
        QCOMPARE(call.method, QStringLiteral("tools/call"));
        QCOMPARE(call.name, QStringLiteral("hold"));
        QCOMPARE(call.state, CallFact::AtServer);
        const auto two = talker.open(Talker::call("2", "alpha__hold"));
        QTRY_COMPARE(lastTold(told).size(), 2);
        QCOMPARE(lastTold(told).constFirst().number, call.number); // the oldest first, and still the same

        stage.alpha.answer(stage.alpha.held.constFirst(), "{}");
        QTRY_COMPARE(lastTold(told).size(), 1);
        stage.alpha.answer(stage.alpha.held.constLast(), "{}");
        QTRY_COMPARE(lastTold(told).size(), 0);
        stage.house.bus.lookAway();
        const qsizetype before = told.size();
        const auto three = talker.open(Talker::call("3", "alpha__hold"));
        QTRY_COMPARE(stage.open(), 1);
        QTest::qWait(600); // two turns of the lookout: nothing may come, so there is nothing to wait for
        QCOMPARE(told.size(), before);
    }

    void a_call_that_waits_for_its_server_says_so()
    {
        Stage stage;
        stage.alpha.greets = false;
        Lookout lookout(stage.house.upstreams.get(), &stage.house.bus);
        QSignalSpy told(&stage.house.bus, &Bus::callsChanged);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        const auto waiting = talker.open(Talker::call("1", "alpha__hold"));
        stage.house.bus.look();
        QTRY_COMPARE(lastTold(told).size(), 1);
        QCOMPARE(lastTold(told).constFirst().state, CallFact::Waiting);
        QCOMPARE(lastTold(told).constFirst().backend, QStringLiteral("alpha"));
        stage.house.bus.lookAway();
    }

    void counters_outlive_the_server_that_was_counted()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QCOMPARE(answerOf(*talker.open(Talker::call("1", "alpha__echo"))).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "beta__echo"))).kind(), Message::Kind::Result);
        const Tally before = stage.house.upstreams->total();
        QCOMPARE(before.calls, quint64(2));
        QCOMPARE(before.takenCalls, quint64(2));
        QVERIFY(before.addedUs > 0);
        stage.apply({stage.config("beta")});
        QCOMPARE(stage.house.upstreams->total().calls, quint64(2));
        QTRY_COMPARE(stage.house.upstreams->all().size(), 1);
        QCOMPARE(stage.house.upstreams->total().takenUs, before.takenUs);
    }

    void a_call_that_no_server_could_take_is_an_error()
    {
        Stage stage;
        QVERIFY(stage.settle());
        stage.upstream()->stop(QStringLiteral("by hand"));
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        QCOMPARE(answerOf(*talker.open(Talker::call("1", "echo"))).kind(), Message::Kind::Error);
        QCOMPARE(stage.upstream()->tally().calls, quint64(1));
        QCOMPARE(stage.upstream()->tally().errors, quint64(1));
    }

    void a_process_is_seen_with_its_children()
    {
        QProcess shell;
        shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), QStringLiteral("sleep 60 & echo up; wait")});
        QVERIFY(shell.waitForReadyRead());
        // A child is a copy of the shell for a moment.
        QTRY_COMPARE(processTree(shell.processId(), 10).value(1).name, QStringLiteral("sleep"));
        const QList<ProcessFact> tree = processTree(shell.processId(), 10);
        QCOMPARE(tree.size(), 2);
        QCOMPARE(tree.at(0).name, QStringLiteral("sh"));
        QCOMPARE(tree.at(0).depth, 0);
        QCOMPARE(tree.at(1).name, QStringLiteral("sleep"));
        QCOMPARE(tree.at(1).depth, 1);
        QVERIFY(tree.at(1).memory > 10'000);
        QVERIFY(qAbs(tree.at(1).since.secsTo(QDateTime::currentDateTimeUtc())) < 60);
        QCOMPARE(processTree(shell.processId(), 1).size(), 1);
        shell.kill();
        shell.waitForFinished();
        QVERIFY(processTree(shell.processId(), 10).isEmpty());
        ::kill(pid_t(tree.at(1).id), SIGKILL);
    }
};

QTEST_GUILESS_MAIN(TestLookout)
#include "tst_lookout.moc"
