// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakehttpbackend.h"
#include "tests/fakes/fakeserver.h"
#include "tests/plugins/backendcontract.h"

#include <QTest>

using namespace Signalbox;

namespace {

template <typename Fake> std::unique_ptr<Fake> answeringFake()
{
    auto fake = std::make_unique<Fake>();
    Fake *raw = fake.get();
    fake->onSend = [raw](const Message &message, const Route &route) {
        const Message answer = Message::result(message.id(), message.params().raw());
        if constexpr (std::is_same_v<Fake, FakeHttpBackend>)
            raw->answer(route.exchange, answer);
        else
            raw->arrive(answer, Origin{route.exchange, 0});
    };
    return fake;
}

template <typename Fake> BackendFixture fixtureOf()
{
    BackendFixture fixture;
    fixture.answering = [] { return answeringFake<Fake>(); };
    fixture.impossible = [] {
        auto fake = std::make_unique<Fake>();
        fake->refuseToOpen({Failure::Refused, 0, {}, QStringLiteral("no such server")});
        return fake;
    };
    return fixture;
}

} // namespace

/** The contract, kept by the scripted pipe. */
class TestFakeBackend : public BackendContract
{
    Q_OBJECT

    BackendFixture fixture() override
    {
        BackendFixture fixture = fixtureOf<FakeBackend>();
        fixture.dying = [] {
            auto fake = answeringFake<FakeBackend>();
            FakeBackend *raw = fake.get();
            fake->onSend = [raw, answer = fake->onSend](const Message &message, const Route &route) {
                answer(message, route);
                raw->die();
            };
            return fake;
        };
        return fixture;
    }
};

/** The contract, kept by what behaves like HTTP, and what only HTTP needs. */
class TestFakeHttpBackend : public BackendContract
{
    Q_OBJECT

    BackendFixture fixture() override { return fixtureOf<FakeHttpBackend>(); }

private Q_SLOTS:
    void an_answer_names_its_exchange_and_status()
    {
        FakeHttpBackend backend;
        const BackendRecord &record = *new BackendRecord(&backend);
        backend.open();
        backend.send(Message::request("1", "a"), Route{7, {{"Mcp-Method", "a"}}});
        backend.send(Message::request("1", "b"), Route{8, {}});
        backend.answer(8, Message::result("1", "{}"));
        backend.answer(7, Message::notification("note"));
        backend.answer(7, Message::error("1", -32601, "no"), 404);
        QTRY_COMPARE(record.messages.size(), 3);
        QCOMPARE(record.origins[0].exchange, 8u);
        QCOMPARE(record.origins[2].exchange, 7u);
        QCOMPARE(record.origins[2].httpStatus, 404);
        QVERIFY(!backend.hasExchange(7));
        QCOMPARE(headerValue(backend.sent[0].route.headers, "mcp-method"), QByteArray("a"));
    }

    void an_exchange_fails_alone_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("not sent") << int(Failure::NotSent);
        QTest::newRow("unknown") << int(Failure::OutcomeUnknown);
        QTest::newRow("session gone") << int(Failure::SessionGone);
        QTest::newRow("unauthorized") << int(Failure::Unauthorized);
        QTest::newRow("refused") << int(Failure::Refused);
        QTest::newRow("broken") << int(Failure::Broken);
    }

    void an_exchange_fails_alone()
    {
        QFETCH(int, kind);
        FakeHttpBackend backend;
        const BackendRecord &record = *new BackendRecord(&backend);
        QList<std::pair<quint64, Failure>> failures;
        connect(&backend, &Backend::exchangeFailed, this, [&](quint64 exchange, const Failure &failure) {
            failures.append({exchange, failure});
        });
        backend.open();
        backend.send(Message::request("1", "a"), Route{1, {}});
        backend.send(Message::request("2", "a"), Route{2, {}});
        backend.fail(1, Failure::Kind(kind));
        backend.answer(2, Message::result("2", "{}"));
        QTRY_COMPARE(record.messages.size(), 1);
        QCOMPARE(failures.size(), 1);
        QCOMPARE(failures[0].first, 1u);
        QCOMPARE(int(failures[0].second.kind), kind);
        QCOMPARE(failures[0].second.wwwAuthenticate.isEmpty(), kind != Failure::Unauthorized);
        QCOMPARE(record.closed, 0);
    }

    void nothing_comes_on_a_dropped_exchange()
    {
        FakeHttpBackend backend;
        const BackendRecord &record = *new BackendRecord(&backend);
        backend.open();
        backend.send(Message::request("1", "a"), Route{1, {}});
        backend.send(Message::request("2", "a"), Route{2, {}});
        backend.answer(1, Message::result("1", "{}"));
        backend.drop(1);
        backend.answer(2, Message::result("2", "{}"));
        QTRY_COMPARE(record.messages.size(), 1);
        QCOMPARE(record.origins.first().exchange, 2u);
    }

    void what_belongs_to_no_exchange_needs_a_listener()
    {
        FakeHttpBackend backend;
        const BackendRecord &record = *new BackendRecord(&backend);
        backend.open();
        backend.push(Message::notification("lost"));
        backend.listen({});
        backend.push(Message::notification("heard"));
        QTRY_COMPARE(record.messages.size(), 1);
        QCOMPARE(record.messages.first().method().toByteArray(), QByteArray("heard"));
        QCOMPARE(record.origins.first().exchange, 0u);
    }
};

/** The small server's manners. */
class TestFakeServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shakes_hands_and_offers_its_tools()
    {
        FakeServer server;
        const BackendRecord &record = *new BackendRecord(&server);
        server.addTool("add", [](const Message &) { return QByteArray("{\"content\":[]}"); });
        server.open();
        server.send(Message::request("1", "initialize", "{\"protocolVersion\":\"2025-06-18\"}"), {});
        server.send(Message::request("2", "tools/list"), {});
        server.send(Message::request("3", "tools/call", "{\"name\":\"add\"}"), {});
        server.send(Message::request("4", "nothing/such"), {});
        QTRY_COMPARE(record.messages.size(), 4);
        QVERIFY(record.messages[0].resultValue()["protocolVersion"].equals("2025-06-18"));
        QCOMPARE(record.messages[1].resultValue()["tools"].count(), 1);
        QCOMPARE(record.messages[2].resultValue().raw().toByteArray(), QByteArray("{\"content\":[]}"));
        QCOMPARE(record.messages[3].errorCode(), -32601);
    }

    void misbehaves_as_told()
    {
        FakeServer server;
        const BackendRecord &record = *new BackendRecord(&server);
        server.addTool("t", [](const Message &) { return QByteArray("{}"); });
        server.behave("ping", FakeServer::Manner::Twice);
        server.behave("tools/list", FakeServer::Manner::Never);
        server.behave("tools/call", FakeServer::Manner::AfterQuestion);
        server.behave("logging/setLevel", FakeServer::Manner::WithProgress);
        server.open();
        server.send(Message::request("1", "ping"), {});
        server.send(Message::request("2", "tools/list"), {});
        server.send(Message::request("3", "tools/call", "{\"name\":\"t\"}"), {});
        server.send(Message::request("4", "logging/setLevel", "{\"_meta\":{\"progressToken\":9}}"), {});
        QTRY_COMPARE(record.messages.size(), 6);
        const Message asked = record.messages[2];
        QVERIFY(asked.isMethod("elicitation/create"));
        server.send(Message::result(asked.id(), "{\"action\":\"accept\"}"), {});
        QTRY_COMPARE(record.messages.size(), 7);
        QCOMPARE(record.messages[6].id().toByteArray(), QByteArray("3"));
    }

    void dies_at_the_message_it_was_told()
    {
        FakeServer server;
        const BackendRecord &record = *new BackendRecord(&server);
        server.dieAt(2);
        server.open();
        server.send(Message::request("1", "ping"), {});
        server.send(Message::request("2", "ping"), {});
        QTRY_COMPARE(record.closed, 1);
        QCOMPARE(record.messages.size(), 1);
        QCOMPARE(record.failure.kind, Failure::Broken);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    TestFakeBackend pipe;
    TestFakeHttpBackend http;
    TestFakeServer server;
    return QTest::qExec(&pipe, argc, argv) + QTest::qExec(&http, argc, argv) + QTest::qExec(&server, argc, argv);
}

#include "tst_fakebackends.moc"
