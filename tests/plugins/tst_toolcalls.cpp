// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/toolbench.h"

#include <QCoro/QCoroTimer>
#include <QSignalSpy>

#include <chrono>
#include <stdexcept>

using namespace Signalbox;

namespace {

QCoro::Task<ToolResult> doubled(std::shared_ptr<ToolCall> call)
{
    co_await QCoro::sleepFor(std::chrono::milliseconds(1));
    call->progress(1, 2, QStringLiteral("half"));
    co_await QCoro::sleepFor(std::chrono::milliseconds(1));
    co_return ToolResult{call->text("text") + call->text("text"), {}, false};
}

QCoro::Task<ToolResult> throwing(std::shared_ptr<ToolCall>)
{
    co_await QCoro::sleepFor(std::chrono::milliseconds(1));
    throw std::runtime_error("no");
}

} // namespace

class TestToolCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<ToolBench>(); }
    void cleanup() { m_bench.reset(); }
    void refuses_a_tool_with_a_taken_name_or_a_bad_schema();
    void never_answers_from_inside_send();
    void answers_later_exactly_once();
    void answers_for_a_handler_that_lets_go();
    void waits_for_a_coroutine_and_tells_its_progress();
    void answers_for_a_coroutine_that_throws();
    void keeps_a_coroutine_alive_whose_tool_was_removed();
    void tells_the_handler_of_a_cancel_and_says_nothing_more();
    void cancels_by_dropping_the_exchange();
    void cancels_everything_when_closed();
    void cancels_everything_when_destroyed();
    void refuses_an_id_that_is_still_open();
    void holds_answers_back_while_paused();
    void is_not_writable_while_much_waits_to_leave();
    void tells_progress_only_to_those_who_asked_and_only_upwards();

private:
    std::unique_ptr<ToolBench> m_bench;
};

void TestToolCalls::refuses_a_tool_with_a_taken_name_or_a_bad_schema()
{
    const auto nothing = [](const std::shared_ptr<ToolCall> &) { return ToolResult(); };
    for (int i = 0; i < 4; ++i)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("not added")));
    QVERIFY(!m_bench->server->addTool({"echo", {}, {}, ToolBench::emptySchema, {}}, nothing));
    QVERIFY(!m_bench->server->addTool({"a b", {}, {}, ToolBench::emptySchema, {}}, nothing));
    QVERIFY(!m_bench->server->addTool({"new", {}, {}, R"({"type":"array"})", {}}, nothing));
    QVERIFY(!m_bench->server->addTool({"new", {}, {}, R"({"type":)", {}}, nothing));
    QCOMPARE(m_bench->server->enabledTools().size(), 2);
}

void TestToolCalls::never_answers_from_inside_send()
{
    m_bench->shakeHands();
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
    m_bench->say(R"({"jsonrpc":"2.0","id":2,"method":"nope"})");
    m_bench->say(R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{"text":"x"}}})");
    QCOMPARE(m_bench->peer->messages.size(), 0);
    QTRY_COMPARE(m_bench->peer->messages.size(), 3);
}

void TestToolCalls::answers_later_exactly_once()
{
    m_bench->shakeHands();
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    m_bench->say(R"({"jsonrpc":"2.0","id":2,"method":"ping"})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QCOMPARE(m_bench->held.size(), 1);
    m_bench->held.first()->finish({QStringLiteral("one"), {}, false});
    m_bench->held.first()->finish({QStringLiteral("two"), {}, false});
    QVERIFY(m_bench->held.first()->isOver());
    m_bench->held.clear();
    QTRY_COMPARE(m_bench->peer->messages.size(), 2);
    QVERIFY(m_bench->peer->last().contains("\"one\""));
    m_bench->say(R"({"jsonrpc":"2.0","id":3,"method":"ping"})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 3);
    QCOMPARE(m_bench->peer->last(), QByteArray(R"({"jsonrpc":"2.0","id":3,"result":{}})"));
}

void TestToolCalls::answers_for_a_handler_that_lets_go()
{
    m_bench->shakeHands();
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    m_bench->held.clear();
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QVERIFY(m_bench->peer->last().contains("ended without an answer"));
    QVERIFY(m_bench->peer->last().contains("\"isError\":true"));
}

void TestToolCalls::waits_for_a_coroutine_and_tells_its_progress()
{
    QVERIFY(m_bench->server->addTool({"double", {}, QStringLiteral("Twice"), ToolBench::emptySchema, {}}, doubled));
    m_bench->shakeHands();
    m_bench->say(
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"double","arguments":{"text":"ab"},"_meta":{"progressToken":"p"}}})");
    QTRY_VERIFY(m_bench->peer->last().contains("abab"));
    QCOMPARE(m_bench->peer->messages.size(), 2);
    QCOMPARE(
        m_bench->peer->messages.first().bytes(),
        QByteArray(
            R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1,"total":2,"message":"half"}})"));
}

void TestToolCalls::answers_for_a_coroutine_that_throws()
{
    QVERIFY(m_bench->server->addTool({"throw", {}, QStringLiteral("Fails"), ToolBench::emptySchema, {}}, throwing));
    m_bench->shakeHands();
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"throw"}})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QVERIFY(m_bench->peer->last().contains("ended without an answer"));
}

void TestToolCalls::keeps_a_coroutine_alive_whose_tool_was_removed()
{
    const auto word = std::make_shared<QString>(QStringLiteral("kept"));
    QVERIFY(m_bench->server->addTool({"slow", {}, QStringLiteral("Slow"), ToolBench::emptySchema, {}},
                                     [word](std::shared_ptr<ToolCall>) -> QCoro::Task<ToolResult> {
                                         co_await QCoro::sleepFor(std::chrono::milliseconds(5));
                                         co_return ToolResult{*word, {}, false};
                                     }));
    m_bench->shakeHands();
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"slow"}})");
    m_bench->server->removeTool("slow");
    QTRY_VERIFY(m_bench->peer->last().contains("kept"));
}

void TestToolCalls::tells_the_handler_of_a_cancel_and_says_nothing_more()
{
    m_bench->shakeHands();
    m_bench->say(
        R"({"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"hold","_meta":{"progressToken":1}}})");
    QSignalSpy cancelled(m_bench->held.first().get(), &ToolCall::cancelled);
    m_bench->held.first()->progress(1);
    m_bench->say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"y"}})");
    m_bench->say(R"({"jsonrpc":"2.0","method":"notifications/cancelled"})");
    QCOMPARE(cancelled.count(), 0);
    m_bench->say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}})");
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(m_bench->held.first()->isOver());
    m_bench->held.first()->progress(2);
    m_bench->held.first()->finish({QStringLiteral("late"), {}, false});
    m_bench->held.clear();
    m_bench->say(R"({"jsonrpc":"2.0","id":2,"method":"ping"})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QCOMPARE(m_bench->peer->last(), QByteArray(R"({"jsonrpc":"2.0","id":2,"result":{}})"));
}

void TestToolCalls::cancels_by_dropping_the_exchange()
{
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold",$M}})", 11);
    m_bench->say(R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"hold",$M}})", 12);
    QSignalSpy first(m_bench->held.at(0).get(), &ToolCall::cancelled);
    QSignalSpy second(m_bench->held.at(1).get(), &ToolCall::cancelled);
    m_bench->server->drop(0);
    m_bench->server->drop(11);
    QCOMPARE(first.count(), 1);
    QCOMPARE(second.count(), 0);
    m_bench->held.at(0)->finish({});
    m_bench->held.at(1)->finish({});
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QCOMPARE(m_bench->peer->exchanges.last(), quint64(12));
}

void TestToolCalls::cancels_everything_when_closed()
{
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold",$M}})", 1);
    m_bench->say(R"({"jsonrpc":"2.0","id":2,"method":"tools/list","params":{$M}})", 2);
    QSignalSpy cancelled(m_bench->held.first().get(), &ToolCall::cancelled);
    m_bench->server->close();
    m_bench->server->close();
    QCOMPARE(cancelled.count(), 1);
    QCOMPARE(m_bench->peer->closed, 0);
    QTRY_COMPARE(m_bench->peer->closed, 1);
    QCOMPARE(m_bench->peer->lastFailure, Failure::None);
    m_bench->held.first()->finish({});
    m_bench->say(R"({"jsonrpc":"2.0","id":3,"method":"tools/list","params":{$M}})", 3);
    m_bench->server->setToolEnabled("echo", false);
    QTest::qWait(0);
    QCOMPARE(m_bench->peer->messages.size(), 0);
    QCOMPARE(m_bench->peer->closed, 1);
}

void TestToolCalls::cancels_everything_when_destroyed()
{
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold",$M}})", 1);
    QSignalSpy cancelled(m_bench->held.first().get(), &ToolCall::cancelled);
    m_bench->server.reset();
    QCOMPARE(cancelled.count(), 1);
    m_bench->held.first()->finish({});
    m_bench->held.first()->progress(1);
}

void TestToolCalls::refuses_an_id_that_is_still_open()
{
    m_bench->shakeHands();
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QCOMPARE(m_bench->peer->messages.last().errorCode(), -32600);
    QCOMPARE(m_bench->held.size(), 1);
}

void TestToolCalls::holds_answers_back_while_paused()
{
    m_bench->shakeHands();
    m_bench->server->pauseReading(true);
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
    QTest::qWait(0);
    QCOMPARE(m_bench->peer->messages.size(), 0);
    m_bench->server->pauseReading(false);
    QCOMPARE(m_bench->peer->messages.size(), 0);
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
}

void TestToolCalls::is_not_writable_while_much_waits_to_leave()
{
    m_bench->shakeHands();
    QSignalSpy drained(m_bench->server.get(), &Backend::drained);
    m_bench->server->pauseReading(true);
    for (int i = 0; i < 1000; ++i)
        m_bench->say(R"({"jsonrpc":"2.0","id":)" + QByteArray::number(i) + R"(,"method":"ping"})");
    QVERIFY(!m_bench->server->writable());
    m_bench->server->pauseReading(false);
    QTRY_COMPARE(drained.count(), 1);
    QVERIFY(m_bench->server->writable());
    QTRY_COMPARE(m_bench->peer->messages.size(), 1000);
}

void TestToolCalls::tells_progress_only_to_those_who_asked_and_only_upwards()
{
    m_bench->shakeHands("2024-11-05");
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    m_bench->say(
        R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"hold","_meta":{"progressToken":7}}})", 9);
    m_bench->say(
        R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"hold","_meta":{"progressToken":{}}}})");
    for (const auto &call : std::as_const(m_bench->held)) {
        call->progress(0.5, 0, QStringLiteral("no words in this version"));
        call->progress(0.5);
        call->progress(0.25);
        call->progress(qQNaN());
        call->progress(2, 4);
    }
    QTRY_COMPARE(m_bench->peer->messages.size(), 2);
    QCOMPARE(m_bench->peer->messages.first().bytes(),
             QByteArray(
                 R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":0.5}})"));
    QCOMPARE(
        m_bench->peer->last(),
        QByteArray(
            R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":2,"total":4}})"));
    QCOMPARE(m_bench->peer->exchanges, QList<quint64>({9, 9}));
}

QTEST_GUILESS_MAIN(TestToolCalls)
#include "tst_toolcalls.moc"
