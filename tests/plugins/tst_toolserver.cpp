// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/toolbench.h"

#include <algorithm>

using namespace Signalbox;

namespace {

/** `$S` stands for the identity on results without handshake. */
struct Exchange
{
    const char *name;
    bool afterHandshake;
    const char *said;
    const char *answered;
};

constexpr Exchange exchanges[]{
    {"ping", true, R"({"jsonrpc":"2.0","id":1,"method":"ping"})", R"({"jsonrpc":"2.0","id":1,"result":{}})"},
    {"ping before the handshake", false, R"({"jsonrpc":"2.0","id":1,"method":"ping"})",
     R"({"jsonrpc":"2.0","id":1,"result":{}})"},
    {"call", true,
     R"({"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"}}})",
     R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"hi"}],"structuredContent":{"n":1}}})"},
    {"unknown tool", true, R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown tool: nope"}})"},
    {"call without name", true, R"({"jsonrpc":"2.0","id":1,"method":"tools/call"})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"tools/call: expected name as a string"}})"},
    {"arguments are no object", true,
     R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":[1]}})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"tools/call: expected arguments as an object"}})"},
    {"bad arguments", true, R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{}}})",
     R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"arguments.text: missing"}],"isError":true}})"},
    {"unknown method", true, R"({"jsonrpc":"2.0","id":1,"method":"prompts/list"})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: prompts/list"}})"},
    {"method of the other generation", true, R"({"jsonrpc":"2.0","id":1,"method":"server/discover"})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: server/discover"}})"},
    {"logging that was not declared", true,
     R"({"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"info"}})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: this server has no logging"}})"},
    {"cursor of no page", true, R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":""}})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"tools/list: there is one page only, so no cursor is valid"}})"},
    {"handshake without version", false, R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{}})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"initialize: expected protocolVersion as a string"}})"},
    {"discover", false, R"({"jsonrpc":"2.0","id":"d","method":"server/discover","params":{$M}})",
     R"({"jsonrpc":"2.0","id":"d","result":{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true}},"instructions":"Say less.","ttlMs":60000,"cacheScope":"private",$S}})"},
    {"stateless call", false,
     R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"},$M}})",
     R"({"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","content":[{"type":"text","text":"hi"}],"structuredContent":{"n":1},$S}})"},
    {"stateless after a handshake", true,
     R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"},$M}})",
     R"({"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","content":[{"type":"text","text":"hi"}],"structuredContent":{"n":1},$S}})"},
    {"stateless bad arguments", false,
     R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"x":1},$M}})",
     R"({"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","content":[{"type":"text","text":"arguments.text: missing"}],"isError":true,$S}})"},
    {"stateless ping", false, R"({"jsonrpc":"2.0","id":7,"method":"ping","params":{$M}})",
     R"({"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"Method not found: ping"}})"},
    {"stateless handshake", false,
     R"({"jsonrpc":"2.0","id":7,"method":"initialize","params":{"protocolVersion":"2025-11-25",$M}})",
     R"({"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"Method not found: initialize"}})"},
    {"version that nobody speaks", true,
     R"({"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"v9","io.modelcontextprotocol/clientCapabilities":{}}}})",
     R"({"jsonrpc":"2.0","id":7,"error":{"code":-32022,"message":"Unsupported protocol version","data":{"supported":["2026-07-28"],"requested":"v9"}}})"},
    {"no metadata", false, R"({"jsonrpc":"2.0","id":7,"method":"tools/list"})",
     R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params._meta: expected io.modelcontextprotocol/protocolVersion as a string, or a handshake with initialize first"}})"},
    {"no capabilities", true,
     R"({"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})",
     R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params._meta: expected io.modelcontextprotocol/clientCapabilities as an object"}})"},
    {"unknown log level", false,
     R"({"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/logLevel":"shout"}}})",
     R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params._meta: expected a log level in io.modelcontextprotocol/logLevel"}})"},
    {"listen without notifications", false, R"({"jsonrpc":"2.0","id":7,"method":"subscriptions/listen","params":{$M}})",
     R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"subscriptions/listen: expected notifications as an object"}})"},
};

} // namespace

class TestToolServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<ToolBench>(); }
    void cleanup() { m_bench.reset(); }
    void answers_each_message_as_its_generation_demands_data();
    void answers_each_message_as_its_generation_demands();
    void shakes_hands_in_the_version_asked_for_data();
    void shakes_hands_in_the_version_asked_for();
    void presents_tools_as_each_version_knows_them_data();
    void presents_tools_as_each_version_knows_them();
    void tells_argument_faults_as_errors_before_they_became_results();
    void tells_a_changed_list_to_those_who_shook_hands();
    void tells_a_changed_list_to_each_subscription_until_it_ends();
    void ends_a_subscription_to_nothing();
    void logs_from_the_level_asked_for_on();

private:
    std::unique_ptr<ToolBench> m_bench;
};

void TestToolServer::answers_each_message_as_its_generation_demands_data()
{
    QTest::addColumn<bool>("handshake");
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("answered");
    for (const Exchange &row : exchanges) {
        QByteArray answered(row.answered);
        answered.replace("$S",
                         R"("_meta":{"io.modelcontextprotocol/serverInfo":)"
                         R"({"name":"bench","version":"1.2","title":"Bench"}})");
        QTest::newRow(row.name) << row.afterHandshake << QByteArray(row.said) << answered;
    }
}

void TestToolServer::answers_each_message_as_its_generation_demands()
{
    QFETCH(bool, handshake);
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, answered);
    if (handshake)
        m_bench->shakeHands();
    m_bench->say(said, 4);
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QCOMPARE(m_bench->peer->last(), answered);
    QCOMPARE(m_bench->peer->exchanges.last(), quint64(4));
    QVERIFY(Message::parse(m_bench->peer->last()).ok());
}

void TestToolServer::shakes_hands_in_the_version_asked_for_data()
{
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("agreed");
    for (const char *version : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
        QTest::newRow(version) << QByteArray(version) << QByteArray(version);
    QTest::newRow("from the future") << QByteArray("2026-07-28") << QByteArray("2025-11-25");
    QTest::newRow("nonsense") << QByteArray("1.0") << QByteArray("2025-11-25");
}

void TestToolServer::shakes_hands_in_the_version_asked_for()
{
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArray, agreed);
    m_bench->say(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" + wanted + R"("}})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    const JsonView result = m_bench->peer->messages.last().resultValue();
    QCOMPARE(result["protocolVersion"].string(), agreed);
    QCOMPARE(result["capabilities"].raw().toByteArray(), QByteArray(R"({"tools":{"listChanged":true}})"));
    QCOMPARE(result["serverInfo"]["name"].string(), QByteArray("bench"));
    QCOMPARE(result["instructions"].string(), QByteArray("Say less."));
    QVERIFY(!result["resultType"].exists());
}

void TestToolServer::presents_tools_as_each_version_knows_them_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<bool>("title");
    QTest::addColumn<bool>("annotations");
    QTest::addColumn<bool>("structured");
    QTest::newRow("2024-11-05") << QByteArray("2024-11-05") << false << false << false;
    QTest::newRow("2025-03-26") << QByteArray("2025-03-26") << false << true << false;
    QTest::newRow("2025-06-18") << QByteArray("2025-06-18") << true << true << true;
    QTest::newRow("2025-11-25") << QByteArray("2025-11-25") << true << true << true;
    QTest::newRow("stateless") << QByteArray() << true << true << true;
}

void TestToolServer::presents_tools_as_each_version_knows_them()
{
    QFETCH(QByteArray, version);
    QFETCH(bool, title);
    QFETCH(bool, annotations);
    QFETCH(bool, structured);
    if (!version.isEmpty())
        m_bench->shakeHands(version);
    const QByteArray meta = version.isEmpty() ? QByteArray("$M") : QByteArray(R"("_meta":{})");
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{)" + meta + "}}");
    m_bench->say(R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"text":"x"},)"
                 + meta + "}}");
    QTRY_COMPARE(m_bench->peer->messages.size(), 2);
    const JsonView list = m_bench->peer->messages.first().resultValue();
    QCOMPARE(list["tools"].count(), 2);
    const JsonView echo = *list["tools"].begin();
    QCOMPARE(echo["name"].string(), QByteArray("echo"));
    QCOMPARE(echo["description"].string(), QByteArray("Says it again"));
    QCOMPARE(echo["inputSchema"].raw().toByteArray(), QByteArray(ToolBench::echoSchema));
    QCOMPARE(echo["title"].exists(), title);
    QCOMPARE(echo["annotations"].exists(), annotations);
    QCOMPARE(list["ttlMs"].exists(), version.isEmpty());
    QCOMPARE(list["cacheScope"].exists(), version.isEmpty());
    QCOMPARE(m_bench->peer->messages.last().resultValue()["structuredContent"].exists(), structured);
    QCOMPARE(m_bench->peer->messages.last().resultValue()["resultType"].exists(), version.isEmpty());
}

void TestToolServer::tells_argument_faults_as_errors_before_they_became_results()
{
    m_bench->shakeHands("2025-06-18");
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":1}}})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QCOMPARE(
        m_bench->peer->last(),
        QByteArray(
            R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"arguments.text: expected string, got 1"}})"));
}

void TestToolServer::tells_a_changed_list_to_those_who_shook_hands()
{
    m_bench->server->setToolEnabled("echo", false);
    QTest::qWait(0);
    QCOMPARE(m_bench->peer->messages.size(), 0); // Nobody has shaken hands yet.
    m_bench->shakeHands();
    m_bench->server->setToolEnabled("echo", false);
    m_bench->server->setToolEnabled("echo", true);
    m_bench->server->removeTool("hold");
    QTRY_COMPARE(m_bench->peer->messages.size(), 1);
    QCOMPARE(m_bench->peer->last(), QByteArray(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"));
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    QTRY_COMPARE(m_bench->peer->messages.size(), 2);
    QCOMPARE(m_bench->peer->messages.last().errorCode(), -32602);
}

void TestToolServer::tells_a_changed_list_to_each_subscription_until_it_ends()
{
    m_bench->say(
        R"({"jsonrpc":"2.0","id":30,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true,"promptsListChanged":true},$M}})",
        5);
    m_bench->say(
        R"({"jsonrpc":"2.0","id":"30","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},$M}})",
        6);
    QTRY_COMPARE(m_bench->peer->messages.size(), 2);
    QCOMPARE(
        m_bench->peer->messages.first().bytes(),
        QByteArray(
            R"({"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":30},"notifications":{"toolsListChanged":true}}})"));
    m_bench->server->setToolEnabled("echo", false);
    QTRY_COMPARE(m_bench->peer->messages.size(), 4);
    QList<QByteArray> told{m_bench->peer->messages.at(2).bytes(), m_bench->peer->messages.at(3).bytes()};
    std::sort(told.begin(), told.end());
    QCOMPARE(
        told.first(),
        QByteArray(
            R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"30"}}})"));
    QCOMPARE(
        told.last(),
        QByteArray(
            R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":30}}})"));
    m_bench->say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":30}})");
    m_bench->server->drop(6);
    m_bench->server->setToolEnabled("echo", true);
    m_bench->say(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{$M}})", 7);
    QTRY_COMPARE(m_bench->peer->messages.size(), 5);
    QCOMPARE(m_bench->peer->messages.last().id().toByteArray(), QByteArray("1"));
}

void TestToolServer::ends_a_subscription_to_nothing()
{
    m_bench->say(
        R"({"jsonrpc":"2.0","id":30,"method":"subscriptions/listen","params":{"notifications":{"promptsListChanged":true},$M}})",
        5);
    QTRY_COMPARE(m_bench->peer->messages.size(), 2);
    QCOMPARE(m_bench->peer->messages.first().params()["notifications"].raw().toByteArray(), QByteArray("{}"));
    const JsonView result = m_bench->peer->messages.last().resultValue();
    QVERIFY(result["resultType"].equals("complete"));
    QCOMPARE(result["_meta"]["io.modelcontextprotocol/subscriptionId"].raw().toByteArray(), QByteArray("30"));
}

void TestToolServer::logs_from_the_level_asked_for_on()
{
    ToolBench bench(true);
    QVERIFY(bench.server->addTool({"tell", {}, QStringLiteral("Tells"), ToolBench::emptySchema, {}},
                                  [](const std::shared_ptr<ToolCall> &call) {
                                      call->log(LogLevel::Info, QStringLiteral("small"));
                                      call->log(LogLevel::Error, QStringLiteral("big"));
                                      return ToolResult{QStringLiteral("done"), {}, false};
                                  }));
    bench.say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tell",$M}})");
    QTRY_COMPARE(bench.peer->messages.size(), 1); // Silence is the default without a handshake.
    bench.say(
        R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"tell","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/logLevel":"error"}}})");
    QTRY_COMPARE(bench.peer->messages.size(), 3);
    QCOMPARE(
        bench.peer->messages.at(1).bytes(),
        QByteArray(
            R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","logger":"bench","data":"big"}})"));
    bench.say(R"({"jsonrpc":"2.0","id":3,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})");
    bench.say(R"({"jsonrpc":"2.0","id":4,"method":"logging/setLevel","params":{"level":"info"}})");
    bench.say(R"({"jsonrpc":"2.0","id":5,"method":"logging/setLevel","params":{"level":"loud"}})");
    bench.say(R"({"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"tell"}})");
    QTRY_COMPARE(bench.peer->messages.size(), 9);
    QVERIFY(bench.peer->messages.at(3).resultValue()["capabilities"]["logging"].isObject());
    QCOMPARE(bench.peer->messages.at(5).errorCode(), -32602);
    QVERIFY(bench.peer->messages.at(6).bytes().contains("small"));
}

QTEST_GUILESS_MAIN(TestToolServer)
#include "tst_toolserver.moc"
