// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/httpactor.h"

#include <QSignalSpy>
#include <QTest>

using namespace Signalbox;

namespace {

const QByteArray changed = R"({"uri":"note:1"})";

bool isResult(HttpClient &client)
{
    return answerOf(client).kind() == Message::Kind::Result;
}

/** Keeps the calls of clients without an answer. */
bool swallowed(const HttpActor::Heard &one, QList<HttpActor::Heard> &into)
{
    if (!one.message.isMethod("tools/call"))
        return false;
    into.append(one);
    return true;
}

} // namespace

/** A server that forgot its sessions gets a new one behind its clients' backs. */
class TestHttpHealing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_negotiated_version_travels_with_everything_after_the_handshake()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        QVERIFY(isResult(*talker.open(Talker::call("1", "echo"))));
        const HeaderList version{{"MCP-Protocol-Version", "2025-11-25"}};
        for (const HttpActor::Heard &one : std::as_const(web.server.heard))
            QCOMPARE(one.route.headers, one.message.isMethod("initialize") ? HeaderList() : version);
        QCOMPARE(web.server.newest().listened, (QList<HeaderList>{version}));
    }

    void ten_calls_the_server_does_not_know_cost_one_handshake_and_are_sent_again()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        QList<HttpActor::Heard> lost;
        web.server.script = [&lost](const HttpActor::Heard &one) { return swallowed(one, lost); };
        std::vector<std::unique_ptr<HttpClient>> clients;
        for (int i = 0; i < 10; ++i)
            clients.push_back(talker.open(marked(QByteArray::number(i), "echo", "m" + QByteArray::number(i))));
        QTRY_COMPARE(lost.size(), 10);
        web.server.script = {};
        for (const HttpActor::Heard &one : std::as_const(lost))
            HttpActor::fail(one, Failure::SessionGone);
        for (int i = 0; i < 10; ++i) {
            const Message answer = answerOf(*clients[size_t(i)]);
            QCOMPARE(answer.id(), QByteArray::number(i));
            QCOMPARE(answer.resultValue()["arguments"]["mark"].string(), "m" + QByteArray::number(i));
            QCOMPARE(web.server.carriedOut("m" + QByteArray::number(i)), 1);
        }
        QCOMPARE(web.server.count("initialize"), 2);
        QCOMPARE(web.open(), 0);
        QTRY_COMPARE(web.upstream()->liveLegs(), 1);
    }

    void a_call_sent_again_goes_before_those_that_came_after_it()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        QList<HttpActor::Heard> lost;
        QList<HttpActor::Heard> greetings;
        web.server.script = [&](const HttpActor::Heard &one) {
            if (one.message.isMethod("initialize"))
                greetings.append(one);
            return one.message.isMethod("initialize") || swallowed(one, lost);
        };
        const auto one = talker.open(marked("1", "hold", "one"));
        QTRY_COMPARE(lost.size(), 1);
        const auto two = talker.open(marked("2", "hold", "two"));
        QTRY_COMPARE(lost.size(), 2);
        HttpActor::fail(lost.at(1), Failure::SessionGone);
        QTRY_COMPARE(greetings.size(), 1);
        const auto three = talker.open(marked("3", "hold", "three"));
        QVERIFY(web.hasCalls(3));
        HttpActor::fail(lost.at(0), Failure::SessionGone);
        QTRY_COMPARE(web.upstream()->liveLegs(), 1); // the old one had nothing left
        web.server.script = {};
        HttpActor::answer(greetings.constFirst(), usualGreeting("web", usualCapabilities));
        QTRY_COMPARE(web.server.held.size(), 3);
        QByteArrayList marks;
        for (const HttpActor::Heard &call : std::as_const(web.server.held))
            marks.append(call.message.params()["arguments"]["mark"].string());
        QCOMPARE(marks, (QByteArrayList{"one", "two", "three"}));
    }

    void what_is_open_on_the_old_session_ends_there()
    {
        Limits limits;
        limits.callSilence = 400; // the old leg looks every 100 ms whether it is done
        Web web(limits);
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin(R"({"sampling":{}})") && web.settle());
        const auto old = talker.open(marked("1", "hold", "old"));
        QTRY_COMPARE(web.server.held.size(), 1);
        web.server.forgetSessions();
        QVERIFY(isResult(*talker.open(Talker::call("2", "echo"))));
        QCOMPARE(web.upstream()->liveLegs(), 2);
        QCOMPARE(web.upstream()->fact().legs, 2);
        // Its question finds its client, and the answer the old session.
        const HttpActor::Heard call = web.server.held.constFirst();
        HttpActor::sayOn(call, Message::request(R"("q")", "sampling/createMessage", "{}"));
        const Message question = awaited(*old, "sampling/createMessage");
        QVERIFY(question.isRequest());
        talker.post(Message::result(question.id(), R"({"said":1})").bytes());
        QTRY_VERIFY(web.server.heard.constLast().message.id() == R"("q")");
        QCOMPARE(web.server.heard.constLast().leg.data(), web.server.legs.constFirst().data());
        HttpActor::answer(call, R"({"late":1})");
        QVERIFY(answerOf(*old).resultValue()["late"].exists());
        QTRY_COMPARE(web.upstream()->liveLegs(), 1);
        QVERIFY(web.server.legs.constFirst().isNull());
        QCOMPARE(web.server.carriedOut("old"), 1);
    }

    void a_session_found_gone_while_nobody_calls_is_replaced()
    {
        Web web;
        QVERIFY(web.settle());
        web.server.newest().failExchange(0, {Failure::SessionGone, 404, {}, QStringLiteral("gone")});
        QTRY_COMPARE(web.server.legs.size(), 2);
        QVERIFY(web.settle());
        QTRY_VERIFY(web.server.legs.constFirst().isNull());
        QCOMPARE(web.upstream()->fact().state, BackendFact::Ready);
    }

    void subscriptions_and_level_are_restored_and_lists_told_only_if_they_differ()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        QVERIFY(isResult(*talker.open(Talker::request("1", "resources/subscribe", changed))));
        QVERIFY(isResult(*talker.open(Talker::request("2", "logging/setLevel", R"({"level":"error"})"))));
        web.server.forgetSessions();
        web.server.heard.clear();
        QVERIFY(isResult(*talker.open(Talker::call("3", "echo"))));
        QVERIFY(web.settle());
        QCOMPARE(web.server.count("resources/subscribe"), 1);
        QCOMPARE(web.server.count("logging/setLevel"), 1);
        QCOMPARE(awaited(*stream, "notifications/resources/updated").params().raw(), changed);
        QVERIFY(!stream->soFar().body.contains("list_changed"));

        web.server.results["tools/list"] = R"({"tools":[{"name":"other","inputSchema":{"type":"object"}}]})";
        web.server.forgetSessions();
        QVERIFY(isResult(*talker.open(Talker::call("4", "echo"))));
        QVERIFY(awaited(*stream, "notifications/tools/list_changed").isNotification());
        QVERIFY(!stream->soFar().body.contains("resources/list_changed"));
    }

    void a_subscription_the_server_does_not_know_is_made_again()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        web.server.forgetSessions();
        QVERIFY(isResult(*talker.open(Talker::request("1", "resources/subscribe", changed))));
        const auto stream = talker.get();
        web.server.newest().push(Message::notification("notifications/resources/updated", changed));
        QVERIFY(awaited(*stream, "notifications/resources/updated").isNotification());
    }

    void news_on_the_stream_of_the_old_session_is_not_told_twice()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        const auto old = talker.open(marked("1", "hold", "old"));
        QTRY_COMPARE(web.server.held.size(), 1);
        FakeHttpBackend &oldLeg = web.server.newest();
        web.server.forgetSessions();
        QVERIFY(isResult(*talker.open(Talker::call("2", "echo"))));
        QVERIFY(web.settle());
        web.server.heard.clear();
        oldLeg.push(Message::notification("notifications/tools/list_changed"));
        oldLeg.push(Message::notification("notifications/message", R"({"level":"info","data":"old"})"));
        HttpActor::answer(web.server.held.constFirst());
        QVERIFY(isResult(*old)); // told after the news
        web.server.newest().push(Message::notification("notifications/tools/list_changed"));
        QVERIFY(awaited(*stream, "notifications/tools/list_changed").isNotification());
        QTRY_COMPARE(web.server.count("tools/list"), 1);
        QCOMPARE(stream->soFar().body.count("list_changed"), 1);
        QVERIFY(!stream->soFar().body.contains(R"("old")"));
    }

    void a_server_that_disowns_a_call_on_every_session_is_not_asked_for_ever()
    {
        Limits limits;
        limits.restartDelay = 10;
        Web web(limits);
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        int tries = 0;
        web.server.script = [&tries](const HttpActor::Heard &one) {
            if (!one.message.isMethod("tools/call"))
                return false;
            ++tries;
            HttpActor::fail(one, Failure::SessionGone);
            return true;
        };
        const Message answer = answerOf(*talker.open(Talker::call("1", "echo")));
        QCOMPARE(answer.errorCode(), -32603);
        QVERIFY(answer.errorValue()["message"].string().contains("the call was not carried out"));
        QCOMPARE(tries, 5);
    }

    void both_sessions_end_with_the_gateway()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        const auto old = talker.open(marked("1", "hold", "old"));
        QTRY_COMPARE(web.server.held.size(), 1);
        web.server.forgetSessions();
        QVERIFY(isResult(*talker.open(Talker::call("2", "echo"))));
        QCOMPARE(web.upstream()->liveLegs(), 2);
        QSignalSpy ends(web.stage.house.upstreams.get(), &UpstreamSet::closed);
        web.stage.house.upstreams->close();
        const QByteArray sentence = answerOf(*old).errorValue()["message"].string();
        QVERIFY2(sentence.contains("whether the call was carried out is unknown"), sentence.constData());
        QTRY_COMPARE(ends.size(), 1);
        QTRY_VERIFY(web.server.legs.at(0).isNull() && web.server.legs.at(1).isNull());
    }
};

QTEST_GUILESS_MAIN(TestHttpHealing)
#include "tst_httphealing.moc"
