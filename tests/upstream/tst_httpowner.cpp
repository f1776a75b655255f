// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/httpactor.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr int crowd = 50;

QByteArray named(const char *what, int number)
{
    return QByteArray(what) + '-' + QByteArray::number(number) + '.';
}

QByteArray markOf(const Message &call)
{
    return call.params()["arguments"]["mark"].string();
}

/** The response the server got to its question. */
Message responseTo(const HttpActor &server, QByteArrayView id)
{
    for (const HttpActor::Heard &one : server.heard) {
        if (one.message.isResponse() && one.message.id() == id)
            return one.message;
    }
    return {};
}

/** So many clients whose call has the same id and the same token. */
struct Crowd
{
    explicit Crowd(Web &web)
    {
        for (int i = 0; i < crowd; ++i) {
            talkers.push_back(std::make_unique<Talker>(web.stage.house, "/mcp/web"));
            good = talkers.back()->begin(R"({"sampling":{}})") && good;
        }
        for (int i = 0; i < crowd; ++i)
            clients.push_back(talkers[size_t(i)]->open(marked("1", "hold", named("mark", i))));
        good = good && HttpClient::await([&web] { return web.server.held.size() == crowd; });
    }
    std::vector<std::unique_ptr<Talker>> talkers;
    std::vector<std::unique_ptr<HttpClient>> clients;
    bool good = true;
};

} // namespace

/** Whom a message of an HTTP server concerns is said by the exchange it comes on. */
class TestHttpOwner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logs_and_progress_of_fifty_equal_calls_find_their_owner()
    {
        Web web;
        Crowd people(web);
        QVERIFY(people.good);
        for (int i = crowd - 1; i >= 0; --i) {
            const HttpActor::Heard &call = web.server.held.at(i);
            const QByteArray mark = markOf(call.message);
            HttpActor::sayOn(call,
                             Message::notification("notifications/message",
                                                   R"({"level":"info","data":)" + jsonString("log " + mark) + '}'));
            const QByteArray params =
                R"({"progress":1,"progressToken":)" + call.message.progressToken().raw().toByteArray();
            HttpActor::sayOn(call,
                             Message::notification("notifications/progress",
                                                   params + R"(,"message":)" + jsonString("at " + mark) + '}'));
        }
        for (const HttpActor::Heard &call : std::as_const(web.server.held))
            HttpActor::answer(call, R"({"end":)" + jsonString(markOf(call.message)) + '}');
        for (int i = 0; i < crowd; ++i) {
            HttpClient &client = *people.clients[size_t(i)];
            QVERIFY(HttpClient::await([&client] { return client.soFar().complete; }));
            QByteArrayList data;
            for (const SseFrame &frame : messagesIn(sseFrames(client.soFar().body)))
                data.append(frame.data);
            const QByteArray mark = named("mark", i);
            QCOMPARE(data.size(), 3);
            QVERIFY(data.at(0).contains("log " + mark));
            QVERIFY(data.at(1).contains("at " + mark) && data.at(1).contains(R"("progressToken":"t31")"));
            QCOMPARE(data.at(2), R"({"jsonrpc":"2.0","id":1,"result":{"end":)" + jsonString(mark) + "}}");
        }
    }

    void an_answer_on_the_exchange_of_another_call_is_nobodys()
    {
        Web web;
        Crowd people(web);
        QVERIFY(people.good);
        const HttpActor::Heard &one = web.server.held.at(0);
        const HttpActor::Heard &other = web.server.held.at(1);
        one.leg->arrive(Message::result(other.message.id(), R"({"of":"a liar"})"), {one.route.exchange, 200});
        HttpActor::answer(other, R"({"of":"itself"})");
        HttpClient &client = *people.clients[1];
        QVERIFY(HttpClient::await([&client] { return client.soFar().complete; }));
        QVERIFY2(client.soFar().body.contains("itself"), client.soFar().body.constData());
    }

    void an_answer_on_the_unsolicited_stream_ends_its_exchange()
    {
        Web web;
        Crowd people(web);
        QVERIFY(people.good);
        const HttpActor::Heard &call = web.server.held.at(0);
        call.leg->arrive(Message::result(call.message.id(), R"({"of":"itself"})"), {0, 200});
        HttpClient &client = *people.clients[0];
        QVERIFY(HttpClient::await([&client] { return client.soFar().complete; }));
        QVERIFY(client.soFar().body.contains("itself"));
        QVERIFY(call.leg->dropped.contains(call.route.exchange));
    }

    void questions_of_fifty_equal_calls_find_their_owner()
    {
        Web web;
        Crowd people(web);
        QVERIFY(people.good);
        for (int i = crowd - 1; i >= 0; --i) {
            const HttpActor::Heard &call = web.server.held.at(i);
            const QByteArray id = '"' + markOf(call.message) + '"';
            HttpActor::sayOn(call, Message::request(id, "sampling/createMessage", R"({"systemPrompt":)" + id + '}'));
        }
        for (int i = 0; i < crowd; ++i) {
            const Message question = awaited(*people.clients[size_t(i)], "sampling/createMessage");
            QCOMPARE(question.params()["systemPrompt"].string(), named("mark", i));
            people.talkers[size_t(i)]->post(
                Message::result(question.id(), R"({"from":)" + jsonString(named("person", i)) + '}').bytes());
        }
        for (int i = 0; i < crowd; ++i) {
            const QByteArray id = '"' + named("mark", i) + '"';
            QTRY_COMPARE(responseTo(web.server, id).resultValue()["from"].string(), named("person", i));
        }
        QVERIFY(!web.upstream()->fact().exclusive);
    }

    void a_question_of_a_cancelled_call_is_refused_and_nobody_has_to_wait()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin(R"({"sampling":{}})") && web.settle());
        const auto one = talker.open(marked("1", "hold", "one"));
        const auto two = talker.open(marked("2", "hold", "two"));
        QTRY_COMPARE(web.server.held.size(), 2);
        const HttpActor::Heard gone = web.server.held.at(markOf(web.server.held.at(0).message) == "one" ? 0 : 1);
        talker.post(Talker::notification("notifications/cancelled", R"({"requestId":1})"));
        QTRY_COMPARE(web.server.count("notifications/cancelled"), 1);
        QCOMPARE(gone.leg->dropped, (QList<quint64>{gone.route.exchange}));
        // What was on its way when the exchange was dropped.
        gone.leg->arrive(Message::request(R"("q")", "sampling/createMessage", "{}"), {gone.route.exchange, 200});
        QTRY_COMPARE(responseTo(web.server, R"("q")").errorCode(), -32601);
        QVERIFY(!web.upstream()->fact().exclusive);
        QVERIFY(!two->soFar().body.contains("sampling"));
    }

    void a_question_on_a_request_of_the_gateway_itself_is_of_no_client()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QList<HttpActor::Heard> lists;
        web.server.script = [&lists](const HttpActor::Heard &one) {
            if (!one.message.isMethod("tools/list"))
                return false;
            lists.append(one);
            return true;
        };
        QVERIFY(talker.begin(R"({"sampling":{},"roots":{}})"));
        QTRY_COMPARE(lists.size(), 1);
        const auto call = talker.open(marked("1", "hold", "one"));
        QTRY_COMPARE(web.server.held.size(), 1);
        HttpActor::sayOn(lists.constFirst(), Message::request(R"("q")", "sampling/createMessage", "{}"));
        HttpActor::sayOn(lists.constFirst(), Message::request(R"("r")", "roots/list", "{}"));
        QTRY_COMPARE(responseTo(web.server, R"("r")").resultValue().raw(), R"({"roots":[]})");
        QCOMPARE(responseTo(web.server, R"("q")").errorCode(), -32601);
        QVERIFY(!call->soFar().body.contains("sampling"));
    }

    void what_comes_on_no_exchange_is_treated_as_on_a_pipe()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin(R"({"sampling":{}})") && web.settle());
        const auto one = talker.open(marked("1", "hold", "one"));
        QTRY_COMPARE(web.server.held.size(), 1);
        web.server.newest().push(Message::request(R"("q1")", "sampling/createMessage", "{}"));
        const Message question = awaited(*one, "sampling/createMessage");
        QVERIFY(question.isRequest());
        talker.post(Message::result(question.id(), "{}").bytes());
        QTRY_VERIFY(responseTo(web.server, R"("q1")").isResponse());

        const auto two = talker.open(marked("2", "hold", "two"));
        QTRY_COMPARE(web.server.held.size(), 2);
        web.server.newest().push(Message::request(R"("q2")", "sampling/createMessage", "{}"));
        QTRY_COMPARE(responseTo(web.server, R"("q2")").errorCode(), -32603);
        QVERIFY(web.upstream()->fact().exclusive);
    }
};

QTEST_GUILESS_MAIN(TestHttpOwner)
#include "tst_httpowner.moc"
