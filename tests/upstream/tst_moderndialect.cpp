// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/modern/moderndialect.h"

#include <QTest>

using namespace Signalbox;

namespace {

const QByteArray prefix = "io.modelcontextprotocol/";

Message discovered(const QByteArray &members = {})
{
    return Message::result("1", R"({"supportedVersions":["2027-01-01","2026-07-28"],"capabilities":{"tools":{}})" + members + '}');
}

Message call(const QByteArray &arguments = "{}", const QByteArray &tool = "a")
{
    return Message::request("5", "tools/call", R"({"name":)" + jsonString(tool) + R"(,"arguments":)" + arguments + '}');
}

/** What travels beside that request. */
HeaderList beside(const ModernDialect &dialect, const Message &request)
{
    return dialect.headers(dialect.prepared(request, "1", {}, {}));
}

QByteArray header(const HeaderList &headers, const QByteArray &name)
{
    for (const Header &one : headers) {
        if (one.first == name)
            return one.second;
    }
    return {};
}

Client withSession()
{
    Client client;
    client.info = R"({"name":"ada","version":"3"})";
    client.features.roots = true;
    client.features.rootsListChanged = true;
    client.features.elicitationForm = true;
    client.capabilities = R"({"roots":{"listChanged":true},"elicitation":{},"tasks":{},"extensions":{"io.modelcontextprotocol/ui":{"x":1},"io.modelcontextprotocol/tasks":{}}})";
    return client;
}

JsonView said(const Message &message, const char *key)
{
    return message.meta()[prefix + key];
}

} // namespace

/** How a server without sessions is spoken to. */
class TestModernDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asks_the_server_to_describe_itself()
    {
        ModernDialect dialect;
        const Message hello = dialect.hello("1", nullptr);
        QVERIFY(hello.isMethod("server/discover"));
        QCOMPARE(said(hello, "protocolVersion").string(), QByteArray("2026-07-28"));
        QCOMPARE(said(hello, "clientInfo")["name"].string(), QByteArray("signalbox"));
        QVERIFY(said(hello, "clientCapabilities").isObject());
        QCOMPARE(header(dialect.headers(hello), "MCP-Protocol-Version"), QByteArray("2026-07-28"));
        QCOMPARE(header(dialect.headers(hello), "Mcp-Method"), QByteArray("server/discover"));
    }

    void reads_what_the_server_says_of_itself()
    {
        ModernDialect dialect;
        const auto before = dialect.welcome(discovered(R"(,"serverInfo":{"name":"old","version":"1"})"), false);
        QCOMPARE(before->name, QByteArray("old"));
        const auto now = dialect.welcome(
            discovered(R"(,"serverInfo":{"name":"old"},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"new","version":"2"}},"instructions":"Do")"),
            false);
        QCOMPARE(now->name, QByteArray("new"));
        QCOMPARE(now->version, QByteArray("2"));
        QCOMPARE(now->instructions, QByteArray("Do"));
        QVERIFY(now->can("tools"));
    }

    void tells_who_cannot_be_spoken_to_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("then");
        const auto row = [](const char *name, const QByteArray &answer, Unwelcome::Then then) { QTest::newRow(name) << answer << int(then); };
        row("no such method", R"("error":{"code":-32601,"message":"no"})", Unwelcome::Other);
        row("another version", R"("error":{"code":-32022,"message":"no","data":{"supported":["2025-11-25","2026-07-28"]}})", Unwelcome::Again);
        row("only older versions", R"("error":{"code":-32022,"message":"no","data":{"supported":["2025-11-25"]}})", Unwelcome::Other);
        row("only newer versions", R"("error":{"code":-32022,"message":"no","data":{"supported":["2030-01-01"]}})", Unwelcome::Fail);
        row("no data", R"("error":{"code":-32022,"message":"no"})", Unwelcome::Other);
        row("an unknown result", R"("result":{"ok":true})", Unwelcome::Other);
        row("nothing in common", R"("result":{"supportedVersions":["2025-11-25"],"capabilities":{}})", Unwelcome::Other);
    }

    void tells_who_cannot_be_spoken_to()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, then);
        ModernDialect dialect;
        const auto welcome = dialect.welcome(*Message::parse(R"({"jsonrpc":"2.0","id":1,)" + answer + '}'), true);
        QVERIFY(!welcome.ok());
        QCOMPARE(int(welcome.error().then), then);
        // Who refuses what it says it speaks is not asked for ever.
        if (then == Unwelcome::Again) {
            const auto again = dialect.welcome(*Message::parse(R"({"jsonrpc":"2.0","id":1,)" + answer + '}'), true);
            QCOMPARE(int(again.error().then), int(Unwelcome::Fail));
        }
    }

    void says_of_a_client_with_a_session_what_was_agreed_with_it()
    {
        ModernDialect dialect;
        const Client client = withSession();
        const Message request = Message::request(
            "\"x\"", "tools/call", R"({"name":"a","arguments":{"n":1.0},"_meta":{"progressToken":"t","a.b/c":1,"io.modelcontextprotocol/protocolVersion":"1"}})");
        const Message out = dialect.prepared(request, "7", "7", {&client, "warning"});
        QCOMPARE(out.id(), "7");
        QCOMPARE(out.progressToken().raw(), "7");
        QCOMPARE(out.params()["arguments"].raw(), R"({"n":1.0})");
        QCOMPARE(out.meta()["a.b/c"].raw(), "1");
        QCOMPARE(said(out, "protocolVersion").string(), QByteArray("2026-07-28"));
        QCOMPARE(said(out, "clientInfo").raw(), QByteArrayView(client.info));
        QCOMPARE(said(out, "logLevel").string(), QByteArray("warning"));
        QCOMPARE(said(out, "clientCapabilities").raw(),
                 R"({"roots":{},"elicitation":{"form":{}},"extensions":{"io.modelcontextprotocol/ui":{"x":1}}})");
        QVERIFY(!said(dialect.prepared(request, "8", {}, {&client, {}}), "logLevel").exists());
    }

    void leaves_what_a_stateless_client_says_of_itself()
    {
        ModernDialect dialect;
        Client client;
        client.isStateless = true;
        const QByteArray meta = R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{}},"io.modelcontextprotocol/logLevel":"info"})";
        const Message out = dialect.prepared(Message::request("1", "tools/list", R"({"_meta":)" + meta + '}'), "7", {}, {&client, {}});
        QCOMPARE(out.meta().raw(), QByteArrayView(meta));
    }

    void the_gateway_declares_tasks_where_it_sees_them_through()
    {
        ModernDialect dialect;
        const Client client = withSession();
        const auto extensions = [&](const Message &request, bool asTask) {
            const Message out = dialect.prepared(request, "7", {}, {&client, {}, asTask});
            return said(out, "clientCapabilities")["extensions"].raw().toByteArray();
        };
        QCOMPARE(extensions(call("{}"), false), R"({"io.modelcontextprotocol/ui":{"x":1}})");
        QCOMPARE(extensions(call("{}"), true), R"({"io.modelcontextprotocol/ui":{"x":1},"io.modelcontextprotocol/tasks":{}})");
        QCOMPARE(extensions(Message::request("1", "tasks/get", "{}"), false),
                 R"({"io.modelcontextprotocol/ui":{"x":1},"io.modelcontextprotocol/tasks":{}})");
        QCOMPARE(said(dialect.prepared(Message::request("1", "tasks/cancel"), "7", {}, {}), "clientCapabilities").raw(),
                 R"({"extensions":{"io.modelcontextprotocol/tasks":{}}})");
    }

    void what_a_server_refuses_or_makes_of_a_call()
    {
        ModernDialect dialect;
        const Client session = withSession();
        Client stateless;
        stateless.isStateless = true;
        const Message refusal = Message::error("1", -32021, "no", R"({"requiredCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}})");
        QVERIFY(dialect.wantsTask(refusal, session));
        QVERIFY(!dialect.wantsTask(refusal, stateless));
        QVERIFY(!dialect.wantsTask(Message::error("1", -32021, "no", R"({"requiredCapabilities":{"sampling":{}}})"), session));
        const Message task = Message::result("1", R"({"resultType":"task","taskId":"t"})");
        QVERIFY(dialect.taskIn(task, session));
        QVERIFY(!dialect.taskIn(task, stateless));
        QVERIFY(!dialect.taskIn(Message::result("1", R"({"resultType":"complete","taskId":"t"})"), session));
        QVERIFY(dialect.isOutdated(Message::error("1", -32022, "no")));
        QVERIFY(!dialect.isOutdated(refusal));
    }

    void headers_name_what_is_meant_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("params");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("tool") << QByteArray("tools/call") << QByteArray(R"({"name":"a b"})") << QByteArray("a b");
        QTest::newRow("prompt") << QByteArray("prompts/get") << QByteArray("{\"name\":\"\u00fc\"}") << QByteArray("=?base64?w7w=?=");
        QTest::newRow("resource") << QByteArray("resources/read") << QByteArray(R"({"uri":"a:1"})") << QByteArray("a:1");
        QTest::newRow("task") << QByteArray("tasks/get") << QByteArray(R"({"taskId":"t"})") << QByteArray("t");
        QTest::newRow("completion") << QByteArray("completion/complete") << QByteArray(R"({"name":"a"})") << QByteArray();
    }

    void headers_name_what_is_meant()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, params);
        QFETCH(QByteArray, name);
        QCOMPARE(header(beside(ModernDialect(), Message::request("1", method, params)), "Mcp-Name"), name);
    }

    void headers_repeat_arguments_that_the_tool_wants_repeated()
    {
        ModernDialect dialect;
        QVERIFY(dialect.welcome(discovered(), true).ok());
        const Message list = Message::result(
            "1", R"({"tools":[{"name":"a","inputSchema":{"type":"object","properties":{"r":{"type":"string","x-mcp-header":"R"},"n":{"type":"integer","x-mcp-header":"N"}}}},)"
                 R"({"name":"bad","inputSchema":{"type":"object","properties":{"r":{"type":"number","x-mcp-header":"R"}}}}]})");
        const Message request = Message::request("1", "tools/list");
        const Message known = dialect.restored(list, request, {});
        QCOMPARE(known.resultValue()["tools"].count(), 1);
        const HeaderList headers = beside(dialect, call(R"({"r":" x","n":42})"));
        QCOMPARE(header(headers, "Mcp-Param-R"), QByteArray("=?base64?IHg=?="));
        QCOMPARE(header(headers, "Mcp-Param-N"), QByteArray("42"));
        QVERIFY(header(beside(dialect, call(R"({"r":null})")), "Mcp-Param-R").isNull());
        QVERIFY(header(beside(dialect, call(R"({"r":"x"})", "b")), "Mcp-Param-R").isNull());
        QVERIFY(dialect.wantsToolList(Message::error("1", -32020, "header")));
        const QStringList warnings = dialect.takeWarnings();
        QCOMPARE(warnings.size(), 1);
        QVERIFY(warnings.constFirst().startsWith(QStringLiteral("the tool bad cannot be called: ")));
        QVERIFY(dialect.takeWarnings().isEmpty());
    }

    void over_a_pipe_no_tool_is_left_out()
    {
        ModernDialect dialect;
        QVERIFY(dialect.welcome(discovered(), false).ok());
        const Message list = Message::result("1", R"({"tools":[{"name":"bad","inputSchema":{"properties":{"r":{"type":"number","x-mcp-header":"R"}}}}]})");
        QCOMPARE(dialect.restored(list, Message::request("1", "tools/list"), {}).bytes(), list.bytes());
        QVERIFY(!dialect.wantsToolList(Message::error("1", -32020, "header")));
    }

    void withdraws_with_a_message_only_over_a_pipe()
    {
        ModernDialect pipe;
        QVERIFY(pipe.welcome(discovered(), false).ok());
        QCOMPARE(pipe.cancellation("7", "enough").params().raw(), R"({"requestId":7,"reason":"enough"})");
        ModernDialect web;
        QVERIFY(web.welcome(discovered(), true).ok());
        QCOMPARE(web.cancellation("7", "enough").kind(), Message::Kind::None);
    }

    void answers_are_given_as_their_clients_know_them_data()
    {
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<QByteArray>("known");
        QTest::newRow("complete") << QByteArray(R"({"resultType":"complete","content":[],"ttlMs":5,"cacheScope":"public","n":1.0})")
                                  << QByteArray(R"({"content":[],"n":1.0})");
        QTest::newRow("an output that is no object") << QByteArray(R"({"content":[],"structuredContent":[1]})")
                                                     << QByteArray(R"({"content":[]})");
        QTest::newRow("an output") << QByteArray(R"({"structuredContent":{"a":1.0}})") << QByteArray(R"({"structuredContent":{"a":1.0}})");
        QTest::newRow("older") << QByteArray(R"({ "content" : [] })") << QByteArray(R"({ "content" : [] })");
        QTest::newRow("identity") << QByteArray(R"({"_meta":{"io.modelcontextprotocol/serverInfo":{}},"a":1})") << QByteArray(R"({"a":1})");
        QTest::newRow("identity and more") << QByteArray(R"({"_meta":{"io.modelcontextprotocol/serverInfo":{},"b":2},"a":1})")
                                           << QByteArray(R"({"_meta":{"b":2},"a":1})");
    }

    void answers_are_given_as_their_clients_know_them()
    {
        QFETCH(QByteArray, result);
        QFETCH(QByteArray, known);
        ModernDialect dialect;
        Client client = withSession();
        const Message answer = Message::result("1", result);
        QCOMPARE(dialect.restored(answer, call(), {&client, {}}).resultValue().raw(), QByteArrayView(known));
        client.isStateless = true;
        QCOMPARE(dialect.restored(answer, call(), {&client, {}}).bytes(), answer.bytes());
    }

    void a_result_of_an_unknown_kind_is_an_error()
    {
        ModernDialect dialect;
        const Client client = withSession();
        const Message answer = Message::result("1", R"({"resultType":"task","taskId":"t"})");
        QCOMPARE(dialect.restored(answer, call(), {&client, {}}).errorCode(), -32603);
        QVERIFY(dialect.endsOnlyRound(Message::result("1", R"({"resultType":"input_required"})")));
    }
};

QTEST_GUILESS_MAIN(TestModernDialect)
#include "tst_moderndialect.moc"
