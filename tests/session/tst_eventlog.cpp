// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/eventlog.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Signalbox;

namespace {

EventPtr plain(int number)
{
    return Event::of(Message::notification("notifications/progress", "{\"n\":" + QByteArray::number(number) + '}'));
}

EventPtr logLine(int number)
{
    return Event::of(Message::notification("notifications/message", "{\"n\":" + QByteArray::number(number) + '}'));
}

EventPtr listChanged(const QByteArray &list)
{
    return Event::of(Message::notification("notifications/" + list + "/list_changed"));
}

EventPtr updated(const QByteArray &uri)
{
    return Event::of(Message::notification("notifications/resources/updated", "{\"uri\":" + jsonString(uri) + '}'));
}

QList<quint64> keptAfter(const EventLog &log, quint64 sequence)
{
    QList<quint64> numbers;
    for (const EventLog::Entry *entry = log.after(sequence); entry; entry = log.after(entry->sequence))
        numbers.append(entry->sequence);
    return numbers;
}

LogBounds upTo(int events)
{
    return {events, 1'000'000, 1'000};
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gives_what_comes_strictly_after_an_event()
    {
        EventLog log(1, 7);
        for (int i = 1; i <= 4; ++i)
            QCOMPARE(log.append(plain(i), 0, upTo(10)).text(), "1-7-" + QByteArray::number(i));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{1, 2, 3, 4}));
        QCOMPARE(keptAfter(log, 2), (QList<quint64>{3, 4}));
        QCOMPARE(keptAfter(log, 4), QList<quint64>{});
        QVERIFY(!log.gapAfter(0));
    }

    void shares_the_payload_with_every_other_log()
    {
        const EventPtr event = plain(1);
        EventLog one(1, 1);
        EventLog other(1, 2);
        one.append(event, 0, upTo(10));
        other.append(event, 0, upTo(10));
        QCOMPARE(one.after(0)->event->payload.constData(), other.after(0)->event->payload.constData());
    }

    void counts_what_is_not_written_as_backlog()
    {
        EventLog log(1, 1);
        for (int i = 1; i <= 3; ++i)
            log.append(plain(i), 0, upTo(10));
        QCOMPARE(log.backlog(), 3);
        QCOMPARE(log.backlogBytes(), log.bytes());
        log.advance(2);
        QCOMPARE(log.backlog(), 1);
        QCOMPARE(log.backlogBytes(), plain(3)->payload.size());
        QCOMPARE(log.written(), quint64(2));
        log.moveTo(1);
        QCOMPARE(log.backlog(), 2);
        QCOMPARE(log.written(), quint64(2));
    }

    void drops_the_oldest_over_its_count_and_knows_the_gap()
    {
        EventLog log(1, 1);
        for (int i = 1; i <= 5; ++i)
            log.append(plain(i), 0, upTo(3));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{3, 4, 5}));
        QCOMPARE(log.gapAfter(0)->missed, quint64(2));
        QCOMPARE(log.gapAfter(0)->before, quint64(2));
        QCOMPARE(log.gapAfter(1)->missed, quint64(1));
        QVERIFY(!log.gapAfter(2));
        QVERIFY(!log.gapAfter(4));
    }

    void drops_by_bytes_but_never_the_newest()
    {
        EventLog log(1, 1);
        const qint64 size = plain(1)->payload.size();
        const LogBounds two{10, 2 * size, 1'000};
        for (int i = 1; i <= 3; ++i)
            log.append(plain(i), 0, two);
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{2, 3}));
        const Message huge = Message::result("1", '"' + QByteArray(10 * int(size), 'x') + '"');
        log.append(Event::of(huge), 0, two);
        QCOMPARE(keptAfter(log, 0), QList<quint64>{4});
        QCOMPARE(log.bytes(), huge.bytes().size());
    }

    void coalesces_only_when_it_would_overflow()
    {
        EventLog log(1, 1);
        log.append(listChanged("tools"), 0, upTo(4));
        log.append(updated("a:1"), 0, upTo(4));
        log.append(listChanged("tools"), 0, upTo(4));
        log.append(updated("a:1"), 0, upTo(4));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{1, 2, 3, 4})); // full, nothing coalesced
        log.append(updated("b:2"), 0, upTo(4));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{3, 4, 5})); // the later ones of each stay
        QVERIFY(!log.gapAfter(0)); // nothing is lost by that
    }

    void replaces_the_earlier_news_by_the_same_news()
    {
        EventLog log(1, 1);
        for (const char *uri : {"a", "b", "c"})
            log.append(updated(uri), 0, upTo(3));
        for (int i = 0; i < 50; ++i)
            log.append(updated("b"), 0, upTo(3));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{1, 3, 53}));
        QVERIFY(!log.gapAfter(0));
    }

    void gives_up_log_lines_first()
    {
        EventLog log(1, 1);
        log.append(plain(1), 0, upTo(4));
        log.append(logLine(2), 0, upTo(4));
        log.append(plain(3), 0, upTo(4));
        log.append(logLine(4), 0, upTo(4));
        log.append(plain(5), 0, upTo(4));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{1, 3, 4, 5}));
        log.append(plain(6), 0, upTo(4));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{1, 3, 5, 6}));
        QCOMPARE(log.gapAfter(0)->missed, quint64(2));
        QCOMPARE(log.gapAfter(0)->before, quint64(0));
        QCOMPARE(log.gapAfter(2)->missed, quint64(1));
        QVERIFY(!log.gapAfter(4));
    }

    void tells_whether_the_present_reader_lost_something()
    {
        EventLog log(1, 1);
        for (int i = 1; i <= 3; ++i)
            log.append(plain(i), 0, upTo(3));
        log.advance(3);
        log.append(plain(4), 0, upTo(3));
        QVERIFY(!log.takeOverrun()); // it had been given the first
        for (int i = 5; i <= 7; ++i)
            log.append(plain(i), 0, upTo(3));
        QVERIFY(log.takeOverrun());
        QVERIFY(!log.takeOverrun());
    }

    void what_a_living_reader_has_goes_before_all_else()
    {
        EventLog log(1, 1);
        log.moveTo(0);
        log.append(plain(1), 0, upTo(4));
        log.append(logLine(2), 0, upTo(4));
        for (int i = 3; i <= 6; ++i)
            log.append(updated("a"), 0, upTo(4)); // the last two while nothing is written: they replace their like
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{1, 2, 3, 6}));
        log.advance(6);
        log.append(updated("a"), 0, upTo(4));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{2, 3, 6, 7})); // nothing unwritten is touched
        log.leave();
        log.append(plain(8), 0, upTo(4));
        QCOMPARE(keptAfter(log, 0), (QList<quint64>{2, 7, 8}));
    }

    void forgets_by_age_and_says_so()
    {
        EventLog log(1, 1);
        log.append(plain(1), 1'000, upTo(10));
        log.append(plain(2), 1'500, upTo(10));
        log.expire(1'999, 1'000);
        QCOMPARE(log.count(), 2);
        log.expire(2'000, 1'000);
        QCOMPARE(keptAfter(log, 0), QList<quint64>{2});
        log.expire(9'000, 1'000);
        QCOMPARE(log.count(), 0);
        QCOMPARE(log.bytes(), 0);
        QCOMPARE(log.backlog(), 0);
        QCOMPARE(log.gapAfter(0)->missed, quint64(2));
        QCOMPARE(log.gapAfter(1)->missed, quint64(1));
        QCOMPARE(log.gapAfter(0)->before, quint64(2));
        QVERIFY(!log.gapAfter(2));
        log.append(plain(3), 9'000, upTo(10));
        QCOMPARE(log.gapAfter(0)->missed, quint64(2));
        QVERIFY(!log.gapAfter(2));
    }

    void remembers_whose_answer_it_lost()
    {
        EventLog log(1, 1);
        log.append(plain(1), 0, upTo(10));
        log.append(Event::of(Message::result("\"a\"", "{}")), 0, upTo(10));
        QVERIFY(log.answersLostAfter(0).isEmpty());
        log.clear();
        QCOMPARE(log.answersLostAfter(1), QList<QByteArray>{"\"a\""});
        QVERIFY(log.answersLostAfter(2).isEmpty());
    }

    void an_empty_log_is_tiny()
    {
        QVERIFY(sizeof(EventLog) <= 192);
        QCOMPARE(sizeof(EventLog::Entry), size_t(32));
    }

    // Against a log that remembers everything and a reader who knows what was lost and what was coalesced.
    void always_keeps_the_newest_and_never_more_than_it_may()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            EventLog log(1, 1);
            quint32 state = seed;
            const auto random = [&state](quint32 below) {
                state = state * 1664525u + 1013904223u;
                return (state >> 16) % below;
            };
            const LogBounds bounds = upTo(int(2 + random(9)));
            for (int i = 1; i <= 100; ++i) {
                const quint32 kind = random(4);
                log.append(kind == 0       ? logLine(i)
                               : kind == 1 ? listChanged("tools")
                               : kind == 2 ? updated(QByteArray::number(random(4)))
                                           : plain(i),
                           i, bounds);
                if (random(5) == 0)
                    log.advance(log.last() - random(2));
                if (random(11) == 0)
                    log.moveTo(random(quint32(log.last())));
                const QList<quint64> kept = keptAfter(log, 0);
                QCOMPARE(kept.size(), log.count());
                QVERIFY(kept.size() <= bounds.events);
                QCOMPARE(kept.constLast(), quint64(i));
                QCOMPARE(log.backlog(), keptAfter(log, log.cursor()).size());
                const quint64 from = random(quint32(i) + 1);
                const auto gap = log.gapAfter(from);
                const quint64 notKept = quint64(i) - from - quint64(keptAfter(log, from).size());
                QVERIFY(!gap || (gap->missed > 0 && gap->missed <= notKept));
            }
        }
    }

    void remembers_lost_answers_within_bounds()
    {
        EventLog log(1, 1);
        for (int i = 1; i <= 5'000; ++i)
            log.append(Event::of(Message::result(QByteArray::number(i), "{}")), 0, upTo(10));
        log.expire(2'000, 1'000);
        const QList<QByteArray> lost = log.answersLostAfter(0);
        QCOMPARE(lost.size(), 1'000);
        QCOMPARE(lost.constFirst(), "4001");
        QCOMPARE(lost.constLast(), "5000");
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
