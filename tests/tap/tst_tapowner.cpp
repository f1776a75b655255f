// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tap/taptalk.h"

#include <QTest>

using namespace Signalbox;

/** Every record is attributed to the call, the client and the message it belongs to. */
class TestTapOwner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_call_is_followed_over_both_sides();
    void interleaved_calls_with_the_same_id_are_told_apart();
    void progress_and_questions_belong_to_their_call();
    void a_cancel_belongs_to_its_call();
    void a_stateless_call_is_followed();
    void a_refused_request_is_seen_with_its_status();
    void news_of_a_server_is_the_cause_of_what_clients_hear();
    void no_secret_of_a_session_is_seen();
    void nothing_is_kept_while_nobody_looks();
};

void TestTapOwner::a_call_is_followed_over_both_sides()
{
    Mounted house;
    Talker talker(house, "/mcp");
    QVERIFY(house.settle() && talker.begin());
    house.bus.tap()->watch();
    QCOMPARE(talker.post(Talker::call("\"x7\"", "one__echo", R"({"n":1.10})")).status, 200);
    const QList<TapRecord> records = recordsOf(house);
    const TapRecord *first = inbound(records, "\"x7\"", "tools/call");
    QVERIFY(first && first->call);
    QCOMPARE(outline(ofCall(records, first->call)), "C> tools/call, S< tools/call, S> answer, C< answer");
    const QList<TapRecord> call = ofCall(records, first->call);
    QCOMPARE(call.at(0).who, "talker");
    QCOMPARE(call.at(0).front, "legacy");
    QCOMPARE(call.at(0).address, "/mcp");
    QVERIFY(call.at(0).bytes.contains(R"("name":"one__echo")"));
    QCOMPARE(call.at(1).backend, "one");
    QVERIFY(call.at(1).bytes.contains(R"("name":"echo")"));
    QVERIFY(call.at(1).id != "\"x7\"");
    QCOMPARE(call.at(1).client, call.at(0).client);
    QCOMPARE(call.at(1).cause, call.at(0).serial);
    QCOMPARE(call.at(2).id, call.at(1).id);
    QCOMPARE(call.at(3).id, "\"x7\"");
    QCOMPARE(call.at(3).cause, call.at(2).serial);
    QCOMPARE(call.at(3).status, 200);
    QCOMPARE(call.at(3).method, "tools/call");
    QVERIFY(call.at(3).serverUs >= 0 && call.at(3).gatewayUs >= 0);
}

void TestTapOwner::interleaved_calls_with_the_same_id_are_told_apart()
{
    Mounted house;
    std::vector<std::unique_ptr<Talker>> talkers;
    std::vector<std::unique_ptr<HttpClient>> open;
    QVERIFY(house.settle());
    for (int at = 0; at < 6; ++at) {
        talkers.push_back(std::make_unique<Talker>(house));
        QVERIFY(talkers.back()->begin());
    }
    house.bus.tap()->watch();
    for (int at = 0; at < 6; ++at)
        open.push_back(talkers[size_t(at)]->open(Talker::call("1", "hold", "{\"mark\":" + QByteArray::number(at) + '}')));
    QTRY_COMPARE(house.one.held.size(), 6);
    const QList<Message> held = house.one.held;
    for (const int at : {3, 0, 5})
        house.one.progress(held.at(at), at);
    for (const int at : {4, 1, 5, 0, 3, 2}) {
        const QByteArray mark = held.at(at).params()["arguments"]["mark"].raw().toByteArray();
        house.one.answer(held.at(at), "{\"mark\":" + mark + '}');
    }
    for (const auto &client : open)
        QVERIFY(HttpClient::await([&] { return client->soFar().body.contains("\"result\""); }));
    const QList<TapRecord> records = recordsOf(house);
    QSet<quint64> calls;
    for (const TapRecord &record : records) {
        if (record.side != TapRecord::Side::Client || record.method != "tools/call" || !record.isInbound)
            continue;
        calls.insert(record.call);
        const JsonView arguments = JsonView::parse(record.bytes)["params"]["arguments"];
        const QByteArray mark = "\"mark\":" + arguments["mark"].raw().toByteArray() + '}';
        const QList<TapRecord> call = ofCall(records, record.call);
        QVERIFY(call.size() == 4 || call.size() == 6);
        for (const TapRecord &part : call) {
            QCOMPARE(part.client, record.client);
            if (part.kind != TapRecord::Kind::Notification)
                QVERIFY2(part.bytes.contains(mark), part.bytes.constData());
        }
    }
    QCOMPARE(calls.size(), 6);
    QVERIFY(!calls.contains(0));
}

void TestTapOwner::progress_and_questions_belong_to_their_call()
{
    Mounted house;
    Talker talker(house);
    QVERIFY(house.settle() && talker.begin(everything));
    house.bus.tap()->watch();
    const auto client = talker.open(Talker::call("5", "hold"));
    QTRY_COMPARE(house.one.held.size(), 1);
    house.one.progress(house.one.held.constFirst(), 1);
    house.one.say(Message::request("\"q\"", "elicitation/create", form));
    const QList<SseFrame> heard = messages(*client, 2);
    QCOMPARE(heard.size(), 2);
    const QByteArray id = parsed(heard.at(1).data).id().toByteArray();
    QCOMPARE(talker.post(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"action":"decline"}})").status, 202);
    QTRY_VERIFY(!house.one.heard.isEmpty() && house.one.heard.constLast().isResponse());
    house.one.answer(house.one.held.constFirst());
    QCOMPARE(messages(*client, 3).size(), 3);
    const QList<TapRecord> records = recordsOf(house);
    const TapRecord *first = inbound(records, "5", "tools/call");
    QVERIFY(first);
    QCOMPARE(outline(ofCall(records, first->call)),
             "C> tools/call, S< tools/call, S> notifications/progress, C< notifications/progress, S> elicitation/create, "
             "C< elicitation/create, C> answer, S< answer, S> answer, C< answer");
}

void TestTapOwner::a_cancel_belongs_to_its_call()
{
    Mounted house;
    Talker talker(house);
    QVERIFY(house.settle() && talker.begin());
    house.bus.tap()->watch();
    const auto client = talker.open(Talker::call("5", "hold"));
    QTRY_COMPARE(house.one.held.size(), 1);
    QCOMPARE(talker.post(Talker::notification("notifications/cancelled", R"({"requestId":5})")).status, 202);
    const QList<TapRecord> records = recordsOf(house);
    const TapRecord *first = inbound(records, "5", "tools/call");
    QVERIFY(first);
    QCOMPARE(outline(ofCall(records, first->call)),
             "C> tools/call, S< tools/call, C> notifications/cancelled, S< notifications/cancelled");
}

void TestTapOwner::a_stateless_call_is_followed()
{
    Mounted house;
    QVERIFY(house.settle());
    house.bus.tap()->watch();
    const auto client = Request().send(house);
    QTRY_COMPARE(house.one.held.size(), 1);
    house.one.say(Message::request("\"q\"", "elicitation/create", form));
    const Message questions = parsed(client->response().body);
    const QByteArray state = questions.resultValue()["requestState"].raw().toByteArray();
    QVERIFY(!state.isEmpty());
    const QByteArray key = questions.resultValue()["inputRequests"].begin().key().raw().toByteArray();
    Request again;
    again.id = "2";
    again.params += R"(,"requestState":)" + state + R"(,"inputResponses":{)" + key + R"(:{"action":"decline"}})";
    const auto second = again.send(house);
    QTRY_VERIFY(!house.one.heard.isEmpty() && house.one.heard.constLast().isResponse());
    house.one.answer(house.one.held.constFirst());
    QCOMPARE(second->response().status, 200);
    const QList<TapRecord> records = recordsOf(house);
    const TapRecord *first = inbound(records, "1", "tools/call");
    QVERIFY(first);
    QCOMPARE(first->front, "modern");
    QVERIFY(first->headers.contains("Mcp-Method: tools/call\n"));
    QCOMPARE(outline(ofCall(records, first->call)),
             "C> tools/call, S< tools/call, S> elicitation/create, C< answer, C> tools/call, S< answer, S> answer, C< answer");
    for (const TapRecord &record : ofCall(records, first->call)) {
        if (!record.isAnswer() || record.isToServer())
            continue;
        QCOMPARE(record.method, "tools/call");
        QVERIFY(record.serverUs >= 0);
    }
    for (const TapRecord &record : records)
        QVERIFY(!record.bytes.contains(state));
}

void TestTapOwner::a_refused_request_is_seen_with_its_status()
{
    Mounted house;
    Talker talker(house);
    house.bus.tap()->watch();
    QCOMPARE(talker.post(Talker::request("4", "tools/list")).status, 400);
    const QList<TapRecord> records = recordsOf(house);
    const TapRecord *request = inbound(records, "4", "tools/list");
    QVERIFY(request);
    QCOMPARE(request->status, 400);
    const QList<TapRecord> call = ofCall(records, request->call);
    QCOMPARE(outline(call), "C> tools/list, C< answer");
    QVERIFY(call.last().isError());
}

void TestTapOwner::news_of_a_server_is_the_cause_of_what_clients_hear()
{
    Mounted house;
    Talker talker(house);
    QVERIFY(house.settle() && talker.begin());
    const auto stream = talker.get();
    QCOMPARE(stream->head().status, 200);
    house.bus.tap()->watch();
    house.one.say(Message::notification("notifications/message", R"({"level":"info","data":"hello"})"));
    house.one.say(Message::notification("notifications/tools/list_changed"));
    QVERIFY(!messages(*stream, 1).isEmpty());
    const QList<TapRecord> records = recordsOf(house);
    quint64 cause = 0;
    bool isHeard = false;
    for (const TapRecord &record : records) {
        if (record.method != "notifications/tools/list_changed")
            continue;
        QCOMPARE(record.call, quint64(0));
        if (record.side == TapRecord::Side::Server)
            cause = record.serial;
        else
            isHeard = record.cause == cause && cause != 0 && record.client != 0;
    }
    QVERIFY(isHeard);
}

void TestTapOwner::no_secret_of_a_session_is_seen()
{
    Mounted house;
    house.bus.tap()->watch();
    Talker talker(house);
    QVERIFY(house.settle() && talker.begin());
    const auto stream = talker.get();
    QCOMPARE(stream->head().status, 200);
    talker.post(Talker::call("1", "echo", R"({"apiKey":"do-not-show-me","text":")" + talker.session + "\"}"));
    const QList<TapRecord> records = recordsOf(house);
    QVERIFY(records.size() > 6);
    for (const TapRecord &record : records) {
        const QByteArray line = jsonLine(record);
        QVERIFY2(!line.contains(talker.session), line.constData());
        QVERIFY2(!line.contains("do-not-show-me"), line.constData());
    }
}

void TestTapOwner::nothing_is_kept_while_nobody_looks()
{
    Mounted house;
    Talker talker(house);
    QVERIFY(house.settle() && talker.begin());
    QCOMPARE(talker.post(Talker::call("1", "echo")).status, 200);
    house.bus.tap()->watch();
    QVERIFY(recordsOf(house).isEmpty());
}

QTEST_GUILESS_MAIN(TestTapOwner)
#include "tst_tapowner.moc"
