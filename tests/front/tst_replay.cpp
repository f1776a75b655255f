// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QTest>

using namespace Signalbox;

namespace {

Config hasty()
{
    Config config;
    config.limits.answerWait = 1;
    return config;
}

QByteArray subscribe()
{
    return Talker::request("\"s\"", "resources/subscribe", "{\"uri\":\"note:1\"}");
}

void change(Mounted &house, int number)
{
    house.one.notify("notifications/resources/updated", "{\"uri\":\"note:1\",\"n\":" + QByteArray::number(number) + '}');
}

QList<QByteArray> idsOf(const QList<SseFrame> &frames)
{
    QList<QByteArray> ids;
    for (const SseFrame &frame : frames)
        ids.append(frame.id);
    return ids;
}

} // namespace

class TestReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Defect g: a replay that repeats the last event seen. Defect q: live id == replay id.
    void resumes_strictly_after_the_last_event_seen()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        const auto first = talker.get();
        QCOMPARE(first->head().status, 200);
        for (int i = 1; i <= 5; ++i)
            change(house, i);
        const QList<SseFrame> live = messages(*first, 5);
        QCOMPARE(live.size(), 5);
        first->close();
        for (int seen = 0; seen < 5; ++seen) {
            const auto again = talker.get(live.at(seen).id);
            const QList<SseFrame> got = messages(*again, 4 - seen, seen == 4 ? 50 : HttpClient::patience);
            QCOMPARE(got, live.mid(seen + 1));
        }
    }

    void the_seam_between_replay_and_live_has_no_gap_and_no_repeat()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        QList<SseFrame> all;
        auto stream = talker.get();
        for (int round = 0; round < 20; ++round) {
            change(house, round);
            const QList<SseFrame> got = messages(*stream, 1);
            QVERIFY(!got.isEmpty());
            all += got;
            stream = talker.get(got.constLast().id);
            if (round % 2 == 0)
                QCOMPARE(stream->head().status, 200);
        }
        QCOMPARE(all.size(), 20);
        for (int i = 0; i < 20; ++i)
            QVERIFY(all.at(i).data.contains("\"n\":" + QByteArray::number(i) + '}'));
    }

    void takes_a_stream_over_from_a_living_connection()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        const auto first = talker.get();
        change(house, 1);
        const QList<SseFrame> got = messages(*first, 1);
        const auto second = talker.get(got.constFirst().id);
        QCOMPARE(second->head().status, 200);
        QVERIFY(first->waitForEnd());
        QVERIFY(!first->soFar().complete); // cut, not ended
        change(house, 2);
        QCOMPARE(messages(*second, 1).size(), 1);
    }

    // Defect i: a response that cannot be fetched after its stream broke.
    void an_answer_reaches_a_client_that_was_cut_off_once()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("5", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.progress(house.one.held.constFirst(), 1);
        const QByteArray primed = client->frames(1).constFirst().id;
        QCOMPARE(messages(*client, 1).size(), 1);
        client->reset();
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("streams")].toInt(), 0);
        house.one.progress(house.one.held.constFirst(), 2);
        house.one.answer(house.one.held.constFirst());
        for (int round = 0; round < 2; ++round) { // its answer is kept for a while
            const HttpResponse again = talker.get(primed)->response();
            QVERIFY(again.complete); // a finished stream ends after the replay
            const QList<SseFrame> got = messagesIn(sseFrames(again.body));
            QCOMPARE(got.size(), 3);
            QVERIFY(got.at(0).data.contains(R"("progress":1)"));
            QVERIFY(got.at(1).data.contains(R"("progress":2)"));
            QCOMPARE(got.at(2).data, R"({"jsonrpc":"2.0","id":5,"result":{"content":[]}})");
            const HttpResponse nothing = talker.get(got.at(2).id)->response();
            QVERIFY(nothing.complete);
            QVERIFY(messagesIn(sseFrames(nothing.body)).isEmpty());
        }
    }

    void a_dropped_call_goes_on_and_its_answer_waits()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("5", "hold"));
        const QByteArray primed = client->frames(1).constFirst().id;
        client->close();
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("streams")].toInt(), 0);
        const auto again = talker.get(primed);
        QCOMPARE(again->head().status, 200);
        house.one.answer(house.one.held.constFirst());
        QCOMPARE(messagesIn(sseFrames(again->response().body)).size(), 1);
        QCOMPARE(house.one.count("notifications/cancelled"), 0);
    }

    // Defects n, p, s, w: ids that are honoured although they cannot be.
    void an_id_that_names_nothing_here_is_refused_data()
    {
        QTest::addColumn<QByteArray>("what");
        for (const char *what :
             {"", "x", "evt-1", "1", "1-2", "NaN", "0-0-0", "1-0-0", "1-1-1-1", "1-zzzz-0", "99999999999"})
            QTest::newRow(what) << QByteArray(what);
        QTest::newRow("long") << QByteArray(5'000, '1');
    }

    void an_id_that_names_nothing_here_is_refused()
    {
        QFETCH(QByteArray, what);
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        change(house, 1);
        const HttpResponse response = talker.get(what)->response();
        QCOMPARE(response.status, 400);
        QVERIFY(response.body.contains("-32000"));
        QVERIFY(!response.body.contains("note:1"));
    }

    void an_id_of_another_session_epoch_or_future_is_refused()
    {
        Mounted house(hasty());
        Talker talker(house);
        Talker stranger(house);
        QVERIFY(talker.begin());
        QVERIFY(stranger.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        const auto stream = talker.get();
        change(house, 1);
        const QByteArray id = messages(*stream, 1).constFirst().id;
        QCOMPARE(stranger.get(id)->response().status, 400);
        EventId other = *EventId::parse(id);
        ++other.epoch;
        QCOMPARE(talker.get(other.text())->response().status, 400);
        EventId future = *EventId::parse(id);
        ++future.sequence;
        QCOMPARE(talker.get(future.text())->response().status, 400);
        QVERIFY(!stream->hasEnded()); // who was refused has taken nothing over
        QCOMPARE(talker.get(id)->head().status, 200);
    }

    // Defect h: an evicted part that is skipped silently.
    void what_was_evicted_is_reported_with_its_count()
    {
        Config config = hasty();
        config.limits.logEvents = 4;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("5", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        const QByteArray primed = client->frames(1).constFirst().id;
        client->close();
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("streams")].toInt(), 0);
        for (int i = 1; i <= 9; ++i)
            house.one.progress(house.one.held.constFirst(), i);
        house.one.answer(house.one.held.constFirst());
        const QList<SseFrame> got = messagesIn(sseFrames(talker.get(primed)->response().body));
        QCOMPARE(got.constFirst().event, "lagged");
        QCOMPARE(got.constFirst().data, "{\"missed\":6}");
        QVERIFY(got.constFirst().id.endsWith("-6"));
        QCOMPARE(got.size(), 1 + 3 + 4);
        QVERIFY(got.constLast().data.contains("\"id\":5"));
        // Who comes back after the gap is not told of it again.
        const QList<SseFrame> after = messagesIn(sseFrames(talker.get(got.constFirst().id)->response().body));
        QCOMPARE(idsOf(after), idsOf(got.mid(4)));
    }

    void an_answer_that_is_kept_no_longer_is_an_error()
    {
        Config config = hasty();
        config.limits.logAge = 60;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("\"five\"", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        const QByteArray primed = client->frames(1).constFirst().id;
        client->close();
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("streams")].toInt(), 0);
        // A later call that was answered is forgotten by now; before its answer nothing is.
        const auto other = talker.open(Talker::call("6", "hold"));
        QTRY_COMPARE(house.one.held.size(), 2);
        const QByteArray early = other->frames(1).constFirst().id;
        house.one.answer(house.one.held.constLast());
        QVERIFY(other->response().complete);
        QTRY_VERIFY(talker.get(early)->response().body.contains("lagged"));
        house.one.answer(house.one.held.constFirst());
        const QList<SseFrame> kept = messagesIn(sseFrames(talker.get(primed)->response().body));
        QCOMPARE(kept.size(), 1);
        QVERIFY(kept.constFirst().data.contains("\"result\""));
        HttpResponse response;
        QTRY_VERIFY((response = talker.get(primed)->response()).body.contains("lagged"));
        QCOMPARE(response.status, 200);
        QVERIFY(response.complete);
        const QList<SseFrame> got = messagesIn(sseFrames(response.body));
        QCOMPARE(got.constFirst().event, "lagged");
        QVERIFY(got.constLast().data.contains(R"("id":"five")"));
        QVERIFY(got.constLast().data.contains("-32603"));
        QVERIFY(got.constLast().data.contains("answer no longer kept"));
    }

    void only_the_stream_of_the_id_is_replayed()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(subscribe()).status, 200);
        const auto own = talker.get();
        QCOMPARE(own->frames(1).size(), 1);
        const auto call = talker.open(Talker::call("5", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        const QByteArray primed = call->frames(1).constFirst().id;
        change(house, 1);
        house.one.answer(house.one.held.constFirst());
        QCOMPARE(messages(*own, 1).size(), 1);
        QVERIFY(call->response().complete);
        const QList<SseFrame> got = messagesIn(sseFrames(talker.get(primed)->response().body));
        QCOMPARE(got.size(), 1);
        QVERIFY(got.constFirst().data.contains("\"id\":5"));
        QVERIFY(!own->hasEnded());
    }

    // Cut after every single byte: whatever was seen, the rest comes, and comes once.
    void nothing_is_lost_or_repeated_wherever_the_connection_breaks()
    {
        Mounted house(hasty());
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto whole = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        for (int i = 1; i <= 3; ++i)
            house.one.progress(house.one.held.constFirst(), i);
        house.one.answer(house.one.held.constFirst());
        const QByteArray body = whole->response().body;
        const QList<SseFrame> all = messagesIn(sseFrames(body));
        QCOMPARE(all.size(), 4);
        const QByteArray primed = sseFrames(body).constFirst().id;
        for (qsizetype cut = body.indexOf("\n\n") + 2; cut <= body.size(); ++cut) {
            QList<SseFrame> seen = messagesIn(sseFrames(body.first(cut)));
            const QByteArray last = seen.isEmpty() ? primed : seen.constLast().id;
            seen += messagesIn(sseFrames(talker.get(last)->response().body));
            QCOMPARE(seen, all);
        }
    }
};

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
