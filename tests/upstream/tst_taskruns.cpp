// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/legacy/sessiontask.h"
#include "core/upstream/modern/servertask.h"
#include "core/wire/errorcodes.h"

#include <QTest>

using namespace Signalbox;

namespace {

Message told(const QByteArray &members)
{
    return Message::result("1", "{\"resultType\":\"complete\",\"taskId\":\"t\\\"1\"," + members + '}');
}

Message created()
{
    return told("\"status\":\"working\",\"pollIntervalMs\":200");
}

} // namespace

/** What is asked of a server until its task has an end. */
class TestTaskRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void it_is_asked_about_in_the_servers_own_rhythm()
    {
        ServerTask task("t\"1");
        const TaskRun::Step first = task.next(created());
        QCOMPARE(first.answer.kind(), Message::Kind::None);
        QVERIFY(first.request.isMethod("tasks/get"));
        QCOMPARE(first.request.params()["taskId"].string(), "t\"1");
        QCOMPARE(first.after, 200);
        QVERIFY(first.questions.isEmpty());
    }

    void no_rhythm_hurries_or_puts_off_for_ever_data()
    {
        QTest::addColumn<QByteArray>("interval");
        QTest::addColumn<int>("after");
        QTest::newRow("none") << QByteArray() << 1'000;
        QTest::newRow("zero") << QByteArray(",\"pollIntervalMs\":0") << 50;
        QTest::newRow("negative") << QByteArray(",\"pollIntervalMs\":-9") << 50;
        QTest::newRow("a month") << QByteArray(",\"pollIntervalMs\":2592000000") << 30'000;
        QTest::newRow("no number") << QByteArray(",\"pollIntervalMs\":\"soon\"") << 1'000;
    }

    void no_rhythm_hurries_or_puts_off_for_ever()
    {
        QFETCH(QByteArray, interval);
        ServerTask task("t");
        QTEST(task.next(told("\"status\":\"working\"" + interval)).after, "after");
    }

    void its_end_is_the_answer_to_the_call_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<int>("code");
        QTest::newRow("done") << QByteArray("\"status\":\"completed\",\"result\":{\"content\":[ 1e2 ]}")
                              << QByteArray("{\"content\":[ 1e2 ]}") << 0;
        QTest::newRow("failed") << QByteArray("\"status\":\"failed\",\"error\":{\"code\":-5,\"message\":\"no\",\"data\":[1]}")
                                << QByteArray() << -5;
        QTest::newRow("failed without a word") << QByteArray("\"status\":\"failed\"") << QByteArray() << ErrorCode::internalError;
        QTest::newRow("cancelled") << QByteArray("\"status\":\"cancelled\"") << QByteArray() << ErrorCode::internalError;
    }

    void its_end_is_the_answer_to_the_call()
    {
        QFETCH(QByteArray, end);
        QFETCH(QByteArray, result);
        ServerTask task("t");
        (void)task.next(created());
        const Message answer = task.next(told(end)).answer;
        if (result.isEmpty())
            QTEST(answer.errorCode(), "code");
        else
            QCOMPARE(answer.resultValue().raw(), result);
    }

    void what_it_asks_is_asked_once()
    {
        ServerTask task("t");
        (void)task.next(created());
        const QByteArray asking = R"("status":"input_required","inputRequests":{"a":{"method":"roots/list"},"b":{"method":"roots/list"}})";
        const TaskRun::Step step = task.next(told(asking));
        QVERIFY(step.request.isMethod("tasks/update"));
        QCOMPARE(JsonView(step.questions).count(), 2);
        QVERIFY(task.next(Message::result("2", R"({"resultType":"complete"})")).request.isMethod("tasks/get"));
        // The server has not read the answers yet.
        const TaskRun::Step again = task.next(told(asking));
        QVERIFY(again.request.isMethod("tasks/get"));
        QVERIFY(again.questions.isEmpty());
        const TaskRun::Step more = task.next(told(R"("status":"input_required","inputRequests":{"b":{"method":"roots/list"},"c":{"method":"roots/list"}})"));
        QCOMPARE(more.questions, R"({"c":{"method":"roots/list"}})");
    }

    void a_server_that_knows_it_no_more_ends_it()
    {
        ServerTask task("t");
        (void)task.next(created());
        QCOMPARE(task.next(Message::error("1", -32602, "unknown")).answer.errorCode(), -32602);
    }

    void that_of_a_session_is_fetched_at_once()
    {
        SessionTask task("t");
        const TaskRun::Step step = task.next(Message::result("1", R"({"task":{"taskId":"t","status":"working"}})"));
        QVERIFY(step.request.isMethod("tasks/result"));
        QCOMPARE(step.after, 0);
        const Message end = task.next(Message::result("1", R"({"content":[],"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t"},"mine":1}})")).answer;
        QCOMPARE(end.resultValue().raw(), R"({"content":[],"_meta":{"mine":1}})");
    }
};

QTEST_APPLESS_MAIN(TestTaskRuns)
#include "tst_taskruns.moc"
