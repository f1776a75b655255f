// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/loginpath.h"
#include "tests/plugins/backendcontract.h"
#include "tests/plugins/stdiobench.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Signalbox;

namespace {
constexpr int patience = 10'000;
}

/** Which program is meant, where it is found, and what is said when it is not. */
class TestStdioCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_path = qgetenv("PATH");
        qputenv("HOME", m_home.path().toLocal8Bit());
        qputenv("SHELL", "/bin/bash");
        QVERIFY(QDir(m_home.path()).mkpath(QStringLiteral("tools")));
        QVERIFY(QFile::link(StdioBench::server(), m_home.filePath(QStringLiteral("tools/a-test-server"))));
        // Asked once in the life of a process.
        write(QStringLiteral(".bash_profile"), "echo some chatter\nexport PATH=$HOME/tools:$PATH\n");
    }

    void cleanup()
    {
        qputenv("PATH", m_path);
        qputenv("HOME", m_home.path().toLocal8Bit());
    }

    void settings_that_cannot_work_are_refused_with_their_key_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *json, const char *says) {
            QTest::newRow(name) << QString::fromLatin1(json) << QString::fromLatin1(says);
        };
        row("no command", "{}", "command: expected a text, got nothing");
        row("empty command", "{\"command\":\" \"}", "command: expected the name");
        row("command no text", "{\"command\":[\"a\"]}", "command: expected a text, got an array");
        row("args no array", "{\"command\":\"a\",\"args\":\"b\"}", "args: expected an array of texts, got a text");
        row("args with a number", "{\"command\":\"a\",\"args\":[\"b\",7]}", "args[1]: expected a text, got a number");
        row("env no object", "{\"command\":\"a\",\"env\":[]}", "env: expected an object of texts, got an array");
        row("env with a number", "{\"command\":\"a\",\"env\":{\"A\":1}}", "env.A: expected a text, got a number");
        row("env name", "{\"command\":\"a\",\"env\":{\"A=B\":\"1\"}}", "env: expected names without '='");
        row("zero", "{\"command\":\"a\\u0000b\"}", "command: expected a text without zero characters");
        row("relative cwd", "{\"command\":\"a\",\"cwd\":\"b\"}", "cwd: expected an absolute path");
    }

    void settings_that_cannot_work_are_refused_with_their_key()
    {
        QFETCH(QString, json);
        QFETCH(QString, says);
        const QString refusal = m_bench.refusal(QJsonDocument::fromJson(json.toUtf8()).object());
        QVERIFY2(refusal.startsWith(says), qPrintable(refusal));
    }

    void a_path_is_taken_as_it_is_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("absolute") << StdioBench::server();
        QTest::newRow("relative to cwd") << QStringLiteral("./tools/a-test-server");
        QTest::newRow("in the home folder") << QStringLiteral("~/tools/a-test-server");
    }

    void a_path_is_taken_as_it_is()
    {
        QFETCH(QString, command);
        start({{QStringLiteral("command"), command}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->opened, 1, patience);
    }

    void a_name_is_found_in_the_path_of_the_settings()
    {
        start({{QStringLiteral("command"), QStringLiteral("a-test-server")},
               {QStringLiteral("env"),
                QJsonObject{{QStringLiteral("PATH"), m_home.filePath(QStringLiteral("tools"))}}}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->opened, 1, patience);
        QVERIFY(m_backend->status().value(QStringLiteral("pathFrom")).toString().startsWith(QLatin1String("settings")));
    }

    void a_name_is_found_in_the_path_of_the_gateway()
    {
        qputenv("PATH", m_home.filePath(QStringLiteral("tools")).toLocal8Bit() + ':' + m_path);
        start({{QStringLiteral("command"), QStringLiteral("a-test-server")}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->opened, 1, patience);
        QCOMPARE(m_backend->status().value(QStringLiteral("pathFrom")).toString(), QStringLiteral("gateway"));
    }

    void a_name_is_found_in_the_path_of_the_login_shell()
    {
        start({{QStringLiteral("command"), QStringLiteral("a-test-server")}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->opened, 1, patience);
        QCOMPARE(m_backend->status().value(QStringLiteral("pathFrom")).toString(), QStringLiteral("login shell"));
        QVERIFY(m_backend->status().value(QStringLiteral("path")).toString().startsWith(m_home.path()));
    }

    void a_wrapper_finds_its_interpreter()
    {
        // Like npx of nvm given by its full path: a script that wants `node`, which only the login shell knows.
        write(QStringLiteral("wrapper"), "#!/usr/bin/env a-test-server\n");
        QVERIFY(QFile::setPermissions(m_home.filePath(QStringLiteral("wrapper")), QFile::ReadOwner | QFile::ExeOwner));
        start({{QStringLiteral("command"), m_home.filePath(QStringLiteral("wrapper"))}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->opened, 1, patience);
        m_backend->send(Message::request("1", "echo"), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
    }

    void a_command_that_is_nowhere_is_named_with_where_it_was_sought()
    {
        start({{QStringLiteral("command"), QStringLiteral("no-such-server-anywhere")}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QCOMPARE(m_record->failure.kind, Failure::Refused);
        QVERIFY(m_record->failure.sentence.contains(QStringLiteral("\"no-such-server-anywhere\"")));
        QVERIFY(m_record->failure.sentence.contains(QStringLiteral("/usr/bin")));
        QVERIFY(m_record->failure.sentence.contains(m_home.filePath(QStringLiteral(".local/bin"))));
    }

    void what_cannot_be_run_says_why_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << QStringLiteral("/no/such") << QStringLiteral("/no/such does not exist");
        QTest::newRow("folder") << QStringLiteral("/usr") << QStringLiteral("is a folder");
        QTest::newRow("no right") << QStringLiteral("/etc/passwd") << QStringLiteral("chmod +x");
        QTest::newRow("no program") << QStringLiteral("~/text") << QStringLiteral("could not be started");
    }

    void what_cannot_be_run_says_why()
    {
        QFETCH(QString, command);
        QFETCH(QString, says);
        write(QStringLiteral("text"), "\x01\x02 no program");
        QFile::setPermissions(m_home.filePath(QStringLiteral("text")), QFile::ReadOwner | QFile::ExeOwner);
        start({{QStringLiteral("command"), command}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QCOMPARE(m_record->failure.kind, Failure::Refused);
        QVERIFY2(m_record->failure.sentence.contains(says), qPrintable(m_record->failure.sentence));
        QCOMPARE(m_record->opened, 0);
    }

    void a_folder_that_is_missing_is_named()
    {
        start({{QStringLiteral("command"), StdioBench::server()}, {QStringLiteral("cwd"), QStringLiteral("/no/such")}});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QVERIFY(m_record->failure.sentence.startsWith(QStringLiteral("cwd: /no/such does not exist")));
    }

    void a_login_shell_that_hangs_is_given_up()
    {
        const QTemporaryDir home;
        qputenv("HOME", home.path().toLocal8Bit());
        QFile profile(home.filePath(QStringLiteral(".bash_profile")));
        QVERIFY(profile.open(QIODevice::WriteOnly));
        profile.write("cat < /dev/zero > /dev/null\n");
        profile.close();
        LoginPath loginPath(QStringLiteral("/bin/bash"), 200);
        QSignalSpy known(&loginPath, &LoginPath::known);
        QElapsedTimer time;
        time.start();
        loginPath.ask();
        loginPath.ask();
        QVERIFY(time.elapsed() < 100);
        QTRY_COMPARE_WITH_TIMEOUT(known.size(), 1, patience);
        QVERIFY(loginPath.path().contains(QStringLiteral("/usr/local/bin")));
    }

    void a_login_shell_that_is_missing_leaves_the_usual_places()
    {
        QVERIFY(QDir(m_home.path()).mkpath(QStringLiteral(".nvm/versions/node/v9.1.0/bin")));
        QVERIFY(QDir(m_home.path()).mkpath(QStringLiteral(".nvm/versions/node/v20.2.0/bin")));
        LoginPath loginPath(QStringLiteral("/no/such/shell"));
        QSignalSpy known(&loginPath, &LoginPath::known);
        loginPath.ask();
        QTRY_COMPARE_WITH_TIMEOUT(known.size(), 1, patience);
        QVERIFY(loginPath.path().contains(QStringLiteral("/v20.2.0/bin")));
        QVERIFY(!loginPath.path().contains(QStringLiteral("/v9.1.0/bin")));
    }

private:
    void write(const QString &name, const QByteArray &content)
    {
        QFile file(m_home.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    void start(const QJsonObject &settings)
    {
        m_backend = m_bench.make(settings);
        m_record = new BackendRecord(m_backend.get());
        m_backend->open();
    }

    QTemporaryDir m_home;
    StdioBench m_bench;
    std::unique_ptr<Backend> m_backend;
    BackendRecord *m_record = nullptr;
    QByteArray m_path;
};

QTEST_GUILESS_MAIN(TestStdioCommand)
#include "tst_stdiocommand.moc"
