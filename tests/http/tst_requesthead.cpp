// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/headscanner.h"
#include "core/http/requesthead.h"

#include <QTest>

using namespace Signalbox;

namespace {

/** What the guard says to a head: 0 = a request, else the status it refuses with. */
int verdict(const QByteArray &head)
{
    HeadScanner scanner;
    switch (scanner.scan(head)) {
    case HeadScanner::Found::Bad:
        return 400;
    case HeadScanner::Found::More:
        return -1;
    case HeadScanner::Found::End:
        break;
    }
    HttpLimits limits;
    limits.body = 1000;
    limits.headerFields = 8;
    const auto parsed = parseRequestHead(QByteArrayView(head).first(scanner.size()), limits);
    return parsed.ok() ? 0 : parsed.error().status;
}

RequestHead parsed(const QByteArray &head)
{
    auto result = parseRequestHead(head, HttpLimits());
    return result.ok() ? *result : RequestHead{};
}

QByteArray post(const QByteArray &fields)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

} // namespace

class tst_RequestHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_what_a_head_says();
    void reads_the_framing_of_body_and_connection();
    void an_absolute_target_is_read_like_its_path();
    void refuses_what_two_readers_could_understand_differently_data();
    void refuses_what_two_readers_could_understand_differently();
    void waits_for_the_end_of_a_head_that_is_not_complete();
    void reads_a_head_the_same_however_it_is_split();
    void counts_and_finds_headers_without_case();
};

void tst_RequestHead::reads_what_a_head_says()
{
    const RequestHead head = parsed("PROPFIND /a%20b/c?x=1?y HTTP/1.1\r\nHost: localhost:80\r\nX-One:  two three \t\r\n"
                                    "X-Empty:\r\n\r\n");
    QCOMPARE(head.request.method, "PROPFIND");
    QCOMPARE(head.request.path, "/a%20b/c");
    QCOMPARE(head.request.query, "x=1?y");
    QCOMPARE(head.request.headers.size(), 3);
    QCOMPARE(head.request.header("x-one"), "two three");
    QCOMPARE(head.request.header("x-empty"), "");
    QCOMPARE(head.bodyLength, 0);
    QVERIFY(head.keepAlive && !head.http10 && !head.awaitsContinue);
}

void tst_RequestHead::reads_the_framing_of_body_and_connection()
{
    QCOMPARE(parsed(post("content-length: 0017\r\n")).bodyLength, 17);
    QVERIFY(parsed(post("transfer-ENCODING: Chunked\r\n")).isChunked());
    QVERIFY(!parsed(post("Connection: x, Close\r\n")).keepAlive);
    QVERIFY(parsed(post("Connection: keep-alive\r\n")).keepAlive);
    QVERIFY(parsed(post("Expect: 100-Continue\r\nContent-Length: 1\r\n")).awaitsContinue);
    QVERIFY(!parsed(post("Expect: 100-continue\r\n")).awaitsContinue);
    QVERIFY(!parsed("GET / HTTP/1.0\r\n\r\n").keepAlive);
    QVERIFY(parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepAlive);
    QVERIFY(!parsed("POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 1\r\n\r\n").awaitsContinue);
}

void tst_RequestHead::an_absolute_target_is_read_like_its_path()
{
    const RequestHead head = parsed("GET HTTP://LocalHost:1/a?b HTTP/1.1\r\nHost: localhost:1\r\n\r\n");
    QCOMPARE(head.request.path, "/a");
    QCOMPARE(head.request.query, "b");
    QCOMPARE(parsed("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n").request.path, "/");
    QCOMPARE(parsed("GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n").request.query, "q");
    QCOMPARE(parsed("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").request.path, "*");
}

void tst_RequestHead::refuses_what_two_readers_could_understand_differently_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &head, int status) {
        QTest::newRow(name) << head << status;
    };

    row("plain", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0);
    row("plain 1.0", "GET / HTTP/1.0\r\n\r\n", 0);
    row("obs-text value", post("X: caf\xc3\xa9\r\n"), 0);
    row("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0);

    row("bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400);
    row("bare LF in field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400);
    row("bare CR", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400);
    row("NUL", post(QByteArray("X: a\0b\r\n", 8)), 400);
    row("control character", post("X: a\x01\r\n"), 400);
    row("DEL", post("X: a\x7f\r\n"), 400);
    row("fold", post("X: a\r\n b\r\n"), 400);
    row("fold with tab", post("X: a\r\n\tb\r\n"), 400);
    row("fold of the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400);
    row("space before colon", post("X : a\r\n"), 400);
    row("no name", post(": a\r\n"), 400);
    row("no colon", post("nonsense\r\n"), 400);
    row("name with bracket", post("X(: a\r\n"), 400);
    row("name with obs-text", post("X\xe9: a\r\n"), 400);

    row("empty line only", "\r\n\r\n", 400);
    row("two words", "GET /\r\nHost: a\r\n\r\n", 400);
    row("three spaces", "GET / x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("double space", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("leading space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("tab between", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("endless method", QByteArray(40, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", 400);
    row("odd version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
    row("version 9.7", "GET / HTTP/9.7\r\nHost: a\r\n\r\n", 505);
    row("version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505);
    row("version 2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);

    row("relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("half escape", "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("wrong escape", "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("target beyond ASCII", "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("authority target", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", 400);
    row("https target", "GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute without host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute with user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute with another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);

    row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
    row("two hosts 1.0", "GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", 400);
    row("host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400);
    row("host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
    row("host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400);

    row("length and chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400);
    row("chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400);
    row("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n"), 400);
    row("two equal lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n"), 400);
    row("length list", post("Content-Length: 3, 3\r\n"), 400);
    row("negative length", post("Content-Length: -5\r\n"), 400);
    row("signed length", post("Content-Length: +5\r\n"), 400);
    row("hex length", post("Content-Length: 0x10\r\n"), 400);
    row("word length", post("Content-Length: abc\r\n"), 400);
    row("empty length", post("Content-Length:\r\n"), 400);
    row("spaced length", post("Content-Length: 1 2\r\n"), 400);
    row("length of 2^64-1", post("Content-Length: 18446744073709551615\r\n"), 400);
    row("length of 2^64+5", post("Content-Length: 18446744073709551621\r\n"), 400);
    row("length over the limit", post("Content-Length: 1001\r\n"), 413);
    row("length of 18 digits", post("Content-Length: 999999999999999999\r\n"), 413);
    row("length at the limit", post("Content-Length: 1000\r\n"), 0);

    row("two codings", post("Transfer-Encoding: gzip, chunked\r\n"), 501);
    row("unknown coding", post("Transfer-Encoding: xchunked\r\n"), 501);
    row("identity", post("Transfer-Encoding: identity\r\n"), 501);
    row("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n"), 400);
    row("two coding headers", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
    row("coding in two headers", post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), 400);
    row("empty coding", post("Transfer-Encoding:\r\n"), 400);
    row("quoted coding", post("Transfer-Encoding: \"chunked\"\r\n"), 400);
    row("vertical tab before the coding",
        post("Transfer-Encoding: \x0b"
             "chunked\r\n"),
        400);
    row("coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);

    row("other expectation", post("Expect: 200-ok\r\n"), 417);
    row("empty expectation", post("Expect:\r\n"), 417);
    row("as many fields as allowed", post(QByteArray("X: y\r\n").repeated(7)), 0);
    row("one field too many", post(QByteArray("X: y\r\n").repeated(8)), 431);
    row("TLS hello", QByteArray("\x16\x03\x01\x02\x00\x01", 6), 400);
}

void tst_RequestHead::refuses_what_two_readers_could_understand_differently()
{
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    QCOMPARE(verdict(head), status);
}

void tst_RequestHead::waits_for_the_end_of_a_head_that_is_not_complete()
{
    const QByteArray head("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    for (qsizetype size = 0; size < head.size(); ++size)
        QCOMPARE(verdict(head.left(size)), -1);
    QCOMPARE(verdict(head + "POST"), 0);
}

void tst_RequestHead::reads_a_head_the_same_however_it_is_split()
{
    const QByteArray head("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
    for (qsizetype first = 0; first < head.size(); ++first) {
        HeadScanner scanner;
        QCOMPARE(scanner.scan(head.left(first)), HeadScanner::Found::More);
        QCOMPARE(scanner.scan(head), HeadScanner::Found::End);
        QCOMPARE(scanner.size(), head.size());
    }
}

void tst_RequestHead::counts_and_finds_headers_without_case()
{
    const HeaderList headers{{"Accept", "a"}, {"aCCept", "b"}, {"Other", "c"}};
    QCOMPARE(headerCount(headers, "ACCEPT"), 2);
    QCOMPARE(headerValue(headers, "accept"), "a");
    QVERIFY(headerValue(headers, "accep").isNull());
}

QTEST_GUILESS_MAIN(tst_RequestHead)
#include "tst_requesthead.moc"
