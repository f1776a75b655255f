// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/backendcontract.h"
#include "tests/plugins/stdiobench.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <csignal>

using namespace Signalbox;

namespace {

constexpr int patience = 10'000;

Message request(int id)
{
    return Message::request(QByteArray::number(id), "echo", "{\"n\":" + QByteArray::number(id) + '}');
}

qint64 residentKilobytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    return text.mid(text.indexOf("VmRSS:") + 6).trimmed().split(' ').first().toLongLong();
}

} // namespace

/** What is special about a backend that is a program. */
class TestStdio : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench.surroundings = StdioBench().surroundings; }

    void lines_that_are_no_messages_are_skipped_and_counted()
    {
        open({QStringLiteral("junk")});
        m_backend->send(request(1), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        QVERIFY(!m_record->messages.first().bytes().endsWith('\r'));
        const QJsonObject status = m_backend->status();
        QCOMPARE(status.value(QStringLiteral("skippedLines")).toInt(), 4);
        const QJsonArray examples = status.value(QStringLiteral("skippedExamples")).toArray();
        QVERIFY(examples.first().toString().startsWith(QStringLiteral("Server starting on stdio")));
    }

    void error_output_never_holds_the_server_up()
    {
        open({QStringLiteral("noise"), QStringLiteral("3000000")});
        m_backend->send(request(1), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        const auto lastLine = [this] {
            return m_backend->status().value(QStringLiteral("stderr")).toArray().last().toString();
        };
        QTRY_COMPARE(lastLine(), QStringLiteral("last word"));
    }

    void a_message_in_pieces_is_one_message()
    {
        open({QStringLiteral("pieces")});
        for (int i = 1; i <= 20; ++i)
            m_backend->send(request(i), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 20, patience);
    }

    void a_line_over_the_limit_is_passed_over()
    {
        m_bench.surroundings.messageLimit = 100'000;
        open({QStringLiteral("long"), QStringLiteral("8000000")});
        const qint64 before = residentKilobytes();
        m_backend->send(request(1), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        QVERIFY(m_record->messages.first().isResponse());
        QCOMPARE(m_backend->status().value(QStringLiteral("tooLongLines")).toInt(), 1);
        QVERIFY2(residentKilobytes() - before < 4'000, "the line is not kept");
    }

    void a_line_at_the_limit_passes()
    {
        const QByteArray params = "{\"t\":\"" + QByteArray(99'000, 'x') + "\"}";
        const Message answer = Message::result("1", params);
        m_bench.surroundings.messageLimit = answer.bytes().size();
        open({});
        m_backend->send(Message::request("1", "echo", params), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        QCOMPARE(m_record->messages.first().bytes(), answer.bytes());
    }

    void json_that_is_too_deep_is_skipped()
    {
        m_bench.surroundings.depthLimit = 10;
        open({});
        m_backend->send(Message::request("1", "echo", "{\"a\":" + QByteArray(20, '[') + QByteArray(20, ']') + '}'), {});
        m_backend->send(request(2), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        QCOMPARE(m_record->messages.first().id().toByteArray(), QByteArray("2"));
    }

    void a_batch_is_several_messages()
    {
        open({QStringLiteral("batch")});
        for (int i = 1; i <= 4; ++i)
            m_backend->send(request(i), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 4, patience);
        QCOMPARE(m_record->messages.at(2).id().toByteArray(), QByteArray("3"));
        QCOMPARE(m_backend->status().value(QStringLiteral("skippedLines")).toInt(), 2);
    }

    void an_early_exit_says_code_and_last_words()
    {
        open({QStringLiteral("exit"), QStringLiteral("0")});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QCOMPARE(m_record->failure.kind, Failure::Broken);
        QVERIFY(m_record->failure.sentence.contains(QStringLiteral("exited with code 3")));
        QVERIFY(m_record->failure.sentence.contains(QStringLiteral("no configuration found")));
    }

    void a_crash_says_its_signal()
    {
        open({QStringLiteral("crash")});
        m_backend->send(request(1), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QVERIFY(m_record->failure.sentence.contains(QStringLiteral("signal 6")));
    }

    void everything_said_before_death_is_told_before_closed()
    {
        open({QStringLiteral("flood"), QStringLiteral("20000")});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QCOMPARE(m_record->messages.size(), 20'000);
        QCOMPARE(m_record->story.last(), QStringLiteral("closed"));
    }

    void what_a_dead_server_said_waits_for_the_end_of_a_pause()
    {
        m_backend = m_bench.make({QStringLiteral("flood"), QStringLiteral("100")});
        m_record = new BackendRecord(m_backend.get());
        m_backend->pauseReading(true);
        m_backend->open();
        QTRY_COMPARE_WITH_TIMEOUT(m_record->opened, 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_backend->status().contains(QStringLiteral("pid")), patience);
        // One that nobody holds back says as much and is gone: this one could have, too.
        const auto other = m_bench.make({QStringLiteral("flood"), QStringLiteral("100")});
        const BackendRecord &others = *new BackendRecord(other.get());
        other->open();
        QTRY_COMPARE_WITH_TIMEOUT(others.closed, 1, patience);
        QCOMPARE(m_record->story.size(), 1);
        m_backend->pauseReading(false);
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QCOMPARE(m_record->messages.size(), 100);
    }

    void a_last_line_without_an_end_counts()
    {
        open({QStringLiteral("breathless")});
        m_backend->send(request(1), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QCOMPARE(m_record->messages.size(), 1);
    }

    void a_server_that_closes_a_pipe_is_stopped_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::newRow("output") << QStringLiteral("close-output");
        QTest::newRow("input") << QStringLiteral("close-input");
    }

    void a_server_that_closes_a_pipe_is_stopped()
    {
        QFETCH(QString, mode);
        open({mode});
        if (mode == QLatin1String("close-input"))
            QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        m_backend->send(request(1), {});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, 2'000);
        QCOMPARE(m_record->messages.size(), 1);
        QCOMPARE(m_record->failure.kind, Failure::Broken);
        QVERIFY(m_record->failure.sentence.contains(QStringLiteral("closed its pipe")));
    }

    void a_server_that_heeds_nothing_is_killed_in_the_end()
    {
        open({QStringLiteral("deaf")});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        QElapsedTimer time;
        time.start();
        m_backend->close();
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        // Once for the closed input, once for TERM.
        QVERIFY(time.elapsed() >= 2 * m_bench.surroundings.stopTime - 50);
        QCOMPARE(m_record->failure.kind, Failure::None);
    }

    void what_was_sent_is_written_before_close_ends_it()
    {
        open({QStringLiteral("sleepy")});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        for (int i = 1; i <= 5'000; ++i)
            m_backend->send(request(i), {});
        m_backend->close();
        ::kill(pid_t(m_backend->status().value(QStringLiteral("pid")).toInteger()), SIGUSR1);
        QTRY_COMPARE_WITH_TIMEOUT(m_record->closed, 1, patience);
        QCOMPARE(m_record->messages.size(), 5'001);
    }

    void a_reader_that_sleeps_makes_it_unwritable_until_drained()
    {
        open({QStringLiteral("sleepy")});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        QVERIFY(m_backend->writable());
        const Message message = Message::notification("n", "{\"t\":\"" + QByteArray(2'000'000, 'x') + "\"}");
        m_backend->send(message, {});
        QVERIFY(!m_backend->writable());
        const auto awake = m_bench.make(QStringList{});
        const BackendRecord &others = *new BackendRecord(awake.get());
        awake->open();
        awake->send(message, {});
        QTRY_COMPARE_WITH_TIMEOUT(others.drained, 1, patience);
        QCOMPARE(m_record->drained, 0);
        ::kill(pid_t(m_backend->status().value(QStringLiteral("pid")).toInteger()), SIGUSR1);
        QTRY_COMPARE_WITH_TIMEOUT(m_record->drained, 1, patience);
        QVERIFY(m_backend->writable());
    }

    void a_withdrawal_overtakes_what_is_unwritten_but_never_its_own_request()
    {
        open({QStringLiteral("sleepy")});
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        const auto send = [this](int id, quint64 withdraws) {
            m_backend->send(request(id), {withdraws ? 0 : quint64(id), {}, withdraws});
        };
        send(1, 0);
        m_backend->send(Message::request("2", "echo", "{\"t\":\"" + QByteArray(200'000, 'x') + "\"}"), {2, {}});
        QCoreApplication::processEvents(); // what the pipe takes is in it: the first, and half of the second
        for (int i = 3; i <= 9; ++i)
            send(i, 0);
        send(101, 1);
        send(109, 9);
        ::kill(pid_t(m_backend->status().value(QStringLiteral("pid")).toInteger()), SIGUSR1);
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 12, patience);
        QByteArrayList ids;
        for (qsizetype i = 1; i < m_record->messages.size(); ++i)
            ids.append(m_record->messages.at(i).id().toByteArray());
        QCOMPARE(ids.join(' '), "1 2 101 3 4 5 6 7 8 9 109");
    }

    void a_child_starts_with_a_clean_slate()
    {
        qputenv("SIGNALBOX_TEST_SECRET", "s3cret");
        qputenv("LC_MESSAGES", "C");
        m_bench.surroundings.descriptorLimit = 256;
        const QTemporaryDir folder;
        m_backend = m_bench.make(
            QJsonObject{{QStringLiteral("command"), StdioBench::server()},
                        {QStringLiteral("args"), QJsonArray{QStringLiteral("state")}},
                        {QStringLiteral("env"), QJsonObject{{QStringLiteral("API_KEY"), QStringLiteral("k")}}},
                        {QStringLiteral("cwd"), folder.path()}});
        m_record = new BackendRecord(m_backend.get());
        m_backend->open();
        QTRY_COMPARE_WITH_TIMEOUT(m_record->messages.size(), 1, patience);
        const QJsonObject state =
            QJsonDocument::fromJson(m_record->messages.first().params().raw().toByteArray()).object();
        QCOMPARE(state.value(QStringLiteral("cwd")).toString(), QDir(folder.path()).canonicalPath());
        QCOMPARE(state.value(QStringLiteral("masked")).toInt(), 0);
        QCOMPARE(state.value(QStringLiteral("sigpipeIgnored")).toInt(), 0);
        QCOMPARE(state.value(QStringLiteral("descriptorLimit")).toInt(), 256);
        QCOMPARE(state.value(QStringLiteral("openDescriptors")).toInt(), 0);
        QCOMPARE(state.value(QStringLiteral("leader")).toInt(), 1);
        const QJsonArray environment = state.value(QStringLiteral("environment")).toArray();
        QVERIFY(environment.contains(QStringLiteral("API_KEY=k")));
        QVERIFY(environment.contains(QStringLiteral("LC_MESSAGES=C")));
        QVERIFY(environment.contains(QStringLiteral("SIGNALBOX_TEST_TAG=none")));
        QVERIFY(!environment.contains(QStringLiteral("SIGNALBOX_TEST_SECRET=s3cret")));
        qunsetenv("SIGNALBOX_TEST_SECRET");
    }

    void cleanup() { m_backend.reset(); }

private:
    void open(const QStringList &arguments)
    {
        m_backend = m_bench.make(arguments);
        m_record = new BackendRecord(m_backend.get());
        m_backend->open();
        QTRY_COMPARE_WITH_TIMEOUT(m_record->opened, 1, patience);
    }

    StdioBench m_bench;
    std::unique_ptr<Backend> m_backend;
    BackendRecord *m_record = nullptr; //!< dies with the backend
};

QTEST_GUILESS_MAIN(TestStdio)
#include "tst_stdio.moc"
