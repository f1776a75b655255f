// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/restart.h"

#include <QTest>

using namespace Signalbox;

class RestartTest : public QObject
{
    Q_OBJECT

    static Limits limits()
    {
        Limits limits;
        limits.restartDelay = 100;
        limits.restartDelayMax = 1'000;
        limits.crashLoop = 6;
        limits.stableTime = 10'000;
        return limits;
    }

private Q_SLOTS:
    void the_first_failure_restarts_at_once()
    {
        Restart restart(limits());
        const auto decision = restart.failed(0, 0.5);
        QVERIFY(decision.again);
        QCOMPARE(decision.delay, 0);
    }

    void later_ones_back_off_with_jitter_up_to_the_maximum()
    {
        Limits many = limits();
        many.crashLoop = 20;
        Restart low(many);
        Restart high(many);
        QList<qint64> lows;
        QList<qint64> highs;
        for (int i = 0; i < 8; ++i) {
            lows << low.failed(i, 0.0).delay;
            highs << high.failed(i, 0.999).delay;
        }
        QCOMPARE(lows, (QList<qint64>{0, 50, 100, 200, 400, 500, 500, 500}));
        for (int i = 1; i < 8; ++i)
            QVERIFY(highs[i] > lows[i] && highs[i] <= 2 * lows[i]);
    }

    void a_crash_loop_ends()
    {
        Restart restart(limits());
        for (int i = 0; i < 5; ++i)
            QVERIFY(restart.failed(i, 0).again);
        QVERIFY(!restart.failed(5, 0).again);
        QCOMPARE(restart.failures(), 6);
        restart.forget();
        QVERIFY(restart.failed(6, 0).again);
    }

    void an_answer_or_a_stable_time_clears_the_record()
    {
        Restart restart(limits());
        for (int i = 0; i < 5; ++i)
            QVERIFY(restart.failed(i, 0).again);
        restart.ready(10);
        restart.answered();
        QCOMPARE(restart.failed(20, 0).delay, 0);

        restart.ready(100);
        QVERIFY(restart.failed(9'000, 0).delay > 0);
        restart.ready(10'000);
        QCOMPARE(restart.failed(20'000, 0).delay, 0);
    }
};

QTEST_GUILESS_MAIN(RestartTest)
#include "tst_restart.moc"
