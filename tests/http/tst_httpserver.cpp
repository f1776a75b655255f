// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/served.h"

#include <QTcpServer>
#include <QTest>

using namespace Signalbox;

class tst_HttpServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hands_over_a_request_with_all_it_says();
    void takes_a_chunked_body_off_its_chunks();
    void answers_a_request_that_comes_byte_by_byte();
    void any_method_reaches_the_handler_data();
    void any_method_reaches_the_handler();
    void an_upgrade_is_answered_once_like_any_request();
    void sends_100_before_a_body_that_is_waited_for();
    void a_request_may_be_kept_after_the_next_one_came();
    void counts_what_passes();
    void listens_on_several_addresses_with_one_port();
    void leaves_out_an_address_that_this_machine_lacks();
    void says_which_port_is_taken_and_what_to_do();
    void refuses_what_is_not_an_address();
    void stops_listening_while_open_connections_go_on();
    void listens_again_somewhere_else();
    void other_addresses_leave_the_port_and_what_is_open_alone();
};

void tst_HttpServer::hands_over_a_request_with_all_it_says()
{
    Served served;
    const auto client = served.client();
    client->request("POST", "/echo?a=b", {{"Content-Type", "application/json"}}, "{\"x\":1}");
    const HttpResponse response = client->response();
    QCOMPARE(response.status, 200);
    QCOMPARE(response.version, "HTTP/1.1");
    QCOMPARE(response.body, "{\"x\":1}");
    QCOMPARE(response.header("Date").size(), 29);
    const HttpRequest &request = served.requests.at(0);
    QCOMPARE(request.method, "POST");
    QCOMPARE(request.path, "/echo");
    QCOMPARE(request.query, "a=b");
    QCOMPARE(request.header("content-type"), "application/json");
    QCOMPARE(request.localPort, served.port);
    QVERIFY(request.connection > 0);
}

void tst_HttpServer::takes_a_chunked_body_off_its_chunks()
{
    Served served;
    const auto client = served.client();
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n");
    QCOMPARE(client->response().body, "hello world");
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
    QCOMPARE(client->response().body, "hello");
}

void tst_HttpServer::any_method_reaches_the_handler_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char *method : {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW", "get"})
        QTest::newRow(method) << QByteArray(method);
}

void tst_HttpServer::any_method_reaches_the_handler()
{
    QFETCH(QByteArray, method);
    Served served;
    const auto client = served.client();
    client->request(method, "/echo");
    const HttpResponse response = client->response();
    QCOMPARE(response.status, 200);
    QCOMPARE(response.header("X-Method"), method);
    client->send(method + " /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    QCOMPARE(client->response().body, "x");
}

void tst_HttpServer::an_upgrade_is_answered_once_like_any_request()
{
    Served served;
    const auto client = served.client();
    const HeaderList upgrade{{"Upgrade", "websocket"},
                             {"Connection", "Upgrade"},
                             {"Sec-WebSocket-Version", "13"},
                             {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    client->request("GET", "/echo", upgrade);
    QCOMPARE(client->response().status, 200);
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    QCOMPARE(client->response().body, "x");
    client->request("GET", "/echo", {{"X", "last"}});
    QCOMPARE(client->response().status, 200);
    QCOMPARE(client->unread(), "");
    QCOMPARE(served.requests.size(), std::size_t(3));
}

void tst_HttpServer::sends_100_before_a_body_that_is_waited_for()
{
    Served served;
    const auto client = served.client();
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    QCOMPARE(client->response().status, 100);
    client->send("hello");
    QCOMPARE(client->response().body, "hello");
    client->request("POST", "/echo", {{"Expect", "100-continue"}}, "at once");
    QCOMPARE(client->response().status, 200);
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 5\r\n\r\n");
    QCOMPARE(client->response().status, 417);
    QVERIFY(client->waitForEnd());
}

void tst_HttpServer::a_request_may_be_kept_after_the_next_one_came()
{
    Served served;
    const auto client = served.client();
    client->request("POST", "/echo", {{"X", "first"}}, "one");
    QCOMPARE(client->response().body, "one");
    client->request("POST", "/echo", {{"X", "second"}}, "two");
    QCOMPARE(client->response().body, "two");
    QCOMPARE(served.requests.at(0).body, "one");
    QCOMPARE(served.requests.at(0).header("X"), "first");
}

void tst_HttpServer::counts_what_passes()
{
    Served served;
    {
        const auto client = served.client();
        client->request("POST", "/echo", {}, "hello");
        client->response();
        const HttpCounters counters = served.server->counters();
        QCOMPARE(counters.connections, 1U);
        QCOMPARE(counters.accepted, 1U);
        QCOMPARE(counters.requests, 1U);
        QCOMPARE(counters.refused, 0U);
        QVERIFY(counters.bytesIn > 60);
        QCOMPARE(static_cast<qint64>(counters.bytesOut), client->received());
        client->send("nonsense\r\n\r\n");
        QCOMPARE(client->response().status, 400);
        QCOMPARE(served.server->counters().refused, 1U);
    }
    QVERIFY(HttpClient::await([&] { return served.server->counters().connections == 0; }));
}

void tst_HttpServer::listens_on_several_addresses_with_one_port()
{
    HttpServer server{HttpLimits()};
    server.setHandler([](HttpRequest &&, Reply reply) { reply.send(200, {}, "here"); });
    const QStringList wanted{QStringLiteral("127.0.0.1"), QStringLiteral("127.0.0.2"), QStringLiteral("::1")};
    const auto port = server.listen(wanted, 0);
    QVERIFY2(port.ok(), port.ok() ? "" : qPrintable(port.error().sentence));
    QVERIFY(*port > 0);
    QCOMPARE(server.port(), *port);
    const QStringList addresses = server.addresses();
    QVERIFY(addresses.size() >= 2);
    for (const QString &address : addresses) {
        HttpClient client;
        QVERIFY(client.connectTo(*port, QHostAddress(address)));
        client.request("GET", "/");
        QCOMPARE(client.response().body, "here");
    }
}

void tst_HttpServer::leaves_out_an_address_that_this_machine_lacks()
{
    HttpServer server{HttpLimits()};
    // 192.0.2.0/24 is reserved for documentation: nobody has it.
    const auto port = server.listen({QStringLiteral("192.0.2.1"), QStringLiteral("127.0.0.1")}, 0);
    QVERIFY(port.ok());
    QCOMPARE(server.addresses(), QStringList{QStringLiteral("127.0.0.1")});
    HttpServer nowhere{HttpLimits()};
    const auto none = nowhere.listen({QStringLiteral("192.0.2.1")}, 0);
    QVERIFY(!none.ok());
    QVERIFY(none.error().sentence.contains(QStringLiteral("192.0.2.1")));
}

void tst_HttpServer::says_which_port_is_taken_and_what_to_do()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost)));
    HttpServer server{HttpLimits()};
    const auto port = server.listen({QStringLiteral("127.0.0.1")}, other.serverPort());
    QVERIFY(!port.ok());
    const QString sentence = port.error().sentence;
    QVERIFY(sentence.contains(QStringLiteral("127.0.0.1:%1 is in use").arg(other.serverPort())));
    QVERIFY(sentence.contains(QStringLiteral("--port N")));
    QCOMPARE(server.port(), 0);
}

void tst_HttpServer::refuses_what_is_not_an_address()
{
    HttpServer server{HttpLimits()};
    const auto port = server.listen({QStringLiteral("somewhere")}, 0);
    QVERIFY(!port.ok());
    QCOMPARE(port.error().sentence, QStringLiteral("listen.addresses: expected an IP address, got \"somewhere\""));
    QVERIFY(!server.listen({}, 0).ok());
}

void tst_HttpServer::stops_listening_while_open_connections_go_on()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/echo");
    QCOMPARE(client->response().status, 200);
    served.server->stopListening();
    QCOMPARE(served.server->addresses(), QStringList());
    QVERIFY(served.client() == nullptr);
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    QCOMPARE(client->response().body, "x");
    // The port is free for another program.
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost), served.port));
}

void tst_HttpServer::listens_again_somewhere_else()
{
    Served served;
    const auto client = served.client();
    client->request("GET", "/echo");
    QCOMPARE(client->response().status, 200);
    served.server->stopListening();
    const auto port = served.server->listen({QStringLiteral("127.0.0.1")}, 0);
    QVERIFY(port.ok());
    served.port = *port;
    const auto fresh = served.client();
    fresh->request("GET", "/echo");
    QCOMPARE(fresh->response().status, 200);
    client->send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    QCOMPARE(client->response().body, "x");
}

void tst_HttpServer::other_addresses_leave_the_port_and_what_is_open_alone()
{
    const QString first = QStringLiteral("127.0.0.1");
    const QString second = QStringLiteral("127.0.0.2");
    Served served;
    const auto client = served.client();
    const auto echoes = [&client] {
        client->request("GET", "/echo");
        return client->response().status == 200;
    };
    QVERIFY(echoes());
    QCOMPARE(*served.server->listen({first, second}, served.port), served.port);
    QCOMPARE(served.server->addresses(), (QStringList{first, second}));
    QVERIFY(HttpClient().connectTo(served.port, QHostAddress(second)));
    QVERIFY(served.client());
    QCOMPARE(*served.server->listen({second}, served.port), served.port);
    QCOMPARE(served.server->addresses(), (QStringList{second}));
    QVERIFY(served.client() == nullptr);
    QVERIFY(echoes());
}

QTEST_GUILESS_MAIN(tst_HttpServer)
#include "tst_httpserver.moc"
