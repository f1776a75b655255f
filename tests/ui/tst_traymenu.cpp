// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/tray/alerts.h"
#include "ui/tray/traymenu.h"

#include "core/bus/bus.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

using Asked = QList<std::pair<QString, QJsonObject>>;

/** A menu over a bus that the test feeds; what is asked is written down. */
struct Fake
{
    Fake()
        : board(&bus)
        , commands([this](const QString &name, const QJsonObject &arguments, const Commands::Answer &) {
            asked.append({name, arguments});
        })
        , menu(&board, &commands, false)
    {
    }

    /** The action with this text, however deep. */
    static QAction *find(QMenu *in, const QString &text)
    {
        const QList<QAction *> actions = in->actions();
        for (QAction *action : actions) {
            if (action->text().remove(QLatin1Char('&')).contains(text) && action->isVisible())
                return action;
            QAction *inside = action->menu() ? find(action->menu(), text) : nullptr;
            if (inside)
                return inside;
        }
        return nullptr;
    }
    QAction *find(const char *text) { return find(menu.menu(), QString::fromUtf8(text)); }

    Bus bus;
    Asked asked;
    Board board;
    Commands commands;
    TrayMenu menu;
};

class TestTrayMenu : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_backend_is_started_stopped_and_restarted();
    void a_client_is_disconnected();
    void everything_is_paused_and_resumed();
    void the_newest_notifications_are_told_and_open();
    void an_address_is_copied();
    void nothing_is_touched_that_did_not_change();
    void a_thousand_clients_make_no_endless_menu();
    void what_happens_together_is_one_alert();
    void a_backend_that_works_again_may_fail_again();
};

void TestTrayMenu::a_backend_is_started_stopped_and_restarted()
{
    Fake fake;
    Q_EMIT fake.bus.backendChanged(backendFact(2, QStringLiteral("files")));
    Q_EMIT fake.bus.backendChanged(backendFact(3, QStringLiteral("jira"), BackendFact::Failed));
    QTRY_VERIFY(fake.find("files: Ready"));
    QMenu *files = fake.find("files: Ready")->menu();
    QVERIFY(!Fake::find(files, QStringLiteral("Start"))->isEnabled());
    QVERIFY(Fake::find(fake.find("jira: Failed")->menu(), QStringLiteral("Start"))->isEnabled());
    for (const char *text : {"Stop", "Restart"})
        Fake::find(files, QString::fromLatin1(text))->trigger();
    Fake::find(fake.find("jira: Failed")->menu(), QStringLiteral("Start"))->trigger();
    const QJsonObject name{{QStringLiteral("name"), QStringLiteral("files")}};
    QCOMPARE(fake.asked, (Asked{{QStringLiteral("backend.stop"), name},
                                {QStringLiteral("backend.restart"), name},
                                {QStringLiteral("backend.start"), {{QStringLiteral("name"), QStringLiteral("jira")}}}}));
    QSignalSpy log(&fake.menu, &TrayMenu::backendAsked);
    Fake::find(files, QStringLiteral("Show log"))->trigger();
    QCOMPARE(log.size(), 1);
    QCOMPARE(log.at(0).at(0).toULongLong(), quint64(2));
}

void TestTrayMenu::a_client_is_disconnected()
{
    Fake fake;
    QVERIFY(fake.find("No client is connected"));
    Q_EMIT fake.bus.sessionChanged(sessionFact(7, QStringLiteral("R&D tool")));
    QTRY_VERIFY(fake.find("RD tool: Quiet"));
    QVERIFY(!fake.find("No client is connected"));
    Fake::find(fake.find("RD tool")->menu(), QStringLiteral("Disconnect"))->trigger();
    QCOMPARE(fake.asked, (Asked{{QStringLiteral("session.close"), {{QStringLiteral("number"), 7}}}}));
    Q_EMIT fake.bus.sessionEnded(7, QString());
    QTRY_VERIFY(fake.find("No client is connected"));
}

void TestTrayMenu::everything_is_paused_and_resumed()
{
    Fake fake;
    fake.find("Pause everything")->trigger();
    Q_EMIT fake.bus.pausedChanged(true);
    QTRY_VERIFY(fake.find("Resume"));
    QCOMPARE(fake.board.overview()->state(), Overview::Attention);
    fake.find("Resume")->trigger();
    Q_EMIT fake.bus.pausedChanged(false);
    QTRY_VERIFY(fake.find("Pause everything"));
    QCOMPARE(fake.asked, (Asked{{QStringLiteral("pause"), {}}, {QStringLiteral("resume"), {}}}));
}

void TestTrayMenu::the_newest_notifications_are_told_and_open()
{
    Fake fake;
    QVERIFY(fake.find("Nothing yet"));
    for (quint64 serial = 1; serial <= 20; ++serial)
        Q_EMIT fake.bus.noticed(noticeFact(serial));
    QTRY_VERIFY(fake.find("files: resources/updated"));
    QSignalSpy asked(&fake.menu, &TrayMenu::noticeAsked);
    fake.find("files: resources/updated")->trigger();
    QCOMPARE(asked.at(0).at(0).toULongLong(), quint64(20));
}

void TestTrayMenu::an_address_is_copied()
{
    Fake fake;
    Q_EMIT fake.bus.listening({QStringLiteral("http://127.0.0.1:3625/mcp")});
    QTRY_VERIFY(fake.find("Copy http://127.0.0.1:3625/mcp"));
    fake.find("Copy http")->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:3625/mcp"));
    Q_EMIT fake.bus.listening({});
    QTRY_VERIFY(!fake.find("Copy http"));
}

void TestTrayMenu::nothing_is_touched_that_did_not_change()
{
    Fake fake;
    Q_EMIT fake.bus.backendChanged(backendFact(2, QStringLiteral("files")));
    Q_EMIT fake.bus.sessionChanged(sessionFact(7));
    QTRY_VERIFY(fake.find("files: Ready"));
    QAction *row = fake.find("files: Ready");
    QSignalSpy changed(row, &QAction::changed);
    QSignalSpy client(fake.find("claude-code"), &QAction::changed);
    for (quint64 calls = 1; calls < 4; ++calls) {
        BackendFact backend = backendFact(2, QStringLiteral("files"));
        backend.calls = calls;
        QSignalSpy judged(fake.board.overview(), &Overview::changed);
        Q_EMIT fake.bus.backendChanged(backend);
        QVERIFY(judged.wait());
    }
    QCOMPARE(fake.find("files: Ready"), row);
    QCOMPARE(changed.size() + client.size(), 0);
    Q_EMIT fake.bus.backendChanged(backendFact(5, QStringLiteral("web")));
    QTRY_VERIFY(fake.find("web: Ready"));
    QCOMPARE(fake.find("files: Ready"), row);
}

void TestTrayMenu::a_thousand_clients_make_no_endless_menu()
{
    Fake fake;
    for (quint64 number = 1; number <= 1'000; ++number)
        Q_EMIT fake.bus.sessionChanged(sessionFact(number, QStringLiteral("client-%1").arg(number)));
    QTRY_VERIFY(fake.find("client-1000: Quiet"));
    QVERIFY(fake.find("985 more clients"));
    QVERIFY(!fake.find("client-985: Quiet"));
    QMenu *clients = fake.find("Clients (1000)")->menu();
    QVERIFY(clients);
    QCOMPARE(clients->actions().size(), 16);
    Q_EMIT fake.bus.sessionEnded(1'000, QString());
    QTRY_VERIFY(fake.find("client-985: Quiet"));
    QVERIFY(!fake.find("client-1000: Quiet"));
    QCOMPARE(clients->actions().constFirst()->text().remove(QLatin1Char('&')), QStringLiteral("client-999: Quiet"));
}

void TestTrayMenu::what_happens_together_is_one_alert()
{
    Bus bus;
    Board board(&bus);
    Alerts alerts(&board, 300, 400);
    QList<Alert> raised;
    connect(&alerts, &Alerts::raised, this, [&raised](const Alert &alert) { raised.append(alert); });
    for (quint64 number = 1; number <= 30; ++number)
        Q_EMIT bus.backendChanged(backendFact(number, QStringLiteral("b%1").arg(number), BackendFact::Failed));
    bus.trouble(QStringLiteral("desk"), QStringLiteral("nothing that a person must know now"));
    QTRY_COMPARE(raised.size(), 1);
    QCOMPARE(raised.at(0).title, QStringLiteral("30 things need you"));
    QVERIFY(raised.at(0).text.contains(QStringLiteral("and 25 more")));
    bus.trouble(QStringLiteral("settings"), QStringLiteral("limits.body: expected a size"));
    QTRY_COMPARE(raised.size(), 2);
    QCOMPARE(raised.at(1).actions.constFirst(), Alert::OpenSettings);
    QCOMPARE(raised.at(1).text, QStringLiteral("limits.body: expected a size"));
}

void TestTrayMenu::a_backend_that_works_again_may_fail_again()
{
    Bus bus;
    Board board(&bus);
    Alerts alerts(&board, 10, 10);
    QList<Alert> raised;
    connect(&alerts, &Alerts::raised, this, [&raised](const Alert &alert) { raised.append(alert); });
    const auto enter = [&](BackendFact::State state) {
        QSignalSpy applied(board.backends(), &FactTable::applied);
        Q_EMIT bus.backendChanged(backendFact(1, QStringLiteral("files"), state));
        QVERIFY(applied.wait());
    };
    enter(BackendFact::Failed);
    QTRY_COMPARE(raised.size(), 1);
    QCOMPARE(raised.at(0).backend, quint64(1));
    QCOMPARE(raised.at(0).actions.constFirst(), Alert::Restart);
    enter(BackendFact::Failed); // told again, but it is the same failure
    enter(BackendFact::Ready);
    QCOMPARE(raised.size(), 1);
    enter(BackendFact::Failed);
    QTRY_COMPARE(raised.size(), 2);
}

QTEST_MAIN(TestTrayMenu)
#include "tst_traymenu.moc"
