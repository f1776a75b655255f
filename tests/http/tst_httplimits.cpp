// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/served.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace Signalbox;

namespace {

/** Resident memory of this process in bytes. */
qint64 resident()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * 4096;
}

HttpLimits patient()
{
    HttpLimits limits;
    limits.headerTime = limits.bodyTime = limits.idleTime = limits.stallTime = 60'000;
    return limits;
}

} // namespace

class tst_HttpLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_before_the_handler_data();
    void refuses_before_the_handler();
    void a_refusal_says_why_and_ends_the_connection();
    void a_refusal_waits_for_earlier_answers();
    void a_refusal_is_not_lost_behind_a_body_on_its_way();
    void a_flood_of_headers_grows_nothing();
    void a_declared_body_over_the_limit_is_not_read();
    void a_chunked_body_over_the_limit_is_stopped();
    void a_body_at_the_limit_is_taken();
    void a_slow_head_ends_with_408();
    void a_slow_body_ends_with_408();
    void an_idle_connection_is_closed();
    void an_open_stream_and_a_waiting_request_are_not_idle();
    void connections_over_the_limit_get_503();
    void times_can_be_changed_for_open_connections();
    void a_client_that_goes_on_talking_after_its_refusal_is_hung_up_on();
    void an_open_stream_costs_little_memory();
};

void tst_HttpLimits::refuses_before_the_handler_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9), 400);
    row("garbage", "\x01\x02", 400);
    row("no version", "GET /\r\n\r\n", 400);
    row("HTTP/9.7", "GET / HTTP/9.7\r\nHost: a\r\n\r\n", 505);
    row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("length and chunked",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("bad chunk size", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400);
    row("negative chunk size", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\n", 400);
    row("unknown coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: br\r\n\r\n", 501);
    row("too long a head", "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(70'000, 'x') + "\r\n\r\n", 431);
    row("too long a head without end", "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(70'000, 'x'), 431);
    row("too long a line", "GET /" + QByteArray(70'000, 'x'), 431);
    row("too many fields", "GET / HTTP/1.1\r\nHost: a\r\n" + QByteArray("X: y\r\n").repeated(100) + "\r\n", 431);
}

void tst_HttpLimits::refuses_before_the_handler()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    Served served(patient());
    const auto client = served.client();
    client->send(bytes);
    QCOMPARE(client->response().status, status);
    QVERIFY(client->waitForEnd());
    QVERIFY(!client->wasReset());
    QVERIFY(served.requests.empty());
    QCOMPARE(served.server->counters().refused, 1U);
}

void tst_HttpLimits::a_refusal_says_why_and_ends_the_connection()
{
    Served served(patient());
    const auto client = served.client();
    client->send("GET / HTTP/9.7\r\nHost: a\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    const HttpResponse response = client->response();
    QCOMPARE(response.header("Connection"), "close");
    QCOMPARE(response.body, "this server speaks HTTP/1.1 and HTTP/1.0\n");
    QVERIFY(client->waitForEnd());
    QCOMPARE(client->unread(), "");
    client->close();
    QVERIFY(HttpClient::await([&] { return served.server->counters().connections == 0; }));
}

void tst_HttpLimits::a_refusal_waits_for_earlier_answers()
{
    Served served(patient());
    const auto client = served.client();
    client->send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/9.7\r\nHost: a\r\n\r\n");
    QVERIFY(HttpClient::await([&] { return served.server->counters().refused == 1; }));
    QCOMPARE(client->received(), 0);
    served.replies.at(0).send(200, {}, "first");
    QCOMPARE(client->response().body, "first");
    QCOMPARE(client->response().status, 505);
    QVERIFY(client->waitForEnd());
}

void tst_HttpLimits::a_refusal_is_not_lost_behind_a_body_on_its_way()
{
    HttpLimits limits = patient();
    limits.body = 1000;
    Served served(limits);
    for (int i = 0; i < 20; ++i) {
        const auto client = served.client();
        client->request("POST", "/echo", {}, QByteArray(500'000, 'x'));
        QCOMPARE(client->response().status, 413);
        QVERIFY(client->waitForEnd());
        QVERIFY(!client->wasReset());
    }
}

void tst_HttpLimits::a_flood_of_headers_grows_nothing()
{
    Served served(patient());
    const auto client = served.client();
    const qint64 before = resident();
    client->send("GET / HTTP/1.1\r\nHost: a\r\n");
    QByteArray flood;
    for (int i = 0; i < 200'000; ++i)
        flood += "X-" + QByteArray::number(i) + ": yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n";
    const qint64 withFlood = resident();
    client->send(flood);
    QCOMPARE(client->response().status, 431);
    QVERIFY(client->waitForEnd());
    QVERIFY(resident() - withFlood < 20 * 1024 * 1024 + (withFlood - before));
    QVERIFY(served.server->counters().bytesIn < 5 * 1024 * 1024);
}

void tst_HttpLimits::a_declared_body_over_the_limit_is_not_read()
{
    Served served(patient());
    const auto client = served.client();
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 16777217\r\n\r\n");
    QCOMPARE(client->response().status, 413);
    QVERIFY(client->waitForEnd());
}

void tst_HttpLimits::a_chunked_body_over_the_limit_is_stopped()
{
    HttpLimits limits = patient();
    limits.body = 100'000;
    Served served(limits);
    const auto client = served.client();
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                 + ("2710\r\n" + QByteArray(10'000, 'x') + "\r\n").repeated(11));
    QCOMPARE(client->response().status, 413);
    QVERIFY(client->waitForEnd());
    QVERIFY(served.requests.empty());
}

void tst_HttpLimits::a_body_at_the_limit_is_taken()
{
    HttpLimits limits = patient();
    limits.body = 100'000;
    Served served(limits);
    const auto client = served.client();
    client->request("POST", "/echo", {}, QByteArray(100'000, 'x'));
    QCOMPARE(client->response().body.size(), 100'000);
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                 + ("2710\r\n" + QByteArray(10'000, 'x') + "\r\n").repeated(10) + "0\r\n\r\n");
    QCOMPARE(client->response().body.size(), 100'000);
}

void tst_HttpLimits::a_slow_head_ends_with_408()
{
    HttpLimits limits = patient();
    limits.headerTime = 60;
    Served served(limits);
    const auto client = served.client();
    client->send("GET /echo HTTP/1.1\r\n");
    QCOMPARE(client->response().status, 408);
    QVERIFY(client->waitForEnd());
    QVERIFY(served.requests.empty());
}

void tst_HttpLimits::a_slow_body_ends_with_408()
{
    HttpLimits limits = patient();
    limits.bodyTime = 60;
    Served served(limits);
    for (const char *framing : {"Content-Length: 9\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}) {
        const auto client = served.client();
        client->send("POST /echo HTTP/1.1\r\nHost: a\r\n" + QByteArray(framing));
        QCOMPARE(client->response().status, 408);
        QVERIFY(client->waitForEnd());
    }
    QVERIFY(served.requests.empty());
}

void tst_HttpLimits::an_idle_connection_is_closed()
{
    HttpLimits limits = patient();
    limits.idleTime = 60;
    Served served(limits);
    const auto fresh = served.client();
    const auto used = served.client();
    used->request("GET", "/echo");
    QCOMPARE(used->response().status, 200);
    QVERIFY(used->waitForEnd());
    QVERIFY(fresh->waitForEnd());
    QCOMPARE(fresh->received(), 0);
    QCOMPARE(served.server->counters().connections, 0U);
}

void tst_HttpLimits::an_open_stream_and_a_waiting_request_are_not_idle()
{
    HttpLimits limits = patient();
    limits.idleTime = limits.headerTime = limits.bodyTime = limits.stallTime = 40;
    Served served(limits);
    const auto reader = served.client();
    const auto waiter = served.client();
    const auto idler = served.client();
    reader->request("GET", "/stream");
    waiter->request("GET", "/keep");
    QVERIFY(idler->waitForEnd()); // so much time has passed
    for (int i = 0; i < 3; ++i)
        QVERIFY(served.client()->waitForEnd()); // and again
    QVERIFY(!reader->hasEnded() && !waiter->hasEnded());
    served.replies.at(0).send(200, {}, "late");
    QCOMPARE(waiter->response().body, "late");
    served.streams.at(0)->write("data: 1\n\n");
    QCOMPARE(reader->frames(1).size(), 1);
}

void tst_HttpLimits::connections_over_the_limit_get_503()
{
    HttpLimits limits = patient();
    limits.connections = 3;
    Served served(limits);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(served.client());
        clients.back()->request("GET", "/echo");
        QCOMPARE(clients.back()->response().status, 200);
    }
    const auto tooMany = served.client();
    tooMany->request("GET", "/echo");
    QCOMPARE(tooMany->response().status, 503);
    QVERIFY(tooMany->waitForEnd());
    tooMany->close();
    clients.pop_back();
    QVERIFY(HttpClient::await([&] { return served.server->counters().connections == 2; }));
    const auto again = served.client();
    again->request("GET", "/echo");
    QCOMPARE(again->response().status, 200);
}

void tst_HttpLimits::times_can_be_changed_for_open_connections()
{
    HttpLimits limits = patient();
    Served served(limits);
    const auto client = served.client();
    client->request("GET", "/echo");
    QCOMPARE(client->response().status, 200);
    limits.idleTime = 30;
    served.server->setLimits(limits);
    QVERIFY(client->waitForEnd());
}

void tst_HttpLimits::a_client_that_goes_on_talking_after_its_refusal_is_hung_up_on()
{
    Served served(patient());
    const auto client = served.client();
    client->send("nonsense\r\n\r\n" + QByteArray(8'000'000, 'x'));
    QCOMPARE(client->response().status, 400);
    QVERIFY(HttpClient::await([&] { return served.server->counters().connections == 0; }));
    QVERIFY(served.server->counters().bytesIn < 4'000'000);
}

void tst_HttpLimits::an_open_stream_costs_little_memory()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("sanitizers keep their own memory beside ours");
#endif
    constexpr int count = 300;
    Served served(patient());
    std::vector<std::unique_ptr<HttpClient>> clients;
    served.streams.reserve(count);
    for (int i = 0; i < count; ++i)
        clients.push_back(served.client());
    QVERIFY(HttpClient::await([&] { return served.server->counters().connections == count; }));
    const qint64 before = resident();
    for (const auto &client : clients) {
        client->request("GET", "/stream");
        QCOMPARE(client->head().status, 200);
    }
    // Client and server live in this process: the clients' answers are counted, too.
    QVERIFY2((resident() - before) / count < 9 * 1024, qPrintable(QString::number((resident() - before) / count)));
}

QTEST_GUILESS_MAIN(tst_HttpLimits)
#include "tst_httplimits.moc"
