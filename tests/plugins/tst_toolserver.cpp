// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/toolserver.h"

#include <QCoro/QCoroTimer>
#include <QSignalSpy>
#include <QTest>

#include <chrono>
#include <stdexcept>

using namespace Signalbox;

namespace {

constexpr const char *echoSchema = R"({"type":"object","properties":{
"text":{"type":"string","minLength":1,"maxLength":5},"times":{"type":"integer","minimum":1,"maximum":3},
"mood":{"enum":["calm","loud"]},"tags":{"type":["array","null"],"items":{"type":"string"}}},
"required":["text"],"additionalProperties":false})";
constexpr const char *emptySchema = R"({"type":"object"})";

/** A pipe end that keeps what it received, in order. */
class Listener : public QObject
{
public:
    explicit Listener(Backend &backend)
    {
        connect(&backend, &Backend::opened, this, [this] { ++opened; });
        connect(&backend, &Backend::received, this, [this](const Message &message, const Origin &origin) {
            messages.append(message);
            exchanges.append(origin.exchange);
        });
        connect(&backend, &Backend::closed, this, [this](const Failure &failure) {
            ++closed;
            lastFailure = failure.kind;
        });
    }
    QByteArray last() const { return messages.isEmpty() ? QByteArray() : messages.last().bytes(); }

    QList<Message> messages;
    QList<quint64> exchanges;
    int opened = 0;
    int closed = 0;
    Failure::Kind lastFailure = Failure::Broken;
};

Message parsed(const QByteArray &bytes)
{
    const auto message = Message::parse(bytes);
    return message ? *message : Message();
}

/** `$M` stands for the required metadata of a stateless request. */
QByteArray expanded(QByteArray bytes)
{
    return bytes.replace("$M", R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                               R"("io.modelcontextprotocol/clientCapabilities":{}})");
}

ToolServer::Identity someone(bool hasLogging = false)
{
    return {QStringLiteral("bench"), QStringLiteral("Bench"), QStringLiteral("1.2"), QStringLiteral("Say less."), hasLogging};
}

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

class TestToolServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void answers_each_message_as_its_generation_demands_data();
    void answers_each_message_as_its_generation_demands();
    void shakes_hands_in_the_version_asked_for_data();
    void shakes_hands_in_the_version_asked_for();
    void presents_tools_as_each_version_knows_them_data();
    void presents_tools_as_each_version_knows_them();
    void refuses_arguments_that_do_not_fit_the_schema_data();
    void refuses_arguments_that_do_not_fit_the_schema();
    void tells_argument_faults_as_errors_before_they_became_results();
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
    void tells_a_changed_list_to_those_who_shook_hands();
    void tells_a_changed_list_to_each_subscription_until_it_ends();
    void ends_a_subscription_to_nothing();
    void logs_from_the_level_asked_for_on();

private:
    void say(const QByteArray &bytes, quint64 exchange = 0);
    void shakeHands(const QByteArray &version = "2025-11-25");
    std::unique_ptr<ToolServer> m_server;
    std::unique_ptr<Listener> m_peer;
    QList<std::shared_ptr<ToolCall>> m_held;
};

void TestToolServer::init()
{
    m_server = std::make_unique<ToolServer>(someone());
    m_peer = std::make_unique<Listener>(*m_server);
    QVERIFY(m_server->addTool({"echo", QStringLiteral("Echo"), QStringLiteral("Says it again"), echoSchema,
                               {{QStringLiteral("readOnlyHint"), true}}},
                              [](const std::shared_ptr<ToolCall> &call) {
                                  return ToolResult{call->text("text"), QJsonObject{{QStringLiteral("n"), 1}}, false};
                              }));
    QVERIFY(m_server->addTool({"hold", {}, QStringLiteral("Waits"), emptySchema, {}},
                              [this](std::shared_ptr<ToolCall> call) { m_held.append(std::move(call)); }));
    m_server->open();
    QCOMPARE(m_peer->opened, 0);
    QTRY_COMPARE(m_peer->opened, 1);
}

void TestToolServer::cleanup()
{
    m_held.clear();
    m_server.reset();
    m_peer.reset();
}

void TestToolServer::say(const QByteArray &bytes, quint64 exchange)
{
    const Message message = parsed(expanded(bytes));
    QVERIFY2(message.kind() != Message::Kind::None, bytes.constData());
    m_server->send(message, Route{exchange, {}});
}

void TestToolServer::shakeHands(const QByteArray &version)
{
    say(R"({"jsonrpc":"2.0","id":"hs","method":"initialize","params":{"protocolVersion":")" + version
        + R"(","capabilities":{},"clientInfo":{"name":"t","version":"1"}}})");
    say(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    m_peer->messages.clear();
    m_peer->exchanges.clear();
}

void TestToolServer::answers_each_message_as_its_generation_demands_data()
{
    QTest::addColumn<bool>("handshake");
    QTest::addColumn<QByteArray>("in");
    QTest::addColumn<QByteArray>("out");

    // With a handshake.
    QTest::newRow("ping") << true << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"ping"})")
                          << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{}})");
    QTest::newRow("ping before the handshake") << false << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"ping"})")
                                               << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{}})");
    QTest::newRow("call") << true
                          << QByteArray(R"({"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"}}})")
                          << QByteArray(R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"hi"}],"structuredContent":{"n":1}}})");
    QTest::newRow("unknown tool") << true
                                  << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}})")
                                  << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown tool: nope"}})");
    QTest::newRow("call without name") << true << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"tools/call"})")
                                       << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"tools/call: expected name as a string"}})");
    QTest::newRow("arguments are no object") << true
                                             << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":[1]}})")
                                             << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"tools/call: expected arguments as an object"}})");
    QTest::newRow("bad arguments") << true
                                   << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{}}})")
                                   << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"arguments.text: missing"}],"isError":true}})");
    QTest::newRow("unknown method") << true << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"prompts/list"})")
                                    << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: prompts/list"}})");
    QTest::newRow("method of the other generation") << true << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"server/discover"})")
                                                    << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: server/discover"}})");
    QTest::newRow("logging that was not declared") << true
                                                   << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"info"}})")
                                                   << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found: this server has no logging"}})");
    QTest::newRow("cursor of no page") << true << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":""}})")
                                       << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"tools/list: there is one page only, so no cursor is valid"}})");
    QTest::newRow("handshake without version") << false << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{}})")
                                               << QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"initialize: expected protocolVersion as a string"}})");

    // Stateless.
    const QByteArray me = R"("_meta":{"io.modelcontextprotocol/serverInfo":{"name":"bench","version":"1.2","title":"Bench"}})";
    QTest::newRow("discover") << false << QByteArray(R"({"jsonrpc":"2.0","id":"d","method":"server/discover","params":{$M}})")
                              << R"({"jsonrpc":"2.0","id":"d","result":{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true}},"instructions":"Say less.","ttlMs":60000,"cacheScope":"private",)" + me + "}}";
    QTest::newRow("stateless call") << false
                                    << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"},$M}})")
                                    << R"({"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","content":[{"type":"text","text":"hi"}],"structuredContent":{"n":1},)" + me + "}}";
    QTest::newRow("stateless after a handshake") << true
                                                 << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"},$M}})")
                                                 << R"({"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","content":[{"type":"text","text":"hi"}],"structuredContent":{"n":1},)" + me + "}}";
    QTest::newRow("stateless bad arguments") << false
                                             << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"x":1},$M}})")
                                             << R"({"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","content":[{"type":"text","text":"arguments.text: missing"}],"isError":true,)" + me + "}}";
    QTest::newRow("stateless ping") << false << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"ping","params":{$M}})")
                                    << QByteArray(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"Method not found: ping"}})");
    QTest::newRow("stateless handshake") << false
                                         << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"initialize","params":{"protocolVersion":"2025-11-25",$M}})")
                                         << QByteArray(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"Method not found: initialize"}})");
    QTest::newRow("version that nobody speaks") << true
                                                << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"v9","io.modelcontextprotocol/clientCapabilities":{}}}})")
                                                << QByteArray(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32022,"message":"Unsupported protocol version","data":{"supported":["2026-07-28"],"requested":"v9"}}})");
    QTest::newRow("no metadata") << false << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"tools/list"})")
                                 << QByteArray(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params._meta: expected io.modelcontextprotocol/protocolVersion as a string, or a handshake with initialize first"}})");
    QTest::newRow("no capabilities") << true
                                     << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})")
                                     << QByteArray(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params._meta: expected io.modelcontextprotocol/clientCapabilities as an object"}})");
    QTest::newRow("unknown log level") << false
                                       << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/logLevel":"shout"}}})")
                                       << QByteArray(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"params._meta: expected a log level in io.modelcontextprotocol/logLevel"}})");
    QTest::newRow("listen without notifications") << false
                                                  << QByteArray(R"({"jsonrpc":"2.0","id":7,"method":"subscriptions/listen","params":{$M}})")
                                                  << QByteArray(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"subscriptions/listen: expected notifications as an object"}})");
}

void TestToolServer::answers_each_message_as_its_generation_demands()
{
    QFETCH(bool, handshake);
    QFETCH(QByteArray, in);
    QFETCH(QByteArray, out);
    if (handshake)
        shakeHands();
    say(in, 4);
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QCOMPARE(m_peer->last(), out);
    QCOMPARE(m_peer->exchanges.last(), quint64(4));
    QVERIFY(Message::parse(m_peer->last()).ok());
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
    say(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" + wanted + R"("}})");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    const JsonView result = m_peer->messages.last().resultValue();
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
        shakeHands(version);
    const QByteArray meta = version.isEmpty() ? QByteArray("$M") : QByteArray(R"("_meta":{})");
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{)" + meta + "}}");
    say(R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"text":"x"},)" + meta + "}}");
    QTRY_COMPARE(m_peer->messages.size(), 2);
    const JsonView list = m_peer->messages.first().resultValue();
    QCOMPARE(list["tools"].count(), 2);
    const JsonView echo = *list["tools"].begin();
    QCOMPARE(echo["name"].string(), QByteArray("echo"));
    QCOMPARE(echo["description"].string(), QByteArray("Says it again"));
    QCOMPARE(echo["inputSchema"].raw().toByteArray(), QByteArray(echoSchema));
    QCOMPARE(echo["title"].exists(), title);
    QCOMPARE(echo["annotations"].exists(), annotations);
    QCOMPARE(list["ttlMs"].exists(), version.isEmpty());
    QCOMPARE(list["cacheScope"].exists(), version.isEmpty());
    QCOMPARE(m_peer->messages.last().resultValue()["structuredContent"].exists(), structured);
    QCOMPARE(m_peer->messages.last().resultValue()["resultType"].exists(), version.isEmpty());
}

void TestToolServer::refuses_arguments_that_do_not_fit_the_schema_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("good") << QByteArray(R"({"text":"hällo","times":3,"mood":"lo\u0075d","tags":["a"]})") << QByteArray();
    QTest::newRow("null where null may be") << QByteArray(R"({"text":"a","tags":null})") << QByteArray();
    QTest::newRow("missing") << QByteArray(R"({})") << QByteArray("arguments.text: missing");
    QTest::newRow("wrong type") << QByteArray(R"({"text":5})") << QByteArray("arguments.text: expected string, got 5");
    QTest::newRow("none of the types") << QByteArray(R"({"text":"a","tags":{}})")
                                       << QByteArray("arguments.tags: expected array or null, got {}");
    QTest::newRow("too short") << QByteArray(R"({"text":""})")
                               << QByteArray("arguments.text: expected at least 1 character(s), got \"\"");
    QTest::newRow("too long") << QByteArray(R"({"text":"äöüäöü"})")
                              << QByteArray("arguments.text: expected at most 5 characters, got 6");
    QTest::newRow("fraction") << QByteArray(R"({"text":"a","times":1.5})")
                              << QByteArray("arguments.times: expected integer, got 1.5");
    QTest::newRow("too small") << QByteArray(R"({"text":"a","times":0})")
                               << QByteArray("arguments.times: expected 1 or more, got 0");
    QTest::newRow("too big") << QByteArray(R"({"text":"a","times":99999999999999})")
                             << QByteArray("arguments.times: expected 3 or less, got 99999999999999");
    QTest::newRow("not in the list") << QByteArray(R"({"text":"a","mood":"sad"})")
                                     << QByteArray("arguments.mood: expected one of \"calm\", \"loud\", got \"sad\"");
    QTest::newRow("stranger") << QByteArray(R"({"text":"a","colour":1})")
                              << QByteArray("arguments.colour: there is no such argument");
    QTest::newRow("bad item") << QByteArray(R"({"text":"a","tags":["x",2]})")
                              << QByteArray("arguments.tags[1]: expected string, got 2");
    QTest::newRow("second of two equal keys") << QByteArray(R"({"text":"a","text":7})")
                                              << QByteArray("arguments.text: expected string, got 7");
}

void TestToolServer::refuses_arguments_that_do_not_fit_the_schema()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, sentence);
    const auto schema = ToolSchema::read(echoSchema);
    QVERIFY(schema.ok());
    const auto checked = schema->check(JsonView::parse(arguments));
    QCOMPARE(checked.ok(), sentence.isEmpty());
    if (!checked)
        QCOMPARE(checked.error().sentence.toUtf8(), sentence);
}

void TestToolServer::tells_argument_faults_as_errors_before_they_became_results()
{
    shakeHands("2025-06-18");
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":1}}})");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QCOMPARE(m_peer->last(),
             QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"arguments.text: expected string, got 1"}})"));
}

void TestToolServer::refuses_a_tool_with_a_taken_name_or_a_bad_schema()
{
    const auto nothing = [](const std::shared_ptr<ToolCall> &) { return ToolResult(); };
    for (int i = 0; i < 4; ++i)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("not added")));
    QVERIFY(!m_server->addTool({"echo", {}, {}, emptySchema, {}}, nothing));
    QVERIFY(!m_server->addTool({"a b", {}, {}, emptySchema, {}}, nothing));
    QVERIFY(!m_server->addTool({"new", {}, {}, R"({"type":"array"})", {}}, nothing));
    QVERIFY(!m_server->addTool({"new", {}, {}, R"({"type":)", {}}, nothing));
    QCOMPARE(m_server->enabledTools().size(), 2);
}

void TestToolServer::never_answers_from_inside_send()
{
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
    say(R"({"jsonrpc":"2.0","id":2,"method":"nope"})");
    say(R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{"text":"x"}}})");
    QCOMPARE(m_peer->messages.size(), 0);
    QTRY_COMPARE(m_peer->messages.size(), 3);
}

void TestToolServer::answers_later_exactly_once()
{
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    say(R"({"jsonrpc":"2.0","id":2,"method":"ping"})");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QCOMPARE(m_held.size(), 1);
    m_held.first()->finish({QStringLiteral("one"), {}, false});
    m_held.first()->finish({QStringLiteral("two"), {}, false});
    QVERIFY(m_held.first()->isOver());
    m_held.clear();
    QTRY_COMPARE(m_peer->messages.size(), 2);
    QVERIFY(m_peer->last().contains("\"one\""));
    say(R"({"jsonrpc":"2.0","id":3,"method":"ping"})");
    QTRY_COMPARE(m_peer->messages.size(), 3);
    QCOMPARE(m_peer->last(), QByteArray(R"({"jsonrpc":"2.0","id":3,"result":{}})"));
}

void TestToolServer::answers_for_a_handler_that_lets_go()
{
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    m_held.clear();
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QVERIFY(m_peer->last().contains("ended without an answer"));
    QVERIFY(m_peer->last().contains("\"isError\":true"));
}

void TestToolServer::waits_for_a_coroutine_and_tells_its_progress()
{
    QVERIFY(m_server->addTool({"double", {}, QStringLiteral("Twice"), emptySchema, {}}, doubled));
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"double","arguments":{"text":"ab"},"_meta":{"progressToken":"p"}}})");
    QTRY_VERIFY(m_peer->last().contains("abab"));
    QCOMPARE(m_peer->messages.size(), 2);
    QCOMPARE(m_peer->messages.first().bytes(),
             QByteArray(R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p","progress":1,"total":2,"message":"half"}})"));
}

void TestToolServer::answers_for_a_coroutine_that_throws()
{
    QVERIFY(m_server->addTool({"throw", {}, QStringLiteral("Fails"), emptySchema, {}}, throwing));
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"throw"}})");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QVERIFY(m_peer->last().contains("ended without an answer"));
}

void TestToolServer::keeps_a_coroutine_alive_whose_tool_was_removed()
{
    const auto word = std::make_shared<QString>(QStringLiteral("kept"));
    QVERIFY(m_server->addTool({"slow", {}, QStringLiteral("Slow"), emptySchema, {}},
                              [word](std::shared_ptr<ToolCall>) -> QCoro::Task<ToolResult> {
                                  co_await QCoro::sleepFor(std::chrono::milliseconds(5));
                                  co_return ToolResult{*word, {}, false};
                              }));
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"slow"}})");
    m_server->removeTool("slow");
    QTRY_VERIFY(m_peer->last().contains("kept"));
}

void TestToolServer::tells_the_handler_of_a_cancel_and_says_nothing_more()
{
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"hold","_meta":{"progressToken":1}}})");
    QSignalSpy cancelled(m_held.first().get(), &ToolCall::cancelled);
    m_held.first()->progress(1);
    say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"y"}})");
    say(R"({"jsonrpc":"2.0","method":"notifications/cancelled"})");
    QCOMPARE(cancelled.count(), 0);
    say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}})");
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(m_held.first()->isOver());
    m_held.first()->progress(2);
    m_held.first()->finish({QStringLiteral("late"), {}, false});
    m_held.clear();
    say(R"({"jsonrpc":"2.0","id":2,"method":"ping"})");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QCOMPARE(m_peer->last(), QByteArray(R"({"jsonrpc":"2.0","id":2,"result":{}})"));
}

void TestToolServer::cancels_by_dropping_the_exchange()
{
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold",$M}})", 11);
    say(R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"hold",$M}})", 12);
    QSignalSpy first(m_held.at(0).get(), &ToolCall::cancelled);
    QSignalSpy second(m_held.at(1).get(), &ToolCall::cancelled);
    m_server->drop(0);
    m_server->drop(11);
    QCOMPARE(first.count(), 1);
    QCOMPARE(second.count(), 0);
    m_held.at(0)->finish({});
    m_held.at(1)->finish({});
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QCOMPARE(m_peer->exchanges.last(), quint64(12));
}

void TestToolServer::cancels_everything_when_closed()
{
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold",$M}})", 1);
    say(R"({"jsonrpc":"2.0","id":2,"method":"tools/list","params":{$M}})", 2);
    QSignalSpy cancelled(m_held.first().get(), &ToolCall::cancelled);
    m_server->close();
    m_server->close();
    QCOMPARE(cancelled.count(), 1);
    QCOMPARE(m_peer->closed, 0);
    QTRY_COMPARE(m_peer->closed, 1);
    QCOMPARE(m_peer->lastFailure, Failure::None);
    m_held.first()->finish({});
    say(R"({"jsonrpc":"2.0","id":3,"method":"tools/list","params":{$M}})", 3);
    m_server->setToolEnabled("echo", false);
    QTest::qWait(0);
    QCOMPARE(m_peer->messages.size(), 0);
    QCOMPARE(m_peer->closed, 1);
}

void TestToolServer::cancels_everything_when_destroyed()
{
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold",$M}})", 1);
    QSignalSpy cancelled(m_held.first().get(), &ToolCall::cancelled);
    m_server.reset();
    QCOMPARE(cancelled.count(), 1);
    m_held.first()->finish({});
    m_held.first()->progress(1);
}

void TestToolServer::refuses_an_id_that_is_still_open()
{
    shakeHands();
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QCOMPARE(m_peer->messages.last().errorCode(), -32600);
    QCOMPARE(m_held.size(), 1);
}

void TestToolServer::holds_answers_back_while_paused()
{
    shakeHands();
    m_server->pauseReading(true);
    say(R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
    QTest::qWait(0);
    QCOMPARE(m_peer->messages.size(), 0);
    m_server->pauseReading(false);
    QCOMPARE(m_peer->messages.size(), 0);
    QTRY_COMPARE(m_peer->messages.size(), 1);
}

void TestToolServer::is_not_writable_while_much_waits_to_leave()
{
    shakeHands();
    QSignalSpy drained(m_server.get(), &Backend::drained);
    m_server->pauseReading(true);
    for (int i = 0; i < 1000; ++i)
        say(R"({"jsonrpc":"2.0","id":)" + QByteArray::number(i) + R"(,"method":"ping"})");
    QVERIFY(!m_server->writable());
    m_server->pauseReading(false);
    QTRY_COMPARE(drained.count(), 1);
    QVERIFY(m_server->writable());
    QTRY_COMPARE(m_peer->messages.size(), 1000);
}

void TestToolServer::tells_progress_only_to_those_who_asked_and_only_upwards()
{
    shakeHands("2024-11-05");
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    say(R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"hold","_meta":{"progressToken":7}}})", 9);
    say(R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"hold","_meta":{"progressToken":{}}}})");
    for (const auto &call : std::as_const(m_held)) {
        call->progress(0.5, 0, QStringLiteral("no words in this version"));
        call->progress(0.5);
        call->progress(0.25);
        call->progress(qQNaN());
        call->progress(2, 4);
    }
    QTRY_COMPARE(m_peer->messages.size(), 2);
    QCOMPARE(m_peer->messages.first().bytes(),
             QByteArray(R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":0.5}})"));
    QCOMPARE(m_peer->last(),
             QByteArray(R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":2,"total":4}})"));
    QCOMPARE(m_peer->exchanges, QList<quint64>({9, 9}));
}

void TestToolServer::tells_a_changed_list_to_those_who_shook_hands()
{
    m_server->setToolEnabled("echo", false);
    QTest::qWait(0);
    QCOMPARE(m_peer->messages.size(), 0); // Nobody has shaken hands yet.
    shakeHands();
    m_server->setToolEnabled("echo", false);
    m_server->setToolEnabled("echo", true);
    m_server->removeTool("hold");
    QTRY_COMPARE(m_peer->messages.size(), 1);
    QCOMPARE(m_peer->last(), QByteArray(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"));
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hold"}})");
    QTRY_COMPARE(m_peer->messages.size(), 2);
    QCOMPARE(m_peer->messages.last().errorCode(), -32602);
}

void TestToolServer::tells_a_changed_list_to_each_subscription_until_it_ends()
{
    say(R"({"jsonrpc":"2.0","id":30,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true,"promptsListChanged":true},$M}})", 5);
    say(R"({"jsonrpc":"2.0","id":"30","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},$M}})", 6);
    QTRY_COMPARE(m_peer->messages.size(), 2);
    QCOMPARE(m_peer->messages.first().bytes(),
             QByteArray(R"({"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":30},"notifications":{"toolsListChanged":true}}})"));
    m_server->setToolEnabled("echo", false);
    QTRY_COMPARE(m_peer->messages.size(), 4);
    QList<QByteArray> told{m_peer->messages.at(2).bytes(), m_peer->messages.at(3).bytes()};
    std::sort(told.begin(), told.end());
    QCOMPARE(told.first(),
             QByteArray(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"30"}}})"));
    QCOMPARE(told.last(),
             QByteArray(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":30}}})"));
    say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":30}})");
    m_server->drop(6);
    m_server->setToolEnabled("echo", true);
    say(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{$M}})", 7);
    QTRY_COMPARE(m_peer->messages.size(), 5);
    QCOMPARE(m_peer->messages.last().id().toByteArray(), QByteArray("1"));
}

void TestToolServer::ends_a_subscription_to_nothing()
{
    say(R"({"jsonrpc":"2.0","id":30,"method":"subscriptions/listen","params":{"notifications":{"promptsListChanged":true},$M}})", 5);
    QTRY_COMPARE(m_peer->messages.size(), 2);
    QCOMPARE(m_peer->messages.first().params()["notifications"].raw().toByteArray(), QByteArray("{}"));
    const JsonView result = m_peer->messages.last().resultValue();
    QVERIFY(result["resultType"].equals("complete"));
    QCOMPARE(result["_meta"]["io.modelcontextprotocol/subscriptionId"].raw().toByteArray(), QByteArray("30"));
}

void TestToolServer::logs_from_the_level_asked_for_on()
{
    ToolServer server(someone(true));
    Listener peer(server);
    QVERIFY(server.addTool({"tell", {}, QStringLiteral("Tells"), emptySchema, {}}, [](const std::shared_ptr<ToolCall> &call) {
        call->log(LogLevel::Info, QStringLiteral("small"));
        call->log(LogLevel::Error, QStringLiteral("big"));
        return ToolResult{QStringLiteral("done"), {}, false};
    }));
    server.open();
    const auto ask = [&](const QByteArray &bytes) { server.send(parsed(expanded(bytes)), Route{1, {}}); };
    ask(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"tell",$M}})");
    QTRY_COMPARE(peer.messages.size(), 1); // Silence is the default without a handshake.
    ask(R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"tell","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/logLevel":"error"}}})");
    QTRY_COMPARE(peer.messages.size(), 3);
    QCOMPARE(peer.messages.at(1).bytes(),
             QByteArray(R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","logger":"bench","data":"big"}})"));
    ask(R"({"jsonrpc":"2.0","id":3,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})");
    ask(R"({"jsonrpc":"2.0","id":4,"method":"logging/setLevel","params":{"level":"info"}})");
    ask(R"({"jsonrpc":"2.0","id":5,"method":"logging/setLevel","params":{"level":"loud"}})");
    ask(R"({"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"tell"}})");
    QTRY_COMPARE(peer.messages.size(), 9);
    QVERIFY(peer.messages.at(3).resultValue()["capabilities"]["logging"].isObject());
    QCOMPARE(peer.messages.at(5).errorCode(), -32602);
    QVERIFY(peer.messages.at(6).bytes().contains("small"));
}

QTEST_GUILESS_MAIN(TestToolServer)
#include "tst_toolserver.moc"
