// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/taprounds.h"
#include "tests/tap/taptalk.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto asked = R"("resultType":"input_required","inputRequests":{"who":{"method":"roots/list"}})";
constexpr auto answers = R"("inputResponses":{"who":{"roots":[]}})";
constexpr auto twoRounds = "C> tools/call, S< tools/call, S> answer, C< answer, C> tools/call, S< tools/call, S> answer, C< answer";

/** Its server founds no sessions. */
void makeSessionless(Actor &actor)
{
    actor.script = [](ActorPipe &pipe, const Message &message) {
        if (message.isMethod("initialize"))
            pipe.give(Message::error(message.id(), -32022, "no sessions"));
        else if (message.isMethod("server/discover"))
            pipe.give(Message::result(message.id(), R"({"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}})"));
        else
            return false;
        return true;
    };
}

Request ask(const QByteArray &id, const QByteArray &mark, const QByteArray &more = {})
{
    Request request;
    request.id = id;
    request.params = R"("name":"hold","arguments":{"mark":)" + mark + '}' + (more.isEmpty() ? "" : ",") + more;
    return request;
}

} // namespace

/** A request of a client without session and all its rounds are one call for whoever looks. */
class TestTapRounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_house.reset(); }
    void rounds_of_a_server_without_sessions_are_one_call_data();
    void rounds_of_a_server_without_sessions_are_one_call();
    void requests_that_only_look_alike_are_told_apart();
    void another_client_goes_on_with_nothing();
    void addresses_to_visit_are_a_round();
    void a_state_that_nobody_gave_begins_a_call();
    void of_the_same_each_is_taken_once();

private:
    /** The server ends the round of the call it got last but `before`. */
    void endRound(const QByteArray &state, int before = 0)
    {
        m_house->one.answer(m_house->one.held.at(m_house->one.held.size() - 1 - before), QByteArray("{") + asked + state + '}');
    }
    quint64 callOf(const QList<TapRecord> &records, const QByteArray &id)
    {
        const TapRecord *record = inbound(records, id, "tools/call");
        return record ? record->call : 0;
    }

    std::unique_ptr<Mounted> m_house;
};

void TestTapRounds::init()
{
    m_house = std::make_unique<Mounted>();
    makeSessionless(m_house->one);
    QVERIFY(m_house->settle());
    m_house->bus.tap()->watch();
}

void TestTapRounds::rounds_of_a_server_without_sessions_are_one_call_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("with a state") << QByteArray(R"(,"requestState":"a\/b")");
    QTest::newRow("without") << QByteArray();
}

void TestTapRounds::rounds_of_a_server_without_sessions_are_one_call()
{
    QFETCH(QByteArray, state);
    const auto first = ask("1", "1").send(*m_house);
    QTRY_COMPARE(m_house->one.held.size(), 1);
    endRound(state);
    QVERIFY(parsed(first->response().body).resultValue()["resultType"].equals("input_required"));
    const QByteArray back = QByteArray(state).replace("\\/", "/");
    const auto second = ask("2", "1", answers + back).send(*m_house);
    QTRY_COMPARE(m_house->one.held.size(), 2);
    m_house->one.answer(m_house->one.held.constLast());
    QCOMPARE(second->response().status, 200);
    const QList<TapRecord> call = ofCall(recordsOf(*m_house), callOf(recordsOf(*m_house), "1"));
    QCOMPARE(outline(call), twoRounds);
    QCOMPARE(call.at(4).id, "2");
    for (const TapRecord &record : call) {
        QCOMPARE(record.method, "tools/call");
        QCOMPARE(record.serverUs >= 0, record.isAnswer());
    }
}

void TestTapRounds::requests_that_only_look_alike_are_told_apart()
{
    const QByteArray state = R"(,"requestState":"the same for all")";
    std::vector<std::unique_ptr<HttpClient>> open;
    for (int at = 1; at <= 4; ++at)
        open.push_back(ask(QByteArray::number(at), QByteArray::number(at % 2)).send(*m_house));
    QTRY_COMPARE(m_house->one.held.size(), 4);
    for (int at = 0; at < 4; ++at)
        endRound(state, at);
    for (const auto &client : open)
        QCOMPARE(client->response().status, 200);
    open.clear();
    for (int at = 1; at <= 4; ++at)
        open.push_back(ask(QByteArray::number(10 + at), QByteArray::number(at % 2), answers + state).send(*m_house));
    QTRY_COMPARE(m_house->one.held.size(), 8);
    for (int at = 4; at < 8; ++at)
        m_house->one.answer(m_house->one.held.at(at));
    for (const auto &client : open)
        QCOMPARE(client->response().status, 200);
    const QList<TapRecord> records = recordsOf(*m_house);
    QSet<quint64> calls;
    for (int at = 1; at <= 4; ++at) {
        const quint64 call = callOf(records, QByteArray::number(at));
        calls.insert(call);
        const QByteArray mark = ofCall(records, call).constFirst().bytes.contains("\"mark\":1") ? "\"mark\":1" : "\"mark\":0";
        int requests = 0;
        for (const TapRecord &record : ofCall(records, call)) {
            if (record.kind != TapRecord::Kind::Request)
                continue;
            QVERIFY(record.bytes.contains(mark));
            ++requests;
        }
        QCOMPARE(requests, 4); // two rounds on two sides
    }
    QCOMPARE(calls.size(), 4);
}

void TestTapRounds::another_client_goes_on_with_nothing()
{
    const QByteArray state = R"(,"requestState":"s")";
    const auto first = ask("1", "1").send(*m_house);
    QTRY_COMPARE(m_house->one.held.size(), 1);
    endRound(state);
    QCOMPARE(first->response().status, 200);
    Request other = ask("2", "1", answers + state);
    other.meta = R"(,"io.modelcontextprotocol/clientInfo":{"name":"another","version":"1"})";
    const auto second = other.send(*m_house);
    QTRY_COMPARE(m_house->one.held.size(), 2);
    const QList<TapRecord> records = recordsOf(*m_house);
    QVERIFY(callOf(records, "2") != 0);
    QVERIFY(callOf(records, "2") != callOf(records, "1"));
}

void TestTapRounds::addresses_to_visit_are_a_round()
{
    Request visit = ask("1", "1");
    const auto first = visit.send(*m_house, "/mcp/two");
    QTRY_COMPARE(m_house->two.held.size(), 1);
    m_house->two.say(Message::error(m_house->two.held.constFirst().id(), -32042, "visit",
                                    R"({"elicitations":[{"mode":"url","url":"about:blank","elicitationId":"e"}]})"));
    const Message questions = parsed(first->response().body);
    QVERIFY(questions.resultValue()["resultType"].equals("input_required"));
    const QByteArray state = R"(,"requestState":)" + questions.resultValue()["requestState"].raw().toByteArray();
    const auto second = ask("2", "1", R"("inputResponses":{"u1":{"action":"accept"}})" + state).send(*m_house, "/mcp/two");
    QTRY_COMPARE(m_house->two.held.size(), 2);
    m_house->two.answer(m_house->two.held.constLast());
    QCOMPARE(second->response().status, 200);
    const QList<TapRecord> records = recordsOf(*m_house);
    QCOMPARE(outline(ofCall(records, callOf(records, "1"))), twoRounds);
}

void TestTapRounds::a_state_that_nobody_gave_begins_a_call()
{
    const auto only = ask("1", "1", answers + QByteArray(R"(,"requestState":"mine")")).send(*m_house);
    QTRY_COMPARE(m_house->one.held.size(), 1);
    m_house->one.answer(m_house->one.held.constFirst());
    QCOMPARE(only->response().status, 200);
    const QList<TapRecord> records = recordsOf(*m_house);
    QCOMPARE(outline(ofCall(records, callOf(records, "1"))), "C> tools/call, S< tools/call, S> answer, C< answer");
}

void TestTapRounds::of_the_same_each_is_taken_once()
{
    TapRounds rounds;
    rounds.ended(7, 1, "k");
    rounds.ended(8, 1, "k");
    rounds.ended(9, 2, "k");
    QCOMPARE(rounds.next(1, "other"), quint64(0));
    QCOMPARE(rounds.next(1, "k"), quint64(7));
    QCOMPARE(rounds.next(1, "k"), quint64(8));
    QCOMPARE(rounds.next(1, "k"), quint64(8)); // its network lost an answer
    QCOMPARE(rounds.next(2, "k"), quint64(9));
    for (size_t at = 0; at < TapRounds::most; ++at)
        rounds.ended(100, 3, QByteArray::number(at));
    QCOMPARE(rounds.next(1, "k"), quint64(0));
}

QTEST_GUILESS_MAIN(TestTapRounds)
#include "tst_taprounds.moc"
