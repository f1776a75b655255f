// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/http/httpbench.h"

#include <QJsonObject>

using namespace Signalbox;
using Request = RawServer::Request;

/** What goes to a server of Streamable HTTP, and what comes back when all is well. */
class TestHttpAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_request_carries_the_headers_of_everybody();
    void the_session_is_founded_by_the_answer_to_initialize_alone();
    void a_new_handshake_is_no_part_of_the_old_session();
    void a_session_that_cannot_be_repeated_is_refused_data();
    void a_session_that_cannot_be_repeated_is_refused();
    void answers_are_understood_data();
    void answers_are_understood();
    void lines_of_json_are_told_as_they_come();
    void a_compressed_answer_is_read();
    void a_whole_answer_counts_however_its_connection_ended();
    void what_a_server_asks_on_a_stream_belongs_to_that_exchange();
    void a_dropped_exchange_is_cut_off();
    void an_answered_stream_gives_its_connection_back();
    void whatever_is_2xx_takes_a_notification_data();
    void whatever_is_2xx_takes_a_notification();
    void close_ends_the_session_data();
    void close_ends_the_session();
    void close_ends_what_is_open_in_silence();
    void status_shows_no_secret();
};

void TestHttpAnswers::a_request_carries_the_headers_of_everybody()
{
    HttpBench bench;
    SessionServer server;
    bench.backend = bench.make({{QStringLiteral("url"), server.url(QStringLiteral("/a?b=c"))},
                                {QStringLiteral("headers"),
                                 QJsonObject{{QStringLiteral("Authorization"), QStringLiteral("Bearer t")},
                                             {QStringLiteral("X-Both"), QStringLiteral("settings")}}}});
    bench.record = new HttpBench::Record(bench.backend.get());
    bench.backend->open();
    bench.ask(7, "tools/call", {{"X-Both", "protocol"}, {"Mcp-Method", "tools/call"}});
    QTRY_COMPARE(bench.record->messages.size(), 1);
    const Request &request = server.requests.first();
    QCOMPARE(request.target, QByteArray("/a?b=c"));
    QCOMPARE(request.header("content-type"), QByteArray("application/json"));
    QCOMPARE(request.header("accept"), QByteArray("application/json, text/event-stream"));
    QCOMPARE(request.header("authorization"), QByteArray("Bearer t"));
    QCOMPARE(request.header("mcp-method"), QByteArray("tools/call"));
    QCOMPARE(request.header("x-both"), QByteArray("protocol"));
    QCOMPARE(headerCount(request.headers, "x-both"), 1);
    QVERIFY(!request.hasHeader("mcp-session-id"));
    QCOMPARE(request.body, Message::request("7", "tools/call", "{}").bytes());
}

void TestHttpAnswers::the_session_is_founded_by_the_answer_to_initialize_alone()
{
    HttpBench bench;
    SessionServer server;
    server.more = [](const Request &request) {
        if (request.message().isMethod("tools/call"))
            request.result("{}", {{"Mcp-Session-Id", "another"}});
        return request.message().isMethod("tools/call");
    };
    bench.start(server);
    bench.ask(9);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QVERIFY(bench.greet());
    bench.ask(2);
    QTRY_COMPARE(bench.record->messages.size(), 3);
    bench.ask(3, "tools/call", HttpBench::versionHeaders());
    QTRY_COMPARE(bench.record->messages.size(), 4);
    QVERIFY(!server.posts("initialize").first().hasHeader("mcp-session-id"));
    const QList<Request> calls = server.posts("tools/call");
    QVERIFY(!calls[0].hasHeader("mcp-session-id"));
    QCOMPARE(calls[1].header("mcp-session-id"), QByteArray("s-1"));
    QCOMPARE(calls[2].header("mcp-session-id"), QByteArray("s-1"));
    QCOMPARE(calls[2].header("mcp-protocol-version"), QByteArray("2025-06-18"));
    QCOMPARE(server.posts("notifications/initialized").first().header("mcp-session-id"), QByteArray("s-1"));
}

void TestHttpAnswers::a_new_handshake_is_no_part_of_the_old_session()
{
    HttpBench bench;
    SessionServer server;
    bench.start(server);
    QVERIFY(bench.greet());
    server.session = "s-2";
    bench.ask(2, "initialize");
    QTRY_COMPARE(bench.record->messages.size(), 2);
    bench.ask(3);
    QTRY_COMPARE(bench.record->messages.size(), 3);
    QVERIFY(!server.posts("initialize")[1].hasHeader("mcp-session-id"));
    QCOMPARE(server.posts("tools/call").first().header("mcp-session-id"), QByteArray("s-2"));
}

void TestHttpAnswers::a_session_that_cannot_be_repeated_is_refused_data()
{
    QTest::addColumn<QByteArray>("session");
    QTest::newRow("space") << QByteArray("a b");
    QTest::newRow("not ASCII") << QByteArray("\xc3\xa4");
    QTest::newRow("too long") << QByteArray(1'025, 'x');
}

void TestHttpAnswers::a_session_that_cannot_be_repeated_is_refused()
{
    QFETCH(QByteArray, session);
    HttpBench bench;
    SessionServer server;
    server.session = session;
    bench.start(server);
    QVERIFY(!bench.greet());
    QCOMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].first, 1u);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::Refused);
    QVERIFY(bench.record->failures[0].second.sentence.contains(QStringLiteral("named its session")));
}

void TestHttpAnswers::answers_are_understood_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("before"); // messages before the answer
    const auto json = [](const char *name, int status, const char *body, int before = 0) {
        QTest::newRow(name) << status << QByteArray("application/json") << QByteArray(body) << before;
    };
    const auto events = [](const char *name, const char *body, int before = 0) {
        QTest::newRow(name) << 200 << QByteArray("text/event-stream") << QByteArray(body) << before;
    };
    json("JSON", 200, R"( {"jsonrpc":"2.0","id":5,"result":{}} )");
    QTest::newRow("JSON with parameters of the type") << 200 << QByteArray("Application/JSON; charset=utf-8")
                                                      << QByteArray(R"({"jsonrpc":"2.0","id":5,"result":{}})") << 0;
    json("JSON with a byte order mark", 200, "\xEF\xBB\xBF{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}");
    json("an error", 200, R"({"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"no"}})");
    json("an error to nobody", 200, R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"no"}})");
    json("an array", 200, R"([{"jsonrpc":"2.0","method":"n"},{"jsonrpc":"2.0","id":5,"result":{}}])", 1);
    json("lines of JSON", 200, "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n", 1);
    json("JSON on several lines", 200, "\n{\n\"jsonrpc\":\"2.0\",\n\"id\":5,\"result\":{\n\"method\":{}}\n}\n");
    json("4xx and an error of ours", 400, R"({"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"no"}})");
    json("4xx and an error to nobody", 400, R"({"jsonrpc":"2.0","error":{"code":1,"message":"no"}})");
    json("404 without session", 404, R"({"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"no"}})");
    json("5xx and an error of ours", 500, R"({"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"no"}})");
    events("an event", "data: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n\n");
    events("lines of data", "data: {\"jsonrpc\":\"2.0\",\ndata: \"id\":5,\"result\":{}}\n\n");
    events("events before",
           "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n\n", 1);
    events("an array in an event",
           "data: [{\"jsonrpc\":\"2.0\",\"method\":\"n\"},{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}]\n\n", 1);
    events("priming, comments and strange events",
           "id: 1\ndata:\n\n: hello\n\nevent: ping\ndata: x\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n\n");
    events("an event that is no message", "data: hello\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n\n");
    events("an array of which one is no message",
           "data: [{\"method\":\"n\"}]\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n\n");
    events("what follows the answer is nobody's",
           "data: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n");
}

void TestHttpAnswers::answers_are_understood()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(int, before);
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) { request.answer(status, type, body); };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->messages.size(), before + 1);
    QCOMPARE(bench.record->messages.last().id().toByteArray(), QByteArray("5"));
    for (const Origin &origin : std::as_const(bench.record->origins)) {
        QCOMPARE(origin.exchange, 5u);
        QCOMPARE(origin.httpStatus, status);
    }
    bench.backend->close();
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(bench.record->messages.size(), before + 1);
    QVERIFY(bench.record->failures.isEmpty());
}

/** The answer of such a request comes only at its end, and what is said before it is the point of it. */
void TestHttpAnswers::lines_of_json_are_told_as_they_come()
{
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) {
        request.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        request.chunk("{\"jsonrpc\":\"2.0\",\"method\":\"first\"}\n{\"jsonrpc\":\"2.0\",");
        request.chunk("\"method\":\"second\"}\n");
    };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QVERIFY(bench.record->messages.last().isMethod("second"));
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpAnswers::a_compressed_answer_is_read()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        const QByteArray answer = Message::result(request.message().id(), R"({"a":1})").bytes();
        request.json(qCompress(answer).mid(4), 200, {{"Content-Encoding", "deflate"}}); // without Qt's own length
    };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QCOMPARE(bench.record->messages[0].bytes(), Message::result("5", R"({"a":1})").bytes());
    QCOMPARE(server.requests[0].header("accept-encoding"), QByteArray("identity"));
}

void TestHttpAnswers::a_whole_answer_counts_however_its_connection_ended()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        request.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
                      + Message::result(request.message().id(), "{}").bytes());
        request.hangUp();
    };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QCOMPARE(bench.record->messages[0].id().toByteArray(), QByteArray("5"));
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpAnswers::what_a_server_asks_on_a_stream_belongs_to_that_exchange()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        if (!request.message().isRequest())
            return request.accept();
        request.openStream();
        request.event(Message::request("\"q" + request.message().id().toByteArray() + '"', "roots/list").bytes());
    };
    bench.start(server);
    for (quint64 id = 1; id <= 20; ++id)
        bench.ask(id);
    QTRY_COMPARE(bench.record->messages.size(), 20);
    for (int i = 0; i < 20; ++i) {
        const QByteArray asked = '"' + ("q" + QByteArray::number(bench.record->origins[i].exchange)) + '"';
        QCOMPARE(bench.record->messages[i].id().toByteArray(), asked);
    }
    bench.backend->send(Message::result("\"q1\"", "{}"), {});
    QTRY_COMPARE(server.requests.size(), 21);
    server.requests.first().event(Message::result("1", "{}").bytes());
    QTRY_COMPARE(bench.record->messages.size(), 21);
}

void TestHttpAnswers::a_dropped_exchange_is_cut_off()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        request.openStream();
        request.event(R"({"jsonrpc":"2.0","method":"n"})");
    };
    bench.start(server);
    bench.ask(1);
    bench.ask(2);
    QTRY_COMPARE(bench.record->messages.size(), 2);
    bench.backend->drop(1);
    const Request dropped = server.posts("tools/call")[0];
    const bool isFirst = dropped.message().id() == "1";
    const Request other = server.posts("tools/call")[1];
    QTRY_VERIFY(!(isFirst ? dropped : other).isOpen());
    (isFirst ? other : dropped).event(Message::result("2", "{}").bytes());
    QTRY_COMPARE(bench.record->messages.size(), 3);
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpAnswers::an_answered_stream_gives_its_connection_back()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        request.openStream();
        request.event(Message::result(request.message().id(), "{}").bytes());
        request.endStream();
    };
    bench.start(server);
    for (quint64 id = 1; id <= 10; ++id) {
        bench.ask(id);
        QTRY_COMPARE(bench.record->messages.size(), qsizetype(id));
    }
    QCOMPARE(server.connections(), 1);
}

void TestHttpAnswers::whatever_is_2xx_takes_a_notification_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("202") << 202 << QByteArray() << QByteArray();
    QTest::newRow("204") << 204 << QByteArray() << QByteArray();
    QTest::newRow("200") << 200 << QByteArray() << QByteArray();
    QTest::newRow("200 and a page") << 200 << QByteArray("text/html") << QByteArray("<p>OK</p>");
    QTest::newRow("200 and a long page") << 200 << QByteArray("text/html") << QByteArray(1'000'000, 'x');
    QTest::newRow("202 and JSON") << 202 << QByteArray("application/json") << QByteArray("null");
}

void TestHttpAnswers::whatever_is_2xx_takes_a_notification()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) {
        if (request.message().isRequest())
            request.result();
        else
            request.answer(status, type, status == 204 ? QByteArray() : body);
    };
    bench.start(server);
    bench.note("notifications/roots/list_changed");
    QTRY_COMPARE(server.requests.size(), 1);
    bench.ask(1);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpAnswers::close_ends_the_session_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("done") << 200;
    QTest::newRow("no content") << 204;
    QTest::newRow("not offered") << 405;
    QTest::newRow("gone already") << 404;
    QTest::newRow("silence") << 0;
}

void TestHttpAnswers::close_ends_the_session()
{
    QFETCH(int, status);
    HttpBench bench;
    SessionServer server;
    server.more = [&](const Request &request) {
        if (request.method == "DELETE" && status != 0)
            request.answer(status, {}, {});
        return request.method == "DELETE";
    };
    bench.start(server);
    QVERIFY(bench.greet());
    QTRY_COMPARE(server.streams.size(), 1);
    bench.backend->close();
    QCOMPARE(bench.record->closed, 0);
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(bench.record->failure.kind, Failure::None);
    QCOMPARE(server.count("DELETE"), 1);
    QCOMPARE(server.requests.last().header("mcp-session-id"), QByteArray("s-1"));
    QCOMPARE(server.requests.last().header("mcp-protocol-version"), QByteArray("2025-06-18"));
}

void TestHttpAnswers::close_ends_what_is_open_in_silence()
{
    HttpBench bench;
    RawServer server;
    bench.start(server);
    bench.ask(1);
    QTRY_COMPARE(server.requests.size(), 1);
    bench.backend->close();
    QTRY_COMPARE(bench.record->closed, 1);
    QTRY_VERIFY(!server.requests.first().isOpen());
    QVERIFY(bench.record->failures.isEmpty());
    QCOMPARE(server.count("DELETE"), 0);
}

void TestHttpAnswers::status_shows_no_secret()
{
    HttpBench bench;
    SessionServer server;
    QString url = server.url(QStringLiteral("/mcp?key=secret"));
    url.replace(QStringLiteral("http://"), QStringLiteral("http://me:secret@"));
    bench.backend = bench.make({{QStringLiteral("url"), url}});
    bench.record = new HttpBench::Record(bench.backend.get());
    bench.backend->open();
    QCOMPARE(bench.backend->status().value(QStringLiteral("url")).toString(), server.url());
    QCOMPARE(bench.backend->status().value(QStringLiteral("stream")).toString(), QStringLiteral("absent"));
    QVERIFY(bench.greet());
    QTRY_COMPARE(bench.backend->status().value(QStringLiteral("stream")).toString(), QStringLiteral("open"));
    QCOMPARE(bench.backend->status().value(QStringLiteral("transport")).toString(), QStringLiteral("streamable-http"));
    server.stop();
    bench.ask(2);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QVERIFY(bench.backend->status().contains(QStringLiteral("lastError")));
    QVERIFY(!bench.backend->status().value(QStringLiteral("lastError")).toString().contains(QStringLiteral("secret")));
    QVERIFY(!bench.record->failures[0].second.sentence.contains(QStringLiteral("secret")));
}

QTEST_GUILESS_MAIN(TestHttpAnswers)
#include "tst_httpanswers.moc"
