// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/banks.h"

using namespace Signalbox;

class TestBridge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carries_a_conversation()
    {
        Banks banks;
        QVERIFY(banks.greets());
        QCOMPARE(banks.gateway->listened.constFirst(), (HeaderList{{"MCP-Protocol-Version", "2025-11-25"}}));
        banks.bridge.fromClient(call("1"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        QCOMPARE(banks.gateway->sent.constLast().route.headers, (HeaderList{{"MCP-Protocol-Version", "2025-11-25"}}));
        banks.answer("1");
        QTRY_COMPARE(banks.lines.size(), 2);
        QCOMPARE(banks.lines.constLast().id().toByteArray(), "1");
    }

    void a_restarted_gateway_is_told_everything_again()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.bridge.fromClient(R"({"jsonrpc":"2.0","id":2,"method":"logging/setLevel","params":{"level":"error"}})");
        banks.bridge.fromClient(R"({"jsonrpc":"2.0","id":3,"method":"resources/subscribe","params":{"uri":"a:b"}})");
        QTRY_COMPARE(banks.lines.size(), 3);
        const QPointer<FakeHttpBackend> before = banks.gateway;
        banks.forget();
        QTRY_VERIFY(banks.gateway != before && banks.gateway && banks.gateway->isListening());
        QCOMPARE(banks.gateway->sentCount("initialize"), 1);
        QCOMPARE(banks.gateway->sentCount("notifications/initialized"), 1);
        QCOMPARE(banks.gateway->sentCount("logging/setLevel"), 1);
        QCOMPARE(banks.gateway->sentCount("resources/subscribe"), 1);
        QTRY_VERIFY(!before);
        banks.bridge.fromClient(call("4"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        banks.answer("4");
        QTRY_COMPARE(banks.lines.size(), 4); // and none of the answers to what was repeated
    }

    void what_was_not_carried_out_is_sent_again_and_in_order()
    {
        Banks banks;
        QVERIFY(banks.greets());
        const QPointer<FakeHttpBackend> before = banks.gateway;
        for (const char *id : {"1", "2", "3"})
            banks.bridge.fromClient(call(id));
        QTRY_COMPARE(before->sentCount("tools/call"), 3);
        const quint64 first = banks.exchangeOf("1");
        for (const quint64 exchange : {first + 1, first, first + 2})
            before->failExchange(exchange, {Failure::SessionGone, 404, {}, QStringLiteral("forgotten")});
        QTRY_VERIFY(banks.gateway && banks.gateway != before && banks.gateway->sentCount("tools/call") == 3);
        QByteArrayList ids;
        for (const auto &sent : std::as_const(banks.gateway->sent)) {
            if (sent.message.isMethod("tools/call"))
                ids.append(sent.message.id().toByteArray());
        }
        QCOMPARE(ids, (QByteArrayList{"1", "2", "3"}));
        QCOMPARE(banks.lines.size(), 1);
    }

    void what_may_have_been_carried_out_is_never_sent_again()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.bridge.fromClient(call("1"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        banks.gateway->die();
        QTRY_COMPARE(banks.lines.size(), 2);
        QCOMPARE(banks.lines.constLast().kind(), Message::Kind::Error);
        QVERIFY(banks.lines.constLast().errorValue()["message"].string().contains("outcome of the request is unknown"));
        QTRY_VERIFY(banks.gateway && banks.gateway->isListening());
        QCOMPARE(banks.gateway->sentCount("tools/call"), 0);
    }

    void a_question_is_answered_to_the_gateway_that_asked()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.gateway->push(Message::request("1", "roots/list"));
        QTRY_COMPARE(banks.lines.size(), 2);
        const QByteArray id = banks.lines.constLast().id().toByteArray();
        QVERIFY(id != "1"); // another gateway may use it as well
        banks.bridge.fromClient(Message::result(id, R"({"roots":[]})").bytes());
        QTRY_VERIFY(banks.gateway->sent.constLast().message.isResponse());
        QCOMPARE(banks.gateway->sent.constLast().message.id().toByteArray(), "1");

        banks.gateway->push(Message::request("2", "roots/list"));
        QTRY_COMPARE(banks.lines.size(), 3);
        const QByteArray late = banks.lines.constLast().id().toByteArray();
        banks.forget();
        QTRY_COMPARE(banks.lines.size(), 4);
        QVERIFY(banks.lines.constLast().isMethod("notifications/cancelled"));
        QCOMPARE(banks.lines.constLast().params()["requestId"].raw().toByteArray(), late);
        QTRY_VERIFY(banks.gateway && banks.gateway->isListening());
        banks.bridge.fromClient(Message::result(late, "{}").bytes());
        banks.bridge.fromClient(call("9"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        for (const auto &sent : std::as_const(banks.gateway->sent))
            QVERIFY(!sent.message.isResponse());
    }

    void waits_for_a_gateway_that_comes_late()
    {
        Banks banks({1, 5, 30000}, false);
        QTRY_VERIFY(banks.wanted > 3);
        QCOMPARE(banks.wantedInEarnest, 0); // nobody waits for it
        banks.bridge.fromClient(call("\"early\""));
        QTRY_VERIFY(banks.wantedInEarnest > 0);
        banks.bridge.fromClient(cancelOf("\"early\""));
        banks.isThere = true;
        QVERIFY(banks.greets());
    }

    void what_waits_too_long_fails_and_was_not_sent()
    {
        Banks banks({1, 5, 50});
        QVERIFY(banks.greets());
        banks.isThere = false;
        banks.gateway->die();
        QTRY_VERIFY(banks.wanted > 1);
        banks.bridge.fromClient(call("1"));
        QTRY_COMPARE(banks.lines.size(), 2);
        QVERIFY(banks.lines.constLast().errorValue()["message"].string().contains("was not sent"));
        banks.isThere = true;
        banks.bridge.fromClient(call("2"));
        QTRY_VERIFY(banks.gateway && banks.gateway->sentCount("tools/call") == 1);
    }

    void a_cancel_of_what_waits_is_all_there_is_to_do()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.gateway->setWritable(false);
        banks.bridge.fromClient(call("1"));
        banks.bridge.fromClient(call("2"));
        banks.bridge.fromClient(cancelOf("1"));
        banks.gateway->setWritable(true);
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        QCOMPARE(banks.gateway->sent.constLast().message.id().toByteArray(), "2");
        QCOMPARE(banks.gateway->sentCount("notifications/cancelled"), 0);
    }

    void a_cancelled_call_is_over_for_the_client()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.bridge.fromClient(call("1"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        const quint64 exchange = banks.exchangeOf("1");
        banks.gateway->setWritable(false);
        banks.bridge.fromClient(cancelOf("1"));
        QTRY_COMPARE(banks.gateway->sentCount("notifications/cancelled"), 1);
        QCOMPARE(banks.gateway->sent.constLast().route.withdraws, exchange);
        QVERIFY(!banks.gateway->hasExchange(exchange));
        const QPointer<FakeHttpBackend> before = banks.gateway;
        before->die();
        QTRY_VERIFY(banks.gateway && banks.gateway != before && banks.gateway->isListening());
        banks.bridge.fromClient(call("2"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        banks.answer("2");
        QTRY_COMPARE(banks.lines.size(), 2);
        QCOMPARE(banks.lines.constLast().id().toByteArray(), "2");
    }

    void a_stateless_request_needs_no_handshake()
    {
        Banks banks;
        const QByteArray meta =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
        banks.bridge.fromClient(Message::request("1", "tools/list", '{' + meta + '}').bytes());
        QTRY_VERIFY(banks.gateway && banks.gateway->sentCount("tools/list") == 1);
        QCOMPARE(banks.gateway->sent.constLast().route.headers,
                 (HeaderList{{"MCP-Protocol-Version", "2026-07-28"}, {"Mcp-Method", "tools/list"}}));
        banks.gateway->answer(banks.exchangeOf("1"),
                              Message::result("1", "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"properties\":{\"r\":{\"type\":"
                                                   "\"string\",\"x-mcp-header\":\"R\"}}}}]}"));
        QTRY_COMPARE(banks.lines.size(), 1);
        banks.bridge.fromClient(
            Message::request("2", "tools/call", "{\"name\":\"t\",\"arguments\":{\"r\":\"\\u00e9\"}," + meta + '}').bytes());
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        QCOMPARE(banks.gateway->sent.constLast().route.headers.mid(2),
                 (HeaderList{{"Mcp-Name", "t"}, {"Mcp-Param-R", "=?base64?w6k=?="}}));
        const quint64 exchange = banks.exchangeOf("2");
        banks.bridge.fromClient(cancelOf("2"));
        QTRY_VERIFY(!banks.gateway->hasExchange(exchange));
        QCOMPARE(banks.gateway->sentCount("notifications/cancelled"), 0); // leaving says it all
    }

    void a_question_of_a_gateway_that_was_let_go_is_nobodys()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.bridge.fromClient(call("1"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
        const quint64 exchange = banks.exchangeOf("1");
        const QPointer<FakeHttpBackend> before = banks.gateway;
        banks.forget();
        QTRY_VERIFY(banks.gateway != before && banks.gateway && banks.gateway->isListening());
        before->answer(exchange, Message::request("1", "roots/list"));
        QTRY_COMPARE(banks.lines.size(), 2);
        const QByteArray question = banks.lines.constLast().id().toByteArray();
        before->answer(exchange, Message::result("1", "{}"));
        QTRY_VERIFY(!before);
        QVERIFY(banks.methods().contains("notifications/cancelled"));
        banks.bridge.fromClient(Message::result(question, "{}").bytes());
        banks.bridge.fromClient(call("2"));
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 1);
    }

    void a_gateway_that_does_not_answer_the_handshake_is_given_up()
    {
        Banks banks({1, 5, 50});
        QVERIFY(banks.greets());
        banks.answersHello = false;
        const QPointer<FakeHttpBackend> first = banks.gateway;
        banks.forget();
        QTRY_VERIFY(banks.gateway && banks.gateway != first && banks.gateway->sentCount("initialize") == 1);
        const QPointer<FakeHttpBackend> silent = banks.gateway;
        banks.answersHello = true;
        QTRY_VERIFY(banks.gateway && banks.gateway != silent && banks.gateway->isListening());
        QTRY_VERIFY(!silent);
    }

    void a_gateway_that_always_disowns_a_call_does_not_get_it_forever()
    {
        Banks banks;
        QVERIFY(banks.greets());
        for (int i = 0; i < 5; ++i) {
            if (i == 0)
                banks.bridge.fromClient(call("1"));
            QTRY_VERIFY(banks.gateway && banks.gateway->sentCount("tools/call") == 1);
            const QPointer<FakeHttpBackend> before = banks.gateway;
            before->fail(banks.exchangeOf("1"), Failure::SessionGone);
            QTRY_VERIFY(banks.gateway && banks.gateway != before);
        }
        QTRY_COMPARE(banks.lines.size(), 2);
        QVERIFY(banks.lines.constLast().errorValue()["message"].string().contains("was not carried out"));
    }

    void what_may_have_been_missed_is_announced()
    {
        Banks banks;
        banks.capabilities = "{\"tools\":{\"listChanged\":true},\"prompts\":{},\"resources\":{\"subscribe\":true}}";
        QVERIFY(banks.greets());
        banks.bridge.fromClient("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resources/subscribe\",\"params\":{\"uri\":\"a:b\"}}");
        QTRY_COMPARE(banks.lines.size(), 2);
        const QPointer<FakeHttpBackend> before = banks.gateway;
        banks.forget();
        QTRY_VERIFY(banks.gateway != before && banks.gateway && banks.gateway->isListening());
        QTRY_COMPARE(banks.methods().mid(2),
                     (QByteArrayList{"notifications/tools/list_changed", "notifications/resources/updated"}));
        QCOMPARE(banks.lines.constLast().params()["uri"].string(), "a:b");
    }

    void what_was_asked_before_the_input_ended_is_answered()
    {
        Banks banks;
        QVERIFY(banks.greets());
        bool isOver = false;
        connect(&banks.bridge, &Bridge::ended, this, [&isOver] { isOver = true; });
        banks.bridge.fromClient(call("\"c\""));
        banks.gateway->push(Message::request("1", "roots/list"));
        QTRY_COMPARE(banks.lines.size(), 2);
        banks.bridge.finish();
        QTRY_COMPARE(banks.gateway->sent.constLast().message.kind(), Message::Kind::Error); // nobody will answer that
        banks.gateway->push(Message::request("2", "roots/list"));
        QTRY_COMPARE(banks.gateway->sent.constLast().message.id().toByteArray(), "2");
        QCOMPARE(banks.gateway->closes, 0);
        banks.answer("\"c\"");
        QTRY_VERIFY(isOver);
        QCOMPARE(banks.gateway->closes, 1);
        QCOMPARE(banks.lines.constLast().id().toByteArray(), "\"c\"");
    }

    void an_endless_call_does_not_outlive_the_input_for_long()
    {
        Banks banks({1, 5, 50});
        QVERIFY(banks.greets());
        bool isOver = false;
        connect(&banks.bridge, &Bridge::ended, this, [&isOver] { isOver = true; });
        banks.bridge.fromClient(call("1"));
        banks.bridge.finish();
        QTRY_VERIFY(isOver);
    }

    void a_line_that_is_too_long_is_answered()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.bridge.refuseLine(64 * 1024 * 1024);
        QCOMPARE(banks.lines.constLast().errorCode(), -32600);
        QVERIFY(banks.lines.constLast().errorValue()["message"].string().contains("64 MiB"));
    }

    void a_gateway_of_another_version_is_not_taken_for_the_same()
    {
        Banks banks;
        QVERIFY(banks.greets());
        const QPointer<FakeHttpBackend> before = banks.gateway;
        banks.version = "2025-03-26";
        banks.forget();
        QTRY_VERIFY(banks.wanted >= 3);
        QTRY_VERIFY(banks.closed >= 2); // their sessions end, too
        QCOMPARE(banks.lines.size(), 1);
    }

    void what_is_no_message_is_answered_and_passed_over()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.bridge.fromClient("nonsense");
        QCOMPARE(banks.lines.constLast().errorCode(), -32700);
        banks.bridge.fromClient('[' + call("1") + ',' + call("2") + ']');
        QTRY_COMPARE(banks.gateway->sentCount("tools/call"), 2);
    }

    void holds_both_sides_back()
    {
        Banks banks;
        QVERIFY(banks.greets());
        banks.bridge.setClientReads(false);
        QVERIFY(banks.gateway->isPaused());
        banks.bridge.setClientReads(true);
        QVERIFY(!banks.gateway->isPaused());
        banks.gateway->setWritable(false);
        const QByteArray big = "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"a\":\"" + QByteArray(6000000, 'x') + "\"}}";
        for (int i = 0; i < 3; ++i)
            banks.bridge.fromClient(big);
        QVERIFY(!banks.bridge.hasRoom());
        banks.gateway->setWritable(true);
        QTRY_VERIFY(banks.bridge.hasRoom());
    }

    void takes_leave()
    {
        Banks banks;
        QVERIFY(banks.greets());
        bool isOver = false;
        connect(&banks.bridge, &Bridge::ended, this, [&isOver] { isOver = true; });
        banks.bridge.end();
        QTRY_VERIFY(isOver);
        QCOMPARE(banks.gateway->closes, 1);
    }
};

QTEST_GUILESS_MAIN(TestBridge)
#include "tst_bridge.moc"
