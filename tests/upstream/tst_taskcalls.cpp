// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto longTools = R"({"tools":[{"name":"long","inputSchema":{"type":"object"},"execution":{"taskSupport":"required"}}]})";
constexpr auto made = R"({"task":{"taskId":"t1","status":"working","createdAt":"2026-01-01T00:00:00Z","ttl":null}})";

} // namespace

/** A tool that can only be called as a task of a session, called by a client that was offered none. */
class TestTaskCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_stage = std::make_unique<Stage>();
        m_stage->alpha.results["tools/list"] = longTools;
        m_stage->alpha.script = [this](ActorPipe &, const Message &message) {
            const bool isOurs = message.isMethod("tools/call") || message.method().startsWith("tasks/");
            if (isOurs)
                m_heard.append(message);
            return isOurs;
        };
        m_talker = std::make_unique<Talker>(m_stage->house, "/mcp");
        QVERIFY(m_talker->begin());
        QVERIFY(m_stage->settle());
        m_client = m_talker->open(Talker::call("5", "alpha__long"));
        QTRY_COMPARE(m_heard.size(), 1);
    }

    void cleanup()
    {
        m_client.reset();
        m_talker.reset();
        m_stage.reset();
        m_heard.clear();
    }

    void the_gateway_makes_the_task_and_fetches_its_result()
    {
        QVERIFY(m_heard.first().params()["task"].isObject());
        m_stage->alpha.answer(m_heard.first(), made);
        QTRY_COMPARE(m_heard.size(), 2);
        QVERIFY(m_heard.last().isMethod("tasks/result"));
        QCOMPARE(m_heard.last().params()["taskId"].string(), "t1");
        m_stage->alpha.answer(m_heard.last(), R"({"content":[{"type":"text","text":"there"}]})");
        const Message answer = answerOf(*m_client);
        QCOMPARE(answer.id(), "5");
        QCOMPARE(answer.resultValue()["content"].raw(), R"([{"type":"text","text":"there"}])");
        QCOMPARE(m_stage->open(), 0);
    }

    void an_answer_without_a_task_is_the_answer()
    {
        m_stage->alpha.answer(m_heard.first(), R"({"content":[]})");
        QCOMPARE(answerOf(*m_client).resultValue()["content"].raw(), "[]");
        QCOMPARE(m_heard.size(), 1);
    }

    void a_server_that_dies_leaves_the_outcome_unknown()
    {
        m_stage->alpha.answer(m_heard.first(), made);
        QTRY_COMPARE(m_heard.size(), 2);
        m_stage->alpha.die();
        QVERIFY(answerOf(*m_client).errorValue()["message"].string().contains("unknown"));
        QCOMPARE(m_stage->open(), 0);
    }

    void the_task_is_cancelled_with_its_call()
    {
        m_stage->alpha.answer(m_heard.first(), made);
        QTRY_COMPARE(m_heard.size(), 2);
        m_talker->post(Talker::notification("notifications/cancelled", R"({"requestId":5})"));
        QTRY_COMPARE(m_heard.size(), 3);
        QVERIFY(m_heard.last().isMethod("tasks/cancel"));
        QCOMPARE(m_heard.last().params()["taskId"].string(), "t1");
        QCOMPARE(m_stage->open(), 0);
    }

    void tools_are_listed_without_what_would_keep_clients_from_calling_them()
    {
        const Message list = answerOf(*m_talker->open(Talker::request("6", "tools/list")));
        QVERIFY(list.resultValue().raw().contains("alpha__long"));
        QVERIFY(!list.resultValue().raw().contains("taskSupport"));
    }

private:
    std::unique_ptr<Stage> m_stage;
    std::unique_ptr<Talker> m_talker;
    std::unique_ptr<HttpClient> m_client;
    QList<Message> m_heard;
};

QTEST_GUILESS_MAIN(TestTaskCalls)
#include "tst_taskcalls.moc"
