// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "ui/board.h"
#include "ui/tables/sortedrows.h"

#include "core/bus/bus.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace Signalbox;

class TestModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_thousand_sessions_come_change_and_go_without_a_reset();
    void a_burst_about_one_thing_is_one_change();
    void what_comes_and_goes_between_two_pulses_is_never_a_row();
    void streams_and_backends_keep_the_rules_of_a_model();
    void notices_are_bounded_and_the_newest_is_last();
    void notices_are_bounded_in_bytes();
    void a_selected_notice_stays_selected_while_others_pour_in();
    void sorting_follows_changes_and_keeps_the_selection();
    void a_filter_wants_all_words_in_any_cell();
    void facts_cross_from_another_thread_and_the_bus_is_left_unwatched();
    void the_overview_says_what_matters_most();
    void a_trouble_told_twice_is_shown_once();
    void a_trouble_that_happens_again_is_one_with_the_last_time();
};

/** Fails the test if the model ever resets or breaks a rule of Qt's models. */
struct Watched
{
    explicit Watched(QAbstractItemModel *model)
        : tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest)
        , reset(model, &QAbstractItemModel::modelReset)
    {
    }
    QAbstractItemModelTester tester;
    QSignalSpy reset;
};

void TestModels::a_thousand_sessions_come_change_and_go_without_a_reset()
{
    SessionModel model;
    Watched watched(&model);
    for (quint64 number = 1; number <= 1000; ++number)
        model.take(sessionFact(number));
    QTRY_COMPARE(model.rowCount(), 1000);
    QItemSelectionModel selection(&model);
    selection.select(model.index(500, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const quint64 chosen = model.numberAt(500);

    for (quint64 number = 1; number <= 1000; ++number) {
        SessionFact session = sessionFact(number);
        session.calls = 7;
        model.take(session);
        if (number % 2 == 0 && number != chosen)
            model.drop(number);
    }
    QTRY_COMPARE(model.rowCount(), 500);
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(selection.selectedRows().constFirst().data(FactTable::NumberRole).toULongLong(), chosen);
    for (int row = 0; row < model.rowCount(); ++row) {
        QCOMPARE(model.rowOf(model.numberAt(row)), row);
        QCOMPARE(model.at(row).calls, 7);
    }
    QCOMPARE(watched.reset.size(), 0);
}

void TestModels::a_burst_about_one_thing_is_one_change()
{
    BackendModel model;
    model.take(backendFact(1, QStringLiteral("files")));
    QTRY_COMPARE(model.rowCount(), 1);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    for (quint64 calls = 1; calls <= 5000; ++calls) {
        BackendFact backend = backendFact(1, QStringLiteral("files"));
        backend.calls = calls;
        model.take(backend);
    }
    QTRY_COMPARE(model.at(0).calls, 5000);
    QCOMPARE(changed.size(), 1);
}

void TestModels::what_comes_and_goes_between_two_pulses_is_never_a_row()
{
    SessionModel model;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy applied(&model, &FactTable::applied);
    model.take(sessionFact(1));
    model.drop(1);
    model.drop(99);
    QVERIFY(applied.wait());
    QCOMPARE(inserted.size(), 0);
}

void TestModels::streams_and_backends_keep_the_rules_of_a_model()
{
    SessionModel sessions;
    StreamModel streams(&sessions);
    BackendModel backends;
    Watched watchedStreams(&streams);
    Watched watchedBackends(&backends);
    sessions.take(sessionFact(9, QStringLiteral("cursor")));
    for (const quint64 number : {3, 1, 2}) {
        StreamFact stream;
        stream.number = number;
        stream.session = number == 1 ? 9 : 8;
        streams.take(stream);
        backends.take(backendFact(number, QStringLiteral("b%1").arg(number), BackendFact::Failed));
    }
    QTRY_COMPARE(streams.rowCount(), 3);
    QTRY_COMPARE(sessions.rowCount(), 1);
    QCOMPARE(streams.index(streams.rowOf(1), 0).data().toString(), QStringLiteral("cursor"));
    QVERIFY(streams.index(streams.rowOf(2), 0).data().toString().contains(QLatin1Char('8')));
    QTRY_COMPARE(backends.rowCount(), 3);
    QCOMPARE(backends.index(0, 1).data().toString(), QStringLiteral("Failed"));
    QVERIFY(!backends.index(0, 1).data(Qt::DecorationRole).isNull());
    streams.drop(1);
    backends.drop(3);
    QTRY_COMPARE(streams.rowCount(), 2);
    QTRY_COMPARE(backends.rowCount(), 2);
    QCOMPARE(watchedStreams.reset.size() + watchedBackends.reset.size(), 0);
}

void TestModels::notices_are_bounded_and_the_newest_is_last()
{
    NoticeModel model;
    Watched watched(&model);
    quint64 serial = 0;
    for (int burst = 0; burst < 3; ++burst) {
        for (int notice = 0; notice < 10'000; ++notice)
            model.take(noticeFact(++serial));
        QSignalSpy applied(&model, &FactTable::applied);
        QVERIFY(applied.wait());
        QCOMPARE(model.rowCount(), 10'000);
        QCOMPARE(model.numberAt(9'999), serial);
    }
    for (int notice = 0; notice < 12'000; ++notice)
        model.take(noticeFact(++serial));
    QTRY_COMPARE(model.numberAt(9'999), serial);
    QCOMPARE(model.rowCount(), 10'000);
    QCOMPARE(model.numberAt(0), serial - 9'999);
    QCOMPARE(watched.reset.size(), 0);
}

void TestModels::notices_are_bounded_in_bytes()
{
    NoticeModel model;
    const QByteArray large(4096, 'x');
    for (quint64 serial = 1; serial <= 6'000; ++serial)
        model.take(noticeFact(serial, large));
    QTRY_COMPARE(model.rowCount(), static_cast<int>(NoticeModel::mostBytes / 4096));
    model.take(noticeFact(6'001, large));
    QTRY_VERIFY(model.find(6'001));
    QCOMPARE(model.rowCount(), static_cast<int>(NoticeModel::mostBytes / 4096));
}

void TestModels::a_selected_notice_stays_selected_while_others_pour_in()
{
    NoticeModel model;
    for (quint64 serial = 1; serial <= 10'000; ++serial)
        model.take(noticeFact(serial));
    QTRY_COMPARE(model.rowCount(), 10'000);
    QItemSelectionModel selection(&model);
    selection.select(model.index(9'000, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    for (quint64 serial = 10'001; serial <= 15'000; ++serial)
        model.take(noticeFact(serial));
    QTRY_VERIFY(model.find(15'000));
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(selection.selectedRows().constFirst().row(), 4'000);
    QCOMPARE(selection.selectedRows().constFirst().data(FactTable::NumberRole).toULongLong(), 9'001);
}

void TestModels::sorting_follows_changes_and_keeps_the_selection()
{
    SessionModel model;
    SortedRows sorted;
    sorted.setSourceModel(&model);
    Watched watched(&sorted);
    constexpr int calls = 7;
    QCOMPARE(model.headerData(calls, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Calls"));
    sorted.sort(calls, Qt::DescendingOrder);
    for (quint64 number = 1; number <= 200; ++number) {
        SessionFact session = sessionFact(number);
        session.calls = number * 10;
        model.take(session);
    }
    QTRY_COMPARE(sorted.index(0, 0).data(FactTable::NumberRole).toULongLong(), 200);
    QItemSelectionModel selection(&sorted);
    selection.select(sorted.index(0, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    SessionFact busiest = sessionFact(5);
    busiest.calls = 1'000'000;
    model.take(busiest);
    QTRY_COMPARE(sorted.index(0, 0).data(FactTable::NumberRole).toULongLong(), 5);
    QCOMPARE(selection.selectedRows().constFirst().data(FactTable::NumberRole).toULongLong(), 200);
    QCOMPARE(selection.selectedRows().constFirst().row(), 1);
    QCOMPARE(watched.reset.size(), 0);
}

void TestModels::a_filter_wants_all_words_in_any_cell()
{
    BackendModel model;
    SortedRows sorted;
    sorted.setSourceModel(&model);
    model.take(backendFact(1, QStringLiteral("Files")));
    model.take(backendFact(2, QStringLiteral("Github"), BackendFact::Failed));
    sorted.setWanted(QStringLiteral("git fail"));
    QTRY_COMPARE(model.rowCount(), 2);
    QCOMPARE(sorted.rowCount(), 1);
    sorted.setWanted(QStringLiteral("files fail"));
    QCOMPARE(sorted.rowCount(), 0);
    sorted.setWanted(QString());
    QCOMPARE(sorted.rowCount(), 2);
}

void TestModels::facts_cross_from_another_thread_and_the_bus_is_left_unwatched()
{
    QThread thread;
    Bus *bus = new Bus;
    bus->moveToThread(&thread);
    connect(&thread, &QThread::finished, bus, &QObject::deleteLater);
    Board board(bus);
    QVERIFY(bus->isWatched());
    connect(bus, &Bus::recapitulationAsked, bus, [bus] { Q_EMIT bus->sessionChanged(sessionFact(1)); });
    thread.start();
    QTRY_COMPARE(board.sessions()->rowCount(), 1);
    board.leave();
    QVERIFY(!bus->isWatched());
    QMetaObject::invokeMethod(
        bus, [bus] { Q_EMIT bus->sessionEnded(1, QString()); }, Qt::BlockingQueuedConnection);
    thread.quit();
    QVERIFY(thread.wait());
    QCOMPARE(board.sessions()->rowCount(), 1);
}

void TestModels::the_overview_says_what_matters_most()
{
    Bus bus;
    Board board(&bus);
    Overview *overview = board.overview();
    Q_EMIT bus.listening({QStringLiteral("http://127.0.0.1:3625/mcp")});
    Q_EMIT bus.backendChanged(backendFact(1, QStringLiteral("files")));
    QTRY_COMPARE(overview->headline(), QStringLiteral("All quiet"));
    QCOMPARE(overview->state(), Overview::Idle);

    BackendFact busy = backendFact(1, QStringLiteral("files"));
    busy.callsOpen = 2;
    Q_EMIT bus.backendChanged(busy);
    QTRY_COMPARE(overview->state(), Overview::Working);
    Q_EMIT bus.asked(askFact(true));
    QTRY_COMPARE(overview->state(), Overview::Attention);
    Q_EMIT bus.backendChanged(backendFact(2, QStringLiteral("jira"), BackendFact::Failed));
    QTRY_COMPARE(overview->state(), Overview::Trouble);
    QVERIFY(overview->headline().contains(QStringLiteral("jira")));
    Q_EMIT bus.backendRemoved(2);
    Q_EMIT bus.asked(askFact(false));
    QTRY_COMPARE(overview->state(), Overview::Working);
    Q_EMIT bus.listening({});
    QTRY_COMPARE(overview->state(), Overview::Trouble);
}

void TestModels::a_trouble_told_twice_is_shown_once()
{
    Bus bus;
    Board board(&bus);
    bus.trouble(QStringLiteral("settings"), QStringLiteral("listen.port: expected 1 to 65535, got 70000"));
    bus.watch();
    QTRY_COMPARE(board.overview()->state(), Overview::Attention);
    QCOMPARE(board.overview()->troubles().size(), 1);
    board.overview()->dismissTroubles();
    bus.watch();
    QSignalSpy again(&bus, &Bus::troubled);
    QTRY_VERIFY(again.size() > 0);
    QCOMPARE(board.overview()->troubles().size(), 0);
}

void TestModels::a_trouble_that_happens_again_is_one_with_the_last_time()
{
    Bus bus;
    Board board(&bus);
    for (int times = 0; times < 3; ++times)
        bus.trouble(QStringLiteral("settings"), QStringLiteral("listen.port: expected 1 to 65535, got 70000"));
    bus.trouble(QStringLiteral("settings"), QStringLiteral("listen.port: expected 1 to 65535, got 80000"));
    bus.trouble(QStringLiteral("settings"), QStringLiteral("listen.port: expected 1 to 65535, got 70000"));
    QTRY_COMPARE(board.overview()->troubles().size(), 2);
    QVERIFY(board.overview()->troubles().last().what.endsWith(QStringLiteral("70000")));
    QCOMPARE(board.overview()->troubles().last().serial, quint64(5));
}

QTEST_MAIN(TestModels)
#include "tst_models.moc"
