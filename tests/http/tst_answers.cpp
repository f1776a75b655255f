// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/served.h"

#include <QTest>

using namespace Signalbox;

class tst_Answers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leave_in_the_order_of_the_requests();
    void wait_behind_an_open_stream();
    void a_stream_that_is_not_first_waits_for_its_turn();
    void a_pipelining_client_is_held_back();
    void head_gets_the_length_but_no_body();
    void some_statuses_have_no_body();
    void framing_headers_of_the_caller_are_left_out();
    void header_values_cannot_break_out();
    void connection_close_is_honoured();
    void http_1_0_closes_unless_asked_to_stay();
    void a_large_answer_arrives_whole();
    void a_dropped_reply_closes_the_connection();
    void a_dropped_reply_lets_earlier_answers_leave_first();
    void a_reply_answers_once();
    void a_client_that_leaves_is_told_of_once();
    void a_client_that_resets_is_told_of();
    void gone_is_told_from_the_event_loop();
    void an_answer_after_the_client_left_does_nothing();
    void a_client_that_has_finished_sending_gets_its_answers();
    void a_client_that_has_finished_sending_gets_a_late_answer();
    void a_client_that_closed_while_it_waits_is_noticed_at_once();
    void the_server_may_go_while_replies_are_kept();
};

void tst_Answers::leave_in_the_order_of_the_requests()
{
    Served served;
    const auto client = served.client();
    const QByteArray get(" HTTP/1.1\r\nHost: a\r\n\r\n");
    client->send("GET /keep" + get + "GET /keep" + get
                 + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nc");
    QVERIFY(HttpClient::await([&] { return served.requests.size() == 3; }));
    QCOMPARE(served.replies.size(), std::size_t(2));
    served.replies.at(1).send(200, {}, "b");
    served.replies.at(0).send(200, {}, "a");
    QCOMPARE(client->response().body, "a");
    QCOMPARE(client->response().body, "b");
    QCOMPARE(client->response().body, "c");
    QCOMPARE(served.gone, 0);
}

void tst_Answers::wait_behind_an_open_stream()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/stream");
    QCOMPARE(client->head().status, 200);
    client->request("POST", "/echo", {}, "later");
    served.streams.at(0)->write("data: 1\n\n");
    QCOMPARE(client->frames(1).size(), 1);
    QCOMPARE(served.requests.size(), std::size_t(1));
    served.streams.at(0)->end();
    QVERIFY(client->response().complete);
    QCOMPARE(client->response().body, "later");
}

void tst_Answers::a_stream_that_is_not_first_waits_for_its_turn()
{
    Served served;
    const auto client = served.client();
    client->send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\nGET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(HttpClient::await([&] { return served.streams.size() == 1; }));
    const auto stream = served.streams.at(0);
    QVERIFY(!stream->isWritable());
    QVERIFY(stream->write("data: early\n\n"));
    QVERIFY(stream->backlog() > 0);
    QCOMPARE(client->received(), 0);
    served.replies.at(0).send(200, {}, "first");
    QVERIFY(HttpClient::await([&] { return served.writable == 1; }));
    QVERIFY(stream->isWritable());
    QCOMPARE(client->response().body, "first");
    QCOMPARE(client->frames(1).at(0).data, "early");
}

void tst_Answers::a_pipelining_client_is_held_back()
{
    HttpLimits limits;
    limits.pipelined = 4;
    Served served(limits);
    const auto client = served.client();
    constexpr int many = 3000;
    client->send(
        QByteArray("GET /keep HTTP/1.1\r\nHost: localhost\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n\r\n")
            .repeated(many));
    std::size_t answered = 0;
    while (answered < many) {
        QVERIFY(HttpClient::await([&] { return served.replies.size() > answered; }));
        QVERIFY(served.replies.size() - answered <= 5);
        served.replies.at(answered).send(200, {}, QByteArray::number(static_cast<qulonglong>(answered)));
        ++answered;
    }
    for (int i = 0; i < many; ++i)
        QCOMPARE(client->response().body, QByteArray::number(i));
}

void tst_Answers::head_gets_the_length_but_no_body()
{
    Served served;
    const auto client = served.client();
    client->request("HEAD", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    served.replies.at(0).send(200, {}, "twelve bytes");
    const HttpResponse response = client->response(true);
    QCOMPARE(response.header("Content-Length"), "12");
    client->request("GET", "/echo");
    QCOMPARE(client->response().status, 200); // nothing lay between
    client->request("HEAD", "/stream");
    QCOMPARE(client->response(true).status, 200);
    QVERIFY(served.streams.empty());
    client->request("GET", "/echo");
    QCOMPARE(client->response().status, 200);
}

void tst_Answers::some_statuses_have_no_body()
{
    Served served;
    const auto client = served.client();
    for (const int status : {204, 304}) {
        client->request("GET", "/keep");
        QVERIFY(HttpClient::await([&] { return !served.replies.empty(); }));
        served.replies.at(0).send(status, {}, "never sent");
        served.replies.clear();
        const HttpResponse response = client->response();
        QCOMPARE(response.status, status);
        QCOMPARE(headerCount(response.headers, "Content-Length"), 0);
        QCOMPARE(client->unread(), "");
    }
}

void tst_Answers::framing_headers_of_the_caller_are_left_out()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    served.replies.at(0).send(
        404, {{"content-length", "99"}, {"Transfer-Encoding", "chunked"}, {"Date", "x"}, {"A", "b"}}, "body");
    const HttpResponse response = client->response();
    QCOMPARE(response.status, 404);
    QCOMPARE(response.body, "body");
    QCOMPARE(headerCount(response.headers, "Content-Length"), 1);
    QCOMPARE(headerCount(response.headers, "Date"), 1);
    QCOMPARE(response.header("A"), "b");
}

void tst_Answers::header_values_cannot_break_out()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    served.replies.at(0).send(200, {{"X", "a\r\nSet-Cookie: b"}, {"Y\r\nZ", "c"}, {"Good", "d"}}, "");
    const HttpResponse response = client->response();
    QCOMPARE(response.header("Good"), "d");
    QVERIFY(headerValue(response.headers, "X").isNull());
    QVERIFY(headerValue(response.headers, "Set-Cookie").isNull());
    QVERIFY(headerValue(response.headers, "Z").isNull());
}

void tst_Answers::connection_close_is_honoured()
{
    Served served;
    const auto client = served.client();
    client->send("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    const HttpResponse response = client->response();
    QCOMPARE(response.status, 200);
    QCOMPARE(response.header("Connection"), "close");
    QVERIFY(client->waitForEnd());
    QVERIFY(!client->wasReset());
    QCOMPARE(client->unread(), "");
    QCOMPARE(served.requests.size(), std::size_t(1));
}

void tst_Answers::http_1_0_closes_unless_asked_to_stay()
{
    Served served;
    const auto closing = served.client();
    closing->send("GET /echo HTTP/1.0\r\n\r\n");
    QCOMPARE(closing->response().header("Connection"), "close");
    QVERIFY(closing->waitForEnd());
    const auto staying = served.client();
    for (int i = 0; i < 2; ++i) {
        staying->send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        QCOMPARE(staying->response().header("Connection"), "keep-alive");
    }
}

void tst_Answers::a_large_answer_arrives_whole()
{
    Served served;
    const auto client = served.client();
    QByteArray body(12'000'000, 'x');
    for (qsizetype at = 0; at < body.size(); at += 1000)
        body[at] = static_cast<char>('a' + at / 1000 % 26);
    client->request("POST", "/echo", {}, body);
    const HttpResponse response = client->response(false, 20'000);
    QCOMPARE(response.body.size(), body.size());
    QVERIFY(response.body == body);
    client->send("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    QCOMPARE(client->response().status, 200);
}

void tst_Answers::a_dropped_reply_closes_the_connection()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/drop");
    QVERIFY(client->waitForEnd());
    QCOMPARE(client->received(), 0);
    const auto later = served.client();
    later->request("GET", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    Reply copy = served.replies.at(0);
    served.replies.clear();
    QVERIFY(copy.isOpen());
    copy = Reply();
    QVERIFY(later->waitForEnd());
    QCOMPARE(served.gone, 0);
}

void tst_Answers::a_dropped_reply_lets_earlier_answers_leave_first()
{
    Served served;
    const auto client = served.client();
    client->send(
        "GET /keep HTTP/1.1\r\nHost: a\r\n\r\nGET /drop HTTP/1.1\r\nHost: a\r\n\r\nGET /echo HTTP/1.1\r\n\r\n");
    QVERIFY(HttpClient::await([&] { return served.requests.size() == 2; }));
    QVERIFY(served.replies.at(0).isOpen());
    served.replies.at(0).send(200, {}, "first");
    QCOMPARE(client->response().body, "first");
    QVERIFY(client->waitForEnd());
    QCOMPARE(client->unread(), "");
}

void tst_Answers::a_reply_answers_once()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    Reply reply = served.replies.at(0);
    reply.send(200, {}, "one");
    QVERIFY(!served.replies.at(0).isOpen());
    served.replies.at(0).send(200, {}, "two");
    QVERIFY(reply.openStream({}) == nullptr);
    QCOMPARE(client->response().body, "one");
    client->request("GET", "/echo", {{"X", "y"}});
    QCOMPARE(client->response().header("X-Method"), "GET");
    Reply().send(200, {}, "nobody");
    QVERIFY(!Reply().isOpen());
}

void tst_Answers::a_client_that_leaves_is_told_of_once()
{
    Served served;
    const auto client = served.client();
    client->send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\nGET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 2; }));
    served.replies.at(1).send(200, {}, "held"); // answered, so not told of
    client->close();
    QVERIFY(HttpClient::await([&] { return served.gone > 0; }));
    QVERIFY(!served.replies.at(0).isOpen());
    QVERIFY(HttpClient::await([&] { return served.server->counters().connections == 0; }));
    QCOMPARE(served.gone, 1);
}

void tst_Answers::a_client_that_resets_is_told_of()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    client->reset();
    QVERIFY(HttpClient::await([&] { return served.gone == 1; }));
    QCOMPARE(served.server->counters().connections, 0U);
}

void tst_Answers::gone_is_told_from_the_event_loop()
{
    Served served;
    const auto client = served.client();
    const QByteArray get("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
    client->send(get + get);
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 2; }));
    client->reset();
    // The write finds the connection dead, and must not call back from inside.
    served.replies.at(0).send(200, {}, "to nobody");
    QCOMPARE(served.gone, 0);
    QVERIFY(!served.replies.at(1).isOpen());
    QVERIFY(HttpClient::await([&] { return served.gone == 1; }));
}

void tst_Answers::an_answer_after_the_client_left_does_nothing()
{
    Served served;
    auto client = served.client();
    client->request("GET", "/keep");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    client.reset();
    QVERIFY(HttpClient::await([&] { return served.gone == 1; }));
    served.replies.at(0).send(200, {}, "late");
    QVERIFY(served.replies.at(0).openStream({}) == nullptr);
    served.replies.clear();
}

void tst_Answers::a_client_that_has_finished_sending_gets_its_answers()
{
    Served served;
    const auto client = served.client();
    const QByteArray body(3'000'000, 'z');
    client->request("POST", "/echo", {}, body);
    QVERIFY(HttpClient::await([&] { return client->unsent() == 0; }));
    client->send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    client->halfClose();
    QVERIFY(client->response().body == body);
    QCOMPARE(client->response().status, 200);
    QVERIFY(client->waitForEnd());
    QVERIFY(!client->wasReset());
}

void tst_Answers::a_client_that_has_finished_sending_gets_a_late_answer()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/keep");
    client->halfClose();
    QCOMPARE(client->response().status, 100); // the gateway asks whether somebody is there
    QCOMPARE(served.gone, 0);
    served.replies.at(0).send(200, {}, "late");
    QCOMPARE(client->response().body, "late");
    QVERIFY(client->waitForEnd());
}

void tst_Answers::a_client_that_closed_while_it_waits_is_noticed_at_once()
{
    HttpLimits slow; // no sweep within this test
    slow.headerTime = slow.bodyTime = slow.idleTime = slow.stallTime = 100'000;
    Served served(slow);
    auto client = served.client();
    client->request("GET", "/keep", {{"Connection", "close"}});
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1; }));
    client.reset();
    QVERIFY(HttpClient::await([&] { return served.gone == 1; }, 500));
}

void tst_Answers::the_server_may_go_while_replies_are_kept()
{
    Served served;
    const auto client = served.client();
    const auto other = served.client();
    client->request("GET", "/keep");
    other->request("GET", "/stream");
    QVERIFY(HttpClient::await([&] { return served.replies.size() == 1 && served.streams.size() == 1; }));
    served.server.reset();
    QVERIFY(!served.replies.at(0).isOpen());
    served.replies.at(0).send(200, {}, "late");
    QVERIFY(!served.streams.at(0)->isOpen());
    QVERIFY(!served.streams.at(0)->write("data: late\n\n"));
    QVERIFY(client->waitForEnd());
    QVERIFY(other->waitForEnd());
    QCOMPARE(served.gone + served.closed, 0);
}

QTEST_GUILESS_MAIN(tst_Answers)
#include "tst_answers.moc"
