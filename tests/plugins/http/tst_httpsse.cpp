// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/http/httpbench.h"

#include <QElapsedTimer>

using namespace Signalbox;
using Request = RawServer::Request;

namespace {

/** A server of HTTP+SSE: names its endpoint, answers on its stream, and refuses POSTs where it streams. */
class SseServer : public RawServer
{
public:
    SseServer()
    {
        script = [this](const Request &request) { serve(request); };
    }

    QByteArray endpoint = "/messages?session=1";
    int postStatus = 405; //!< for POSTs to the stream's address
    std::function<bool(const Request &request)> more; //!< looks at every request first; true = dealt with
    QList<Request> streams;

private:
    void serve(const Request &request)
    {
        if (more && more(request))
            return;
        if (request.method == "GET") {
            streams.append(request);
            request.openStream();
            return request.chunk("event: endpoint\ndata: " + endpoint + "\n\n");
        }
        if (request.target == "/mcp")
            return request.answer(postStatus, "text/html", "<title>Cannot POST</title>");
        request.accept();
        const Message message = request.message();
        if (message.isRequest())
            streams.last().event(Message::result(message.id(), "{}").bytes());
    }
};

} // namespace

/** Servers of the first protocol version, asked for or found by the specification's rule. */
class TestHttpSse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speaks_on_the_address_that_the_server_names_data();
    void speaks_on_the_address_that_the_server_names();
    void never_sends_messages_to_another_server_data();
    void never_sends_messages_to_another_server();
    void what_cannot_be_opened_says_why_data();
    void what_cannot_be_opened_says_why();
    void a_server_that_names_no_address_is_given_up();
    void nobody_there_is_no_crash();
    void the_end_of_the_stream_is_the_end();
    void a_message_that_is_not_taken_fails_alone_data();
    void a_message_that_is_not_taken_fails_alone();
    void a_post_that_is_answered_after_the_work_is_waited_for();
    void an_older_server_is_found_data();
    void an_older_server_is_found();
    void an_older_server_is_not_looked_for_data();
    void an_older_server_is_not_looked_for();
    void where_nobody_speaks_either_both_reasons_are_told();
    void close_while_looking_for_an_older_server_is_answered();
    void a_handshake_dropped_while_looking_is_not_sent();
};

void TestHttpSse::speaks_on_the_address_that_the_server_names_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("absolute path") << QByteArray("/messages?session=1") << QByteArray("/messages?session=1");
    QTest::newRow("relative path") << QByteArray("messages?s=a%20b") << QByteArray("/deep/messages?s=a%20b");
    QTest::newRow("query alone") << QByteArray("?s=1") << QByteArray("/deep/sse?s=1");
    QTest::newRow("whole address") << QByteArray("http://127.0.0.1:PORT/m") << QByteArray("/m");
    QTest::newRow("with fragment") << QByteArray("/m#x") << QByteArray("/m");
}

void TestHttpSse::speaks_on_the_address_that_the_server_names()
{
    QFETCH(QByteArray, endpoint);
    HttpBench bench;
    SseServer server;
    server.endpoint = endpoint.replace("PORT", QByteArray::number(server.port()));
    bench.start(server, QStringLiteral("sse"), QStringLiteral("/deep/sse"));
    QVERIFY(bench.greet());
    QCOMPARE(bench.record->story.first(), QStringLiteral("opened"));
    bench.ask(2, "tools/call", HttpBench::versionHeaders());
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QCOMPARE(bench.record->origins[1].exchange, 0u);
    QCOMPARE(bench.record->origins[1].httpStatus, 200);
    const Request call = server.posts("tools/call").first();
    QTEST(call.target, "target");
    QCOMPARE(call.header("content-type"), QByteArray("application/json"));
    QCOMPARE(call.header("mcp-protocol-version"), QByteArray("2025-06-18"));
    QCOMPARE(server.count("GET"), 1);
    QCOMPARE(bench.backend->status().value(QStringLiteral("transport")).toString(), QStringLiteral("sse"));
    bench.backend->close();
    QTRY_COMPARE(bench.record->closed, 1);
    QTRY_VERIFY(!server.streams[0].isOpen());
    QCOMPARE(server.count("DELETE"), 0);
}

void TestHttpSse::never_sends_messages_to_another_server_data()
{
    QTest::addColumn<QByteArray>("endpoint");
    QTest::newRow("host") << QByteArray("http://evil.example/m");
    QTest::newRow("port") << QByteArray("http://127.0.0.1:OTHER/m");
    QTest::newRow("scheme") << QByteArray("https://127.0.0.1:PORT/m");
    QTest::newRow("without scheme") << QByteArray("//localhost:PORT/m");
    QTest::newRow("file") << QByteArray("file:///etc/passwd");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("nonsense") << QByteArray("http://[:::/");
    QTest::newRow("endless") << "/" + QByteArray(10'000, 'x');
}

void TestHttpSse::never_sends_messages_to_another_server()
{
    QFETCH(QByteArray, endpoint);
    HttpBench bench;
    SseServer server;
    RawServer other;
    server.endpoint =
        endpoint.replace("PORT", QByteArray::number(server.port())).replace("OTHER", QByteArray::number(other.port()));
    bench.start(server, QStringLiteral("sse"));
    bench.ask(1, "initialize");
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(bench.record->failure.kind, Failure::Refused);
    QVERIFY(!bench.record->failure.sentence.isEmpty());
    QCOMPARE(other.connections(), 0);
    QCOMPARE(server.count("POST"), 0);
    QCOMPARE(bench.record->story, QStringList{QStringLiteral("closed")});
}

void TestHttpSse::what_cannot_be_opened_says_why_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](int status, const char *type, Failure::Kind kind, const char *words) {
        QTest::newRow(words) << status << QByteArray(type) << int(kind) << QString::fromLatin1(words);
    };
    row(200, "text/html", Failure::Refused, "answered with text/html where an event stream was expected");
    row(404, "text/html", Failure::Refused, "answered 404 Not Found");
    row(401, "", Failure::Unauthorized, "answered 401 Unauthorized: it wants to know who you are");
    row(429, "", Failure::NotSent, "answered 429 Too Many Requests");
    row(503, "", Failure::NotSent, "answered 503 Service Unavailable");
}

void TestHttpSse::what_cannot_be_opened_says_why()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QString, words);
    HttpBench bench;
    SseServer server;
    server.more = [&](const Request &request) {
        request.answer(status, type, {});
        return true;
    };
    bench.start(server, QStringLiteral("sse"));
    QTRY_COMPARE(bench.record->closed, 1);
    QTEST(int(bench.record->failure.kind), "kind");
    QVERIFY2(bench.record->failure.sentence.contains(words), qPrintable(bench.record->failure.sentence));
    QCOMPARE(bench.record->opened, 0);
}

void TestHttpSse::a_server_that_names_no_address_is_given_up()
{
    HttpBench bench;
    SseServer server;
    server.more = [](const Request &request) {
        request.openStream();
        request.event("{}");
        return true;
    };
    QElapsedTimer time;
    time.start();
    bench.start(server, QStringLiteral("sse"));
    QTRY_COMPARE_WITH_TIMEOUT(bench.record->closed, 1, 10'000);
    QVERIFY(time.elapsed() >= 4'500);
    QCOMPARE(bench.record->failure.kind, Failure::NotSent);
    QVERIFY(bench.record->failure.sentence.contains(QStringLiteral("within 5 s")));
}

/** The kind decides whether the server is given up after some tries. */
void TestHttpSse::nobody_there_is_no_crash()
{
    HttpBench bench;
    SseServer server;
    server.stop();
    bench.start(server, QStringLiteral("sse"));
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(bench.record->failure.kind, Failure::NotSent);
    QVERIFY(bench.record->failure.sentence.contains(QStringLiteral("is the server running there?")));
}

void TestHttpSse::the_end_of_the_stream_is_the_end()
{
    HttpBench bench;
    SseServer server;
    bench.start(server, QStringLiteral("sse"));
    QVERIFY(bench.greet());
    server.streams[0].event(R"({"jsonrpc":"2.0","method":"last"})");
    server.streams[0].reset();
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(bench.record->failure.kind, Failure::OutcomeUnknown);
    QVERIFY(!bench.record->failure.sentence.isEmpty());
    QCOMPARE(server.count("GET"), 1);
}

void TestHttpSse::a_message_that_is_not_taken_fails_alone_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("kind");
    QTest::newRow("404") << 404 << int(Failure::SessionGone);
    QTest::newRow("403") << 403 << int(Failure::Unauthorized);
    QTest::newRow("413") << 413 << int(Failure::Refused);
    QTest::newRow("500") << 500 << int(Failure::OutcomeUnknown);
    QTest::newRow("cut") << 0 << int(Failure::OutcomeUnknown);
}

void TestHttpSse::a_message_that_is_not_taken_fails_alone()
{
    QFETCH(int, status);
    HttpBench bench;
    SseServer server;
    server.more = [&](const Request &request) {
        if (!request.message().isMethod("tools/call"))
            return false;
        if (status != 0)
            request.answer(status, {}, {});
        else
            request.hangUp();
        return true;
    };
    bench.start(server, QStringLiteral("sse"));
    QVERIFY(bench.greet());
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].first, 5u);
    QTEST(int(bench.record->failures[0].second.kind), "kind");
    bench.ask(6, "ping");
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QCOMPARE(bench.record->closed, 0);
}

/** Some servers answer the POST only when the call is done; how long that may take is not for the plugin to say. */
void TestHttpSse::a_post_that_is_answered_after_the_work_is_waited_for()
{
    constexpr int longerThanOthers = 32'000; // ms; what is no request is given up before
    HttpBench bench;
    SseServer server;
    Request call;
    server.more = [&](const Request &request) {
        if (!request.message().isMethod("tools/call"))
            return false;
        call = request;
        return true;
    };
    bench.start(server, QStringLiteral("sse"));
    QVERIFY(bench.greet());
    bench.ask(2);
    QTRY_VERIFY(call.socket);
    QVERIFY(!QTest::qWaitFor([&] { return !bench.record->failures.isEmpty() || !call.isOpen(); }, longerThanOthers));
    server.streams[0].event(Message::result("2", "{}").bytes());
    call.accept();
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpSse::an_older_server_is_found_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("400") << 400;
    QTest::newRow("404") << 404;
    QTest::newRow("405") << 405;
    QTest::newRow("415") << 415;
}

void TestHttpSse::an_older_server_is_found()
{
    QFETCH(int, status);
    HttpBench bench;
    SseServer server;
    server.postStatus = status;
    bench.start(server);
    bench.ask(1, "initialize");
    bench.ask(2, "tools/list");
    QTRY_COMPARE(bench.record->messages.size(), 2);
    bench.note("notifications/initialized");
    bench.ask(3);
    QTRY_COMPARE(bench.record->messages.size(), 3);
    QVERIFY(bench.record->failures.isEmpty());
    QCOMPARE(bench.record->opened, 1);
    const QList<Request> greetings = server.posts("initialize");
    QCOMPARE(greetings.size(), 2);
    QCOMPARE(greetings[0].target, QByteArray("/mcp"));
    QCOMPARE(greetings[1].target, server.endpoint);
    QCOMPARE(server.posts("tools/call").first().target, server.endpoint);
    QCOMPARE(bench.backend->status().value(QStringLiteral("transport")).toString(), QStringLiteral("sse"));
    server.streams[0].endStream();
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(bench.record->failure.kind, Failure::OutcomeUnknown);
}

void TestHttpSse::an_older_server_is_not_looked_for_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("kind");
    const QString any = QStringLiteral("http");
    const QByteArray hello = "initialize";
    QTest::newRow("not asked for") << QStringLiteral("streamable-http") << hello << 405 << int(Failure::Refused);
    QTest::newRow("not asked for in other words")
        << QStringLiteral("streamableHttp") << hello << 404 << int(Failure::Refused);
    QTest::newRow("401") << any << hello << 401 << int(Failure::Unauthorized);
    QTest::newRow("403") << any << hello << 403 << int(Failure::Unauthorized);
    QTest::newRow("429") << any << hello << 429 << int(Failure::NotSent);
    QTest::newRow("500") << any << hello << 500 << int(Failure::OutcomeUnknown);
    QTest::newRow("no handshake") << any << QByteArray("tools/call") << 405 << int(Failure::Refused);
}

void TestHttpSse::an_older_server_is_not_looked_for()
{
    QFETCH(QString, type);
    QFETCH(QByteArray, method);
    QFETCH(int, status);
    HttpBench bench;
    SseServer server;
    server.postStatus = status;
    bench.start(server, type);
    bench.ask(1, method);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QTEST(int(bench.record->failures[0].second.kind), "kind");
    QCOMPARE(server.count("GET"), 0);
}

void TestHttpSse::where_nobody_speaks_either_both_reasons_are_told()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        request.answer(request.method == "POST" ? 405 : 404, "text/plain", "wrong door");
    };
    bench.start(server);
    bench.ask(1, "initialize");
    bench.ask(2);
    QTRY_COMPARE(bench.record->failures.size(), 2);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::NotSent);
    QCOMPARE(bench.record->failures[1].first, 1u);
    const Failure &failure = bench.record->failures[1].second;
    QCOMPARE(failure.kind, Failure::Refused);
    QVERIFY(failure.sentence.contains(QStringLiteral("answered 405")));
    QVERIFY(failure.sentence.contains(QStringLiteral("answered 404")));
    QCOMPARE(bench.record->closed, 0);
    bench.backend->close();
    QTRY_COMPARE(bench.record->closed, 1);
}

void TestHttpSse::close_while_looking_for_an_older_server_is_answered()
{
    HttpBench bench;
    SseServer server;
    server.more = [](const Request &request) { return request.method == "GET"; };
    bench.start(server);
    bench.ask(1, "initialize");
    QTRY_COMPARE(server.count("GET"), 1);
    bench.backend->close();
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(bench.record->failure.kind, Failure::None);
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpSse::a_handshake_dropped_while_looking_is_not_sent()
{
    HttpBench bench;
    SseServer server;
    server.more = [](const Request &request) { return request.method == "GET"; };
    bench.start(server);
    bench.ask(1, "initialize");
    QTRY_COMPARE(server.count("GET"), 1);
    bench.backend->drop(1);
    QTRY_VERIFY(!server.requests.last().isOpen());
    QCOMPARE(server.posts("initialize").size(), 1);
    QVERIFY(bench.record->failures.isEmpty());
}

QTEST_GUILESS_MAIN(TestHttpSse)
#include "tst_httpsse.moc"
