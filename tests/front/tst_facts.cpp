// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

namespace {

QByteArray subscribe()
{
    return Talker::request("\"s\"", "resources/subscribe", "{\"uri\":\"note:1\"}");
}

} // namespace

class TestFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_is_told_while_nobody_watches()
    {
        Mounted house;
        QSignalSpy changed(&house.bus, &Bus::sessionChanged);
        QSignalSpy ended(&house.bus, &Bus::sessionEnded);
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.get()->head().status, 200);
        QCOMPARE(talker.remove().status, 200);
        // Who watches from now on hears of the next one first.
        house.bus.watch();
        Talker next(house);
        QVERIFY(next.begin());
        QTRY_COMPARE(changed.size(), 1);
        const auto told = changed.constFirst().constFirst().value<SessionFact>();
        QCOMPARE(qint64(told.number), house.conversations->sessions().at(0)[QStringLiteral("number")].toInteger());
        QCOMPARE(ended.size(), 0);
    }

    void who_comes_later_is_told_everything()
    {
        Mounted house;
        Talker talker(house, "/mcp/one", "2025-06-18");
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        house.one.notify("notifications/resources/updated", "{\"uri\":\"note:1\"}");
        QCOMPARE(messages(*stream, 1).size(), 1);
        QSignalSpy sessions(&house.bus, &Bus::sessionChanged);
        QSignalSpy streams(&house.bus, &Bus::streamChanged);
        house.bus.watch();
        QTRY_COMPARE(sessions.size(), 1);
        QTRY_COMPARE(streams.size(), 1);
        const auto session = sessions.constFirst().constFirst().value<SessionFact>();
        QCOMPARE(session.client, QStringLiteral("talker"));
        QCOMPARE(session.clientVersion, QStringLiteral("1"));
        QCOMPARE(session.protocolVersion, QStringLiteral("2025-06-18"));
        QCOMPARE(session.front, QStringLiteral("legacy"));
        QCOMPARE(session.view, QStringLiteral("one"));
        QCOMPARE(session.principal, QStringLiteral("local"));
        QCOMPARE(session.streams, 1);
        QCOMPARE(session.calls, quint64(1));
        QCOMPARE(session.eventsSent, quint64(1));
        QCOMPARE(house.conversations->eventsSent(), quint64(1));
        const auto own = streams.constFirst().constFirst().value<StreamFact>();
        QCOMPARE(own.session, session.number);
        QCOMPARE(own.kind, QStringLiteral("session"));
        QCOMPARE(own.state, StreamFact::Open);
        QCOMPARE(own.delivered, quint64(1));
        QCOMPARE(own.lastEventId, messages(*stream, 1).constFirst().id);
    }

    void the_last_state_is_told_at_human_speed()
    {
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        house.bus.watch();
        QSignalSpy sessions(&house.bus, &Bus::sessionChanged);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 200; ++i)
            QCOMPARE(talker.post(Talker::call(QByteArray::number(i), "echo")).status, 200);
        const auto last = [&] {
            return sessions.isEmpty() ? SessionFact() : sessions.constLast().constFirst().value<SessionFact>();
        };
        QTRY_COMPARE(last().calls, quint64(200));
        QTRY_COMPARE(last().callsOpen, 0);
        QVERIFY(sessions.size() <= clock.elapsed() / 100 + 2);
    }

    void the_end_of_things_is_told()
    {
        Config config;
        config.limits.answerWait = 1;
        Mounted house(config);
        house.bus.watch();
        QSignalSpy sessions(&house.bus, &Bus::sessionEnded);
        QSignalSpy streams(&house.bus, &Bus::streamEnded);
        QSignalSpy changes(&house.bus, &Bus::streamChanged);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto call = talker.open(Talker::call("1", "hold"));
        QCOMPARE(call->frames(1).size(), 1);
        const auto told = [&](const QString &kind) {
            return std::any_of(changes.cbegin(), changes.cend(), [&kind](const QList<QVariant> &signal) {
                return signal.constFirst().value<StreamFact>().kind == kind;
            });
        };
        QTRY_VERIFY(told(QStringLiteral("tools/call")));
        QCOMPARE(talker.remove().status, 200);
        QTRY_COMPARE(sessions.size(), 1);
        QVERIFY(!streams.isEmpty());
        QVERIFY(!sessions.constFirst().at(1).toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFacts)
#include "tst_facts.moc"
