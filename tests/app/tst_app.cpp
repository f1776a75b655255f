// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/statefolder.h"
#include "core/control/controlclient.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace Signalbox;

/** The real program, in places of its own. */
class TestApp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void prints_its_version_and_its_help();
    void refuses_what_it_does_not_understand();
    void prints_where_it_listens_and_a_line_to_paste();
    void keeps_the_token_out_of_the_line_to_paste();
    void maps_no_widgets_without_a_window();
    void ends_in_good_order_at_a_signal_data();
    void ends_in_good_order_at_a_signal();
    void ends_at_once_at_a_second_signal();
    void ends_when_it_is_asked_over_the_control_socket();
    void refuses_to_run_twice_and_says_where_the_other_is();
    void runs_again_after_it_was_killed();
    void says_that_a_port_is_taken();
    void says_where_the_settings_are_wrong();
    void prints_problems_of_the_settings_and_runs();
    void follows_the_settings_while_it_runs();
    void reads_the_settings_again_at_a_hangup();
    void runs_without_a_window_when_the_display_is_dead();
#ifdef SIGNALBOX_HAS_UI
    void shows_a_window_and_ends_in_good_order();
#endif

private:
    QString path(const char *name) const
    {
        return m_folder->filePath(QString::fromLatin1(name));
    }
    void writeSettings(const QByteArray &text);
    std::unique_ptr<QProcess> start(const QStringList &arguments = {});
    /** Starts and waits for the address. */
    std::unique_ptr<QProcess> run(const QStringList &arguments = {});
    QString nextUrl(QProcess &process, const QString &last = {});
    /** Waits for it and takes what was complained about until then. */
    static bool complains(QProcess &process, const QByteArray &what);
    Result<QJsonObject> ask(const QString &command);
    static bool isReachable(const QString &url);
    static QByteArray mapsOf(qint64 pid);
    static quint16 freePort();

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
    QByteArray m_printed; //!< by the process of nextUrl()
};

void TestApp::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"config", "state", "run"}) {
        QVERIFY(QDir().mkpath(path(name)));
        m_environment.insert(QStringLiteral("XDG_%1_HOME").arg(QLatin1StringView(name).toString().toUpper()),
                             path(name));
    }
    m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), path("run"));
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        m_environment.remove(QLatin1StringView(name));
    m_printed.clear();
    writeSettings("{}");
}

void TestApp::cleanup()
{
    m_folder.reset();
}

void TestApp::writeSettings(const QByteArray &text)
{
    QVERIFY(QDir().mkpath(path("config/signalbox")));
    QFile file(path("config/signalbox/signalbox.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

std::unique_ptr<QProcess> TestApp::start(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setWorkingDirectory(m_folder->path());
    process->start(QStringLiteral(TEST_BINARY_DIRECTORY "/bin/signalbox"), arguments);
    return process;
}

std::unique_ptr<QProcess> TestApp::run(const QStringList &arguments)
{
    auto process = start(arguments + QStringList{QStringLiteral("--port"), QStringLiteral("0")});
    if (nextUrl(*process).isEmpty())
        qWarning("%s", process->readAllStandardError().constData());
    return process;
}

/** The first address that is printed after another one. */
QString TestApp::nextUrl(QProcess &process, const QString &last)
{
    static const QRegularExpression address(QStringLiteral("listens at (http://127\\.0\\.0\\.1:\\d+/mcp)\\n"));
    QString found;
    const bool printed = QTest::qWaitFor(
        [&] {
            m_printed += process.readAllStandardOutput();
            for (auto it = address.globalMatch(QString::fromUtf8(m_printed)); it.hasNext();)
                found = it.next().captured(1);
            return (!found.isEmpty() && found != last && m_printed.contains("For Claude Code"))
                || process.state() == QProcess::NotRunning;
        },
        20'000);
    return printed && found != last ? found : QString();
}

bool TestApp::complains(QProcess &process, const QByteArray &what)
{
    QByteArray complaints;
    return QTest::qWaitFor([&] { return (complaints += process.readAllStandardError()).contains(what); });
}

Result<QJsonObject> TestApp::ask(const QString &command)
{
    const StateFolder folder = StateFolder::locate(path("config/signalbox/signalbox.json"), {}, m_environment);
    Result<ControlClient> client = ControlClient::connectTo(folder.controlSocket);
    if (!client)
        return client.error();
    return client->ask(command, {});
}

bool TestApp::isReachable(const QString &url)
{
    static const QRegularExpression port(QStringLiteral(":(\\d+)/"));
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port.match(url).captured(1).toUShort());
    return socket.waitForConnected(2'000);
}

QByteArray TestApp::mapsOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/maps").arg(pid));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

quint16 TestApp::freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

void TestApp::prints_its_version_and_its_help()
{
    for (const char *option : {"--version", "--help"}) {
        const auto process = start({QString::fromLatin1(option)});
        QVERIFY(process->waitForFinished());
        QCOMPARE(process->exitCode(), 0);
        QVERIFY(process->readAllStandardError().isEmpty());
        QVERIFY(process->readAllStandardOutput().startsWith("signalbox"));
    }
}

void TestApp::refuses_what_it_does_not_understand()
{
    const auto process = start({QStringLiteral("--prot")});
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 2);
    QCOMPARE(process->readAllStandardError(),
             QByteArray("signalbox: unknown option \"--prot\"; see signalbox --help\n"));
    QVERIFY(process->readAllStandardOutput().isEmpty());
}

void TestApp::prints_where_it_listens_and_a_line_to_paste()
{
    const auto process = run({QStringLiteral("--headless")});
    const QString url = nextUrl(*process);
    QVERIFY(isReachable(url));
    QVERIFY2(m_printed.contains("For Claude Code: claude mcp add --transport http signalbox " + url.toUtf8() + '\n'),
             m_printed.constData());
    QCOMPARE(ask(QStringLiteral("version"))->value(QStringLiteral("pid")).toInteger(), process->processId());
    process->terminate();
    QVERIFY(process->waitForFinished());
}

void TestApp::keeps_the_token_out_of_the_line_to_paste()
{
    writeSettings("{\"auth\": {\"token\": \"very-secret\"}}");
    const auto process = run({QStringLiteral("--headless")});
    QVERIFY(m_printed.contains("--header \"Authorization: Bearer TOKEN\""));
    QVERIFY(!m_printed.contains("very-secret"));
    process->terminate();
    QVERIFY(process->waitForFinished());
}

void TestApp::maps_no_widgets_without_a_window()
{
    const auto process = run({QStringLiteral("--headless")});
    const QByteArray maps = mapsOf(process->processId());
    QVERIFY(maps.contains("libQt6Core"));
    for (const char *library : {"libQt6Gui", "libQt6Widgets", "libQt6Svg", "libxcb", "libX11"})
        QVERIFY2(!maps.contains(library), library);
    process->terminate();
    QVERIFY(process->waitForFinished());
}

void TestApp::ends_in_good_order_at_a_signal_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("INT") << SIGINT;
    QTest::newRow("TERM") << SIGTERM;
}

void TestApp::ends_in_good_order_at_a_signal()
{
    QFETCH(int, signal);
    const auto process = run({QStringLiteral("--headless")});
    ::kill(pid_t(process->processId()), signal);
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 0);
    QCOMPARE(process->readAllStandardError(), QByteArray());
    QVERIFY(QDir(path("run/signalbox")).entryList(QDir::System | QDir::Files).isEmpty());
}

void TestApp::ends_at_once_at_a_second_signal()
{
    // A server that neither the end of its input nor TERM ends, and that tells its process id.
    const QString pidFile = path("pid");
    writeSettings("{\"mcpServers\": {\"deaf\": {\"command\": \"sh\", \"args\": [\"-c\", "
                  "\"trap '' TERM; echo $$ > pid.new; mv pid.new pid; while :; do sleep 1; done\"], \"cwd\": \""
                  + m_folder->path().toUtf8()
                  + "\", \"signalbox\": {\"start\": \"eager\", \"limits\": {\"stopTime\": \"1 min\"}}}}}");
    const auto process = run({QStringLiteral("--headless")});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pidFile), 10'000);
    QFile file(pidFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const pid_t child = file.readAll().trimmed().toInt();
    QVERIFY(child > 1 && ::kill(child, 0) == 0);
    ::kill(pid_t(process->processId()), SIGTERM);
    // It no longer listens, so it has begun to end.
    QTRY_VERIFY_WITH_TIMEOUT(!ask(QStringLiteral("version")).ok(), 10'000);
    QCOMPARE(process->state(), QProcess::Running);
    ::kill(pid_t(process->processId()), SIGTERM);
    QVERIFY(process->waitForFinished(5'000));
    QCOMPARE(process->exitCode(), 128 + SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(::kill(child, 0) != 0, 10'000);
}

void TestApp::ends_when_it_is_asked_over_the_control_socket()
{
    const auto process = run({QStringLiteral("--headless")});
    QVERIFY(ask(QStringLiteral("quit")).ok());
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 0);
}

void TestApp::refuses_to_run_twice_and_says_where_the_other_is()
{
    const auto first = run({QStringLiteral("--headless")});
    const auto second = start({QStringLiteral("--headless"), QStringLiteral("--port"), QStringLiteral("0")});
    QVERIFY(second->waitForFinished());
    QCOMPARE(second->exitCode(), 3);
    const QByteArray sentence = second->readAllStandardError();
    QVERIFY2(sentence.contains("process " + QByteArray::number(first->processId())), sentence.constData());
    QVERIFY2(sentence.contains(nextUrl(*first).toUtf8()), sentence.constData());
    const auto other =
        start({QStringLiteral("--headless"), QStringLiteral("--port=0"), QStringLiteral("--state=other")});
    m_printed.clear();
    QVERIFY(!nextUrl(*other).isEmpty());
    for (QProcess *process : {first.get(), other.get()}) {
        process->terminate();
        QVERIFY(process->waitForFinished());
    }
}

void TestApp::runs_again_after_it_was_killed()
{
    const auto first = run({QStringLiteral("--headless")});
    first->kill();
    QVERIFY(first->waitForFinished());
    m_printed.clear();
    const auto second = run({QStringLiteral("--headless")});
    QVERIFY(ask(QStringLiteral("version")).ok());
    second->terminate();
    QVERIFY(second->waitForFinished());
    QCOMPARE(second->exitCode(), 0);
}

void TestApp::says_that_a_port_is_taken()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const auto process =
        start({QStringLiteral("--headless"), QStringLiteral("--port"), QString::number(server.serverPort())});
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 5);
    const QByteArray sentence = process->readAllStandardError();
    QVERIFY2(sentence.contains(QByteArray::number(server.serverPort())), sentence.constData());
    QVERIFY(process->readAllStandardOutput().isEmpty());
}

void TestApp::says_where_the_settings_are_wrong()
{
    writeSettings("{\n  \"listen\": }\n");
    const auto process = start({QStringLiteral("--headless")});
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 4);
    const QByteArray sentence = process->readAllStandardError();
    const QByteArray begin = "signalbox: " + path("config/signalbox/signalbox.json").toUtf8() + ": line 2, column 13: ";
    QVERIFY2(sentence.startsWith(begin), sentence.constData());
}

void TestApp::prints_problems_of_the_settings_and_runs()
{
    writeSettings("{\"listen\": {\"port\": 70000}}");
    const auto process = run({QStringLiteral("--headless")});
    QCOMPARE(process->readAllStandardError(),
             "signalbox: " + path("config/signalbox/signalbox.json").toUtf8()
                 + ": listen.port: expected 1 to 65535, got 70000\n");
    process->terminate();
    QVERIFY(process->waitForFinished());
}

void TestApp::follows_the_settings_while_it_runs()
{
    const auto withPort = [](quint16 port) {
        return "{\"listen\": {\"addresses\": [\"127.0.0.1\"], \"port\": " + QByteArray::number(port) + "}}";
    };
    writeSettings(withPort(freePort()));
    const auto process = start({QStringLiteral("--headless")});
    const QString first = nextUrl(*process);
    QVERIFY(!first.isEmpty());
    writeSettings(withPort(freePort()));
    const QString second = nextUrl(*process, first);
    QVERIFY(!second.isEmpty());
    QVERIFY(isReachable(second));
    writeSettings("{ broken");
    QVERIFY(complains(*process, "stay in force"));
    QVERIFY(isReachable(second));
    process->terminate();
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 0);
}

void TestApp::reads_the_settings_again_at_a_hangup()
{
    writeSettings("{\"nonsense\": 1}");
    const auto process = run({QStringLiteral("--headless")});
    QVERIFY(complains(*process, "nonsense: unknown key"));
    ::kill(pid_t(process->processId()), SIGHUP);
    QVERIFY(complains(*process, "nonsense: unknown key"));
    const Result<QJsonObject> answer = ask(QStringLiteral("settings.reload"));
    QVERIFY(answer.ok());
    QCOMPARE(answer->value(QStringLiteral("problems")).toArray().size(), 1);
    process->terminate();
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 0);
}

void TestApp::runs_without_a_window_when_the_display_is_dead()
{
    m_environment.insert(QStringLiteral("DISPLAY"), QStringLiteral(":987"));
    m_environment.insert(QStringLiteral("WAYLAND_DISPLAY"), QStringLiteral("wayland-987"));
    const auto process = run();
    QVERIFY(!nextUrl(*process).isEmpty());
    QVERIFY(!mapsOf(process->processId()).contains("libQt6Widgets"));
    process->terminate();
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 0);
}

#ifdef SIGNALBOX_HAS_UI
void TestApp::shows_a_window_and_ends_in_good_order()
{
    m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    for (const bool bySignal : {true, false}) {
        m_printed.clear();
        const auto process = run();
        QVERIFY(mapsOf(process->processId()).contains("libQt6Widgets"));
        QVERIFY(isReachable(nextUrl(*process)));
        if (bySignal)
            process->terminate();
        else
            QVERIFY(ask(QStringLiteral("quit")).ok());
        QVERIFY(process->waitForFinished(20'000));
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QCOMPARE(process->exitCode(), 0);
    }
}
#endif

QTEST_GUILESS_MAIN(TestApp)
#include "tst_app.moc"
