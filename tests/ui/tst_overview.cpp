// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/answeringgateway.h"
#include "tests/ui/facts.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/overview/graph.h"
#include "ui/overview/overviewpage.h"
#include "ui/overview/problemlist.h"
#include "ui/window.h"

#include "core/bus/bus.h"

#include <QAbstractItemModelTester>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Signalbox;

class TestOverview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_history_tells_rates_and_means();
    void a_gateway_that_began_anew_makes_no_negative_rates();
    void calls_come_and_go_row_by_row();
    void processes_are_a_tree_that_changes_row_by_row();
    void problems_come_worst_first_with_what_mends_them();
    void the_button_of_a_problem_mends_it();
    void who_is_new_is_told_what_to_do_next();
    void costly_facts_are_asked_for_only_while_the_window_is_seen();
    void a_graph_that_nobody_sees_draws_nothing();
};

void TestOverview::the_history_tells_rates_and_means()
{
    History history;
    TrafficFact traffic;
    traffic.calls = 100;
    history.take(traffic, 5, 0);
    QVERIFY(history.calls().values().isEmpty());
    traffic.calls = 150;
    traffic.eventsSent = 30;
    traffic.takenCalls = 40;
    traffic.takenUs = 80'000;
    traffic.addedCalls = 20;
    traffic.addedUs = 4'000;
    history.take(traffic, 7, 2'000);
    QCOMPARE(history.calls().last(), 25.0);
    QCOMPARE(history.events().last(), 15.0);
    QCOMPARE(history.taken().last(), 2.0);
    QCOMPARE(history.added().last(), 0.2);
    QCOMPARE(history.memory().last(), 7.0);
    history.take(traffic, 7, 50); // told twice at once: no second has passed
    QCOMPARE(history.calls().values().size(), 1);
    for (int second = 0; second < 500; ++second)
        history.take(traffic, 7, 1'000);
    QCOMPARE(history.calls().values().size(), Series::most);
}

void TestOverview::a_gateway_that_began_anew_makes_no_negative_rates()
{
    History history;
    TrafficFact traffic;
    traffic.calls = 100;
    history.take(traffic, 0, 1'000);
    history.take(TrafficFact(), 0, 1'000);
    QCOMPARE(history.calls().last(), 0.0);
}

void TestOverview::calls_come_and_go_row_by_row()
{
    CallModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const auto call = [](quint64 number) {
        CallFact fact;
        fact.number = number;
        fact.client = QStringLiteral("claude-code");
        fact.method = QStringLiteral("tools/call");
        fact.name = QStringLiteral("read_file");
        fact.since = QDateTime::currentDateTimeUtc();
        return fact;
    };
    model.takeAll({call(1), call(2), call(3)});
    QTRY_COMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("read_file"));
    model.takeAll({call(2), call(4)});
    QTRY_COMPARE(model.rowCount(), 2);
    QCOMPARE(model.numberAt(0), quint64(2));
    QCOMPARE(model.numberAt(1), quint64(4));
    model.takeAll({call(2)});
    model.takeAll({call(2), call(4)}); // back before anybody saw it go
    QSignalSpy applied(&model, &FactTable::applied);
    QVERIFY(applied.wait());
    QCOMPARE(model.rowCount(), 2);
    model.takeAll({});
    QTRY_COMPARE(model.rowCount(), 0);
    QCOMPARE(reset.size(), 0);
}

void TestOverview::processes_are_a_tree_that_changes_row_by_row()
{
    BackendModel backends;
    ProcessModel model(&backends);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const auto process = [](qint64 id, int depth = 0) {
        return ProcessFact{id, QStringLiteral("node"), depth, 1'000'000, QDateTime::currentDateTimeUtc()};
    };
    BackendFact one = backendFact(1, QStringLiteral("files"));
    BackendFact two = backendFact(2, QStringLiteral("desk"));
    BackendFact three = backendFact(3, QStringLiteral("web"));
    one.processes = {process(10), process(11, 1)};
    three.processes = {process(30)};
    for (const BackendFact &backend : {one, two, three})
        backends.take(backend);
    QTRY_COMPARE(model.rowCount(), 2);
    const QModelIndex files = model.index(0, 0);
    QCOMPARE(model.rowCount(files), 2);
    QCOMPARE(model.index(0, ProcessModel::Memory).data().toString(), Words::bytes(2'000'000));
    QCOMPARE(model.memory(), 3'000'000.0);
    const QPersistentModelIndex kept = model.index(1, 0, files);

    one.processes = {process(12), process(11, 1), process(13, 1)}; // its parent was replaced
    three.processes.clear();
    two.processes = {process(20)};
    for (const BackendFact &backend : {one, two, three})
        backends.take(backend);
    QTRY_COMPARE(model.rowCount(files), 3);
    QVERIFY(kept.isValid());
    QCOMPARE(QModelIndex(kept).siblingAtColumn(ProcessModel::Id).data().toLongLong(), 11);
    QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("desk"));
    backends.drop(1);
    QTRY_COMPARE(model.rowCount(), 1);
    QCOMPARE(reset.size(), 0);
}

void TestOverview::problems_come_worst_first_with_what_mends_them()
{
    Bus bus;
    Board board(&bus);
    QVERIFY(Problems::of(*board.overview(), *board.backends()).isEmpty());
    Q_EMIT bus.listening({});
    bus.trouble(QStringLiteral("settings"), QStringLiteral("limits.body: expected a size"));
    bus.trouble(QStringLiteral("backend jira"), QStringLiteral("gone"));
    BackendFact shaky = backendFact(3, QStringLiteral("weather"), BackendFact::BackingOff);
    shaky.reason = QStringLiteral("ended with code 1");
    Q_EMIT bus.backendChanged(shaky);
    Q_EMIT bus.backendChanged(backendFact(4, QStringLiteral("jira"), BackendFact::Failed));
    QTRY_COMPARE(board.backends()->rowCount(), 2);
    const QList<Problem> problems = Problems::of(*board.overview(), *board.backends());
    QStringList keys;
    for (const Problem &problem : problems)
        keys.append(problem.key.section(QLatin1Char('/'), 0, 0));
    QCOMPARE(keys, (QStringList{QStringLiteral("listen"), QStringLiteral("backend"), QStringLiteral("backend"),
                                QStringLiteral("trouble")}));
    QCOMPARE(problems.at(1).remedies.constFirst().command, QStringLiteral("backend.restart"));
    QCOMPARE(problems.at(2).text, QStringLiteral("ended with code 1"));
    QCOMPARE(problems.at(3).remedies.constFirst().kind, Remedy::OpenSettings);
}

/** The titles of the rows that are shown. */
static QStringList rowsOf(const OverviewPage &page)
{
    QStringList titles;
    const auto rows = page.findChild<ProblemList *>()->widget()->findChildren<QFrame *>(QString(), Qt::FindDirectChildrenOnly);
    for (const QFrame *row : rows) {
        if (!row->isHidden())
            titles.append(row->accessibleName());
    }
    return titles;
}

void TestOverview::who_is_new_is_told_what_to_do_next()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    const QString server = QStringLiteral("Give Signalbox a server");
    const QString client = QStringLiteral("Connect a client");
    Bus bus;
    Board board(&bus);
    AnsweringGateway gateway;
    gateway.text = "{}";
    Commands commands(gateway.asker());
    OverviewPage page(&board, &commands);
    page.show();
    QCOMPARE(rowsOf(page), QStringList());
    Q_EMIT bus.listening({QStringLiteral("http://127.0.0.1:3625/mcp")});
    QTRY_COMPARE(rowsOf(page), QStringList({server, client}));

    QSignalSpy newServer(&page, &OverviewPage::newServerAsked);
    QSignalSpy import(&page, &OverviewPage::importAsked);
    QSignalSpy clients(&page, &OverviewPage::clientsAsked);
    for (QPushButton *button : page.findChild<ProblemList *>()->findChildren<QPushButton *>())
        button->click();
    QCOMPARE(newServer.size(), 1);
    QCOMPARE(import.size(), 1);
    QCOMPARE(clients.size(), 1);

    // What every gateway has by itself is not what the person came for.
    Q_EMIT bus.backendChanged(backendFact(1, QStringLiteral("desk")));
    QTRY_COMPARE(board.overview()->counts().backends, 1);
    QCOMPARE(rowsOf(page), QStringList({server, client}));
    gateway.text = R"({"mcpServers": {"files": {"command": "files"}}})";
    Q_EMIT bus.settingsApplied(QStringLiteral("signalbox.json"));
    QTRY_COMPARE(rowsOf(page), QStringList({client}));
    Q_EMIT bus.sessionChanged(sessionFact(7, QStringLiteral("claude-code")));
    QTRY_COMPARE(rowsOf(page), QStringList());
    Q_EMIT bus.sessionEnded(7, {});
    QTRY_COMPARE(board.overview()->counts().sessions, 0);
    QCOMPARE(rowsOf(page), QStringList());

    // At the next start the person knows how.
    page.remember(settings);
    OverviewPage next(&board, &commands);
    next.recall(settings);
    QCOMPARE(rowsOf(next), QStringList());
}

void TestOverview::the_button_of_a_problem_mends_it()
{
    Bus bus;
    Board board(&bus);
    QList<std::pair<QString, QJsonObject>> asked;
    Commands commands([&](const QString &name, const QJsonObject &arguments, const Commands::Answer &) {
        if (name != QStringLiteral("settings.get"))
            asked.append({name, arguments});
    });
    Window window(&board, &commands, QString());
    window.show();
    Q_EMIT bus.listening({QStringLiteral("http://127.0.0.1:3625/mcp")});
    Q_EMIT bus.sessionChanged(sessionFact(1));
    Q_EMIT bus.backendChanged(backendFact(4, QStringLiteral("jira"), BackendFact::Failed));
    bus.trouble(QStringLiteral("subscribe"), QStringLiteral("there is no backend \"x\""));
    auto *list = window.findChild<ProblemList *>();
    QTRY_COMPARE(list->findChildren<QPushButton *>().size(), 5);
    const auto button = [list](const QString &text) {
        for (QPushButton *one : list->findChildren<QPushButton *>()) {
            if (one->text() == text)
                return one;
        }
        return static_cast<QPushButton *>(nullptr);
    };
    QPushButton *restart = button(QStringLiteral("Restart"));
    QTest::mouseClick(restart, Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.at(0), std::make_pair(QStringLiteral("backend.restart"),
                                         QJsonObject{{QStringLiteral("name"), QStringLiteral("jira")}}));
    QTest::mouseClick(button(QStringLiteral("Dismiss")), Qt::LeftButton);
    QTRY_VERIFY(!button(QStringLiteral("Dismiss")));
    QCOMPARE(button(QStringLiteral("Restart")), restart); // the other row was not touched
    QTest::mouseClick(button(QStringLiteral("Show log")), Qt::LeftButton);
    QVERIFY(window.page(Window::Backends)->isVisible());
    Q_EMIT bus.backendChanged(backendFact(4, QStringLiteral("jira")));
    QTRY_VERIFY(!list->isVisibleTo(window.page(Window::Overview)));
}

void TestOverview::costly_facts_are_asked_for_only_while_the_window_is_seen()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    QVERIFY(!bus.isLookedAt());
    window.show();
    QVERIFY(bus.isLookedAt());
    window.hide();
    QVERIFY(!bus.isLookedAt());
    window.show();
    board.leave();
    QVERIFY(!bus.isLookedAt());
    QVERIFY(!bus.isWatched());
}

class CountingGraph : public Graph
{
public:
    using Graph::Graph;
    int drawn = 0;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        ++drawn;
        Graph::paintEvent(event);
    }
};

void TestOverview::a_graph_that_nobody_sees_draws_nothing()
{
    Series series;
    for (int at = 0; at < 50; ++at)
        series.add(at % 7 == 0 ? Series::unknown : at);
    CountingGraph graph(QStringLiteral("Calls"), {{&series, {}, Tone::Busy}}, [](double value) { return QString::number(value); });
    graph.refresh();
    QCoreApplication::processEvents();
    QCOMPARE(graph.drawn, 0);
    graph.show();
    QTRY_VERIFY(graph.drawn > 0);
    QCOMPARE(graph.words(), QStringLiteral("-1"));
    graph.hide();
    const int before = graph.drawn;
    series.add(3);
    graph.refresh();
    QCoreApplication::processEvents();
    QCOMPARE(graph.drawn, before);
}

QTEST_MAIN(TestOverview)
#include "tst_overview.moc"
