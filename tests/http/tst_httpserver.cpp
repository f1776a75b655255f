// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/served.h"

#include <QTest>

using namespace Signalbox;

class tst_HttpServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_a_request_that_comes_in_one_piece();
    void answers_a_request_that_comes_byte_by_byte();
    void takes_a_chunked_body_off_its_chunks();
    void opens_a_stream_that_carries_frames_and_ends();
};

void tst_HttpServer::answers_a_request_that_comes_in_one_piece()
{
    Served served;
    const auto client = served.client();
    client->request("POST", "/echo?a=b", {{"Content-Type", "application/json"}}, "{\"x\":1}");
    const HttpResponse response = client->response();
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, "{\"x\":1}");
    QCOMPARE(response.header("X-Method"), "POST");
    QVERIFY(!response.header("Date").isEmpty());
    const HttpRequest &request = served.requests.at(0);
    QCOMPARE(request.path, "/echo");
    QCOMPARE(request.query, "a=b");
    QCOMPARE(request.header("content-type"), "application/json");
    QCOMPARE(request.localPort, served.port);
    client->request("GET", "/echo");
    QCOMPARE(client->response().status, 200);
}

void tst_HttpServer::answers_a_request_that_comes_byte_by_byte()
{
    Served served;
    const auto client = served.client();
    const QByteArray bytes("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
    for (const char byte : bytes) {
        const quint64 before = served.server->counters().bytesIn;
        client->send(QByteArray(1, byte));
        QVERIFY(HttpClient::await([&] { return served.server->counters().bytesIn > before; }));
    }
    const HttpResponse response = client->response();
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, "hello");
}

void tst_HttpServer::takes_a_chunked_body_off_its_chunks()
{
    Served served;
    const auto client = served.client();
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n");
    const HttpResponse response = client->response();
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, "hello world");
}

void tst_HttpServer::opens_a_stream_that_carries_frames_and_ends()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/stream");
    const HttpResponse head = client->head();
    QCOMPARE(head.status, 200);
    QVERIFY(head.chunked);
    QCOMPARE(head.header("Content-Type"), "text/event-stream");
    QVERIFY(served.streams.at(0)->write("id: 1\nevent: e\ndata: a\ndata: b\n\n: c\n\n"));
    const SseFrame event{"e", "1", "a\nb", {}, {}};
    const SseFrame comment{{}, {}, {}, {}, "c"};
    QCOMPARE(client->frames(2), (QList<SseFrame>{event, comment}));
    served.streams.at(0)->end();
    QVERIFY(client->response().complete);
    client->request("GET", "/echo");
    QCOMPARE(client->response().status, 200);
}

QTEST_GUILESS_MAIN(tst_HttpServer)
#include "tst_httpserver.moc"
