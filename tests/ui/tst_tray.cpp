// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "tests/ui/notificationservice.h"
#include "tests/ui/traypanel.h"
#include "ui/desktop.h"
#include "ui/tables/tablepage.h"
#include "ui/tray/tray.h"

#include "core/bus/bus.h"

#include <QApplication>
#include <QClipboard>
#include <QDBusConnectionInterface>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Signalbox;

/**
 * One journey, because Qt decides once per process what kind of tray there is. Needs an X display and a private
 * session bus: `xvfb-run -a dbus-run-session -- tst_tray`.
 */
class TestTray : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void without_a_panel_the_wait_goes_on();
    void a_panel_that_comes_late_gets_the_icon();
    void the_window_stays_closed_when_started_at_login();
    void the_icon_has_pixels_in_the_sizes_of_panels();
    void an_alert_is_a_notification_with_buttons_that_work();
    void the_menu_names_state_counts_addresses_and_backends();
    void a_click_on_the_address_copies_it();
    void every_submenu_is_there_with_its_entries();
    void icons_of_the_menu_show_on_light_and_dark();
    void a_backend_is_started_stopped_and_restarted();
    void a_click_on_a_backend_opens_its_view();
    void a_client_is_shown_and_disconnected();
    void a_notification_is_opened();
    void everything_is_paused_and_resumed();
    void settings_are_opened();
    void a_panel_is_told_what_changed_and_nothing_else();
    void the_tool_tip_counts();
    void closing_the_window_leaves_the_program_running();
    void a_question_is_a_notification_until_it_is_answered();
    void the_icon_tells_what_no_notification_can();
    void quit_ends_the_program();
    void cleanupTestCase();

private:
    QStringList labels();
    TrayPanel::Entry entry(const QStringList &path);
    void click(const QStringList &path) { m_panel->click(entry(path).number); }
    bool isShown(Window::View view) const;
    void ask(quint64 number, bool isOpen = true);

    std::unique_ptr<NotificationService> m_notifications;

    std::unique_ptr<TrayPanel> m_panel;
    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Desktop> m_desktop;
    QStringList m_asked;
};

void TestTray::initTestCase()
{
    if (QGuiApplication::platformName() != QLatin1String("xcb"))
        QSKIP("needs the xcb platform: run it with xvfb-run and dbus-run-session");
    if (!QDBusConnection::sessionBus().isConnected())
        QSKIP("needs a session bus: run it with dbus-run-session");
    if (QDBusConnection::sessionBus().interface()->isServiceRegistered(QStringLiteral("org.kde.StatusNotifierWatcher")))
        QSKIP("needs a private session bus: this one has a panel already");
    if (!NotificationService::isBusFree())
        QSKIP("needs a session bus of its own: this one shows notifications already");
    m_notifications = std::make_unique<NotificationService>();
    m_panel = std::make_unique<TrayPanel>();
    m_bus = std::make_unique<Bus>();
    UiLink link;
    link.bus = m_bus.get();
    link.ask = [this](const QString &name, const QJsonObject &arguments, const auto &) {
        if (!name.startsWith(QLatin1String("ask.")))
            m_asked.append(name + QString::fromUtf8(QJsonDocument(arguments).toJson(QJsonDocument::Compact)));
    };
    link.atLogin = true;
    link.trayWait = 20'000;
    m_desktop = std::make_unique<Desktop>(link);
    m_desktop->start();
    Q_EMIT m_bus->listening({QStringLiteral("http://127.0.0.1:3625/mcp")});
    Q_EMIT m_bus->sessionChanged(sessionFact(1));
    Q_EMIT m_bus->backendChanged(backendFact(2, QStringLiteral("files")));
    Q_EMIT m_bus->backendChanged(backendFact(3, QStringLiteral("R&D_x"), BackendFact::Failed));
    QTRY_COMPARE(m_desktop->board()->overview()->state(), Overview::Trouble);
}

QStringList TestTray::labels()
{
    QStringList texts;
    for (const TrayPanel::Entry &entry : m_panel->menu())
        texts.append(entry.path.isEmpty() ? QString() : entry.path.constLast());
    return texts;
}

/** The entry below these menus, each told by a part of its text. */
TrayPanel::Entry TestTray::entry(const QStringList &path)
{
    for (const TrayPanel::Entry &entry : m_panel->menu()) {
        if (std::ranges::equal(entry.path, path, [](const QString &text, const QString &part) { return text.contains(part); }))
            return entry;
    }
    return {-1, {}, false, false, {}};
}

bool TestTray::isShown(Window::View view) const
{
    return m_desktop->window()->isVisible() && m_desktop->window()->page(view)->isVisible();
}

void TestTray::without_a_panel_the_wait_goes_on()
{
    QVERIFY(!m_desktop->tray());
}

void TestTray::a_panel_that_comes_late_gets_the_icon()
{
    m_panel->appear();
    QTRY_VERIFY(!m_panel->item().isEmpty());
    QCOMPARE(m_panel->items().size(), 1);
    QVERIFY(m_desktop->tray());
    QVERIFY(Tray::isThere());
}

void TestTray::the_window_stays_closed_when_started_at_login()
{
    QVERIFY(!m_desktop->window()->isVisible());
    QVERIFY(!QApplication::quitOnLastWindowClosed());
}

void TestTray::the_icon_has_pixels_in_the_sizes_of_panels()
{
    QList<int> sides;
    for (const QImage &icon : m_panel->icons()) {
        QVERIFY(qAlpha(icon.pixel(icon.width() / 2, icon.height() / 2)) > 200);
        sides.append(icon.width());
    }
    QVERIFY(sides.contains(22));
}

void TestTray::ask(quint64 number, bool isOpen)
{
    AskFact fact = askFact(isOpen);
    fact.number = number;
    if (isOpen)
        fact.question = "{\"message\":\"Erase?\"}";
    Q_EMIT m_bus->asked(fact);
}

void TestTray::an_alert_is_a_notification_with_buttons_that_work()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_notifications->there().value(1).title, QString::fromUtf8("“R&D_x” does not work"), 15'000);
    m_asked.clear();
    QTRY_VERIFY((m_notifications->press(1, QStringLiteral("restart")), !m_asked.isEmpty()));
    QCOMPARE(m_asked.constFirst(), QStringLiteral("backend.restart{\"name\":\"R&D_x\"}"));
    m_notifications->dismiss(1);
}

void TestTray::the_menu_names_state_counts_addresses_and_backends()
{
    QTRY_VERIFY(labels().contains(QStringLiteral("files: Ready")));
    const QStringList texts = labels();
    QVERIFY(texts.contains(QStringLiteral("1 session, 0 streams, 1 of 2 backends ready")));
    QVERIFY(texts.contains(QStringLiteral("Copy http://127.0.0.1:3625/mcp")));
    // A panel takes _ as the sign of a shortcut, __ as one underscore.
    QVERIFY2(texts.contains(QStringLiteral("R_&D__x: Failed")), qPrintable(texts.join(QLatin1Char('|'))));
    QVERIFY(texts.contains(QStringLiteral("_Open window")));
    QVERIFY(texts.contains(QStringLiteral("_Quit Signalbox")));

    Q_EMIT m_bus->backendChanged(backendFact(2, QStringLiteral("files"), BackendFact::Stopped));
    Q_EMIT m_bus->backendRemoved(3);
    QTRY_VERIFY(labels().contains(QStringLiteral("files: Stopped")));
    QTRY_VERIFY(!labels().contains(QStringLiteral("R_&D__x: Failed")));
}

void TestTray::a_click_on_the_address_copies_it()
{
    QGuiApplication::clipboard()->clear();
    click({QStringLiteral("Copy http")});
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:3625/mcp"));
}

void TestTray::every_submenu_is_there_with_its_entries()
{
    Q_EMIT m_bus->noticed(noticeFact(1));
    QTRY_VERIFY(entry({QStringLiteral("_Notifications"), QStringLiteral("files: resources/updated")}).isEnabled);
    const QString files = QStringLiteral("files: Stopped");
    const QString clients = QStringLiteral("_Clients (1)");
    QVERIFY(entry({files}).isMenu);
    QVERIFY(!entry({files}).icon.isNull());
    for (const char *text : {"_Start", "S_top", "_Restart", "Show _log"})
        QVERIFY2(entry({files, QString::fromLatin1(text)}).number > 0, text);
    QVERIFY(entry({files, QStringLiteral("_Start")}).isEnabled);
    QVERIFY(!entry({files, QStringLiteral("S_top")}).isEnabled);
    for (const char *text : {"_Show", "_Disconnect"})
        QVERIFY2(entry({clients, QStringLiteral("claude-code: Quiet"), QString::fromLatin1(text)}).number > 0, text);
    QCOMPARE(entry({clients, QStringLiteral("more clients")}).number, -1);
}

/** The menu is drawn by the panel, on its own ground. */
void TestTray::icons_of_the_menu_show_on_light_and_dark()
{
    int icons = 0;
    for (const TrayPanel::Entry &entry : m_panel->menu().mid(1)) {
        for (int at = 0; at < entry.icon.width() * entry.icon.height(); ++at) {
            const QColor color = entry.icon.pixelColor(at % entry.icon.width(), at / entry.icon.width());
            const int grey = qGray(color.rgb());
            QVERIFY2(color.alpha() < 250 || (grey > 95 && grey < 180), qPrintable(entry.path.join(u'/')));
        }
        icons += entry.icon.isNull() ? 0 : 1;
    }
    QVERIFY(icons > 5);
}

void TestTray::a_backend_is_started_stopped_and_restarted()
{
    m_asked.clear();
    click({QStringLiteral("files: Stopped"), QStringLiteral("_Start")});
    QTRY_COMPARE(m_asked.size(), 1);
    Q_EMIT m_bus->backendChanged(backendFact(2, QStringLiteral("files")));
    QTRY_VERIFY(entry({QStringLiteral("files: Ready"), QStringLiteral("S_top")}).isEnabled);
    QVERIFY(!entry({QStringLiteral("files: Ready"), QStringLiteral("_Start")}).isEnabled);
    click({QStringLiteral("files: Ready"), QStringLiteral("_Restart")});
    click({QStringLiteral("files: Ready"), QStringLiteral("S_top")});
    QTRY_COMPARE(m_asked.join(u' '), QStringLiteral("backend.start{\"name\":\"files\"} "
                                                    "backend.restart{\"name\":\"files\"} "
                                                    "backend.stop{\"name\":\"files\"}"));
}

void TestTray::a_click_on_a_backend_opens_its_view()
{
    click({QStringLiteral("files"), QStringLiteral("Show _log")});
    QTRY_VERIFY(isShown(Window::Backends));
}

void TestTray::a_client_is_shown_and_disconnected()
{
    m_asked.clear();
    const QStringList client{QStringLiteral("_Clients"), QStringLiteral("claude-code")};
    click(client + QStringList{QStringLiteral("_Show")});
    QTRY_VERIFY(isShown(Window::Sessions));
    click(client + QStringList{QStringLiteral("_Disconnect")});
    QTRY_VERIFY(m_asked.contains(QStringLiteral("session.close{\"number\":1}")));
    Q_EMIT m_bus->sessionChanged(sessionFact(2, QStringLiteral("cursor")));
    QTRY_VERIFY(entry({QStringLiteral("_Clients (2)"), QStringLiteral("cursor: Quiet"), QStringLiteral("_Disconnect")}).isEnabled);
    Q_EMIT m_bus->sessionEnded(2, QString());
    QTRY_COMPARE(entry({QStringLiteral("_Clients"), QStringLiteral("cursor")}).number, -1);
}

void TestTray::a_notification_is_opened()
{
    click({QStringLiteral("_Notifications"), QStringLiteral("files: resources/updated")});
    QTRY_VERIFY(isShown(Window::Notifications));
}

void TestTray::everything_is_paused_and_resumed()
{
    m_asked.clear();
    const QList<QImage> before = m_panel->icons();
    click({QStringLiteral("_Pause everything")});
    QTRY_COMPARE(m_asked, QStringList{QStringLiteral("pause{}")});
    Q_EMIT m_bus->pausedChanged(true);
    QTRY_VERIFY(entry({QStringLiteral("R_esume")}).isEnabled);
    QTRY_VERIFY(m_panel->icons() != before);
    click({QStringLiteral("R_esume")});
    QTRY_COMPARE(m_asked.value(1), QStringLiteral("resume{}"));
    Q_EMIT m_bus->pausedChanged(false);
    QTRY_VERIFY(entry({QStringLiteral("_Pause everything")}).isEnabled);
    QTRY_COMPARE(m_panel->icons(), before);
}

void TestTray::settings_are_opened()
{
    click({QStringLiteral("_Settings")});
    QTRY_VERIFY(isShown(Window::Settings));
    m_desktop->window()->close();
    click({QStringLiteral("_Open window")});
    QTRY_VERIFY(m_desktop->window()->isVisible());
}

/** Panels keep the menu they have read until they hear that it is another; one that is told all the time flickers. */
void TestTray::a_panel_is_told_what_changed_and_nothing_else()
{
    Q_EMIT m_bus->backendChanged(backendFact(4, QStringLiteral("web")));
    QTRY_VERIFY(labels().contains(QStringLiteral("web: Ready")));
    int news = m_panel->menuNews();
    QVERIFY(news > 0);
    BackendFact busy = backendFact(4, QStringLiteral("web"));
    QSignalSpy judged(m_desktop->board()->overview(), &Overview::changed);
    for (busy.calls = 1; busy.calls < 4; ++busy.calls) {
        judged.clear();
        Q_EMIT m_bus->backendChanged(busy);
        QTRY_VERIFY(!judged.isEmpty());
    }
    labels(); // whatever was said before this has arrived
    QCOMPARE(m_panel->menuNews(), news);
    Q_EMIT m_bus->backendChanged(backendFact(4, QStringLiteral("web"), BackendFact::Stopped));
    QTRY_VERIFY(labels().contains(QStringLiteral("web: Stopped")));
    QTRY_VERIFY(m_panel->menuNews() > news);
    news = m_panel->menuNews();
    Q_EMIT m_bus->backendRemoved(4);
    QTRY_VERIFY(!labels().contains(QStringLiteral("web: Stopped")));
    QTRY_VERIFY(m_panel->menuNews() > news);
}

void TestTray::the_tool_tip_counts()
{
    QVERIFY2(m_panel->toolTip().contains(QStringLiteral("1 session")), qPrintable(m_panel->toolTip()));
}

void TestTray::closing_the_window_leaves_the_program_running()
{
    QSignalSpy quit(qApp, &QCoreApplication::aboutToQuit);
    m_desktop->window()->close();
    QTRY_VERIFY(!m_desktop->window()->isVisible());
    QVERIFY(!QApplication::quitOnLastWindowClosed());
    QCOMPARE(quit.size(), 0);
}

void TestTray::a_question_is_a_notification_until_it_is_answered()
{
    ask(7);
    QTRY_VERIFY(m_notifications->there().value(2).text.contains(QStringLiteral("Erase?")));
    QTRY_VERIFY((m_notifications->press(2, QStringLiteral("answer")), m_desktop->window()->isVisible()));
    ask(7, false);
    QTRY_VERIFY(m_notifications->there().isEmpty());
    m_desktop->window()->close();
}

void TestTray::the_icon_tells_what_no_notification_can()
{
    QCOMPARE(m_panel->itemProperty(QStringLiteral("Status")).toString(), QStringLiteral("Active"));
    m_notifications.reset();
    ask(8);
    QTRY_COMPARE(m_panel->itemProperty(QStringLiteral("Status")).toString(), QStringLiteral("NeedsAttention"));
    QCOMPARE(m_panel->toolTip(), QStringLiteral("A server has a question"));
    ask(8, false);
}

void TestTray::quit_ends_the_program()
{
    QSignalSpy asked(m_desktop->tray()->menu(), &TrayMenu::quitAsked);
    click({QStringLiteral("_Quit")});
    QTRY_COMPARE(asked.size(), 1);
}

void TestTray::cleanupTestCase()
{
    m_desktop.reset();
    m_panel.reset();
    m_notifications.reset();
}

QTEST_MAIN(TestTray)
#include "tst_tray.moc"
