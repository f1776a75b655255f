// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QElapsedTimer>
#include <QTest>

#include <malloc.h>

using namespace Signalbox;

namespace {

int count(const Mounted &house, const char *what)
{
    return house.conversations->counts()[QLatin1String(what)].toInt();
}

QByteArray subscribe()
{
    return Talker::request("\"s\"", "resources/subscribe", "{\"uri\":\"note:1\"}");
}

/** Something that nothing later makes superfluous. */
void tellAll(Mounted &house, const QByteArray &text)
{
    TaggedNotice notice;
    notice.source = "one";
    notice.plain = Message::notification("notifications/x", "{\"text\":" + jsonString(text) + '}');
    house.conversations->deliver(notice);
}

void change(Mounted &house, const QByteArray &more)
{
    house.one.notify("notifications/resources/updated", "{\"uri\":\"note:1\",\"more\":" + jsonString(more) + '}');
}

/** Streams that the sessions know, open or not. */
qsizetype streamsKnown(const Mounted &house)
{
    qsizetype known = 0;
    for (const QJsonValue &session : house.conversations->sessions())
        known += session[QStringLiteral("streams")].toArray().size();
    return known;
}

} // namespace

class TestCrowd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Defect v: an abandoned POST leaves a pending entry.
    void ten_thousand_dropped_posts_leave_nothing()
    {
        Config config;
        config.limits.answerWait = 1;
        config.limits.logAge = 100;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto drop = [&](int from, int to) {
            for (int i = from; i < to; ++i) {
                const auto client = talker.open(Talker::call(QByteArray::number(i), i % 10 ? "echo" : "hold"));
                if (i % 3 == 0)
                    client->reset();
                if (i % 20)
                    continue;
                // No more than the kernel lets wait at the door.
                QVERIFY(HttpClient::await([&] { return house.server->counters().accepted > quint64(i); }));
                QVERIFY(HttpClient::await([&] { return count(house, "calls") < 500; }));
                for (const Message &held : std::exchange(house.one.held, {}))
                    house.one.answer(held);
            }
            const auto settled = [&] {
                for (const Message &held : std::exchange(house.one.held, {}))
                    house.one.answer(held);
                return count(house, "calls") == 0 && count(house, "streams") == 0;
            };
            QVERIFY(HttpClient::await(settled, 20'000));
            house.one.heard.clear();
        };
        drop(0, 1'000); // what is reached once stays allocated
        const qint64 before = qint64(mallinfo2().uordblks);
        drop(1'000, 11'000);
        QTRY_VERIFY(streamsKnown(house) <= 64);
        QVERIFY2(qint64(mallinfo2().uordblks) - before < 1'000'000,
                 qPrintable(QString::number(qint64(mallinfo2().uordblks) - before)));
    }

    // Defect l: one stuck client holds up the others.
    void a_stuck_client_slows_nobody_and_costs_a_bounded_log()
    {
        Config config;
        config.limits.logEvents = 100;
        config.limits.logBytes = 200'000;
        Mounted house(config);
        Talker stuck(house);
        Talker quick(house);
        QVERIFY(stuck.begin());
        QVERIFY(quick.begin());
        auto deaf = stuck.get();
        deaf->setReading(false);
        const auto hears = quick.get();
        QCOMPARE(hears->frames(1).size(), 1);
        QList<qint64> took;
        const QByteArray load(10'000, 'x');
        const int rounds = 2'000;
        for (int i = 0; i < rounds; ++i) {
            tellAll(house, load);
            if (i % 20)
                continue;
            QElapsedTimer clock;
            clock.start();
            QCOMPARE(quick.post(Talker::request(QByteArray::number(i), "ping")).status, 200);
            took.append(clock.nsecsElapsed());
            QVERIFY(hears->waitForBytes(qint64(i) * load.size()));
        }
        std::sort(took.begin(), took.end());
        QVERIFY2(took.at(took.size() * 99 / 100 - 1) < 100'000'000, "p99 of a ping beside a stuck client");
        QVERIFY(HttpClient::await([&] { return messagesIn(sseFrames(hears->soFar().body)).size() == rounds; }));
        // It was cut once its log was full, and can come back.
        QTRY_COMPARE(count(house, "streams"), 1);
        for (const QJsonValue &session : house.conversations->sessions()) {
            for (const QJsonValue &stream : session[QStringLiteral("streams")].toArray())
                QVERIFY(stream[QStringLiteral("backlogBytes")].toInteger() <= 200'000);
        }
        const auto again = stuck.get();
        QCOMPARE(messages(*again, 1).constFirst().event, "lagged");
    }

    void a_burst_reaches_who_keeps_up_in_full()
    {
        Config config;
        config.limits.logEvents = 50;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        const auto stream = talker.get();
        QCOMPARE(stream->frames(1).size(), 1);
        for (int i = 0; i < 1'000; ++i)
            change(house, "same"); // in one turn, all about one thing
        QCOMPARE(messages(*stream, 1'000).size(), 1'000);
        QVERIFY(!stream->soFar().body.contains("lagged"));
    }

    void everybody_concerned_hears_it_once()
    {
        Mounted house;
        QVERIFY(house.settle());
        std::vector<std::unique_ptr<Talker>> talkers;
        std::vector<std::unique_ptr<HttpClient>> streams;
        for (int i = 0; i < 100; ++i) {
            talkers.push_back(std::make_unique<Talker>(house, "/mcp"));
            QVERIFY(talkers.back()->begin());
            streams.push_back(talkers.back()->get());
            QCOMPARE(streams.back()->frames(1).size(), 1);
        }
        TaggedNotice notice;
        notice.source = "two";
        notice.plain = notice.prefixed = Message::notification("notifications/tools/list_changed");
        QCOMPARE(house.conversations->deliver(notice), 100);
        for (const auto &stream : streams)
            QCOMPARE(messages(*stream, 1).size(), 1);
    }

    void a_session_costs_little()
    {
        QVERIFY2(sizeof(Session) <= 1'024, qPrintable(QString::number(sizeof(Session))));
        QVERIFY2(sizeof(Channel) <= 400, qPrintable(QString::number(sizeof(Channel))));
    }
};

QTEST_GUILESS_MAIN(TestCrowd)
#include "tst_crowd.moc"
