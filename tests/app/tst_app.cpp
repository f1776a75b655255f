// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/programhouse.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTest>

#include <csignal>

using namespace Signalbox;

/** The real program: how it starts, what it prints, how it ends. */
class TestApp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_house = std::make_unique<ProgramHouse>(); }
    void prints_its_version_and_its_help();
    void refuses_what_it_does_not_understand();
    void prints_where_it_listens_and_a_line_to_paste();
    void maps_no_widgets_without_a_window();
    void ends_in_good_order_at_a_signal_data();
    void ends_in_good_order_at_a_signal();
    void ends_at_once_at_a_second_signal();
    void ends_when_it_is_asked_over_the_control_socket();
    void refuses_to_run_twice_and_says_where_the_other_is();
    void runs_again_after_it_was_killed();
    void says_that_a_port_is_taken();
    void runs_without_a_window_when_the_display_is_dead();
#ifdef SIGNALBOX_HAS_UI
    void shows_a_window_and_ends_in_good_order_data();
    void shows_a_window_and_ends_in_good_order();
    void ends_with_the_same_code_when_it_cannot_start_under_a_window();
    void brings_its_window_forward_when_it_is_started_again();
#endif

private:
    std::unique_ptr<ProgramHouse> m_house;
};

void TestApp::prints_its_version_and_its_help()
{
    for (const char *option : {"--version", "--help"}) {
        const auto process = m_house->start({QString::fromLatin1(option)});
        QVERIFY(process->waitForFinished());
        QCOMPARE(process->exitCode(), 0);
        QVERIFY(process->readAllStandardError().isEmpty());
        QVERIFY(process->readAllStandardOutput().startsWith("signalbox"));
    }
}

void TestApp::refuses_what_it_does_not_understand()
{
    const auto process = m_house->start({QStringLiteral("--prot")});
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 2);
    QCOMPARE(process->readAllStandardError(),
             QByteArray("signalbox: unknown option \"--prot\"; see signalbox --help\n"));
    QVERIFY(process->readAllStandardOutput().isEmpty());
}

void TestApp::prints_where_it_listens_and_a_line_to_paste()
{
    const auto process = m_house->run();
    const QString url = m_house->nextUrl(*process);
    QVERIFY(ProgramHouse::isReachable(url));
    const QByteArray line = "For Claude Code: claude mcp add --transport http signalbox " + url.toUtf8() + '\n';
    QVERIFY2(m_house->printed().contains(line), m_house->printed().constData());
    const QByteArray older = "For clients that only know HTTP+SSE: " + url.toUtf8().chopped(3) + "sse\n";
    QVERIFY2(m_house->printed().contains(older), m_house->printed().constData());
    const Result<QJsonObject> version = m_house->ask(QStringLiteral("version"));
    QVERIFY(version.ok());
    QCOMPARE(version->value(QStringLiteral("pid")).toInteger(), process->processId());
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

void TestApp::maps_no_widgets_without_a_window()
{
    const auto process = m_house->run();
    const QByteArray maps = ProgramHouse::mapsOf(*process);
    QVERIFY(maps.contains("libQt6Core"));
    for (const char *library : {"libQt6Gui", "libQt6Widgets", "libQt6Svg", "libxcb", "libX11"})
        QVERIFY2(!maps.contains(library), library);
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
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
    const auto process = m_house->run();
    QVERIFY(m_house->ask(QStringLiteral("version")).ok());
    QCOMPARE(ProgramHouse::end(*process, signal), 0);
    QCOMPARE(process->readAllStandardError(), QByteArray());
    QVERIFY(QDir(m_house->path("run/signalbox")).entryList(QDir::System | QDir::Files).isEmpty());
}

void TestApp::ends_at_once_at_a_second_signal()
{
    // A server that neither the end of its input nor TERM ends, and that tells its process id.
    const QString pidFile = m_house->path("pid");
    m_house->writeSettings(
        "{\"mcpServers\": {\"deaf\": {\"command\": \"sh\", \"args\": [\"-c\", "
        "\"trap '' TERM; echo $$ > pid.new; mv pid.new pid; while :; do sleep 1; done\"], \"cwd\": \""
        + m_house->path(".").toUtf8()
        + "\", \"signalbox\": {\"start\": \"eager\", \"limits\": {\"stopTime\": \"1 min\"}}}}}");
    const auto process = m_house->run();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pidFile), 10'000);
    QFile file(pidFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const pid_t child = file.readAll().trimmed().toInt();
    QVERIFY(child > 1 && ::kill(child, 0) == 0);
    ::kill(pid_t(process->processId()), SIGTERM);
    // Nobody answers there any more, so it has begun to end.
    QTRY_VERIFY_WITH_TIMEOUT(!m_house->ask(QStringLiteral("version")).ok(), 10'000);
    QCOMPARE(process->state(), QProcess::Running);
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 128 + SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(::kill(child, 0) != 0, 10'000);
}

void TestApp::ends_when_it_is_asked_over_the_control_socket()
{
    const auto process = m_house->run();
    QVERIFY(m_house->ask(QStringLiteral("quit")).ok());
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 0);
}

void TestApp::refuses_to_run_twice_and_says_where_the_other_is()
{
    const auto first = m_house->run();
    const auto second = m_house->start({QStringLiteral("--headless"), QStringLiteral("--port"), QStringLiteral("0")});
    QVERIFY(second->waitForFinished());
    QCOMPARE(second->exitCode(), 3);
    const QByteArray sentence = second->readAllStandardError();
    QVERIFY2(sentence.contains("process " + QByteArray::number(first->processId())), sentence.constData());
    QVERIFY2(sentence.contains(m_house->nextUrl(*first).toUtf8()), sentence.constData());
    m_house->forgetPrinted();
    const auto other = m_house->run({QStringLiteral("--headless"), QStringLiteral("--state=other")});
    QVERIFY(!m_house->nextUrl(*other).isEmpty());
    QCOMPARE(ProgramHouse::end(*other, SIGTERM), 0);
    QCOMPARE(ProgramHouse::end(*first, SIGTERM), 0);
}

void TestApp::runs_again_after_it_was_killed()
{
    const auto first = m_house->run();
    QCOMPARE(ProgramHouse::end(*first, SIGKILL), -1);
    m_house->forgetPrinted();
    const auto second = m_house->run();
    QVERIFY(m_house->ask(QStringLiteral("version")).ok());
    QCOMPARE(ProgramHouse::end(*second, SIGTERM), 0);
}

void TestApp::says_that_a_port_is_taken()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QString port = QString::number(server.serverPort());
    const auto process = m_house->start({QStringLiteral("--headless"), QStringLiteral("--port"), port});
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 5);
    const QByteArray sentence = process->readAllStandardError();
    QVERIFY2(sentence.contains(port.toUtf8()), sentence.constData());
    QVERIFY(process->readAllStandardOutput().isEmpty());
}

void TestApp::runs_without_a_window_when_the_display_is_dead()
{
    m_house->setVariable("DISPLAY", ":987");
    m_house->setVariable("WAYLAND_DISPLAY", "wayland-987");
    const auto process = m_house->run({});
    QVERIFY(!m_house->nextUrl(*process).isEmpty());
    QVERIFY(!ProgramHouse::mapsOf(*process).contains("libQt6Widgets"));
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

#ifdef SIGNALBOX_HAS_UI
void TestApp::shows_a_window_and_ends_in_good_order_data()
{
    QTest::addColumn<bool>("bySignal");
    QTest::newRow("by a signal") << true;
    QTest::newRow("by a command") << false;
}

void TestApp::shows_a_window_and_ends_in_good_order()
{
    QFETCH(bool, bySignal);
    m_house->setVariable("QT_QPA_PLATFORM", "offscreen");
    const auto process = m_house->run({});
    QVERIFY(ProgramHouse::mapsOf(*process).contains("libQt6Widgets"));
    QVERIFY(ProgramHouse::isReachable(m_house->nextUrl(*process)));
    if (!bySignal)
        QVERIFY(m_house->ask(QStringLiteral("quit")).ok());
    QCOMPARE(ProgramHouse::end(*process, bySignal ? SIGTERM : 0), 0);
}

void TestApp::ends_with_the_same_code_when_it_cannot_start_under_a_window()
{
    m_house->setVariable("QT_QPA_PLATFORM", "offscreen");
    m_house->writeSettings("{");
    const auto process = m_house->start({});
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 4);
}

void TestApp::brings_its_window_forward_when_it_is_started_again()
{
    m_house->setVariable("QT_QPA_PLATFORM", "offscreen");
    const auto first = m_house->run({});
    const auto second = m_house->start({});
    QVERIFY(second->waitForFinished());
    QCOMPARE(second->exitCode(), 0);
    QCOMPARE(second->readAllStandardOutput(), QByteArray("signalbox runs already; its window was brought forward\n"));
    // What the first cannot do is said, as ever.
    const auto other = m_house->start({QStringLiteral("--headless")});
    QVERIFY(other->waitForFinished());
    QCOMPARE(other->exitCode(), 3);
    QCOMPARE(ProgramHouse::end(*first, SIGTERM), 0);
}
#endif

QTEST_GUILESS_MAIN(TestApp)
#include "tst_app.moc"
