// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/tables/logview.h"
#include "ui/tables/noticefilters.h"
#include "ui/tables/tablepage.h"
#include "ui/window.h"

#include "core/bus/bus.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Signalbox;

static TablePage *tablePage(const Window &window, Window::View view)
{
    return qobject_cast<TablePage *>(window.page(view));
}

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facts_on_the_bus_become_rows();
    void an_empty_table_speaks();
    void a_button_asks_for_exactly_the_chosen_rows();
    void a_failed_backend_tells_why_and_what_it_printed();
    void a_notice_is_shown_byte_for_byte_and_stays_while_others_come();
    void the_end_of_the_notices_is_followed_until_the_person_scrolls_up();
    void notices_are_filtered_by_source_kind_and_level();
    void paused_notices_wait_and_come_all();
    void a_session_is_opened_in_the_inspector();
    void a_failed_command_is_told_without_a_dialog();
    void size_view_and_columns_are_remembered();
    void every_view_is_reached_by_keyboard();
    void names_from_outside_are_never_markup();

private:
    static QString textOf(const QWidget *widget);
};

/** All that the labels inside say. */
QString TestWindow::textOf(const QWidget *widget)
{
    QStringList texts;
    for (const QLabel *label : widget->findChildren<QLabel *>()) {
        if (label->isVisibleTo(widget))
            texts.append(label->text());
    }
    return texts.join(QLatin1Char('\n'));
}

void TestWindow::facts_on_the_bus_become_rows()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.show();
    Q_EMIT bus.listening({QStringLiteral("http://127.0.0.1:3625/mcp")});
    Q_EMIT bus.sessionChanged(sessionFact(1));
    Q_EMIT bus.sessionChanged(sessionFact(2, QStringLiteral("cursor")));
    Q_EMIT bus.backendChanged(backendFact(3, QStringLiteral("files")));
    QAbstractItemModel *rows = tablePage(window, Window::Sessions)->table()->model();
    QTRY_COMPARE(rows->rowCount(), 2);
    QCOMPARE(rows->index(1, 0).data().toString(), QStringLiteral("cursor"));
    QTRY_VERIFY(textOf(&window).contains(QStringLiteral("http://127.0.0.1:3625/mcp")));
    QTRY_VERIFY(textOf(&window).contains(QStringLiteral("2 sessions, 0 streams, 1 of 1 backends ready")));
}

void TestWindow::an_empty_table_speaks()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.openView(Window::Sessions);
    window.show();
    QVERIFY(textOf(&window).contains(QStringLiteral("No client is connected")));
    Q_EMIT bus.sessionChanged(sessionFact(1));
    QTRY_VERIFY(!textOf(&window).contains(QStringLiteral("No client is connected")));
    Q_EMIT bus.sessionEnded(1, QString());
    QTRY_VERIFY(textOf(&window).contains(QStringLiteral("No client is connected")));
}

void TestWindow::a_button_asks_for_exactly_the_chosen_rows()
{
    Bus bus;
    Board board(&bus);
    QList<std::pair<QString, QJsonObject>> asked;
    Commands commands([&](const QString &name, const QJsonObject &arguments, const Commands::Answer &) {
        if (name.startsWith(QStringLiteral("backend.")))
            asked.append({name, arguments});
    });
    Window window(&board, &commands, QString());
    window.show();
    for (const quint64 number : {11, 12, 13})
        Q_EMIT bus.backendChanged(backendFact(number, QStringLiteral("b%1").arg(number)));
    TablePage *page = tablePage(window, Window::Backends);
    window.openView(Window::Backends);
    QTRY_COMPARE(page->table()->model()->rowCount(), 3);
    auto *restart = window.findChild<QPushButton *>(QStringLiteral("backend.restart"));
    QVERIFY(restart);
    QVERIFY(!restart->isEnabled());
    page->table()->selectRow(1);
    QVERIFY(restart->isEnabled());

    QTest::mouseClick(restart, Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.at(0).first, QStringLiteral("backend.restart"));
    QCOMPARE(asked.at(0).second, (QJsonObject{{QStringLiteral("name"), QStringLiteral("b12")}}));

    page->table()->selectAll();
    QTest::mouseClick(window.findChild<QPushButton *>(QStringLiteral("backend.stop")), Qt::LeftButton);
    QCOMPARE(asked.size(), 4);
    QCOMPARE(asked.at(3).second.value(QStringLiteral("name")).toString(), QStringLiteral("b13"));
    Q_EMIT bus.backendRemoved(11);
    Q_EMIT bus.backendRemoved(12);
    Q_EMIT bus.backendRemoved(13);
    QTRY_VERIFY(!restart->isEnabled());
}

void TestWindow::a_failed_backend_tells_why_and_what_it_printed()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.show();
    BackendFact backend = backendFact(1, QStringLiteral("jira"), BackendFact::Failed);
    backend.reason = QStringLiteral("The command “npx” was not found.");
    backend.status = {{QStringLiteral("pid"), 4711},
                      {QStringLiteral("stderr"), QJsonArray{QStringLiteral("first"), QStringLiteral("last")}}};
    Q_EMIT bus.backendChanged(backend);
    window.openView(Window::Backends);
    TablePage *page = tablePage(window, Window::Backends);
    QTRY_COMPARE(page->table()->model()->rowCount(), 1);
    page->table()->selectRow(0);
    QVERIFY(textOf(page).contains(backend.reason));
    QVERIFY(textOf(page).contains(QStringLiteral("pid: 4711")));
    QCOMPARE(page->findChild<LogView *>()->toPlainText(), QStringLiteral("first\nlast"));
    backend.reason = QStringLiteral("It answers again.");
    Q_EMIT bus.backendChanged(backend);
    QTRY_VERIFY(textOf(page).contains(backend.reason));
}

void TestWindow::a_notice_is_shown_byte_for_byte_and_stays_while_others_come()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.show();
    window.openView(Window::Notifications);
    Q_EMIT bus.noticed(noticeFact(1, "{\"z\":12345678901234567890,\"a\":1.50}"));
    TablePage *page = tablePage(window, Window::Notifications);
    QTRY_COMPARE(page->table()->model()->rowCount(), 1);
    page->table()->selectRow(0);
    auto *content = page->findChild<QPlainTextEdit *>();
    const QString expected = QStringLiteral("{\n  \"z\": 12345678901234567890,\n  \"a\": 1.50\n}");
    QCOMPARE(content->toPlainText(), expected);
    for (quint64 serial = 2; serial <= 5'000; ++serial)
        Q_EMIT bus.noticed(noticeFact(serial));
    QTRY_COMPARE(page->table()->model()->rowCount(), 5'000);
    QCOMPARE(content->toPlainText(), expected);
    QCOMPARE(page->currentNumber(), 1);
}

void TestWindow::the_end_of_the_notices_is_followed_until_the_person_scrolls_up()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.openView(Window::Notifications);
    window.show();
    quint64 serial = 0;
    const auto pour = [&](int count) {
        for (int notice = 0; notice < count; ++notice)
            Q_EMIT bus.noticed(noticeFact(++serial));
    };
    QTableView *table = tablePage(window, Window::Notifications)->table();
    const auto top = [table] { return table->indexAt({5, 5}).data(FactTable::NumberRole).toULongLong(); };
    pour(10'000);
    QTRY_COMPARE(table->model()->rowCount(), 10'000);
    QTRY_COMPARE(table->verticalScrollBar()->value(), table->verticalScrollBar()->maximum());
    pour(10);
    QTRY_VERIFY(board.notices()->find(serial));
    QTRY_COMPARE(table->verticalScrollBar()->value(), table->verticalScrollBar()->maximum());

    table->verticalScrollBar()->setValue(5'000);
    const quint64 before = top();
    pour(50);
    QTRY_VERIFY(board.notices()->find(serial));
    QTRY_COMPARE(top(), before);
}

void TestWindow::notices_are_filtered_by_source_kind_and_level()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.openView(Window::Notifications);
    window.show();
    for (quint64 serial = 1; serial <= 40; ++serial) {
        NoticeFact notice = noticeFact(serial);
        notice.source = serial % 2 == 0 ? QStringLiteral("files") : QStringLiteral("web");
        if (serial % 4 == 0) {
            notice.type = QStringLiteral("notifications/message");
            notice.level = serial % 8 == 0 ? QStringLiteral("critical") : QStringLiteral("info");
        }
        Q_EMIT bus.noticed(notice);
    }
    TablePage *page = tablePage(window, Window::Notifications);
    const auto rows = [page] { return page->table()->model()->rowCount(); };
    QTRY_COMPARE(rows(), 40);
    auto *filters = page->findChild<NoticeFilters *>();
    QCOMPARE(filters->source()->count(), 3);
    filters->source()->setCurrentText(QStringLiteral("web"));
    QCOMPARE(rows(), 20);
    filters->source()->setCurrentIndex(0);
    filters->kind()->setCurrentText(QStringLiteral("message"));
    QCOMPARE(rows(), 10);
    filters->level()->setCurrentIndex(2);
    QCOMPARE(rows(), 5);
    filters->source()->setCurrentText(QStringLiteral("web"));
    QCOMPARE(rows(), 0);
    QVERIFY(textOf(page).contains(QStringLiteral("Nothing here fits the filter.")));
    for (QComboBox *box : {filters->source(), filters->kind(), filters->level()})
        box->setCurrentIndex(0);
    QCOMPARE(rows(), 40);
}

void TestWindow::paused_notices_wait_and_come_all()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.openView(Window::Notifications);
    window.show();
    TablePage *page = tablePage(window, Window::Notifications);
    auto *filters = page->findChild<NoticeFilters *>();
    Q_EMIT bus.noticed(noticeFact(1));
    QTRY_COMPARE(page->table()->model()->rowCount(), 1);
    QTest::mouseClick(filters->pause(), Qt::LeftButton);
    for (quint64 serial = 2; serial <= 12'001; ++serial)
        Q_EMIT bus.noticed(noticeFact(serial));
    QTRY_VERIFY(filters->pause()->text().contains(Words::count(10'000))); // as many as are ever kept
    QCOMPARE(page->table()->model()->rowCount(), 1);
    QTest::mouseClick(filters->pause(), Qt::LeftButton);
    QTRY_COMPARE(page->table()->model()->rowCount(), 10'000);
    QVERIFY(board.notices()->find(12'001));
}

void TestWindow::a_session_is_opened_in_the_inspector()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.openView(Window::Sessions);
    window.show();
    Q_EMIT bus.sessionChanged(sessionFact(42));
    TablePage *page = tablePage(window, Window::Sessions);
    QTRY_COMPARE(page->table()->model()->rowCount(), 1);
    auto *inspect = page->findChild<QPushButton *>(QStringLiteral("inspect"));
    QVERIFY(!inspect->isEnabled());
    page->table()->selectRow(0);
    QSignalSpy asked(page, &TablePage::inspectAsked);
    inspect->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.at(0).at(0).toULongLong(), quint64(42));
}

void TestWindow::a_failed_command_is_told_without_a_dialog()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.show();
    window.tellFailure(QStringLiteral("backend.restart"), QStringLiteral("there is no backend 7"));
    QVERIFY(textOf(&window).contains(QStringLiteral("could not be restarted: there is no backend 7")));
    QVERIFY(!QApplication::activeModalWidget());
}

void TestWindow::size_view_and_columns_are_remembered()
{
    QTemporaryDir folder;
    Bus bus;
    Board board(&bus);
    Commands commands({});
    {
        Window window(&board, &commands, folder.path());
        window.show();
        window.resize(900, 500);
        window.openView(Window::Streams);
        tablePage(window, Window::Streams)->table()->setColumnWidth(2, 321);
    }
    Window window(&board, &commands, folder.path());
    window.show();
    QCOMPARE(window.size(), QSize(900, 500));
    QVERIFY(tablePage(window, Window::Streams)->isVisible());
    QCOMPARE(tablePage(window, Window::Streams)->table()->columnWidth(2), 321);
}

void TestWindow::every_view_is_reached_by_keyboard()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    int key = Qt::Key_1;
    for (int view = Window::Overview; view <= Window::Clients; ++view) {
        const Page *page = window.page(Window::View(view));
        if (!page)
            continue;
        QTest::keyClick(&window, Qt::Key(key++), Qt::ControlModifier);
        QVERIFY(page->isVisible());
    }
    QVERIFY(key > Qt::Key_4);
    QSignalSpy quit(&window, &Window::quitAsked);
    QTest::keyClick(&window, Qt::Key_Q, Qt::ControlModifier);
    QCOMPARE(quit.size(), 1);
}

void TestWindow::names_from_outside_are_never_markup()
{
    Bus bus;
    Board board(&bus);
    Commands commands({});
    Window window(&board, &commands, QString());
    window.show();
    bus.trouble(QStringLiteral("backend"), QStringLiteral("<b>boo</b>"));
    QTRY_VERIFY(textOf(&window).contains(QStringLiteral("<b>boo</b>")));
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        if (label->text().contains(QStringLiteral("boo")))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
