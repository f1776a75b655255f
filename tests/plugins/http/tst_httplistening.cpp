// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/http/httpbench.h"

using namespace Signalbox;
using Request = RawServer::Request;

/** The stream on which a server says what belongs to no request. */
class TestHttpListening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void hears_what_belongs_to_no_request();
    void is_not_asked_for_without_a_session();
    void is_done_without_where_it_is_not_offered_data();
    void is_done_without_where_it_is_not_offered();
    void is_opened_again_after_the_last_event();
    void survives_a_server_that_is_away_for_a_moment();
    void survives_a_page_in_its_place_data();
    void survives_a_page_in_its_place();
    void a_session_that_vanished_is_told();
    void begins_anew_where_the_last_event_is_not_known_any_more();
    void what_is_no_message_is_skipped();
    void an_event_over_the_limit_is_skipped();
    void a_pause_holds_it_back();

private:
    QString stream() const { return m_bench->backend->status().value(QStringLiteral("stream")).toString(); }
    void begin();

    std::unique_ptr<SessionServer> m_server;
    std::unique_ptr<HttpBench> m_bench;
};

void TestHttpListening::init()
{
    m_bench = std::make_unique<HttpBench>();
    m_server = std::make_unique<SessionServer>();
}

void TestHttpListening::begin()
{
    m_bench->start(*m_server);
    QVERIFY(m_bench->greet());
    QTRY_COMPARE(m_server->streams.size(), 1);
    m_server->streams[0].chunk("retry: 50\n\n");
}

void TestHttpListening::hears_what_belongs_to_no_request()
{
    begin();
    const Request &get = m_server->streams[0];
    QCOMPARE(get.header("mcp-session-id"), QByteArray("s-1"));
    QCOMPARE(get.header("mcp-protocol-version"), QByteArray("2025-06-18"));
    QVERIFY(!get.hasHeader("last-event-id"));
    get.event(R"({"jsonrpc":"2.0","method":"n"})");
    get.event(R"([{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","id":"q","method":"roots/list"}])");
    QTRY_COMPARE(m_bench->record->messages.size(), 4);
    QCOMPARE(m_bench->record->origins[1].exchange, 0u);
    QCOMPARE(m_bench->record->origins[1].httpStatus, 200);
    QVERIFY(m_bench->record->messages[3].isMethod("roots/list"));
}

void TestHttpListening::is_not_asked_for_without_a_session()
{
    m_server->session.clear();
    m_bench->start(*m_server);
    QVERIFY(m_bench->greet());
    m_bench->ask(2);
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    QCOMPARE(m_server->count("GET"), 0);
    QVERIFY(!m_server->posts("tools/call").first().hasHeader("mcp-session-id"));
    m_bench->backend->close();
    QTRY_COMPARE(m_bench->record->closed, 1);
    QCOMPARE(m_server->count("DELETE"), 0);
}

void TestHttpListening::is_done_without_where_it_is_not_offered_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("405") << 405 << QByteArray();
    QTest::newRow("404 from the beginning") << 404 << QByteArray("text/html");
    QTest::newRow("406") << 406 << QByteArray();
    QTest::newRow("a page") << 200 << QByteArray("text/html");
    QTest::newRow("JSON") << 200 << QByteArray("application/json");
}

void TestHttpListening::is_done_without_where_it_is_not_offered()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    m_server->more = [&](const Request &request) {
        if (request.method == "GET")
            request.answer(status, type, "{}");
        return request.method == "GET";
    };
    m_bench->start(*m_server);
    QVERIFY(m_bench->greet());
    QTRY_COMPARE(stream(), QStringLiteral("not offered"));
    m_bench->ask(2);
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    QVERIFY(m_bench->record->failures.isEmpty());
    QCOMPARE(m_server->count("GET"), 1);
}

void TestHttpListening::is_opened_again_after_the_last_event()
{
    begin();
    m_server->streams[0].event(R"({"jsonrpc":"2.0","method":"a"})", "e7");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    m_server->streams[0].reset();
    QTRY_COMPARE(m_server->streams.size(), 2);
    QCOMPARE(m_server->streams[1].header("last-event-id"), QByteArray("e7"));
    m_server->streams[1].event(R"({"jsonrpc":"2.0","method":"a"})", "e7");
    m_server->streams[1].event(R"({"jsonrpc":"2.0","method":"b"})", "e8");
    QTRY_COMPARE(m_bench->record->messages.size(), 3);
    QVERIFY(m_bench->record->messages[2].isMethod("b"));
    m_server->streams[1].endStream();
    QTRY_COMPARE(m_server->streams.size(), 3);
    QCOMPARE(m_server->streams[2].header("last-event-id"), QByteArray("e8"));
    QVERIFY(m_bench->record->failures.isEmpty());
}

void TestHttpListening::survives_a_server_that_is_away_for_a_moment()
{
    begin();
    m_server->stop();
    QTRY_COMPARE(stream(), QStringLiteral("waiting to reconnect"));
    QVERIFY(m_server->start());
    QTRY_COMPARE(m_server->streams.size(), 2);
    m_server->streams[1].event(R"({"jsonrpc":"2.0","method":"a"})");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    QVERIFY(m_bench->record->failures.isEmpty());
}

void TestHttpListening::survives_a_page_in_its_place_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("place"); // among the attempts, from 1
    QTest::newRow("a page after it worked") << 200 << 2;
    QTest::newRow("too many at once after it worked") << 429 << 2;
    QTest::newRow("too many at once the first time") << 429 << 1;
}

void TestHttpListening::survives_a_page_in_its_place()
{
    QFETCH(int, status);
    QFETCH(int, place);
    int gets = 0;
    m_server->more = [&](const Request &request) {
        const bool isPage = request.method == "GET" && ++gets == place;
        if (isPage)
            request.answer(status, "text/html", "<title>Back soon</title>");
        return isPage;
    };
    begin();
    if (place == 2)
        m_server->streams[0].endStream();
    QTRY_COMPARE(m_server->streams.size(), place);
    QTRY_COMPARE(stream(), QStringLiteral("open"));
}

void TestHttpListening::a_session_that_vanished_is_told()
{
    begin();
    m_server->more = [](const Request &request) {
        if (request.method == "GET")
            request.answer(404, {}, {});
        return request.method == "GET";
    };
    m_server->streams[0].endStream();
    QTRY_COMPARE(m_bench->record->failures.size(), 1);
    QCOMPARE(m_bench->record->failures[0].first, 0u);
    QCOMPARE(m_bench->record->failures[0].second.kind, Failure::SessionGone);
    m_bench->backend->close();
    QTRY_COMPARE(m_bench->record->closed, 1);
    QCOMPARE(m_server->count("GET"), 2);
    QCOMPARE(m_server->count("DELETE"), 0);
}

void TestHttpListening::begins_anew_where_the_last_event_is_not_known_any_more()
{
    begin();
    m_server->streams[0].event(R"({"jsonrpc":"2.0","method":"a"})", "e7");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    m_server->more = [](const Request &request) {
        const bool isOld = request.hasHeader("last-event-id");
        if (isOld)
            request.answer(400, "text/plain", "no such event");
        return isOld;
    };
    m_server->streams[0].endStream();
    QTRY_COMPARE(m_server->streams.size(), 2);
    QVERIFY(!m_server->streams[1].hasHeader("last-event-id"));
    QVERIFY(m_bench->record->failures.isEmpty());
}

void TestHttpListening::what_is_no_message_is_skipped()
{
    begin();
    m_server->streams[0].event("hello");
    m_server->streams[0].event("{}");
    m_server->streams[0].chunk("event: other\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"other\"}\n\n");
    m_server->streams[0].event(R"({"jsonrpc":"2.0","method":"a"})");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    QVERIFY(m_bench->record->messages[1].isMethod("a"));
    QVERIFY(
        m_bench->backend->status().value(QStringLiteral("lastError")).toString().contains(QStringLiteral("skipped")));
    QCOMPARE(m_server->streams.size(), 1);
}

void TestHttpListening::an_event_over_the_limit_is_skipped()
{
    m_bench->surroundings.messageLimit = 10'000;
    begin();
    m_server->streams[0].event(R"({"jsonrpc":"2.0","method":"a"})", "e1");
    m_server->streams[0].event(QByteArray(20'000, 'x'), "e2");
    QTRY_COMPARE(m_server->streams.size(), 2);
    QVERIFY(!m_server->streams[1].hasHeader("last-event-id"));
    m_server->streams[1].event(R"({"jsonrpc":"2.0","method":"b"})", "e3");
    QTRY_COMPARE(m_bench->record->messages.size(), 3);
    QVERIFY(m_bench->record->failures.isEmpty());
}

void TestHttpListening::a_pause_holds_it_back()
{
    begin();
    m_bench->backend->pauseReading(true);
    const QByteArray event = R"({"jsonrpc":"2.0","method":"a","params":{"t":")" + QByteArray(10'000, 'x') + "\"}}";
    constexpr int count = 3'000;
    for (int i = 0; i < count; ++i)
        m_server->streams[0].event(event);
    // What is held back reaches as far as the server's own socket.
    QTRY_VERIFY(m_server->streams[0].socket->bytesToWrite() < count * 10'000);
    QVERIFY(!QTest::qWaitFor([this] { return m_server->streams[0].socket->bytesToWrite() == 0; }, 200));
    QCOMPARE(m_bench->record->messages.size(), 1);
    m_bench->backend->pauseReading(false);
    QTRY_COMPARE(m_bench->record->messages.size(), count + 1);
}

QTEST_GUILESS_MAIN(TestHttpListening)
#include "tst_httplistening.moc"
