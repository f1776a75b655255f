// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/sendqueue.h"
#include "tests/plugins/http/httpbench.h"

using namespace Signalbox;
using Request = RawServer::Request;

/** In which order messages leave. */
class TestHttpHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_notification_without_end_holds_nobody_back();
    void nothing_overtakes_the_handshake();
    void what_waits_leaves_in_its_order();
    void an_answer_may_leave_in_the_middle_of_the_handshake();
    void listening_waits_for_the_handshake();
    void a_handshake_that_fails_gives_back_what_waited();
    void a_dropped_handshake_sets_the_rest_free();
    void a_refused_confirmation_holds_nobody_back();
    void requests_without_an_answer_are_bounded();
    void there_is_room_again_exactly_once();
    void a_drop_makes_room();
};

void TestHttpHandshake::nothing_overtakes_the_handshake()
{
    HttpBench bench;
    SessionServer server;
    QList<Request> held;
    server.more = [&](const Request &request) {
        held.append(request);
        return true;
    };
    bench.start(server);
    bench.ask(1, "initialize");
    bench.ask(2, "tools/list");
    bench.note("notifications/initialized");
    bench.ask(3, "tools/call");
    bench.ask(4, "tools/call");
    QTRY_COMPARE(held.size(), 1);
    QVERIFY(held[0].message().isMethod("initialize"));
    held[0].result("{}", {{"Mcp-Session-Id", "s"}});
    QTRY_COMPARE(held.size(), 3); // what came before the confirmation goes before it
    held[1].result();
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QCOMPARE(held.size(), 3);
    const bool isNote = held[2].message().isMethod("notifications/initialized");
    QVERIFY(isNote || held[1].message().isMethod("notifications/initialized"));
    held[isNote ? 2 : 1].accept();
    QTRY_COMPARE(held.size(), 5);
    for (const Request &request : std::as_const(held).mid(1))
        QCOMPARE(request.header("mcp-session-id"), QByteArray("s"));
}

void TestHttpHandshake::what_waits_leaves_in_its_order()
{
    SendQueue queue;
    queue.add(Message::request("1", "initialize"), Route{1, {}});
    queue.add(Message::request("2", "a"), Route{2, {}});
    queue.add(Message::notification("notifications/initialized"), {});
    queue.add(Message::request("3", "b"), Route{3, {}});
    queue.add(Message::notification("c"), {});
    QCOMPARE(queue.next()->key, 1u);
    QVERIFY(!queue.next());
    queue.taken(1);
    queue.heard(Message::result("2", "{}"));
    QVERIFY(!queue.next());
    queue.heard(Message::result("1", "{}"));
    QCOMPARE(queue.next()->key, 2u);
    const std::optional<Departure> confirmation = queue.next();
    QVERIFY(confirmation->message.isMethod("notifications/initialized"));
    QVERIFY(!queue.next());
    queue.taken(2);
    QVERIFY(!queue.next());
    queue.taken(confirmation->key);
    QCOMPARE(queue.next()->key, 3u);
    QVERIFY(queue.next()->message.isMethod("c"));
    QVERIFY(!queue.next());
}

void TestHttpHandshake::an_answer_may_leave_in_the_middle_of_the_handshake()
{
    HttpBench bench;
    RawServer server;
    Request greeting;
    server.script = [&](const Request &request) {
        if (request.message().isMethod("initialize")) {
            greeting = request;
            request.openStream();
            request.event(Message::request("\"p\"", "ping").bytes());
        } else if (request.message().isResponse()) {
            request.accept();
            greeting.event(Message::result("1", "{}").bytes());
        }
    };
    bench.start(server);
    connect(bench.backend.get(), &Backend::received, this, [&](const Message &message) {
        if (message.isMethod("ping"))
            bench.backend->send(Message::result(message.id(), "{}"), {});
    });
    bench.ask(1, "initialize");
    QTRY_COMPARE(bench.record->messages.size(), 2);
}

void TestHttpHandshake::listening_waits_for_the_handshake()
{
    HttpBench bench;
    SessionServer server;
    QList<Request> held;
    server.more = [&](const Request &request) {
        const bool isConfirmation = request.message().isMethod("notifications/initialized");
        if (isConfirmation)
            held.append(request);
        return isConfirmation;
    };
    bench.start(server);
    QVERIFY(bench.greet());
    bench.backend->listen({});
    QTRY_COMPARE(held.size(), 1);
    QCOMPARE(server.count("GET"), 0);
    held.first().accept();
    QTRY_COMPARE(server.count("GET"), 1);
}

void TestHttpHandshake::a_handshake_that_fails_gives_back_what_waited()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) { request.answer(500, {}, {}); };
    bench.start(server);
    bench.ask(1, "initialize");
    bench.ask(2);
    bench.note("n");
    QTRY_COMPARE(bench.record->failures.size(), 3);
    QCOMPARE(bench.record->failures[0].first, 2u);
    QCOMPARE(bench.record->failures[0].second.kind, Failure::NotSent);
    QCOMPARE(bench.record->failures[1].first, 0u);
    QCOMPARE(bench.record->failures[1].second.kind, Failure::NotSent);
    QCOMPARE(bench.record->failures[2].first, 1u);
    QCOMPARE(bench.record->failures[2].second.kind, Failure::OutcomeUnknown);
    QCOMPARE(server.requests.size(), 1);
}

void TestHttpHandshake::a_dropped_handshake_sets_the_rest_free()
{
    HttpBench bench;
    RawServer server;
    server.script = [](const Request &request) {
        if (!request.message().isMethod("initialize"))
            request.result();
    };
    bench.start(server);
    bench.ask(1, "initialize");
    bench.ask(2);
    QTRY_COMPARE(server.requests.size(), 1);
    bench.backend->drop(1);
    QTRY_COMPARE(bench.record->messages.size(), 1);
    QVERIFY(bench.record->failures.isEmpty());
}

void TestHttpHandshake::a_refused_confirmation_holds_nobody_back()
{
    HttpBench bench;
    SessionServer server;
    server.more = [](const Request &request) {
        const bool isConfirmation = request.message().isMethod("notifications/initialized");
        if (isConfirmation)
            request.answer(500, {}, {});
        return isConfirmation;
    };
    bench.start(server);
    QVERIFY(bench.greet());
    bench.ask(2);
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QCOMPARE(bench.record->failures.size(), 1);
    QCOMPARE(bench.record->failures[0].first, 0u);
}

void TestHttpHandshake::requests_without_an_answer_are_bounded()
{
    SendQueue queue;
    for (quint64 id = 1; id <= 1'000; ++id)
        queue.add(Message::request(QByteArray::number(id), "a"), Route{id, {}});
    quint64 last = 0;
    while (const std::optional<Departure> departure = queue.next())
        QCOMPARE(departure->key, ++last);
    QVERIFY(last > 0 && last < 1'000);
    queue.add(Message::notification("n"), {});
    QVERIFY(queue.next()->message.isNotification());
    queue.taken(7);
    QCOMPARE(queue.next()->key, last + 1);
    QVERIFY(!queue.next());
    queue.remove(last + 2);
    queue.taken(8);
    QCOMPARE(queue.next()->key, last + 3);
}

void TestHttpHandshake::there_is_room_again_exactly_once()
{
    HttpBench bench;
    RawServer server;
    QList<Request> held;
    server.script = [&](const Request &request) { held.append(request); };
    bench.start(server);
    const QByteArray params = "{\"t\":\"" + QByteArray(1'000'000, 'x') + "\"}";
    for (quint64 id = 1; id <= 20; ++id) {
        QCOMPARE(bench.backend->writable(), id <= 17);
        bench.backend->send(Message::request(QByteArray::number(id), "a", params), Route{id, {}});
    }
    QTRY_COMPARE(held.size(), 20);
    QVERIFY(!bench.backend->writable());
    for (const Request &request : std::as_const(held))
        request.result();
    QTRY_COMPARE(bench.record->messages.size(), 20);
    QVERIFY(bench.backend->writable());
    QCOMPARE(bench.record->drained, 1);
}

void TestHttpHandshake::a_drop_makes_room()
{
    HttpBench bench;
    RawServer server;
    bench.start(server);
    bench.backend->send(Message::request("1", "a", "{\"t\":\"" + QByteArray(17'000'000, 'x') + "\"}"), Route{1, {}});
    QVERIFY(!bench.backend->writable());
    bench.backend->drop(1);
    QVERIFY(bench.backend->writable());
    QCOMPARE(bench.record->drained, 0);
    QTRY_COMPARE(bench.record->drained, 1);
}

void TestHttpHandshake::a_notification_without_end_holds_nobody_back()
{
    HttpBench bench;
    SessionServer server;
    server.more = [](const Request &request) {
        const bool isConfirmation = request.message().isMethod("notifications/initialized");
        if (isConfirmation)
            request.openStream(); // and nothing more
        return isConfirmation;
    };
    bench.start(server);
    QVERIFY(bench.greet());
    bench.ask(2);
    QTRY_COMPARE(bench.record->messages.size(), 2);
    QTRY_VERIFY(!server.posts("notifications/initialized").first().isOpen());
    QVERIFY(bench.record->failures.isEmpty());
}

QTEST_GUILESS_MAIN(TestHttpHandshake)
#include "tst_httphandshake.moc"
