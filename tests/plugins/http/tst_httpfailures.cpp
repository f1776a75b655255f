// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/http/httpbench.h"

using namespace Signalbox;
using Request = RawServer::Request;

/** How failures of one exchange are told apart, and in which words. */
class TestHttpFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void an_exchange_fails_in_words_data();
    void an_exchange_fails_in_words();
    void a_session_that_is_gone_is_told_apart_data();
    void a_session_that_is_gone_is_told_apart();
    void each_of_ten_parallel_calls_hears_that_the_session_is_gone();
    void a_gone_session_is_not_ended_again();
    void nobody_there_means_not_sent();
    void an_answer_cut_off_leaves_the_outcome_unknown_data();
    void an_answer_cut_off_leaves_the_outcome_unknown();
    void what_has_no_exchange_fails_as_zero();
    void a_challenge_is_passed_on();
    void a_busy_server_is_greeted_again_later();
    void a_server_back_on_its_port_is_used_again();
};

void TestHttpFailures::an_exchange_fails_in_words_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, int status, const char *type, const QByteArray &body, Failure::Kind kind,
                        const char *words) {
        QTest::newRow(name) << status << QByteArray(type) << body << int(kind) << QString::fromLatin1(words);
    };
    const char *json = "application/json";
    const char *html = "text/html";
    row("401", 401, json, R"({"error":"invalid_token"})", Failure::Unauthorized,
        "answered 401 Unauthorized: it wants to know who you are; put an Authorization header into \"headers\"");
    row("403", 403, html, "<title>No</title>", Failure::Unauthorized,
        "answered 403 Forbidden: it knows you and does not allow this: No");
    row("401 with an error of ours", 401, json, R"({"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"no"}})",
        Failure::Unauthorized, "answered 401");
    row("404 page", 404, html, "<html><head><TITLE>Not here</TITLE></head><body>x</body></html>", Failure::Refused,
        "answered 404 Not Found: Not here. Is the path in \"url\" right?");
    row("405", 405, "", "", Failure::Refused, "answered 405 Method Not Allowed. Is the path in \"url\" right?");
    row("422 text on lines", 422, "text/plain", "so\r\n  not\tthis", Failure::Refused,
        "answered 422 Unprocessable Content: so not this");
    row("long text", 400, "text/plain", QByteArray(1'000, 'x'), Failure::Refused, "answered 400 Bad Request: xxx");
    row("unknown status", 499, "", "", Failure::Refused, "answered 499");
    row("500", 500, "text/plain", "oops", Failure::OutcomeUnknown, "answered 500 Internal Server Error: oops");
    row("500 with an error to nobody", 500, json, R"({"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"no"}})",
        Failure::OutcomeUnknown, "answered 500 Internal Server Error: no");
    row("502", 502, html, "<html>", Failure::OutcomeUnknown, "answered 502 Bad Gateway");
    row("200 page", 200, html, "<p>", Failure::OutcomeUnknown,
        "answered with text/html where JSON or an event stream was expected");
    row("200 without type", 200, "", "{}", Failure::OutcomeUnknown, "answered with 200 and no content");
    row("202", 202, "", "", Failure::OutcomeUnknown, "answered with 202 and no content");
    row("no JSON", 200, json, "{", Failure::OutcomeUnknown, "no JSON-RPC message");
    row("no message", 200, json, "{}", Failure::OutcomeUnknown, "no JSON-RPC message");
    row("no content", 200, json, "", Failure::OutcomeUnknown, "answered 200 without content");
    row("answer to somebody else", 200, json, R"({"jsonrpc":"2.0","id":6,"result":{}})", Failure::OutcomeUnknown,
        "answered, but not to what was asked");
    row("a stream without answer", 200, "text/event-stream", "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n",
        Failure::OutcomeUnknown, "ended the stream before the answer");
    row("an event that is no message", 200, "text/event-stream", "data: hello\n\n", Failure::OutcomeUnknown,
        "no JSON-RPC message");
    row("an event that was meant as an answer", 200, "text/event-stream",
        "data: {\"id\":5,\"result\":{}}\n\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n", Failure::OutcomeUnknown,
        "answered with something that is no JSON-RPC message");
    row("too deep", 200, json, QByteArray(300, '[') + QByteArray(300, ']'), Failure::OutcomeUnknown,
        "no JSON-RPC message");
}

void TestHttpFailures::an_exchange_fails_in_words()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    QFETCH(QString, words);
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) { request.answer(status, type, body); };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    const auto &[exchange, failure] = bench.record->failures[0];
    QCOMPARE(exchange, 5u);
    QCOMPARE(int(failure.kind), kind);
    QVERIFY(failure.httpStatus == status);
    QVERIFY2(failure.sentence.contains(words), qPrintable(failure.sentence));
    const QString origin = server.url(QString());
    QVERIFY2(failure.sentence.startsWith(origin + u' '), qPrintable(failure.sentence));
    QVERIFY(failure.sentence.size() < 600);
    QCOMPARE(server.requests.size(), 1);
}

void TestHttpFailures::a_session_that_is_gone_is_told_apart_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, int status, const char *body, Failure::Kind kind) {
        QTest::newRow(name) << status << QByteArray(body) << int(kind);
    };
    const auto gone = Failure::SessionGone;
    row("404", 404, "", gone);
    row("404 page", 404, "<title>Cannot POST</title>", gone);
    row("404 as the official TypeScript says it", 404,
        R"({"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null})", gone);
    row("404 as the official Python says it", 404,
        R"({"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Session has been terminated"}})",
        gone);
    row("404 with our id", 404, R"({"jsonrpc":"2.0","id":5,"error":{"code":-32001,"message":"session not found"}})",
        gone);
    row("400 no valid session", 400,
        R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null})",
        gone);
    row("400 header required", 400,
        R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: Mcp-Session-Id header is required"},"id":null})",
        gone);
    row("400 not initialized", 400,
        R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: Server not initialized"},"id":null})", gone);
    row("400 unknown session in plain text", 400, "Unknown session", gone);
    row("400 for another reason", 400, "no such column", Failure::Refused);
    row("404 as the answer to the method", 404,
        R"({"jsonrpc":"2.0","id":5,"error":{"code":-32601,"message":"Method not found"}})", Failure::None);
    row("400 that only speaks of sessions", 400, "the session is full", Failure::Refused);
}

void TestHttpFailures::a_session_that_is_gone_is_told_apart()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    HttpBench bench;
    SessionServer server;
    server.more = [&](const Request &request) {
        const bool isCall = request.message().isMethod("tools/call");
        if (isCall)
            request.answer(status, body.startsWith('{') ? "application/json" : "text/html", body);
        return isCall;
    };
    bench.start(server);
    QVERIFY(bench.greet());
    bench.ask(5);
    if (kind == Failure::None) {
        QTRY_COMPARE(bench.record->messages.size(), 2);
        QCOMPARE(bench.record->origins[1].httpStatus, 404);
        return;
    }
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(int(bench.record->failures[0].second.kind), kind);
    QCOMPARE(bench.record->failures[0].first, 5u);
}

void TestHttpFailures::each_of_ten_parallel_calls_hears_that_the_session_is_gone()
{
    HttpBench bench;
    SessionServer server;
    QList<Request> held;
    server.more = [&](const Request &request) {
        if (!request.message().isMethod("tools/call"))
            return false;
        held.append(request);
        return true;
    };
    bench.start(server);
    QVERIFY(bench.greet());
    for (quint64 id = 10; id < 20; ++id)
        bench.ask(id);
    QTRY_COMPARE(held.size(), 10);
    for (const Request &request : std::as_const(held))
        request.answer(404, {}, {});
    QTRY_COMPARE(bench.record->failures.size(), 10);
    QSet<quint64> told;
    for (const auto &[exchange, failure] : std::as_const(bench.record->failures)) {
        QCOMPARE(failure.kind, Failure::SessionGone);
        told.insert(exchange);
    }
    QCOMPARE(told.size(), 10);
    QCOMPARE(bench.record->closed, 0);
}

void TestHttpFailures::a_gone_session_is_not_ended_again()
{
    HttpBench bench;
    SessionServer server;
    server.more = [](const Request &request) {
        if (request.message().isMethod("tools/call"))
            request.answer(404, {}, {});
        return request.message().isMethod("tools/call");
    };
    bench.start(server);
    QVERIFY(bench.greet());
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    bench.backend->close();
    QTRY_COMPARE(bench.record->closed, 1);
    QCOMPARE(server.count("DELETE"), 0);
}

void TestHttpFailures::nobody_there_means_not_sent()
{
    HttpBench bench;
    RawServer server;
    server.stop();
    bench.start(server);
    QTRY_COMPARE(bench.record->opened, 1);
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::NotSent);
    QVERIFY(bench.record->failures[0].second.sentence.contains(QStringLiteral("is the server running there?")));
}

void TestHttpFailures::an_answer_cut_off_leaves_the_outcome_unknown_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n";
    QTest::newRow("before the head") << QByteArray();
    QTest::newRow("in the head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Ty");
    QTest::newRow("before the body") << json;
    QTest::newRow("in the body") << json + R"({"jsonrpc":"2.0","id":5,"result":{})";
    QTest::newRow("after an answer to somebody else") << json + R"({"jsonrpc":"2.0","id":6,"result":{}})";
    QTest::newRow("in a stream") << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"j");
    QTest::newRow("no HTTP") << QByteArray("220 mail.example ESMTP\r\n");
}

void TestHttpFailures::an_answer_cut_off_leaves_the_outcome_unknown()
{
    QFETCH(QByteArray, answer);
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) {
        request.write(answer);
        request.hangUp();
    };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::OutcomeUnknown);
    QVERIFY(!bench.record->failures[0].second.sentence.isEmpty());
    QVERIFY(bench.record->messages.isEmpty());
    QCOMPARE(server.requests.size(), 1);
}

void TestHttpFailures::what_has_no_exchange_fails_as_zero()
{
    HttpBench bench;
    SessionServer server;
    int status = 404;
    server.more = [&](const Request &request) {
        const bool isOurs = request.method == "POST" && !request.message().isRequest()
            && !request.message().isMethod("notifications/initialized");
        if (isOurs)
            request.answer(status, {}, {});
        return isOurs;
    };
    bench.start(server);
    QVERIFY(bench.greet());
    bench.note("notifications/cancelled");
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].first, 0u);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::SessionGone);
    status = 500;
    bench.backend->send(Message::result("1", "{}"), {});
    QTRY_COMPARE(bench.record->failures.size(), 2);
    QCOMPARE(bench.record->failures[1].first, 0u);
    QCOMPARE(bench.record->failures[1].second.kind, Failure::OutcomeUnknown);
    server.stop();
    bench.backend->send(Message::result("1", "{}"), {});
    QTRY_COMPARE(bench.record->failures.size(), 3);
    QCOMPARE(bench.record->failures[2].second.kind, Failure::NotSent);
}

void TestHttpFailures::a_challenge_is_passed_on()
{
    HttpBench bench;
    RawServer server;
    const QByteArray challenge = R"(Bearer resource_metadata="https://h/x")";
    server.script = [&](const Request &request) { request.answer(401, {}, {}, {{"WWW-Authenticate", challenge}}); };
    bench.start(server);
    bench.ask(1, "initialize");
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::Unauthorized);
    QCOMPARE(bench.record->failures[0].second.httpStatus, 401);
    QCOMPARE(bench.record->failures[0].second.wwwAuthenticate, challenge);
    QCOMPARE(server.count("GET"), 0);
}

void TestHttpFailures::a_busy_server_is_greeted_again_later()
{
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) { request.answer(429, {}, {}, {{"Retry-After", "30"}}); };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::Refused);
    QVERIFY(bench.record->failures[0].second.sentence.endsWith(QStringLiteral("It asks to wait 30 s")));
    bench.ask(6, "initialize");
    QTRY_COMPARE(bench.record->failures.size(), 2);
    QCOMPARE(bench.record->failures[1].second.kind, Failure::NotSent);
    QCOMPARE(server.count("GET"), 0);
}

void TestHttpFailures::a_server_back_on_its_port_is_used_again()
{
    HttpBench bench;
    SessionServer server;
    bench.start(server);
    bench.ask(1);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    server.stop();
    bench.ask(2);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QVERIFY(server.start());
    bench.ask(3);
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QCOMPARE(bench.record->failures.size(), 1);
}

QTEST_GUILESS_MAIN(TestHttpFailures)
#include "tst_httpfailures.moc"
