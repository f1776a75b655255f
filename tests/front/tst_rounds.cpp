// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/statelesstalk.h"

#include <QTest>

using namespace Signalbox;

namespace {

/** A round after the first. */
Request next(const Message &asked, const QByteArray &id, const QByteArray &responses)
{
    Request request;
    request.id = id;
    request.params += R"(,"inputResponses":{)" + responses + R"(},"requestState":)" + asked.resultValue()["requestState"].raw().toByteArray();
    return request;
}

QByteArray keyAt(const Message &asked, int index)
{
    auto member = asked.resultValue()["inputRequests"].begin();
    for (int i = 0; i < index; ++i)
        ++member;
    return member.key().raw().toByteArray();
}

} // namespace

/** Questions of a server with sessions to a client without. */
class TestRounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_question_is_a_round();
    void what_is_not_answered_is_asked_again();
    void a_bad_answer_changes_nothing();
    void a_repeated_round_joins_the_call();
    void the_state_of_another_request_is_refused();
    void a_client_that_cannot_be_asked_is_not();
    void addresses_to_visit_are_a_round();
};

void TestRounds::a_question_is_a_round()
{
    Mounted house;
    const auto first = Request().send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    house.one.say(Message::request("\"e\"", "elicitation/create", form));
    house.one.say(Message::request("7", "roots/list"));
    const Message asked = parsed(first->response().body);
    QVERIFY(asked.resultValue()["resultType"].equals("input_required"));
    QCOMPARE(asked.resultValue()["inputRequests"].count(), 2);
    const JsonView question = (*asked.resultValue()["inputRequests"].begin());
    QVERIFY(question["method"].equals("elicitation/create"));
    QCOMPARE(question["params"].raw(), form);
    QVERIFY(!question["id"].exists());

    const auto second = next(asked, "\"two\"", keyAt(asked, 0) + R"(:{"action":"accept","content":{}},)" + keyAt(asked, 1) + R"(:{"roots":[]})").send(house);
    QTRY_VERIFY(house.one.responseTo("\"e\"").isResponse() && house.one.responseTo("7").isResponse());
    house.one.answer(house.one.held[0]);
    const Message answer = parsed(second->response().body);
    QCOMPARE(answer.id(), "\"two\"");
    QVERIFY(answer.resultValue()["resultType"].equals("complete"));
    QCOMPARE(house.one.held.size(), 1);
}

void TestRounds::what_is_not_answered_is_asked_again()
{
    Mounted house;
    const auto first = Request().send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    house.one.say(Message::request("1", "elicitation/create", form));
    const Message asked = parsed(first->response().body);
    const Message again = parsed(next(asked, "2", R"("other":{})").send(house)->response().body);
    QVERIFY(again.resultValue()["resultType"].equals("input_required"));
    QVERIFY(again.resultValue()["requestState"].raw() != asked.resultValue()["requestState"].raw());
    QCOMPARE(keyAt(again, 0), keyAt(asked, 0));
}

void TestRounds::a_bad_answer_changes_nothing()
{
    Mounted house;
    const auto first = Request().send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    house.one.say(Message::request("1", "elicitation/create", form));
    const Message asked = parsed(first->response().body);
    QCOMPARE(parsed(next(asked, "2", keyAt(asked, 0) + ":{}").send(house)->response().body).errorCode(), -32602);
    const auto good = next(asked, "3", keyAt(asked, 0) + R"(:{"action":"decline"})").send(house);
    QTRY_VERIFY(house.one.responseTo("1").isResponse());
    house.one.answer(house.one.held[0]);
    QCOMPARE(parsed(good->response().body).kind(), Message::Kind::Result);
}

void TestRounds::a_repeated_round_joins_the_call()
{
    Mounted house;
    const auto first = Request().send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    house.one.say(Message::request("1", "elicitation/create", form));
    const Message asked = parsed(first->response().body);
    const QByteArray response = keyAt(asked, 0) + R"(:{"action":"decline"})";
    const auto second = next(asked, "2", response).send(house);
    QTRY_VERIFY(house.one.responseTo("1").isResponse());
    const auto third = next(asked, "3", response).send(house);
    // Its arrival is seen by the end of the one before it.
    QVERIFY(HttpClient::await([&] { return second->hasEnded(); }));
    house.one.answer(house.one.held[0]);
    QCOMPARE(parsed(third->response().body).id(), "3");
    // And once more, when it is over.
    const Message late = parsed(next(asked, "4", response).send(house)->response().body);
    QCOMPARE(late.id(), "4");
    QCOMPARE(late.kind(), Message::Kind::Result);
    QCOMPARE(house.one.held.size(), 1);
}

void TestRounds::the_state_of_another_request_is_refused()
{
    Mounted house;
    const auto first = Request().send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    house.one.say(Message::request("1", "elicitation/create", form));
    const Message asked = parsed(first->response().body);
    Request other = next(asked, "2", {});
    other.params.replace("\"arguments\":{}", "\"arguments\":{\"x\":1}");
    const Message refused = parsed(other.send(house)->response().body);
    QCOMPARE(refused.errorCode(), -32602);
    QCOMPARE(house.one.held.size(), 1);
    Request tampered = next(asked, "2", {});
    tampered.params.chop(1);
    tampered.params += "-TAMPERED\"";
    QCOMPARE(parsed(tampered.send(house)->response().body).errorValue()["message"].string(),
             refused.errorValue()["message"].string());
}

void TestRounds::a_client_that_cannot_be_asked_is_not()
{
    Mounted house;
    Request call;
    call.capabilities = R"({"sampling":{}})";
    const auto client = call.send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    house.one.say(Message::request("1", "elicitation/create", form));
    QTRY_COMPARE(house.one.responseTo("1").kind(), Message::Kind::Error);
    house.one.answer(house.one.held[0]);
    QVERIFY(parsed(client->response().body).resultValue()["resultType"].equals("complete"));
}

void TestRounds::addresses_to_visit_are_a_round()
{
    Mounted house;
    const auto first = Request().send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 1; }));
    const QByteArray data =
        "{\"elicitations\":[{\"mode\":\"url\",\"elicitationId\":\"e\",\"url\":\"https://h/\",\"message\":\"Go\"}]}";
    house.one.say(Message::error(house.one.held[0].id(), -32042, "visit first", data));
    const Message asked = parsed(first->response().body);
    QCOMPARE((*asked.resultValue()["inputRequests"].begin())["params"].raw(), "{\"mode\":\"url\",\"message\":\"Go\",\"url\":\"https://h/\"}");
    const auto second = next(asked, "2", R"("u1":{"action":"accept"})").send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 2; })); // made again, as it was
    QCOMPARE(house.one.held[1].params().raw(), house.one.held[0].params().raw());
    house.one.answer(house.one.held[1]);
    QVERIFY(parsed(second->response().body).resultValue()["resultType"].equals("complete"));

    Request blind;
    blind.capabilities = "{}";
    const auto third = blind.send(house);
    QVERIFY(HttpClient::await([&] { return house.one.held.size() == 3; }));
    house.one.say(Message::error(house.one.held[2].id(), -32042, "visit first", data));
    const Message refused = parsed(third->response().body);
    QCOMPARE(refused.errorCode(), -32603);
    QVERIFY(refused.errorValue()["message"].string().contains("https://h/"));
}

QTEST_GUILESS_MAIN(TestRounds)
#include "tst_rounds.moc"
