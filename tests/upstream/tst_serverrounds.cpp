// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/rounds.h"

#include <QTest>

using namespace Signalbox;

namespace {

const QByteArray request =
    "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"arguments\":{\"big\":12345678901234567890}}}";

Message call()
{
    return *Message::parse(request);
}

Message asking(const QByteArray &members)
{
    return Message::result("9", "{\"resultType\":\"input_required\"," + members + '}');
}

constexpr auto two = "\"inputRequests\":{\"b\\\"\":{\"method\":\"roots/list\"},\"a\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"Who?\"}}}";

} // namespace

/** What a server asks between two rounds of a call, and how the answers get into the next. */
class TestServerRounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void questions_are_requests_with_ids_of_their_own()
    {
        Rounds rounds;
        const auto questions = rounds.begin(9, asking(two));
        QVERIFY(questions.ok());
        QCOMPARE(questions->size(), 2);
        QVERIFY(questions->first().isMethod("roots/list"));
        QCOMPARE(questions->last().params().raw(), "{\"message\":\"Who?\"}");
        QVERIFY(questions->first().id() != questions->last().id());
        QVERIFY(Rounds::isReply(Message::result(questions->first().id(), "{}")));
        QVERIFY(!Rounds::isReply(Message::result("1", "{}")));
    }

    void the_next_request_has_the_answers_and_the_state_to_the_byte()
    {
        Rounds rounds;
        const QByteArray state = "\"a\\u00fc\\/\\\"b\"";
        const auto questions = rounds.begin(9, asking(two + QByteArray(",\"requestState\":") + state));
        QCOMPARE(rounds.keep(Message::result(questions->last().id(), "{\"action\":\"decline\"}")), 0u);
        QCOMPARE(rounds.keep(Message::result(questions->first().id(), "{\"roots\":[ ]}")), 9u);
        QVERIFY(rounds.refusal(9).isNull());
        const Message next = rounds.next(9, call());
        QCOMPARE(next.params()["inputResponses"].raw(), "{\"b\\\"\":{\"roots\":[ ]},\"a\":{\"action\":\"decline\"}}");
        QCOMPARE(next.params()["requestState"].raw(), state);
        QCOMPARE(next.params()["arguments"].raw(), call().params()["arguments"].raw());
    }

    void nothing_of_one_round_gets_into_the_one_after_it()
    {
        Rounds rounds;
        const auto questions = rounds.begin(9, asking("\"inputRequests\":{\"a\":{\"method\":\"roots/list\"}},\"requestState\":\"s\""));
        QCOMPARE(rounds.keep(Message::result(questions->first().id(), "{}")), 9u);
        const Message second = rounds.next(9, call());
        QVERIFY(rounds.begin(10, asking("\"requestState\":\"t\""))->isEmpty());
        const Message third = rounds.next(10, second);
        QVERIFY(!third.params()["inputResponses"].exists());
        QCOMPARE(third.params()["requestState"].raw(), "\"t\"");
        const auto last = rounds.begin(11, asking("\"inputRequests\":{\"a\":{\"method\":\"roots/list\"}}"));
        QCOMPARE(rounds.keep(Message::result(last->first().id(), "{}")), 11u);
        QVERIFY(!rounds.next(11, third).params()["requestState"].exists());
    }

    void answers_of_other_calls_change_nothing()
    {
        Rounds rounds;
        const auto mine = rounds.begin(1, asking("\"inputRequests\":{\"a\":{\"method\":\"roots/list\"}}"));
        const auto theirs = rounds.begin(2, asking("\"inputRequests\":{\"a\":{\"method\":\"roots/list\"}}"));
        QCOMPARE(rounds.keep(Message::result(theirs->first().id(), "{\"of\":2}")), 2u);
        QCOMPARE(rounds.keep(Message::result("\"signalbox-round-1-7\"", "{}")), 0u);
        QCOMPARE(rounds.keep(Message::result("\"signalbox-round-3-0\"", "{}")), 0u);
        QCOMPARE(rounds.keep(Message::result(mine->first().id(), "{\"of\":1}")), 1u);
        QCOMPARE(rounds.next(1, call()).params()["inputResponses"].raw(), "{\"a\":{\"of\":1}}");
    }

    void a_refusal_ends_the_round_at_once()
    {
        Rounds rounds;
        const auto questions = rounds.begin(9, asking(two));
        QCOMPARE(rounds.keep(Message::error(questions->last().id(), -1, "not now")), 9u);
        QVERIFY(rounds.refusal(9).contains("not now"));
    }

    void what_asks_nothing_is_refused_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::newRow("nothing") << QByteArray("\"x\":1");
        QTest::newRow("an empty set") << QByteArray("\"inputRequests\":{}");
        QTest::newRow("no method") << QByteArray("\"inputRequests\":{\"a\":{\"params\":{}}}");
        QTest::newRow("no object") << QByteArray("\"inputRequests\":{\"a\":7}");
    }

    void what_asks_nothing_is_refused()
    {
        QFETCH(QByteArray, members);
        Rounds rounds;
        QVERIFY(!rounds.begin(9, asking(members)).ok());
    }

    void the_visit_of_an_address_gets_an_id()
    {
        Rounds rounds;
        const auto questions = rounds.begin(
            9, asking("\"inputRequests\":{\"a\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"url\":\"https://a\"}}}"));
        QVERIFY(!questions->first().params()["elicitationId"].string().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestServerRounds)
#include "tst_serverrounds.moc"
