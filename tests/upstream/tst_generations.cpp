// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/httpactor.h"

#include <QTest>

using namespace Signalbox;

namespace {

using Generations = ServerConfig::Generations;

const QByteArray discovered = R"({"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}})";

/** A server behind an address; it has sessions unless the test says otherwise. */
struct Address
{
    Address()
    {
        stage.house.plugins.add(QStringLiteral("http"), &server);
    }
    void use(Generations generations = Generations::Auto)
    {
        ServerConfig config = stage.config("web");
        config.kind = QStringLiteral("http");
        config.generations = generations;
        config.start = ServerConfig::Start::Lazy;
        stage.apply({config});
    }
    /** How it answers the question what it is. */
    void onDiscover(std::function<void(const HttpActor::Heard &)> answer)
    {
        server.script = [answer = std::move(answer)](const HttpActor::Heard &heard) {
            if (!heard.message.isMethod("server/discover"))
                return false;
            answer(heard);
            return true;
        };
    }

    HttpActor server;
    Stage stage;
};

/** A call of a client without a session. */
std::unique_ptr<HttpClient> statelessCall(Address &address)
{
    const QByteArray meta = R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}})";
    const QByteArray body = Talker::request("1", "tools/call", R"({"name":"echo","arguments":{},"_meta":)" + meta + '}');
    const HeaderList headers{{"Content-Type", "application/json"},
                             {"Accept", "application/json, text/event-stream"},
                             {"MCP-Protocol-Version", "2026-07-28"},
                             {"Mcp-Method", "tools/call"},
                             {"Mcp-Name", "echo"}};
    return address.stage.house.request("POST", "/mcp/web", headers, body);
}

void fail(const HttpActor::Heard &heard, Failure::Kind kind, int status)
{
    heard.leg->fail(heard.route.exchange, Failure{kind, status, {}, QStringLiteral("it answered %1").arg(status)});
}

} // namespace

/** In which generation a server is spoken to. */
class TestGenerations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void for_a_stateless_client_an_address_is_asked_what_it_is()
    {
        Address address;
        address.server.results.insert("server/discover", discovered);
        address.use();
        QCOMPARE(answerOf(*statelessCall(address)).kind(), Message::Kind::Result);
        QCOMPARE(address.server.count("initialize"), 0);
        QCOMPARE(address.stage.upstream("web")->identity()->protocolVersion, QByteArray("2026-07-28"));
    }

    void an_address_that_knows_no_such_request_gets_a_handshake_data()
    {
        QTest::addColumn<int>("status");
        for (int status : {200, 400, 404, 405, 500})
            QTest::addRow("%d", status) << status;
    }

    void an_address_that_knows_no_such_request_gets_a_handshake()
    {
        QFETCH(int, status);
        Address address;
        address.onDiscover([status](const HttpActor::Heard &heard) {
            if (status == 200)
                HttpActor::sayOn(heard, Message::error(heard.message.id(), -32601, "Method not found"));
            else
                fail(heard, status < 500 ? Failure::Refused : Failure::OutcomeUnknown, status);
        });
        address.use();
        QCOMPARE(answerOf(*statelessCall(address)).kind(), Message::Kind::Result);
        QCOMPARE(address.server.count("initialize"), 1);
        QCOMPARE(address.server.legs.size(), 1);
        // It is remembered, unless the server had a fault.
        address.stage.upstream("web")->restart();
        QTRY_COMPARE(address.server.count("initialize"), 2);
        QCOMPARE(address.server.count("server/discover"), status < 500 ? 1 : 2);
    }

    void an_address_that_wants_a_password_is_asked_nothing_more()
    {
        Address address;
        address.onDiscover([](const HttpActor::Heard &heard) { fail(heard, Failure::Unauthorized, 401); });
        address.use();
        QCOMPARE(answerOf(*statelessCall(address)).kind(), Message::Kind::Error);
        QCOMPARE(address.stage.upstream("web")->fact().state, BackendFact::Failed);
        QCOMPARE(address.server.count("initialize"), 0);
    }

    void an_address_that_cannot_be_reached_is_asked_again()
    {
        Address address;
        int tries = 0;
        address.onDiscover([&tries](const HttpActor::Heard &heard) {
            if (++tries == 1)
                fail(heard, Failure::NotSent, 0);
            else
                HttpActor::answer(heard, discovered);
        });
        address.use();
        QCOMPARE(answerOf(*statelessCall(address)).kind(), Message::Kind::Result);
        QCOMPARE(address.server.count("initialize"), 0);
    }

    void the_settings_decide_where_they_say_so()
    {
        Address older;
        older.use(Generations::Legacy);
        QCOMPARE(answerOf(*statelessCall(older)).kind(), Message::Kind::Result);
        QCOMPARE(older.server.count("server/discover"), 0);
        Address newer;
        newer.use(Generations::Modern);
        newer.stage.upstream("web")->start();
        QTRY_COMPARE(newer.stage.upstream("web")->fact().state, BackendFact::Failed);
        QCOMPARE(newer.server.count("initialize"), 0);
    }

    void another_version_is_chosen_where_the_server_wants_one()
    {
        Address address;
        int tries = 0;
        address.onDiscover([&tries](const HttpActor::Heard &heard) {
            const QByteArray data = R"({"supported":["2026-07-28"],"requested":"x"})";
            if (++tries == 1)
                HttpActor::sayOn(heard, Message::error(heard.message.id(), -32022, "Unsupported", data));
            else
                HttpActor::answer(heard, discovered);
        });
        address.use();
        QCOMPARE(answerOf(*statelessCall(address)).kind(), Message::Kind::Result);
        QCOMPARE(tries, 2);
        QCOMPARE(address.server.count("initialize"), 0);
    }

    void a_given_up_exchange_says_all_that_is_to_say()
    {
        Address address;
        address.server.results.insert("server/discover", discovered);
        address.use(Generations::Modern);
        Talker talker(address.stage.house, "/mcp/web");
        QVERIFY(talker.begin());
        const auto client = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(address.server.held.size(), 1);
        const quint64 exchange = address.server.held.constFirst().route.exchange;
        talker.post(Talker::notification("notifications/cancelled", R"({"requestId":1})"));
        QTRY_VERIFY(!address.server.newest().hasExchange(exchange));
        QCOMPARE(address.server.count("notifications/cancelled"), 0);
    }

    void spoken_to_in_both_each_client_gets_its_own()
    {
        Address address;
        address.server.results.insert("server/discover", discovered);
        address.use(Generations::Both);
        Talker talker(address.stage.house, "/mcp/web");
        QVERIFY(talker.begin());
        QCOMPARE(answerOf(*talker.open(Talker::call("1", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(address.server.count("initialize"), 1);
        QCOMPARE(address.server.count("server/discover"), 0);
        QCOMPARE(answerOf(*statelessCall(address)).kind(), Message::Kind::Result);
        QCOMPARE(address.server.count("server/discover"), 1);
        QCOMPARE(address.server.count("initialize"), 1);
        QVERIFY(address.server.heard.constLast().message.meta()["io.modelcontextprotocol/protocolVersion"].exists());
        QCOMPARE(address.stage.upstream("web")->liveLegs(), 2);
        // A change that both legs hear of is told once.
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        address.server.legs.constLast()->arrive(Message::notification("notifications/tools/list_changed"), Origin{0, 200});
        address.server.legs.constFirst()->arrive(Message::notification("notifications/tools/list_changed"), Origin{0, 200});
        address.server.legs.constFirst()->arrive(Message::notification("notifications/prompts/list_changed"), Origin{0, 200});
        QCOMPARE(awaited(*stream, "notifications/prompts/list_changed").kind(), Message::Kind::Notification);
        QCOMPARE(stream->soFar().body.count("tools/list_changed"), 1);
        // One that only one of them hears of is told as well, whichever it is.
        address.server.legs.constLast()->arrive(Message::notification("notifications/resources/list_changed"), Origin{0, 200});
        QCOMPARE(awaited(*stream, "notifications/resources/list_changed").kind(), Message::Kind::Notification);
    }

    void spoken_to_in_both_a_server_of_one_gets_along_with_all()
    {
        Address address;
        address.onDiscover([](const HttpActor::Heard &heard) {
            HttpActor::sayOn(heard, Message::error(heard.message.id(), -32601, "Method not found"));
        });
        address.use(Generations::Both);
        Talker talker(address.stage.house, "/mcp/web");
        QVERIFY(talker.begin());
        QCOMPARE(answerOf(*talker.open(Talker::call("1", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*statelessCall(address)).kind(), Message::Kind::Result);
    }

    void a_process_is_asked_for_a_session_first()
    {
        Stage stage;
        QVERIFY(stage.settle());
        QCOMPARE(stage.alpha.count("server/discover"), 0);
    }

    void a_process_that_refuses_a_session_is_asked_what_it_is()
    {
        Stage stage;
        stage.alpha.script = [](ActorPipe &pipe, const Message &message) {
            if (message.isMethod("initialize"))
                pipe.give(Message::error(message.id(), -32601, "Method not found"));
            else if (message.isMethod("server/discover"))
                pipe.give(Message::result(message.id(), discovered));
            return message.isMethod("initialize") || message.isMethod("server/discover");
        };
        QTRY_VERIFY(stage.upstream()->identity());
        QCOMPARE(stage.alpha.starts(), 1);
        QCOMPARE(stage.alpha.count("notifications/initialized"), 0);
        // The next one is not asked for a session again.
        stage.upstream()->restart();
        QTRY_COMPARE(stage.alpha.count("server/discover"), 2);
        QCOMPARE(stage.alpha.count("initialize"), 1);
    }

    void a_process_that_ends_when_asked_for_a_session_is_started_again()
    {
        Stage stage;
        stage.alpha.script = [](ActorPipe &pipe, const Message &message) {
            if (message.isMethod("initialize"))
                pipe.die({Failure::Broken, 0, {}, QStringLiteral("it ended")});
            else if (message.isMethod("server/discover"))
                pipe.give(Message::result(message.id(), discovered));
            return message.isMethod("initialize") || message.isMethod("server/discover");
        };
        QTRY_VERIFY(stage.upstream()->identity());
        QCOMPARE(stage.alpha.starts(), 2);
    }
};

QTEST_GUILESS_MAIN(TestGenerations)
#include "tst_generations.moc"
