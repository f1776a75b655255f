// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/orphans.h"
#include "tests/plugins/backendcontract.h"
#include "tests/plugins/stdiobench.h"
#include "tests/plugins/survivors.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QUuid>

#include <csignal>

using namespace Signalbox;

namespace {
constexpr int whole = 5; // the server and its four grandchildren
constexpr int patience = 10'000;
} // namespace

/** Nothing that a server brought forth survives it, whoever ends it and however. */
class TestStdioFamily : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_token = "token-" + QUuid::createUuid().toByteArray(QUuid::Id128);
        m_bench.surroundings.stateFolder = m_state.path();
    }

    void cleanup()
    {
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_token), QStringList(), patience);
        QTRY_COMPARE(QDir(m_state.filePath(QStringLiteral("children"))).entryList(QDir::Files), QStringList());
    }

    void nobody_survives_close_data() { modes(); }
    void nobody_survives_close()
    {
        const std::unique_ptr<Backend> backend = start();
        const BackendRecord &record = *new BackendRecord(backend.get());
        backend->close();
        QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, patience);
        QCOMPARE(survivors(m_token), QStringList());
    }

    void nobody_survives_being_destroyed_data() { modes(); }
    void nobody_survives_being_destroyed()
    {
        std::unique_ptr<Backend> backend = start();
        QElapsedTimer time;
        time.start();
        backend.reset();
        QVERIFY(time.elapsed() < 1'000);
    }

    void nobody_survives_the_servers_own_exit_data() { modes(); }
    void nobody_survives_the_servers_own_exit()
    {
        const std::unique_ptr<Backend> backend = start();
        const BackendRecord &record = *new BackendRecord(backend.get());
        backend->send(Message::request("1", "echo", "{\"leave\":true}"), {});
        QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, 2'000); // also where a grandchild holds its output open
        QCOMPARE(record.messages.size(), 1);
        QCOMPARE(record.failure.kind, Failure::Broken);
        QCOMPARE(survivors(m_token), QStringList());
    }

    void nobody_survives_a_server_that_was_killed_data() { modes(); }
    void nobody_survives_a_server_that_was_killed()
    {
        const std::unique_ptr<Backend> backend = start();
        const BackendRecord &record = *new BackendRecord(backend.get());
        ::kill(pid_t(backend->status().value(QStringLiteral("pid")).toInteger()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, 2'000);
        QVERIFY(record.failure.sentence.contains(QStringLiteral("signal 9")));
        QCOMPARE(survivors(m_token), QStringList());
    }

    void other_servers_are_spared()
    {
        const QByteArray token = m_token;
        const std::unique_ptr<Backend> first = start();
        m_token += "-other";
        std::unique_ptr<Backend> second = start();
        second.reset();
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_token), QStringList(), patience);
        QCOMPARE(survivors(token).size(), whole);
        m_token = token;
        const BackendRecord &record = *new BackendRecord(first.get());
        first->close();
        QTRY_COMPARE_WITH_TIMEOUT(record.closed, 1, patience);
    }

    void the_watchdog_ends_what_a_killed_gateway_left()
    {
        QProcess host;
        startHost(host, QStringLiteral("guarded"));
        ::kill(pid_t(host.processId()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_token), QStringList(), patience);
        // …and goes itself: it has the host's arguments.
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_hostTag), QStringList(), patience);
        QVERIFY(sweepOrphans(m_state.path(), "SIGNALBOX_TEST_HOST") == 0); // strikes out the record
    }

    void the_watchdog_ignores_what_is_meant_for_the_gateway()
    {
        QProcess host;
        startHost(host, QStringLiteral("guarded"));
        QStringList watchdog = survivors(m_hostTag);
        watchdog.removeAll(QString::number(host.processId()));
        QCOMPARE(watchdog.size(), 1);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE})
            ::kill(watchdog.first().toInt(), signal);
        ::kill(pid_t(host.processId()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_token), QStringList(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_hostTag), QStringList(), patience);
        (void)sweepOrphans(m_state.path(), "SIGNALBOX_TEST_HOST");
    }

    void the_watchdog_leaves_with_a_gateway_that_ends_well()
    {
        QProcess host;
        startHost(host, QStringLiteral("guarded"));
        host.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(host.state(), QProcess::NotRunning, patience);
        QCOMPARE(host.exitCode(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_hostTag), QStringList(), patience);
        (void)sweepOrphans(m_state.path(), "SIGNALBOX_TEST_HOST");
    }

    void the_next_start_ends_what_watchdog_and_gateway_left()
    {
        QProcess host;
        startHost(host, QStringLiteral("unguarded"));
        ::kill(pid_t(host.processId()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(host.state(), QProcess::NotRunning, patience);
        QVERIFY(!survivors(m_token).isEmpty()); // or this test proves nothing
        QVERIFY(sweepOrphans(m_state.path(), "SIGNALBOX_TEST_HOST") > 0);
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_token), QStringList(), patience);
        QCOMPARE(sweepOrphans(m_state.path(), "SIGNALBOX_TEST_HOST"), 0);
    }

private:
    void modes()
    {
        QTest::addColumn<QString>("mode");
        QTest::newRow("grandchildren without pipes") << QStringLiteral("family");
        QTest::newRow("grandchildren that hold its output") << QStringLiteral("holders");
    }

    std::unique_ptr<Backend> start()
    {
        const char *row = QTest::currentDataTag();
        const bool holds = row && QByteArray(row).contains("hold");
        std::unique_ptr<Backend> backend =
            m_bench.make({holds ? QStringLiteral("holders") : QStringLiteral("family"), QString::fromLatin1(m_token)});
        bool isReady = false;
        const auto waiting = connect(backend.get(), &Backend::received, this, [&isReady] { isReady = true; });
        backend->open();
        (void)QTest::qWaitFor([&] { return isReady && survivors(m_token).size() >= whole; }, patience);
        disconnect(waiting);
        return backend;
    }

    void startHost(QProcess &host, const QString &mode)
    {
        m_hostTag = "SIGNALBOX_TEST_HOST=" + m_token;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TOKEN"), QString::fromLatin1(m_token));
        host.setProcessEnvironment(environment);
        host.start(QStringLiteral(TEST_BINARY_DIRECTORY "/tests/watchedhost"),
                   {mode, m_state.path(), QString::fromLatin1(m_hostTag)});
        QTRY_COMPARE_WITH_TIMEOUT(host.canReadLine(), true, patience);
        QTRY_COMPARE_WITH_TIMEOUT(survivors(m_token).size(), whole, patience);
    }

    QTemporaryDir m_state;
    StdioBench m_bench;
    QByteArray m_token;
    QByteArray m_hostTag;
};

QTEST_GUILESS_MAIN(TestStdioFamily)
#include "tst_stdiofamily.moc"
