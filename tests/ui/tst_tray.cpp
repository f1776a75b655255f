// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "tests/ui/traypanel.h"
#include "ui/desktop.h"
#include "ui/tables/tablepage.h"
#include "ui/tray/tray.h"

#include "core/bus/bus.h"

#include <QApplication>
#include <QClipboard>
#include <QDBusArgument>
#include <QDBusConnectionInterface>
#include <QSignalSpy>
#include <QTest>

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
    void the_menu_names_state_counts_addresses_and_backends();
    void a_click_on_the_address_copies_it();
    void a_click_on_a_backend_opens_its_view();
    void the_tool_tip_counts();
    void closing_the_window_leaves_the_program_running();
    void quit_ends_the_program();
    void cleanupTestCase();

private:
    QStringList labels();
    int entry(const QString &text);

    std::unique_ptr<TrayPanel> m_panel;
    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Desktop> m_desktop;
};

void TestTray::initTestCase()
{
    if (QGuiApplication::platformName() != QLatin1String("xcb"))
        QSKIP("needs the xcb platform: run it with xvfb-run and dbus-run-session");
    if (!QDBusConnection::sessionBus().isConnected())
        QSKIP("needs a session bus: run it with dbus-run-session");
    if (QDBusConnection::sessionBus().interface()->isServiceRegistered(QStringLiteral("org.kde.StatusNotifierWatcher")))
        QSKIP("needs a private session bus: this one has a panel already");
    m_panel = std::make_unique<TrayPanel>();
    m_bus = std::make_unique<Bus>();
    UiLink link;
    link.bus = m_bus.get();
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
    for (const auto &[number, text] : m_panel->menu())
        texts.append(text);
    return texts;
}

int TestTray::entry(const QString &text)
{
    for (const auto &[number, label] : m_panel->menu()) {
        if (label.contains(text))
            return number;
    }
    return -1;
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
    const QDBusArgument pixmaps = m_panel->itemProperty(QStringLiteral("IconPixmap")).value<QDBusArgument>();
    QList<int> sides;
    pixmaps.beginArray();
    while (!pixmaps.atEnd()) {
        int width = 0;
        int height = 0;
        QByteArray pixels;
        pixmaps.beginStructure();
        pixmaps >> width >> height >> pixels;
        pixmaps.endStructure();
        QCOMPARE(pixels.size(), width * height * 4);
        QVERIFY(pixels.count('\0') < pixels.size() / 2);
        sides.append(width);
    }
    pixmaps.endArray();
    QVERIFY(sides.contains(22));
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
    m_panel->click(entry(QStringLiteral("Copy http")));
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:3625/mcp"));
}

void TestTray::a_click_on_a_backend_opens_its_view()
{
    m_panel->click(entry(QStringLiteral("Show _log")));
    QTRY_VERIFY(m_desktop->window()->isVisible());
    QVERIFY(m_desktop->window()->page(Window::Backends)->isVisible());
}

void TestTray::the_tool_tip_counts()
{
    const QDBusArgument tip = m_panel->itemProperty(QStringLiteral("ToolTip")).value<QDBusArgument>();
    QString icon;
    QString title;
    tip.beginStructure();
    tip >> icon;
    tip.beginArray();
    while (!tip.atEnd()) {
        int side = 0;
        QByteArray pixels;
        tip.beginStructure();
        tip >> side >> side >> pixels;
        tip.endStructure();
    }
    tip.endArray();
    tip >> title;
    tip.endStructure();
    QVERIFY2(title.contains(QStringLiteral("1 session")), qPrintable(title));
}

void TestTray::closing_the_window_leaves_the_program_running()
{
    QSignalSpy quit(qApp, &QCoreApplication::aboutToQuit);
    m_desktop->window()->close();
    QTRY_VERIFY(!m_desktop->window()->isVisible());
    QVERIFY(!QApplication::quitOnLastWindowClosed());
    QCOMPARE(quit.size(), 0);
}

void TestTray::quit_ends_the_program()
{
    QSignalSpy asked(m_desktop->tray()->menu(), &TrayMenu::quitAsked);
    m_panel->click(entry(QStringLiteral("_Quit")));
    QTRY_COMPARE(asked.size(), 1);
}

void TestTray::cleanupTestCase()
{
    m_desktop.reset();
    m_panel.reset();
}

QTEST_MAIN(TestTray)
#include "tst_tray.moc"
