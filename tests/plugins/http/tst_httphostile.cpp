// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/http/httpbench.h"

#include <QFile>
#include <QTimer>

using namespace Signalbox;
using Request = RawServer::Request;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

/** Private memory of this process, bytes. */
qint64 memoryInUse()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return (pages.value(1).toLongLong() - pages.value(2).toLongLong()) * 4096;
}

/** Writes `bytes` again and again as fast as they are taken, up to `most`; counts what left. */
class Flood : public QObject
{
public:
    Flood(const Request &request, const QByteArray &bytes, qint64 most, QObject *parent)
        : QObject(parent)
        , m_request(request)
        , m_bytes(bytes)
        , m_most(most)
    {
        connect(request.socket, &QTcpSocket::bytesWritten, this, [this](qint64 count) {
            written += count;
            push();
        });
        push();
    }

    qint64 written = 0;

private:
    void push()
    {
        while (m_request.isOpen() && m_queued < m_most && m_request.socket->bytesToWrite() < mebibyte) {
            m_request.write(m_bytes);
            m_queued += m_bytes.size();
        }
    }

    Request m_request;
    QByteArray m_bytes;
    qint64 m_most;
    qint64 m_queued = 0;
};

} // namespace

/** Servers that mean no good: clear errors, bounded memory, nothing hangs, and the next call works. */
class TestHttpHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void what_never_ends_is_cut_off_data();
    void what_never_ends_is_cut_off();
    void an_announced_length_over_the_limit_is_not_read();
    void what_is_packed_small_counts_as_large_as_it_is();
    void a_refusal_is_read_in_part_data();
    void a_refusal_is_read_in_part();
    void a_redirect_to_another_server_is_not_followed_data();
    void a_redirect_to_another_server_is_not_followed();
    void a_redirect_within_the_server_is_followed();
    void a_redirect_within_the_server_keeps_the_user();
    void a_slow_drip_arrives_in_the_end();
    void a_server_that_half_closes_still_gets_to_answer();
    void an_answer_cut_at_any_byte_ends_the_call_once();
    void many_answers_to_one_request_are_told_once_data();
    void many_answers_to_one_request_are_told_once();
    void a_flood_is_held_back_while_reading_pauses();
};

void TestHttpHostile::what_never_ends_is_cut_off_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("more");
    const QByteArray events = "text/event-stream";
    QTest::newRow("an event line") << events << QByteArray("data: ") << QByteArray(64 * 1024, 'x');
    QTest::newRow("an event of many lines")
        << events << QByteArray("id: 1\n") << QByteArray("data: x\n").repeated(8'000);
    QTest::newRow("an event of a strange type")
        << events << QByteArray("event: x\ndata: ") << QByteArray(64 * 1024, 'x');
    QTest::newRow("a name of a field") << events << QByteArray() << QByteArray(64 * 1024, 'x');
    QTest::newRow("a body") << QByteArray("application/json")
                            << QByteArray("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":\"") << QByteArray(64 * 1024, 'x');
    QTest::newRow("white space") << QByteArray("application/json") << QByteArray() << QByteArray(64 * 1024, ' ');
}

void TestHttpHostile::what_never_ends_is_cut_off()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, more);
    HttpBench bench;
    bench.surroundings.messageLimit = 4 * mebibyte;
    RawServer server;
    QObject floods;
    Flood *flood = nullptr;
    server.script = [&](const Request &request) {
        if (flood)
            return request.result();
        request.write("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n" + start);
        flood = new Flood(request, more, 100 * mebibyte, &floods);
    };
    bench.start(server);
    const qint64 before = memoryInUse();
    bench.ask(5);
    QTRY_COMPARE_WITH_TIMEOUT(bench.record->failures.size(), 1, 20'000);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::OutcomeUnknown);
    QVERIFY2(bench.record->failures[0].second.sentence.contains(QStringLiteral("longer than 4 MiB (settings: "
                                                                               "limits.serverMessage)")),
             qPrintable(bench.record->failures[0].second.sentence));
    QVERIFY(flood->written < 40 * mebibyte);
#if !defined(__SANITIZE_ADDRESS__)
    QVERIFY2(memoryInUse() - before < 40 * mebibyte, qPrintable(QString::number(memoryInUse() - before)));
#else
    Q_UNUSED(before)
#endif
    bench.ask(6);
    QTRY_COMPARE(bench.record->messages.size(), 1);
}

void TestHttpHostile::an_announced_length_over_the_limit_is_not_read()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        request.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n");
    };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QVERIFY(bench.record->failures[0].second.sentence.contains(QStringLiteral("longer than 64 MiB")));
    QTRY_VERIFY(!server.requests[0].isOpen());
}

void TestHttpHostile::what_is_packed_small_counts_as_large_as_it_is()
{
    HttpBench bench;
    bench.surroundings.messageLimit = 4 * mebibyte;
    RawServer server;
    const QByteArray bomb = qCompress(QByteArray(100 * mebibyte, ' '), 9).mid(4);
    server.script = [&](const Request &request) { request.json(bomb, 200, {{"Content-Encoding", "deflate"}}); };
    bench.start(server);
    const qint64 before = memoryInUse();
    bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QVERIFY2(bench.record->failures[0].second.sentence.contains(QStringLiteral("longer than 4 MiB")),
             qPrintable(bench.record->failures[0].second.sentence));
#if !defined(__SANITIZE_ADDRESS__)
    QVERIFY2(memoryInUse() - before < 40 * mebibyte, qPrintable(QString::number(memoryInUse() - before)));
#else
    Q_UNUSED(before)
#endif
}

void TestHttpHostile::a_refusal_is_read_in_part_data()
{
    QTest::addColumn<bool>("isNote");
    QTest::newRow("of a request") << false;
    QTest::newRow("of a notification") << true;
}

void TestHttpHostile::a_refusal_is_read_in_part()
{
    QFETCH(bool, isNote);
    HttpBench bench;
    RawServer server;
    QObject floods;
    Flood *flood = nullptr;
    server.script = [&](const Request &request) {
        request.write("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html><title>Down for tea</title>");
        flood = new Flood(request, QByteArray(16 * 1024, 'x'), 100 * mebibyte, &floods);
    };
    bench.start(server);
    if (isNote)
        bench.note("n");
    else
        bench.ask(5);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QVERIFY(
        bench.record->failures[0].second.sentence.endsWith(QStringLiteral("answered 502 Bad Gateway: Down for tea")));
    QTRY_VERIFY(!server.requests[0].isOpen());
    QVERIFY(flood->written < 20 * mebibyte);
}

void TestHttpHostile::a_redirect_to_another_server_is_not_followed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("method");
    for (const int status : {301, 302, 303, 307, 308}) {
        QTest::newRow(qPrintable(QStringLiteral("%1").arg(status))) << status << QByteArray("tools/call");
        QTest::newRow(qPrintable(QStringLiteral("%1 of the handshake").arg(status)))
            << status << QByteArray("initialize");
    }
}

void TestHttpHostile::a_redirect_to_another_server_is_not_followed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, method);
    HttpBench bench;
    RawServer server;
    RawServer other;
    server.script = [&](const Request &request) {
        request.answer(status, {}, {}, {{"Location", other.url().toLatin1()}});
    };
    bench.start(server);
    bench.ask(5, method);
    QTRY_COMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::Refused);
    QVERIFY(bench.record->failures[0].second.sentence.contains(QStringLiteral("\"url\"")));
    bench.note("n");
    QTRY_COMPARE(bench.record->failures.size(), 2);
    QCOMPARE(other.connections(), 0);
}

void TestHttpHostile::a_redirect_within_the_server_is_followed()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        if (request.target == "/mcp")
            request.answer(308, {}, {}, {{"Location", "/mcp/"}});
        else
            request.result(R"({"there":1})");
    };
    bench.start(server);
    bench.ask(5);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QCOMPARE(server.requests.size(), 2);
}

void TestHttpHostile::a_redirect_within_the_server_keeps_the_user()
{
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) {
        if (request.target == "/mcp")
            request.answer(307, {}, {}, {{"Location", server.url(QStringLiteral("/mcp/")).toLatin1()}});
        else
            request.result();
    };
    QString url = server.url();
    url.replace(QStringLiteral("http://"), QStringLiteral("http://me:secret@"));
    bench.backend = bench.make({{QStringLiteral("url"), url}});
    bench.record = new HttpBench::Record(bench.backend.get());
    bench.backend->open();
    bench.ask(5);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QCOMPARE(server.requests.size(), 2);
    QCOMPARE(server.requests[0].header("authorization"), "Basic " + QByteArray("me:secret").toBase64());
    QCOMPARE(server.requests[1].header("authorization"), server.requests[0].header("authorization"));
}

void TestHttpHostile::a_slow_drip_arrives_in_the_end()
{
    HttpBench bench;
    RawServer server;
    QTimer drip;
    drip.setInterval(1);
    QByteArray rest;
    server.script = [&](const Request &request) {
        if (request.message().id() != "5")
            return request.result();
        const QByteArray event = "id: 1\r\ndata: " + Message::result("5", R"({"a":"\u00e4"})").bytes() + "\r\n\r\n";
        rest = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + event;
        connect(&drip, &QTimer::timeout, request.socket, [&rest, request] {
            request.write(rest.left(1));
            rest.remove(0, 1);
        });
        drip.start();
    };
    bench.start(server);
    bench.ask(5);
    bench.ask(6);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QCOMPARE(bench.record->messages[0].id().toByteArray(), QByteArray("6"));
    QTRY_COMPARE(bench.record->messages.size(), 2);
}

void TestHttpHostile::a_server_that_half_closes_still_gets_to_answer()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        request.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
                      + Message::result(request.message().id(), "{}").bytes());
        request.hangUp();
    };
    bench.start(server);
    for (quint64 id = 1; id <= 20; ++id) {
        bench.ask(id);
        QTRY_COMPARE(bench.record->messages.size(), qsizetype(id));
    }
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpHostile::an_answer_cut_at_any_byte_ends_the_call_once()
{
    HttpBench bench;
    RawServer server;
    const QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                              "data: {\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}\n\n";
    qsizetype cut = 0;
    server.script = [&](const Request &request) {
        request.write(answer.left(cut));
        request.hangUp();
    };
    bench.start(server);
    qsizetype answered = 0;
    for (cut = 0; cut <= answer.size(); ++cut) {
        bench.ask(5);
        const auto ended = [&] { return bench.record->messages.size() + bench.record->failures.size(); };
        QTRY_COMPARE(ended(), cut + 1);
        answered = bench.record->messages.size();
        QCOMPARE(answered, cut == answer.size() ? 1 : 0);
    }
    QCOMPARE(server.requests.size(), answer.size() + 1);
}

void TestHttpHostile::many_answers_to_one_request_are_told_once_data()
{
    QTest::addColumn<bool>("isStream");
    QTest::newRow("stream") << true;
    QTest::newRow("JSON with trailing bytes") << false;
}

void TestHttpHostile::many_answers_to_one_request_are_told_once()
{
    QFETCH(bool, isStream);
    HttpBench bench;
    RawServer server;
    server.script = [&](const Request &request) {
        const QByteArray id = request.message().id().toByteArray();
        if (!isStream)
            return request.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n"
                                 + Message::result(id, "{}").bytes() + "HTTP/1.1 200 OK\r\n\r\ngarbage");
        request.openStream();
        for (int i = 0; i < 5; ++i)
            request.event(Message::result(id, "{}").bytes());
        request.endStream();
    };
    bench.start(server);
    for (quint64 id = 1; id <= 9; ++id) {
        bench.ask(id);
        QTRY_COMPARE(bench.record->messages.size(), qsizetype(id));
    }
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpHostile::a_flood_is_held_back_while_reading_pauses()
{
    HttpBench bench;
    RawServer server;
    QObject floods;
    Flood *flood = nullptr;
    const QByteArray event =
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"n\",\"params\":{\"t\":\"" + QByteArray(50'000, 'x') + "\"}}\n\n";
    server.script = [&](const Request &request) {
        request.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        flood = new Flood(request, event, 100 * mebibyte, &floods);
    };
    bench.start(server);
    bench.backend->pauseReading(true);
    bench.ask(5);
    QTRY_VERIFY(flood);
    // It ends in the server's own buffers: what the kernel and libcurl hold is all that leaves.
    qint64 last = -1;
    QTRY_VERIFY_WITH_TIMEOUT(std::exchange(last, flood->written) == flood->written && last > 0, 10'000);
    QVERIFY(flood->written < 30 * mebibyte);
    QVERIFY(bench.record->messages.isEmpty());
    bench.backend->pauseReading(false);
    QTRY_VERIFY(bench.record->messages.size() > 100);
}

QTEST_GUILESS_MAIN(TestHttpHostile)
#include "tst_httphostile.moc"
