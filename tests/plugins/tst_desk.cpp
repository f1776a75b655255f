// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bus/bus.h"
#include "core/plugin/pluginhost.h"
#include "tests/plugins/deskbench.h"
#include "tests/plugins/desktopdoubles.h"

#include <QDBusConnection>
#include <QJsonDocument>

using namespace Signalbox;

namespace {
const QString notifications = QStringLiteral("org.freedesktop.Notifications");
const QString portal = QStringLiteral("org.freedesktop.portal.Desktop");
const QString activatable = QStringLiteral("org.freedesktop.Notifications");

QByteArray target(const QString &what)
{
    return "{\"target\":" + jsonString(what.toUtf8()) + '}';
}
} // namespace

class TestDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();
    void lists_nothing_that_cannot_work_here();
    void describes_every_tool_completely();
    void names_the_setting_that_is_wrong_data();
    void names_the_setting_that_is_wrong();
    void offers_only_what_the_settings_allow();
    void lists_a_service_that_the_bus_can_start();
    void follows_services_as_they_come_and_go();
    void shows_a_notification();
    void writes_plain_text_where_markup_is_read();
    void tells_why_a_notification_was_not_shown();
    void opens_through_the_portal();
    void tells_what_the_portal_said_data();
    void tells_what_the_portal_said();
    void falls_back_to_the_launcher_when_the_portal_cannot_open();
    void tells_what_the_gateway_is_doing();
    void watches_the_bus_only_while_it_is_asked();
    void tells_the_time_in_a_zone_data();
    void tells_the_time_in_a_zone();
    void is_found_by_its_metadata();
    void is_loaded_without_any_part_of_a_gui();

private:
    void useBus() { qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus->address); }
    std::unique_ptr<PrivateBus> m_bus;
    std::unique_ptr<DeskWorld> m_world;
    std::unique_ptr<NotificationsDouble> m_notifications;
    std::unique_ptr<PortalDouble> m_portal;
    QDBusConnection m_desktop = QDBusConnection(QStringLiteral("none"));
};

void TestDesk::initTestCase()
{
    m_bus = std::make_unique<PrivateBus>(activatable);
    QVERIFY(!m_bus->address.isEmpty());
    m_desktop = QDBusConnection::connectToBus(QString::fromUtf8(m_bus->address), QStringLiteral("desktop"));
    QVERIFY(m_desktop.isConnected());
}

void TestDesk::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
    m_bus.reset();
}

void TestDesk::init()
{
    m_world = std::make_unique<DeskWorld>();
    m_notifications = std::make_unique<NotificationsDouble>();
    m_portal = std::make_unique<PortalDouble>();
    QVERIFY(m_desktop.registerObject(QStringLiteral("/org/freedesktop/Notifications"), m_notifications.get(),
                                     QDBusConnection::ExportAllSlots));
    QVERIFY(m_desktop.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), m_portal.get(),
                                     QDBusConnection::ExportAllSlots));
}

void TestDesk::cleanup()
{
    m_desktop.unregisterService(notifications);
    m_desktop.unregisterService(portal);
    m_notifications.reset();
    m_portal.reset();
    m_world.reset();
}

void TestDesk::lists_nothing_that_cannot_work_here()
{
    m_world->addProgram(QStringLiteral("xclip"), "");
    m_world->addProgram(QStringLiteral("xdg-open"), "");
    DeskBench bench({{QStringLiteral("clipboardRead"), true}});
    QCOMPARE(bench.tools(), QByteArray("gateway_status current_time"));
    QCOMPARE(bench.text("notify", R"({"title":"x"})"), QByteArray());
    QCOMPARE(bench.kept.errorCode(), -32602);
}

void TestDesk::describes_every_tool_completely()
{
    useBus();
    qputenv("DISPLAY", ":99");
    m_world->addProgram(QStringLiteral("xclip"), "");
    m_world->addProgram(QStringLiteral("xdg-open"), "");
    DeskBench bench({{QStringLiteral("clipboardRead"), true}});
    bench.say(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{$M}})");
    const JsonView tools = bench.answer()["tools"];
    QCOMPARE(tools.count(), 6);
    for (const JsonView tool : tools) {
        QVERIFY(!tool["title"].string().isEmpty());
        QVERIFY(tool["description"].string().size() > 20);
        QVERIFY(tool["annotations"]["readOnlyHint"].boolean().has_value());
        QCOMPARE(tool["inputSchema"]["additionalProperties"].boolean(), std::optional<bool>(false));
    }
}

void TestDesk::names_the_setting_that_is_wrong_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("wrong type") << QByteArray(R"({"signalbox":{"settings":{"open":1}}})")
                                << QStringLiteral("signalbox.settings.open: expected true or false");
    QTest::newRow("unknown") << QByteArray(R"({"signalbox":{"settings":{"clipboard":true}}})")
                             << QStringLiteral(
                                    "signalbox.settings.clipboard: expected one of clipboardRead, clipboardWrite, "
                                    "notify, open");
    QTest::newRow("no object") << QByteArray(R"({"signalbox":{"settings":[]}})")
                               << QStringLiteral("signalbox.settings: expected an object");
}

void TestDesk::names_the_setting_that_is_wrong()
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, sentence);
    const auto made = deskPlugin()->create(QJsonDocument::fromJson(entry).object(), {});
    QVERIFY(!made.ok());
    QCOMPARE(made.error().sentence, sentence);
}

void TestDesk::offers_only_what_the_settings_allow()
{
    useBus();
    qputenv("DISPLAY", ":99");
    m_world->addProgram(QStringLiteral("xclip"), "");
    m_world->addProgram(QStringLiteral("xdg-open"), "");
    QCOMPARE(DeskBench().tools(), QByteArray("gateway_status current_time notify open clipboard_write"));
    DeskBench bench({{QStringLiteral("notify"), false},
                     {QStringLiteral("open"), false},
                     {QStringLiteral("clipboardWrite"), false}});
    QCOMPARE(bench.tools(), QByteArray("gateway_status current_time"));
}

void TestDesk::lists_a_service_that_the_bus_can_start()
{
    useBus();
    QCOMPARE(DeskBench().tools(), QByteArray("gateway_status current_time notify"));
}

void TestDesk::follows_services_as_they_come_and_go()
{
    useBus();
    DeskBench bench;
    bench.say(
        R"({"jsonrpc":"2.0","id":"s","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},$M}})");
    QTRY_COMPARE(bench.peer->messages.size(), 1);
    QVERIFY(m_desktop.registerService(portal));
    QTRY_COMPARE(bench.peer->messages.size(), 2);
    QVERIFY(bench.peer->messages.last().isMethod("notifications/tools/list_changed"));
    QCOMPARE(bench.tools(), QByteArray("gateway_status current_time notify open"));
    QVERIFY(m_desktop.unregisterService(portal));
    QTRY_COMPARE(bench.peer->messages.size(), 3);
    QCOMPARE(bench.tools(), QByteArray("gateway_status current_time notify"));
}

void TestDesk::shows_a_notification()
{
    useBus();
    QVERIFY(m_desktop.registerService(notifications));
    DeskBench bench;
    QCOMPARE(bench.text("notify", R"({"title":"Done","body":"1 < 2","urgency":"critical"})"),
             QByteArray("The notification is shown."));
    QVERIFY(!bench.isError());
    bench.text("notify", R"({"title":"Only this"})");
    QCOMPARE(m_notifications->shown, QStringList({QStringLiteral("Done|1 < 2|2"), QStringLiteral("Only this||1")}));
    bench.call("notify", R"({"title":"x","urgency":"loud"})");
    QVERIFY(bench.isError());
    bench.call("notify", R"({"title":""})");
    QVERIFY(bench.isError());
    QCOMPARE(m_notifications->shown.size(), 2);
}

void TestDesk::writes_plain_text_where_markup_is_read()
{
    useBus();
    QVERIFY(m_desktop.registerService(notifications));
    m_notifications->capabilities = QStringList{QStringLiteral("body-markup")};
    DeskBench bench;
    bench.text("notify", R"({"title":"<t>","body":"<b>&"})");
    QCOMPARE(m_notifications->shown, QStringList({QStringLiteral("<t>|&lt;b&gt;&amp;|1")}));
}

void TestDesk::tells_why_a_notification_was_not_shown()
{
    useBus();
    QVERIFY(m_desktop.registerService(notifications));
    m_notifications->refusal = QStringLiteral("Too many of them");
    DeskBench bench;
    QCOMPARE(bench.text("notify", R"({"title":"x"})"), QByteArray("The notification was not shown: Too many of them"));
    QVERIFY(bench.isError());
}

void TestDesk::opens_through_the_portal()
{
    useBus();
    QVERIFY(m_desktop.registerService(portal));
    DeskBench bench;
    const QString file = QDir(m_world->folder.path()).canonicalPath() + QStringLiteral("/letter.txt");
    m_world->addText(QStringLiteral("letter.txt"), "Dear reader,");
    QCOMPARE(bench.text("open", target(QStringLiteral("https://example.org/a%20b"))), QByteArray("It is open."));
    QCOMPARE(bench.text("open", target(file)), QByteArray("It is open."));
    QVERIFY(!bench.isError());
    QCOMPARE(m_portal->opened, QStringList({QStringLiteral("https://example.org/a%20b"), file}));
}

void TestDesk::tells_what_the_portal_said_data()
{
    QTest::addColumn<uint>("code");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("no") << 1U << QByteArray("The person at this computer did not want to open it.");
    QTest::newRow("failed") << 2U << QByteArray("The desktop could not open it.");
    QTest::newRow("nonsense") << 77U << QByteArray("The desktop could not open it.");
}

void TestDesk::tells_what_the_portal_said()
{
    QFETCH(uint, code);
    QFETCH(QByteArray, sentence);
    useBus();
    QVERIFY(m_desktop.registerService(portal));
    m_portal->code = code;
    DeskBench bench;
    QCOMPARE(bench.text("open", target(QStringLiteral("https://example.org"))), sentence);
    QVERIFY(bench.isError());
}

void TestDesk::falls_back_to_the_launcher_when_the_portal_cannot_open()
{
    useBus();
    QVERIFY(m_desktop.registerService(portal));
    m_portal.reset(); // A portal without this part.
    const QByteArray page = target(QStringLiteral("https://example.org"));
    {
        DeskBench bench;
        QVERIFY(bench.text("open", page).startsWith("The desktop could not be asked to open it: "));
        QVERIFY(bench.isError());
    }
    m_world->addProgram(QStringLiteral("xdg-open"), R"(echo "$1" > "$BENCH/args")");
    qputenv("DISPLAY", ":99");
    DeskBench bench;
    QCOMPARE(bench.text("open", page), QByteArray("It is open."));
    QCOMPARE(m_world->content(QStringLiteral("args")), QByteArray("https://example.org"));
}

void TestDesk::tells_what_the_gateway_is_doing()
{
    Bus bus;
    bus.trouble(QStringLiteral("settings"), QStringLiteral("Line 3: expected a comma."));
    connect(&bus, &Bus::recapitulationAsked, &bus, [&bus] {
        SessionFact session;
        session.number = 1;
        session.client = QStringLiteral("inspector");
        session.principal = QStringLiteral("secret-owner");
        Q_EMIT bus.sessionChanged(session);
        session.number = 2;
        Q_EMIT bus.sessionChanged(session);
        Q_EMIT bus.sessionEnded(2, QString());
        BackendFact backend;
        backend.number = 3;
        backend.name = QStringLiteral("files");
        backend.kind = QStringLiteral("stdio");
        backend.state = BackendFact::BackingOff;
        backend.reason = QStringLiteral("It ended with code 1.");
        Q_EMIT bus.backendChanged(backend);
        NoticeFact notice;
        notice.source = QStringLiteral("files");
        notice.type = QStringLiteral("notifications/message");
        notice.data = "private";
        Q_EMIT bus.noticed(notice);
        Q_EMIT bus.listening({QStringLiteral("http://127.0.0.1:1/mcp")});
        TrafficFact traffic;
        traffic.calls = 12;
        Q_EMIT bus.trafficChanged(traffic);
    });
    DeskBench bench({}, &bus);
    const JsonView result = bench.call("gateway_status");
    const JsonView values = result["structuredContent"];
    QCOMPARE(values["sessionCount"].integer(), std::optional<qint64>(1));
    QVERIFY((*values["sessions"].begin())["client"].equals("inspector"));
    QVERIFY((*values["backends"].begin())["state"].equals("backing off"));
    QVERIFY((*values["backends"].begin())["reason"].equals("It ended with code 1."));
    QVERIFY((*values["troubles"].begin())["what"].equals("Line 3: expected a comma."));
    QVERIFY((*values["notices"].begin())["backend"].equals("files"));
    QCOMPARE(values["traffic"]["calls"].integer(), std::optional<qint64>(12));
    QVERIFY((*values["addresses"].begin()).equals("http://127.0.0.1:1/mcp"));
    const QByteArray text = DeskBench::textOf(result);
    QVERIFY(text.contains("- files (stdio): backing off — It ended with code 1."));
    QVERIFY(text.contains("Line 3: expected a comma."));
    QVERIFY(!bench.kept.bytes().contains("private"));
    QVERIFY(!bench.kept.bytes().contains("secret-owner"));
}

void TestDesk::watches_the_bus_only_while_it_is_asked()
{
    Bus bus;
    DeskBench bench({}, &bus);
    QVERIFY(!bus.isWatched());
    bench.startCall("gateway_status", "{}");
    QVERIFY(bus.isWatched());
    QVERIFY(DeskBench::textOf(bench.answer()).contains("0 server(s)")); // Traffic never came: the time limit ends it.
    QVERIFY(!bus.isWatched());
    bench.startCall("gateway_status", "{}");
    bench.backend.reset();
    QVERIFY(!bus.isWatched());
    QVERIFY(DeskBench().text("gateway_status").contains("tells no facts"));
}

void TestDesk::tells_the_time_in_a_zone_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<bool>("works");
    QTest::newRow("here") << QByteArray("{}") << true;
    QTest::newRow("Berlin") << QByteArray(R"({"zone":"Europe/Berlin"})") << true;
    QTest::newRow("UTC") << QByteArray(R"({"zone":"UTC"})") << true;
    QTest::newRow("unknown") << QByteArray(R"({"zone":"Europe/Atlantis"})") << false;
    QTest::newRow("path") << QByteArray(R"({"zone":"../../../etc/passwd"})") << false;
    QTest::newRow("absolute path") << QByteArray(R"({"zone":"/etc/localtime"})") << false;
}

void TestDesk::tells_the_time_in_a_zone()
{
    QFETCH(QByteArray, arguments);
    QFETCH(bool, works);
    DeskBench bench;
    const JsonView result = bench.call("current_time", arguments);
    QCOMPARE(bench.isError(), !works);
    if (!works)
        return;
    const JsonView values = result["structuredContent"];
    const auto utc = QDateTime::fromString(QString::fromUtf8(values["utc"].string()), Qt::ISODate);
    const auto local = QDateTime::fromString(QString::fromUtf8(values["local"].string()), Qt::ISODate);
    QVERIFY(qAbs(utc.secsTo(QDateTime::currentDateTimeUtc())) < 60);
    QCOMPARE(local.toUTC(), utc);
    QCOMPARE(local.offsetFromUtc(), int(values["offsetSeconds"].integer().value_or(-1)));
    QVERIFY(!values["zone"].string().isEmpty());
}

void TestDesk::is_found_by_its_metadata()
{
    PluginHost host({});
    host.scan({QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins")});
    QVERIFY(host.has(QStringLiteral("desk")));
    for (const PluginFact &plugin : host.plugins()) {
        if (plugin.kind != QStringLiteral("desk"))
            continue;
        QCOMPARE(plugin.problem, QString());
        QVERIFY(plugin.settingsSchema.contains(QStringLiteral("properties")));
    }
}

void TestDesk::is_loaded_without_any_part_of_a_gui()
{
    QVERIFY(deskPlugin());
    QFile maps(QStringLiteral("/proc/self/maps"));
    QVERIFY(maps.open(QIODevice::ReadOnly));
    const QByteArray loaded = maps.readAll();
    QVERIFY(loaded.contains("libdesk.so"));
    QVERIFY(!loaded.contains("libQt6Gui"));
    QVERIFY(!loaded.contains("libQt6Widgets"));
}

QTEST_GUILESS_MAIN(TestDesk)
#include "tst_desk.moc"
