// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loop/epolldispatcher.h"
#include "tests/http/served.h"

#include <QRandomGenerator>
#include <QTest>

#include <sys/resource.h>

using namespace Signalbox;

namespace {

const QByteArray
    wholeRequest("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
                 "GET /keep HTTP/1.1\r\nHost: a\r\n\r\n"
                 "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nworld"
                 "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");

void answerAll(Served &served)
{
    for (Reply &reply : std::exchange(served.replies, {}))
        reply.send(200, {}, QByteArray(10, 'r'));
    for (const auto &stream : served.streams)
        stream->write("data: x\n\n");
}

} // namespace

class tst_HttpChurn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_a_client_that_hangs_up_after_any_byte_data();
    void survives_a_client_that_hangs_up_after_any_byte();
    void survives_random_clients();
    void serves_many_connections_and_goes_with_them_open();
};

void tst_HttpChurn::survives_a_client_that_hangs_up_after_any_byte_data()
{
    QTest::addColumn<int>("manner");
    QTest::newRow("closes") << 0;
    QTest::newRow("resets") << 1;
    QTest::newRow("finishes sending") << 2;
}

void tst_HttpChurn::survives_a_client_that_hangs_up_after_any_byte()
{
    QFETCH(int, manner);
    Served served;
    for (qsizetype bytes = 0; bytes <= wholeRequest.size(); ++bytes) {
        const auto client = served.client();
        const quint64 before = served.server->counters().bytesIn;
        client->send(wholeRequest.left(bytes));
        QVERIFY(HttpClient::await(
            [&] { return served.server->counters().bytesIn == before + static_cast<quint64>(bytes); }));
        if (manner == 0)
            client->close();
        else if (manner == 1)
            client->reset();
        else
            client->halfClose();
        answerAll(served);
        QVERIFY(HttpClient::await([&] { return served.server->counters().connections == 0; }));
        served.replies.clear();
        served.streams.clear();
    }
}

void tst_HttpChurn::survives_random_clients()
{
    HttpLimits limits;
    limits.pipelined = 2;
    limits.headerTime = limits.bodyTime = limits.idleTime = 50;
    Served served(limits);
    QRandomGenerator random(20261121);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int step = 0; step < 6000; ++step) {
        const quint32 what = random.bounded(12U);
        if (what == 0 || clients.empty()) {
            if (auto client = served.client())
                clients.push_back(std::move(client));
            continue;
        }
        const std::size_t which = random.bounded(static_cast<quint32>(clients.size()));
        HttpClient &client = *clients[which];
        if (what < 5) {
            const qsizetype at = random.bounded(static_cast<quint32>(wholeRequest.size()));
            client.send(random.bounded(3) == 0 ? wholeRequest.mid(at) : wholeRequest);
        } else if (what == 5) {
            client.halfClose();
        } else if (what == 6 || what == 7) {
            what == 6 ? client.reset() : client.close();
            clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(which));
        } else if (what == 8) {
            answerAll(served);
        } else if (what == 9 && !served.streams.empty()) {
            const std::size_t stream = random.bounded(static_cast<quint32>(served.streams.size()));
            random.bounded(2) == 0 ? served.streams[stream]->end() : served.streams[stream]->cut();
            served.streams.erase(served.streams.begin() + static_cast<std::ptrdiff_t>(stream));
        } else if (what == 10 && !served.replies.empty()) {
            served.replies.pop_back();
        } else {
            QCoreApplication::processEvents();
        }
    }
    QVERIFY(served.server->counters().requests > 500);
    clients.clear();
    served.replies.clear();
    served.streams.clear();
    QVERIFY(HttpClient::await([&] { return served.server->counters().connections == 0; }));
    const auto last = served.client();
    last->request("GET", "/echo");
    QCOMPARE(last->response().status, 200);
}

void tst_HttpChurn::serves_many_connections_and_goes_with_them_open()
{
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    const int count = static_cast<int>(qMin<rlim_t>(2000, (files.rlim_cur - 100) / 2));
    Served served;
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(served.client());
        QVERIFY(clients.back() != nullptr);
        clients.back()->request("GET", i % 3 == 0 ? "/stream" : i % 3 == 1 ? "/keep" : "/echo");
        if (i % 100 == 0)
            QCoreApplication::processEvents();
    }
    QVERIFY(HttpClient::await([&] { return served.requests.size() == static_cast<std::size_t>(count); }, 20'000));
    for (const auto &stream : served.streams)
        QVERIFY(stream->write("data: to all\n\n"));
    for (int i = 0; i < count; i += 3)
        QCOMPARE(clients[static_cast<std::size_t>(i)]->frames(1).size(), 1);
    served.server.reset();
    for (const auto &client : clients)
        QVERIFY(client->waitForEnd());
}

int main(int argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    QCoreApplication application(argc, argv);
    tst_HttpChurn test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_httpchurn.moc"
