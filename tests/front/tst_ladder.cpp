// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/ladder.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto version = "2026-07-28";

QByteArray meta(const QByteArray &protocolVersion = version, const QByteArray &more = {})
{
    return R"({"io.modelcontextprotocol/protocolVersion":")" + protocolVersion
        + R"(","io.modelcontextprotocol/clientCapabilities":{})" + more + '}';
}

QByteArray call(const QByteArray &metaText = meta())
{
    return R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{},"_meta":)" + metaText + "}}";
}

HeaderList sound()
{
    return {{"MCP-Protocol-Version", version}, {"Mcp-Method", "tools/call"}, {"Mcp-Name", "a"}};
}

HeaderList with(const QByteArray &name, const QByteArray &value)
{
    HeaderList headers;
    for (const Header &header : sound()) {
        if (header.first != name)
            headers.append(header);
    }
    if (!value.isNull())
        headers.append({name, value});
    return headers;
}

} // namespace

class TestLadder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checks_in_order_data();
    void checks_in_order();
    void says_which_versions_there_are();
    void repeated_arguments_data();
    void repeated_arguments();
};

void TestLadder::checks_in_order_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<HeaderList>("headers");
    QTest::addColumn<int>("code"); // 0 = let through
    const auto row = [](const char *name, const QByteArray &body, const HeaderList &headers, int code) {
        QTest::newRow(name) << body << headers << code;
    };
    row("sound", call(), sound(), 0);
    row("no _meta", R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}})", sound(), -32602);
    row("_meta is no object", call("7"), sound(), -32602);
    row("no version", call(R"({"io.modelcontextprotocol/clientCapabilities":{}})"), sound(), -32602);
    row("version is no string", call(R"({"io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}})"),
        sound(), -32602);
    row("no capabilities", call(R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"})"), sound(), -32602);
    row("capabilities are no object",
        call(R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]})"), sound(),
        -32602);
    row("info is no object", call(meta(version, R"(,"io.modelcontextprotocol/clientInfo":"x")")), sound(), -32602);
    row("token is no token", call(meta(version, R"(,"progressToken":1.5)")), sound(), -32602);
    row("_meta before everything", call("7"), {}, -32602);
    row("another version in the header", call(), with("MCP-Protocol-Version", "2027-01-01"), -32020);
    row("header before version", call(meta("v999.0.0")), sound(), -32020);
    row("another method", call(), with("Mcp-Method", "tools/list"), -32020);
    row("method in another case", call(), with("Mcp-Method", "Tools/Call"), -32020);
    row("method before version", call(meta("v999.0.0")),
        {{"MCP-Protocol-Version", "v999.0.0"}, {"Mcp-Method", "x"}, {"Mcp-Name", "a"}}, -32020);
    row("unknown version", call(meta("v999.0.0")),
        {{"MCP-Protocol-Version", "v999.0.0"}, {"Mcp-Method", "tools/call"}, {"Mcp-Name", "a"}}, -32022);
    row("unknown version before missing headers", call(meta("v999.0.0")), {}, -32022);
    row("no version header", call(), with("MCP-Protocol-Version", {}), -32020);
    row("no method header", call(), with("Mcp-Method", {}), -32020);
    row("no name header", call(), with("Mcp-Name", {}), -32020);
    row("another name", call(), with("Mcp-Name", "b"), -32020);
    row("name in another case", call(), with("Mcp-Name", "A"), -32020);
    row("name in Base64", call(), with("Mcp-Name", "=?base64?YQ==?="), 0);
    row("name in broken Base64", call(), with("Mcp-Name", "=?base64?YQ?="), -32020);
    row("name that is not ASCII, and not encoded", call().replace("\"a\"", "\"\xc3\xa9\""), with("Mcp-Name", "\xc3\xa9"), -32020);
    row("name that is not ASCII", call().replace("\"a\"", "\"\xc3\xa9\""), with("Mcp-Name", "=?base64?w6k=?="), 0);
    row("header names in another case", call(),
        {{"mcp-protocol-version", version}, {"MCP-METHOD", "tools/call"}, {"mcp-name", "a"}}, 0);
    row("name twice", call(), sound() + HeaderList{{"Mcp-Name", "a"}}, -32020);
    row("method twice", call(), sound() + HeaderList{{"Mcp-Method", "tools/call"}}, -32020);
    row("no name to repeat", R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)" + meta() + "}}",
        {{"MCP-Protocol-Version", version}, {"Mcp-Method", "tools/list"}}, 0);
    row("the name of a resource is its address",
        R"({"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b","_meta":)" + meta() + "}}",
        {{"MCP-Protocol-Version", version}, {"Mcp-Method", "resources/read"}, {"Mcp-Name", "a:c"}}, -32020);
}

void TestLadder::checks_in_order()
{
    QFETCH(QByteArray, body);
    QFETCH(HeaderList, headers);
    QFETCH(int, code);
    const auto request = Message::parse(body);
    QVERIFY(request.ok());
    const auto checked = checkStateless(*request, StatelessMeta::of(*request), headers);
    QCOMPARE(checked.ok(), code == 0);
    if (code == 0)
        return;
    QCOMPARE(checked.error().code, code);
    QCOMPARE(checked.error().status, 400);
    QVERIFY(!checked.error().sentence.isEmpty());
}

void TestLadder::says_which_versions_there_are()
{
    const auto request = Message::parse(call(meta("v999.0.0")));
    const auto checked = checkStateless(*request, StatelessMeta::of(*request), {});
    QCOMPARE(checked.error().data, R"({"supported":["2026-07-28"],"requested":"v999.0.0"})");
}

void TestLadder::repeated_arguments_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<HeaderList>("headers");
    QTest::addColumn<bool>("sound");
    const auto row = [](const char *name, const char *arguments, const HeaderList &headers, bool ok) {
        QTest::newRow(name) << QByteArray(arguments) << headers << ok;
    };
    row("same", R"({"r":"eu"})", {{"Mcp-Param-R", "eu"}}, true);
    row("same in Base64", R"({"r":"eu"})", {{"mcp-param-r", "=?base64?ZXU=?="}}, true);
    row("missing", R"({"r":"eu"})", {}, false);
    row("other", R"({"r":"eu"})", {{"Mcp-Param-R", "us"}}, false);
    row("broken", R"({"r":"eu"})", {{"Mcp-Param-R", "=?base64?ZXU?="}}, false);
    row("twice", R"({"r":"eu"})", {{"Mcp-Param-R", "eu"}, {"Mcp-Param-R", "eu"}}, false);
    row("neither", R"({})", {}, true);
    row("null", R"({"r":null})", {}, true);
    row("only the header", R"({})", {{"Mcp-Param-R", "eu"}}, false);
    row("what the schema forbids is not ours", R"({"r":{"a":1}})", {}, true);
}

void TestLadder::repeated_arguments()
{
    QFETCH(QByteArray, arguments);
    QFETCH(HeaderList, headers);
    const auto request =
        Message::parse(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":)" + arguments + "}}");
    const auto checked = checkToolHeaders(*request, {{"Mcp-Param-R", {"r"}}}, headers);
    QTEST(checked.ok(), "sound");
    QVERIFY(checked.ok() || checked.error().code == -32020);
}

QTEST_GUILESS_MAIN(TestLadder)
#include "tst_ladder.moc"
