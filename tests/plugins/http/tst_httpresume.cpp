// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/eventmessages.h"
#include "tests/plugins/http/httpbench.h"

#include <QElapsedTimer>

using namespace Signalbox;
using Request = RawServer::Request;

/** A stream that breaks before its answer is gone on with, never asked for again. */
class TestHttpResume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void goes_on_after_the_last_event_seen_data();
    void goes_on_after_the_last_event_seen();
    void waits_as_long_as_the_server_asked();
    void tells_nothing_twice();
    void an_id_that_comes_again_with_something_else_is_news();
    void goes_on_as_often_as_there_is_something_new();
    void gives_up_after_five_tries_without_news();
    void a_refused_resume_leaves_the_outcome_unknown_data();
    void a_refused_resume_leaves_the_outcome_unknown();
    void a_stream_without_event_ids_is_not_resumed();
    void the_handshake_itself_is_resumed_in_the_new_session();
    void a_drop_ends_the_waiting();
    void delays_grow_and_stay_within_bounds();

private:
    /** Greets; the next call is kept in m_call with its stream open; GETs go to onGet. */
    void begin();
    QByteArray answer() const { return Message::result("5", "{}").bytes(); }

    std::unique_ptr<SessionServer> m_server;
    std::unique_ptr<HttpBench> m_bench;
    Request m_call;
    QList<Request> m_gets;
    std::function<void(const Request &request)> m_onGet;
};

void TestHttpResume::init()
{
    m_gets.clear();
    m_onGet = {};
    m_call = {};
    m_bench = std::make_unique<HttpBench>();
    m_server = std::make_unique<SessionServer>();
    m_server->more = [this](const Request &request) {
        if (request.method == "GET" && request.hasHeader("last-event-id")) {
            m_gets.append(request);
            if (m_onGet)
                m_onGet(request);
            return true;
        }
        if (request.method == "POST" && request.message().isMethod("tools/call")) {
            m_call = request;
            request.openStream();
            return true;
        }
        return false;
    };
}

void TestHttpResume::begin()
{
    m_bench->start(*m_server);
    QVERIFY(m_bench->greet());
    m_bench->ask(5, "tools/call", HttpBench::versionHeaders());
    QTRY_VERIFY(m_call.socket);
    m_call.chunk("retry: 50\n\n");
}

void TestHttpResume::goes_on_after_the_last_event_seen_data()
{
    QTest::addColumn<bool>("isCut");
    QTest::newRow("cut") << true;
    QTest::newRow("ended in good order") << false;
}

void TestHttpResume::goes_on_after_the_last_event_seen()
{
    QFETCH(bool, isCut);
    begin();
    m_onGet = [this](const Request &request) {
        request.openStream();
        request.event(answer(), "e3");
    };
    m_call.event({}, "e1");
    m_call.event(R"({"jsonrpc":"2.0","method":"n"})", "e2");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    if (isCut)
        m_call.reset();
    else
        m_call.endStream();
    QTRY_COMPARE(m_bench->record->messages.size(), 3);
    QCOMPARE(m_bench->record->origins[2].exchange, 5u);
    QCOMPARE(m_gets.size(), 1);
    QCOMPARE(m_gets[0].header("last-event-id"), QByteArray("e2"));
    QCOMPARE(m_gets[0].header("mcp-session-id"), QByteArray("s-1"));
    QCOMPARE(m_gets[0].header("mcp-protocol-version"), QByteArray("2025-06-18"));
    QCOMPARE(m_gets[0].header("accept"), QByteArray("text/event-stream"));
    QCOMPARE(m_server->posts("tools/call").size(), 1);
    QVERIFY(m_bench->record->failures.isEmpty());
}

void TestHttpResume::waits_as_long_as_the_server_asked()
{
    begin();
    m_onGet = [this](const Request &request) {
        request.openStream();
        request.event(answer());
    };
    QElapsedTimer time;
    m_call.chunk("id: e1\nretry: 400\ndata:\n\n");
    m_call.endStream();
    time.start();
    QTRY_COMPARE(m_gets.size(), 1);
    QVERIFY2(time.elapsed() >= 390, qPrintable(QString::number(time.elapsed())));
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
}

void TestHttpResume::tells_nothing_twice()
{
    begin();
    m_onGet = [this](const Request &request) {
        request.openStream();
        request.event(R"({"jsonrpc":"2.0","method":"first"})", "e1");
        request.event(R"({"jsonrpc":"2.0","method":"second"})", "e2");
        request.event(answer(), "e3");
    };
    m_call.event(R"({"jsonrpc":"2.0","method":"first"})", "e1");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    m_call.endStream();
    QTRY_COMPARE(m_bench->record->messages.size(), 4);
    QVERIFY(m_bench->record->messages[1].isMethod("first"));
    QVERIFY(m_bench->record->messages[2].isMethod("second"));
    QVERIFY(m_bench->record->messages[3].isResponse());
}

void TestHttpResume::an_id_that_comes_again_with_something_else_is_news()
{
    begin();
    m_onGet = [this](const Request &request) {
        request.openStream();
        request.event(answer(), "1");
    };
    m_call.event(R"({"jsonrpc":"2.0","method":"first"})", "1");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    m_call.endStream();
    QTRY_COMPARE(m_bench->record->messages.size(), 3);
    QVERIFY(m_bench->record->messages[2].isResponse());
}

void TestHttpResume::goes_on_as_often_as_there_is_something_new()
{
    constexpr int rounds = 12;
    begin();
    m_onGet = [this](const Request &request) {
        request.openStream();
        if (m_gets.size() == rounds)
            return request.event(answer());
        request.event({}, "e" + QByteArray::number(m_gets.size()));
        request.endStream();
    };
    m_call.event({}, "e0");
    m_call.endStream();
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    QCOMPARE(m_gets.size(), rounds);
    QCOMPARE(m_gets.last().header("last-event-id"), "e" + QByteArray::number(rounds - 1));
}

void TestHttpResume::gives_up_after_five_tries_without_news()
{
    begin();
    m_onGet = [this](const Request &request) {
        if (m_gets.size() % 2)
            return request.answer(503, {}, {});
        request.openStream();
        request.endStream();
    };
    m_call.event({}, "e1");
    m_call.endStream();
    QTRY_COMPARE(m_bench->record->failures.size(), 1);
    QCOMPARE(m_bench->record->failures[0].first, 5u);
    QCOMPARE(m_bench->record->failures[0].second.kind, Failure::OutcomeUnknown);
    QCOMPARE(m_gets.size(), 5);
    QCOMPARE(m_server->posts("tools/call").size(), 1);
}

void TestHttpResume::a_refused_resume_leaves_the_outcome_unknown_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("failures");
    QTest::newRow("400") << 400 << 1;
    QTest::newRow("401") << 401 << 1;
    QTest::newRow("404") << 404 << 2;
    QTest::newRow("405") << 405 << 1;
    QTest::newRow("no stream") << 200 << 1;
}

void TestHttpResume::a_refused_resume_leaves_the_outcome_unknown()
{
    QFETCH(int, status);
    begin();
    m_onGet = [status](const Request &request) { request.answer(status, "text/html", "x"); };
    m_call.event({}, "e1");
    m_call.endStream();
    QFETCH(int, failures);
    QTRY_COMPARE(m_bench->record->failures.size(), failures);
    const auto &[exchange, failure] = m_bench->record->failures.last();
    QCOMPARE(exchange, 5u);
    QCOMPARE(failure.kind, Failure::OutcomeUnknown);
    if (failures == 2) {
        QCOMPARE(m_bench->record->failures[0].first, 0u);
        QCOMPARE(m_bench->record->failures[0].second.kind, Failure::SessionGone);
    }
    QCOMPARE(m_gets.size(), 1);
}

void TestHttpResume::a_stream_without_event_ids_is_not_resumed()
{
    begin();
    m_call.event(R"({"jsonrpc":"2.0","method":"n"})");
    m_call.endStream();
    QTRY_COMPARE(m_bench->record->failures.size(), 1);
    QCOMPARE(m_bench->record->failures[0].second.kind, Failure::OutcomeUnknown);
    QCOMPARE(m_gets.size(), 0);
}

void TestHttpResume::the_handshake_itself_is_resumed_in_the_new_session()
{
    m_server->more = [this](const Request &request) {
        if (request.method == "GET") {
            m_gets.append(request);
            request.openStream();
            request.event(Message::result("1", "{}").bytes());
        } else if (request.message().isMethod("initialize")) {
            request.openStream({{"Mcp-Session-Id", "new"}});
            request.chunk("id: e1\nretry: 50\ndata:\n\n");
            request.endStream();
        }
        return true;
    };
    m_bench->start(*m_server);
    m_bench->ask(1, "initialize");
    QTRY_COMPARE(m_bench->record->messages.size(), 1);
    QCOMPARE(m_gets[0].header("mcp-session-id"), QByteArray("new"));
}

void TestHttpResume::a_drop_ends_the_waiting()
{
    begin();
    m_call.event({}, "e1");
    m_call.endStream();
    QTRY_COMPARE(m_gets.size(), 1);
    m_bench->backend->drop(5);
    QTRY_VERIFY(!m_gets[0].isOpen());
    m_bench->ask(6, "ping");
    QTRY_COMPARE(m_bench->record->messages.size(), 2);
    QVERIFY(m_bench->record->failures.isEmpty());
    QCOMPARE(m_gets.size(), 1);
}

void TestHttpResume::delays_grow_and_stay_within_bounds()
{
    RetryDelay delay;
    int last = 0;
    for (int i = 0; i < 20; ++i) {
        const int next = delay.next();
        QVERIFY(next >= std::min(last, 30'000));
        QVERIFY(next >= 1'000 && next <= 36'000);
        last = next;
    }
    QVERIFY(last >= 30'000);
    delay.succeeded();
    delay.ask(500);
    const int asked = delay.next();
    QVERIFY(asked >= 500 && asked < 1'000);
    delay.ask(0);
    QVERIFY(RetryDelay(delay).next() > 0);
    delay.ask(2'000'000'000);
    QVERIFY(delay.next() <= 360'000);
    delay.ask(60'000);
    QVERIFY(delay.next() >= 60'000);
}

QTEST_GUILESS_MAIN(TestHttpResume)
#include "tst_httpresume.moc"
