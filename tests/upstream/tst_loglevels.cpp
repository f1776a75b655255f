// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/loglevels.h"

#include <QTest>

using namespace Signalbox;

class LogLevelsTest : public QObject
{
    Q_OBJECT

    static ClientPtr client(quint64 number, const QByteArray &backend)
    {
        Client client;
        client.number = number;
        client.view.backend = backend;
        return std::make_shared<Client>(client);
    }

private Q_SLOTS:
    void names_and_severities_go_both_ways()
    {
        QCOMPARE(logSeverity("debug"), std::optional(0));
        QCOMPARE(logSeverity("emergency"), std::optional(7));
        QVERIFY(!logSeverity("Debug"));
        QVERIFY(!logSeverity(""));
        for (int severity = 0; severity < 8; ++severity)
            QCOMPARE(logSeverity(logLevelName(severity)), std::optional(severity));
    }

    void the_lowest_wish_of_those_who_see_the_backend_counts()
    {
        LogLevels levels;
        QVERIFY(!levels.lowest("a"));
        levels.set(client(1, ""), 4);
        levels.set(client(2, "a"), 1);
        levels.set(client(3, "b"), 0);
        QCOMPARE(levels.lowest("a"), std::optional(1));
        QCOMPARE(levels.lowest("b"), std::optional(0));
        QCOMPARE(levels.lowest("c"), std::optional(4));
        levels.forget(2);
        QCOMPARE(levels.lowest("a"), std::optional(4));
    }

    void lines_below_a_clients_level_are_held_back_from_it()
    {
        LogLevels levels;
        levels.set(client(1, ""), 4);
        levels.set(client(2, "a"), 1);
        QVERIFY(!levels.wants(1, 3));
        QVERIFY(levels.wants(1, 4));
        QVERIFY2(levels.wants(9, 0), "who never asked gets the lines of its own calls");
        QCOMPARE(levels.listeners("a", 2), QList<quint64>{2});
        QCOMPARE(levels.listeners("b", 2), QList<quint64>());
        QList<quint64> both = levels.listeners("a", 7);
        std::sort(both.begin(), both.end());
        QCOMPARE(both, (QList<quint64>{1, 2}));
    }
};

QTEST_GUILESS_MAIN(LogLevelsTest)
#include "tst_loglevels.moc"
