// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/overview/processmodel.h"
#include "ui/tray/traymenu.h"

#include "core/bus/bus.h"
#include "core/config/config.h"
#include "core/control/control.h"
#include "core/gateway.h"
#include "tests/fakes/httpclient.h"
#include "tests/front/mounted.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Signalbox;

/** A server that is a shell: enough of one for the handshake. */
static const QString script = QStringLiteral(
    "while read -r line; do id=${line#*\\\"id\\\":}; id=${id%%[,\\}]*}; case $line in "
    "*\\\"initialize\\\"*) echo \"{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":$id,\\\"result\\\":{\\\"protocolVersion\\\":\\\"2025-06-18\\\","
    "\\\"capabilities\\\":{},\\\"serverInfo\\\":{\\\"name\\\":\\\"shell\\\",\\\"version\\\":\\\"1\\\"}}}\";; "
    "*\\\"id\\\":*) echo \"{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":$id,\\\"result\\\":{}}\";; esac; done");

/** The menu of the tray on a real gateway with a real child. */
class TestLiveMenu : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void the_child_is_seen_as_a_process();
    void stop_and_start_end_and_begin_it();
    void pause_and_resume();
    void a_client_is_sent_away();
    void cleanupTestCase();

private:
    BackendFact backend() const { return m_board->backends()->rowCount() ? m_board->backends()->at(0) : BackendFact(); }
    QAction *action(const QString &text);

    QTemporaryDir m_folder;
    Bus m_bus;
    Control m_control;
    quint16 m_port = 0;
    std::unique_ptr<Gateway> m_gateway;
    std::unique_ptr<Board> m_board;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<TrayMenu> m_menu;
};

void TestLiveMenu::initTestCase()
{
    qputenv("SIGNALBOX_PLUGIN_PATH", TEST_BINARY_DIRECTORY "/lib/signalbox/plugins");
    GatewaySetup setup;
    setup.stateFolder = m_folder.path();
    setup.sealKey = QByteArray(32, 'k');
    setup.processTag = "SIGNALBOX_PROCESS_TAG=tst_livemenu";
    setup.port = 0;
    m_gateway = std::make_unique<Gateway>(setup, &m_bus, &m_control);
    Config config;
    ServerConfig server;
    server.name = QStringLiteral("shell");
    server.slug = "shell";
    server.kind = QStringLiteral("stdio");
    server.start = ServerConfig::Start::Eager;
    server.settings = {{QStringLiteral("command"), QStringLiteral("sh")},
                       {QStringLiteral("args"), QJsonArray{QStringLiteral("-c"), script}}};
    config.servers = {server};
    const Result<quint16> port = m_gateway->start(config);
    QVERIFY2(port, port ? "" : qPrintable(port.error().sentence));
    m_port = *port;
    m_board = std::make_unique<Board>(&m_bus);
    m_commands = std::make_unique<Commands>(
        [this](const QString &name, const QJsonObject &arguments, const Commands::Answer &answer) {
            m_control.invoke(name, arguments, answer);
        });
    m_menu = std::make_unique<TrayMenu>(m_board.get(), m_commands.get(), false);
    m_board->look(true);
    QTRY_COMPARE_WITH_TIMEOUT(backend().state, BackendFact::Ready, 20'000);
}

QAction *TestLiveMenu::action(const QString &text)
{
    QList<QMenu *> menus{m_menu->menu()};
    while (!menus.isEmpty()) {
        const QList<QAction *> actions = menus.takeFirst()->actions();
        for (QAction *one : actions) {
            if (one->text().remove(QLatin1Char('&')) == text)
                return one;
            if (one->menu())
                menus.append(one->menu());
        }
    }
    return nullptr;
}

void TestLiveMenu::the_child_is_seen_as_a_process()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_board->processes()->rowCount(), 1, 10'000);
    const QModelIndex family = m_board->processes()->index(0, 0);
    QCOMPARE(family.data().toString(), QStringLiteral("shell"));
    const QModelIndex member = m_board->processes()->index(0, ProcessModel::Id, family);
    QCOMPARE(member.data().toLongLong(), backend().status.value(QStringLiteral("pid")).toInteger());
    QTRY_VERIFY_WITH_TIMEOUT(m_board->processes()->memory() > 100'000, 10'000);
}

void TestLiveMenu::stop_and_start_end_and_begin_it()
{
    QTRY_VERIFY(action(QStringLiteral("Stop")) && action(QStringLiteral("Stop"))->isEnabled());
    action(QStringLiteral("Stop"))->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(backend().state, BackendFact::Stopped, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_board->processes()->rowCount(), 0, 10'000);
    QTRY_VERIFY(action(QStringLiteral("Start"))->isEnabled());
    action(QStringLiteral("Start"))->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(backend().state, BackendFact::Ready, 20'000);
    const quint64 restarts = backend().restarts;
    action(QStringLiteral("Restart"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(backend().restarts > restarts && backend().state == BackendFact::Ready, 20'000);
}

void TestLiveMenu::pause_and_resume()
{
    action(QStringLiteral("Pause everything"))->trigger();
    QTRY_VERIFY(m_board->overview()->isPaused());
    QTRY_VERIFY(action(QStringLiteral("Resume")));
    action(QStringLiteral("Resume"))->trigger();
    QTRY_VERIFY(!m_board->overview()->isPaused());
}

void TestLiveMenu::a_client_is_sent_away()
{
    HttpClient client;
    QVERIFY(client.connectTo(m_port));
    const QByteArray body = Talker::initialize("2025-06-18");
    client.send("POST /mcp HTTP/1.1\r\nHost: localhost:" + QByteArray::number(m_port)
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: "
                + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QCOMPARE(client.response().status, 200);
    QTRY_COMPARE(m_board->sessions()->rowCount(), 1);
    QTRY_VERIFY(action(QStringLiteral("Disconnect")));
    action(QStringLiteral("Disconnect"))->trigger();
    QTRY_COMPARE(m_board->sessions()->rowCount(), 0);
    QTRY_VERIFY(!action(QStringLiteral("Disconnect")));
}

void TestLiveMenu::cleanupTestCase()
{
    QSignalSpy stopped(m_gateway.get(), &Gateway::stopped);
    m_gateway->stop();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 10'000);
    m_menu.reset();
    m_board.reset();
    m_gateway.reset();
}

QTEST_MAIN(TestLiveMenu)
#include "tst_livemenu.moc"
