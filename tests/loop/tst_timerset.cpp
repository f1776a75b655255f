// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loop/timerset.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr qint64 ms = 1'000'000;

}

class tst_TimerSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void has_no_deadline_without_timers();
    void gives_due_timers_in_the_order_of_their_deadlines();
    void keeps_ticks_on_their_grid_and_leaves_missed_ones_out();
    void does_not_count_a_timer_while_it_fires();
    void forgets_a_timer_that_a_handler_stopped_or_replaced();
    void a_coarse_timer_is_never_early_and_at_most_a_twentieth_late();
    void timers_of_one_object_go_together();
};

void tst_TimerSet::has_no_deadline_without_timers()
{
    TimerSet timers;
    QVERIFY(!timers.nextDeadline());
    QCOMPARE(timers.remaining(1, 0), -1);
    QVERIFY(!timers.remove(1));
}

void tst_TimerSet::gives_due_timers_in_the_order_of_their_deadlines()
{
    TimerSet timers;
    QObject object;
    timers.add(1, 30, Qt::PreciseTimer, &object, 0);
    timers.add(2, 10, Qt::PreciseTimer, &object, 0);
    timers.add(3, 20, Qt::PreciseTimer, &object, 0);
    QCOMPARE(*timers.nextDeadline(), 10 * ms);
    const auto due = timers.due(20 * ms);
    QCOMPARE(due.size(), std::size_t(2));
    QCOMPARE(due[0].id, 2);
    QCOMPARE(due[1].id, 3);
    QCOMPARE(timers.remaining(1, 20 * ms + 1), 10);
}

void tst_TimerSet::keeps_ticks_on_their_grid_and_leaves_missed_ones_out()
{
    TimerSet timers;
    QObject object;
    timers.add(1, 10, Qt::PreciseTimer, &object, 0);
    auto due = timers.due(13 * ms);
    QCOMPARE(timers.begin(due.at(0), 13 * ms), &object);
    timers.finish(due.at(0));
    QCOMPARE(*timers.nextDeadline(), 20 * ms);
    due = timers.due(95 * ms);
    QCOMPARE(due.size(), std::size_t(1));
    QCOMPARE(timers.begin(due.at(0), 95 * ms), &object);
    timers.finish(due.at(0));
    QCOMPARE(*timers.nextDeadline(), 105 * ms);
}

void tst_TimerSet::does_not_count_a_timer_while_it_fires()
{
    TimerSet timers;
    QObject object;
    timers.add(1, 0, Qt::PreciseTimer, &object, 0);
    const auto due = timers.due(0);
    QCOMPARE(timers.begin(due.at(0), 0), &object);
    QVERIFY(!timers.nextDeadline());
    QVERIFY(timers.due(5).empty());
    QCOMPARE(timers.begin(due.at(0), 5), nullptr);
    timers.finish(due.at(0));
    QVERIFY(timers.nextDeadline());
}

void tst_TimerSet::forgets_a_timer_that_a_handler_stopped_or_replaced()
{
    TimerSet timers;
    QObject object;
    timers.add(1, 10, Qt::PreciseTimer, &object, 0);
    timers.add(2, 10, Qt::PreciseTimer, &object, 0);
    const auto due = timers.due(10 * ms);
    QVERIFY(timers.begin(due.at(0), 10 * ms) != nullptr);
    timers.remove(1);
    timers.remove(2);
    timers.add(2, 10, Qt::PreciseTimer, &object, 10 * ms); // the id is given again
    timers.finish(due.at(0));
    QCOMPARE(timers.begin(due.at(1), 10 * ms), nullptr);
    QCOMPARE(*timers.nextDeadline(), 20 * ms);
    QVERIFY(!timers.remove(1));
}

void tst_TimerSet::a_coarse_timer_is_never_early_and_at_most_a_twentieth_late()
{
    QObject object;
    for (int interval = 1; interval < 3000; interval += 7) {
        TimerSet timers;
        const qint64 now = 123'456'789;
        timers.add(1, interval, Qt::CoarseTimer, &object, now);
        const qint64 deadline = *timers.nextDeadline() - now;
        QVERIFY(deadline >= interval * ms);
        QVERIFY(deadline <= interval * ms + qMax(ms, interval * ms / 20));
    }
}

void tst_TimerSet::timers_of_one_object_go_together()
{
    TimerSet timers;
    QObject one;
    QObject other;
    timers.add(1, 10, Qt::PreciseTimer, &one, 0);
    timers.add(2, 20, Qt::VeryCoarseTimer, &one, 0);
    timers.add(3, 30, Qt::PreciseTimer, &other, 0);
    QCOMPARE(timers.of(&one).size(), 2);
    QVERIFY(timers.removeAll(&one));
    QVERIFY(!timers.removeAll(&one));
    QCOMPARE(timers.of(&one).size(), 0);
    QCOMPARE(*timers.nextDeadline(), 30 * ms);
}

QTEST_GUILESS_MAIN(tst_TimerSet)
#include "tst_timerset.moc"
