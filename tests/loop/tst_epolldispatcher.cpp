// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loop/epolldispatcher.h"
#include "tests/loop/pair.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <memory>
#include <sys/resource.h>
#include <vector>

using namespace Signalbox;

namespace {

void turn()
{
    QCoreApplication::processEvents();
}

} // namespace

class tst_EpollDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void is_the_dispatcher_under_test();
    void timers_fire_in_order_and_not_early();
    void a_timer_of_no_interval_fires_once_a_turn();
    void a_timer_that_runs_a_nested_loop_does_not_fire_in_it();
    void stopping_a_timer_in_another_ones_handler_holds();
    void thousands_of_timers_fire_and_stop();
    void remaining_time_and_kinds_are_as_registered();
    void posted_events_are_delivered_before_waiting();
    void a_deferred_deletion_happens();
    void nested_loops_see_what_happens_in_them();
    void another_thread_wakes_the_loop();
    void quitting_from_another_thread_ends_the_loop();
    void tells_when_it_blocks_and_when_it_wakes();
    void an_idle_loop_uses_no_processor_time();
};

void tst_EpollDispatcher::is_the_dispatcher_under_test()
{
    QVERIFY(qobject_cast<EpollDispatcher *>(QAbstractEventDispatcher::instance()) != nullptr);
}

void tst_EpollDispatcher::timers_fire_in_order_and_not_early()
{
    QElapsedTimer clock;
    clock.start();
    QList<int> fired;
    for (const int delay : {40, 5, 20}) {
        QTimer::singleShot(delay, Qt::PreciseTimer, this, [&fired, &clock, delay] {
            QVERIFY(clock.elapsed() >= delay);
            fired.append(delay);
        });
    }
    QTRY_COMPARE_WITH_TIMEOUT(fired, (QList<int>{5, 20, 40}), 5000);
}

void tst_EpollDispatcher::a_timer_of_no_interval_fires_once_a_turn()
{
    QTimer timer;
    QSignalSpy spy(&timer, &QTimer::timeout);
    timer.start(0);
    turn();
    turn();
    turn();
    QCOMPARE(spy.size(), 3);
}

void tst_EpollDispatcher::a_timer_that_runs_a_nested_loop_does_not_fire_in_it()
{
    QTimer timer;
    int depth = 0;
    int deepest = 0;
    int fired = 0;
    QObject::connect(&timer, &QTimer::timeout, this, [&] {
        deepest = qMax(deepest, ++depth);
        ++fired;
        QEventLoop loop;
        QTimer::singleShot(10, &loop, &QEventLoop::quit);
        loop.exec();
        --depth;
    });
    timer.start(1);
    QTRY_VERIFY(fired >= 3);
    timer.stop();
    QCOMPARE(deepest, 1);
}

void tst_EpollDispatcher::stopping_a_timer_in_another_ones_handler_holds()
{
    QTimer first;
    QTimer second;
    first.setSingleShot(true);
    second.setSingleShot(true);
    QSignalSpy firstSpy(&first, &QTimer::timeout);
    QSignalSpy secondSpy(&second, &QTimer::timeout);
    QObject::connect(&first, &QTimer::timeout, &second, &QTimer::stop);
    QObject::connect(&second, &QTimer::timeout, &first, &QTimer::stop);
    first.start(0);
    second.start(0);
    turn();
    turn();
    QCOMPARE(firstSpy.size() + secondSpy.size(), 1);
}

void tst_EpollDispatcher::thousands_of_timers_fire_and_stop()
{
    constexpr int many = 5000;
    int fired = 0;
    std::vector<std::unique_ptr<QTimer>> timers;
    for (int i = 0; i < many; ++i) {
        auto &timer = timers.emplace_back(std::make_unique<QTimer>());
        timer->setSingleShot(true);
        QObject::connect(timer.get(), &QTimer::timeout, this, [&fired] { ++fired; });
        timer->start(i % 50);
        if (i % 2 == 1)
            timer->stop();
    }
    QTRY_COMPARE_WITH_TIMEOUT(fired, many / 2, 10000);
    for (auto &timer : timers)
        timer->start(3'600'000);
    timers.clear();
    turn();
    QCOMPARE(fired, many / 2);
}

void tst_EpollDispatcher::remaining_time_and_kinds_are_as_registered()
{
    QObject object;
    const int id = object.startTimer(5000, Qt::CoarseTimer);
    auto *dispatcher = QAbstractEventDispatcher::instance();
    const auto infos = dispatcher->registeredTimers(&object);
    QCOMPARE(infos.size(), 1);
    QCOMPARE(infos.at(0).timerId, id);
    QCOMPARE(infos.at(0).interval, 5000);
    QCOMPARE(infos.at(0).timerType, Qt::CoarseTimer);
    QVERIFY(dispatcher->remainingTime(id) > 4000);
    QVERIFY(dispatcher->remainingTime(id) <= 5250);
    object.killTimer(id);
    QCOMPARE(dispatcher->remainingTime(id), -1);
}

void tst_EpollDispatcher::posted_events_are_delivered_before_waiting()
{
    int delivered = 0;
    // Posted from inside a posted event: the loop must not go to sleep on it.
    QMetaObject::invokeMethod(
        this,
        [&] {
            QMetaObject::invokeMethod(
                this, [&] { ++delivered; }, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
    QElapsedTimer clock;
    clock.start();
    while (delivered == 0 && clock.elapsed() < 5000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(delivered, 1);
}

void tst_EpollDispatcher::a_deferred_deletion_happens()
{
    auto *object = new QObject;
    QSignalSpy gone(object, &QObject::destroyed);
    object->deleteLater();
    QTRY_COMPARE(gone.size(), 1);
}

void tst_EpollDispatcher::nested_loops_see_what_happens_in_them()
{
    Pair pair;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    QEventLoop outer;
    int inner = 0;
    QObject::connect(&notifier, &QSocketNotifier::activated, this, [&] {
        pair.drain();
        QEventLoop loop;
        QTimer::singleShot(1, &loop, [&] {
            ++inner;
            loop.quit();
        });
        loop.exec();
        outer.quit();
    });
    pair.poke();
    QTimer::singleShot(5000, &outer, &QEventLoop::quit);
    outer.exec();
    QCOMPARE(inner, 1);
}

void tst_EpollDispatcher::another_thread_wakes_the_loop()
{
    constexpr int many = 2000;
    int received = 0;
    std::unique_ptr<QThread> thread(QThread::create([&] {
        for (int i = 0; i < many; ++i)
            QMetaObject::invokeMethod(
                this, [&received] { ++received; }, Qt::QueuedConnection);
    }));
    thread->start();
    QElapsedTimer clock;
    clock.start();
    while (received < many && clock.elapsed() < 10000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    thread->wait();
    QCOMPARE(received, many);
}

void tst_EpollDispatcher::quitting_from_another_thread_ends_the_loop()
{
    QThread thread;
    thread.setEventDispatcher(new EpollDispatcher);
    QObject inside;
    thread.start();
    inside.moveToThread(&thread);
    int ran = 0;
    QMetaObject::invokeMethod(
        &inside, [&ran] { ++ran; }, Qt::BlockingQueuedConnection);
    QMetaObject::invokeMethod(
        &inside, [&inside, this] { inside.moveToThread(this->thread()); }, Qt::BlockingQueuedConnection);
    thread.quit();
    QVERIFY(thread.wait(5000));
    QCOMPARE(ran, 1);
}

void tst_EpollDispatcher::tells_when_it_blocks_and_when_it_wakes()
{
    auto *dispatcher = QAbstractEventDispatcher::instance();
    QSignalSpy blocking(dispatcher, &QAbstractEventDispatcher::aboutToBlock);
    QSignalSpy awake(dispatcher, &QAbstractEventDispatcher::awake);
    turn();
    QCOMPARE(blocking.size(), 0);
    QVERIFY(awake.size() >= 1);
    QEventLoop loop;
    QTimer::singleShot(5, &loop, &QEventLoop::quit);
    loop.exec();
    QVERIFY(blocking.size() >= 1);
}

void tst_EpollDispatcher::an_idle_loop_uses_no_processor_time()
{
    const auto used = [] {
        rusage usage{};
        getrusage(RUSAGE_THREAD, &usage);
        return usage.ru_utime.tv_sec * 1000 + usage.ru_utime.tv_usec / 1000 + usage.ru_stime.tv_sec * 1000
            + usage.ru_stime.tv_usec / 1000;
    };
    Pair pair;
    QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
    const auto before = used();
    QEventLoop loop;
    QTimer::singleShot(400, &loop, &QEventLoop::quit);
    loop.exec();
    QVERIFY2(used() - before < 100, "the loop spins");
}

int main(int argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    QCoreApplication application(argc, argv);
    tst_EpollDispatcher test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_epolldispatcher.moc"
