// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

/** tools/call of "hold" with that id and that token, both as they are to be written. */
QByteArray hold(const QByteArray &id, const QByteArray &token = {}, const QByteArray &mark = "0")
{
    const QByteArray meta = token.isEmpty() ? QByteArray() : R"(,"_meta":{"progressToken":)" + token + '}';
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":"hold","arguments":{"mark":)"
        + mark + '}' + meta + "}}";
}

} // namespace

/** Answers, progress and log lines reach exactly the call they belong to. */
class TestOwnership : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ids_that_look_alike_are_different_calls()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const QByteArrayList ids{R"("1")", "1", R"("one")"};
        std::vector<std::unique_ptr<HttpClient>> clients;
        for (const QByteArray &id : ids)
            clients.push_back(talker.open(hold(id)));
        QTRY_COMPARE(stage.alpha.held.size(), 3);
        for (qsizetype i = 2; i >= 0; --i)
            stage.alpha.answer(stage.alpha.held.at(i), "{\"turn\":" + QByteArray::number(i) + '}');
        for (size_t i = 0; i < 3; ++i) {
            const Message answer = answerOf(*clients[i]);
            QCOMPARE(answer.id(), ids.at(qsizetype(i)));
            QCOMPARE(answer.resultValue()["turn"].integer().value_or(-1), qint64(i));
        }
    }

    void two_clients_with_the_same_id_get_their_own_answers()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp");
        QVERIFY(first.begin() && second.begin());
        const auto one = first.open(hold("7", {}, "1"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        const auto two = second.open(hold("7", {}, "2").replace(R"("hold")", R"("alpha__hold")"));
        QTRY_COMPARE(stage.alpha.held.size(), 2);
        QVERIFY(stage.alpha.held.at(0).id() != stage.alpha.held.at(1).id());
        stage.alpha.answer(stage.alpha.held.at(1), R"({"for":2})");
        stage.alpha.answer(stage.alpha.held.at(0), R"({"for":1})");
        QCOMPARE(answerOf(*one).bytes(), R"({"jsonrpc":"2.0","id":7,"result":{"for":1}})");
        QCOMPARE(answerOf(*two).bytes(), R"({"jsonrpc":"2.0","id":7,"result":{"for":2}})");
    }

    void an_id_comes_back_as_it_was_written_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("beyond 64 bits") << QByteArray("123456789012345678901234567890");
        QTest::newRow("negative") << QByteArray("-5");
        QTest::newRow("escaped") << QByteArray(R"("a\u00e9\/b")");
        QTest::newRow("long") << '"' + QByteArray(2'000, 'x') + '"';
        QTest::newRow("empty string") << QByteArray(R"("")");
    }

    void an_id_comes_back_as_it_was_written()
    {
        QFETCH(QByteArray, id);
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto client = talker.open(hold(id));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*client).id(), id);
    }

    void a_progress_token_comes_back_as_it_was_written_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("string") << QByteArray(R"("abc")");
        QTest::newRow("number") << QByteArray("7");
        QTest::newRow("number in quotes") << QByteArray(R"("7")");
        QTest::newRow("beyond 64 bits") << QByteArray("99999999999999999999");
        QTest::newRow("escaped") << QByteArray(R"("\u0061")");
    }

    void a_progress_token_comes_back_as_it_was_written()
    {
        QFETCH(QByteArray, token);
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto client = talker.open(hold("1", token));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        const Message call = stage.alpha.held.constFirst();
        stage.alpha.progress(call, 3);
        const QList<Message> heard = heardBy(*client, 1);
        QCOMPARE(heard.size(), 1);
        QCOMPARE(heard.constFirst().params().raw().toByteArray(), R"({"progressToken":)" + token + R"(,"progress":3})");
        stage.alpha.answer(call);
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
    }

    void equal_tokens_of_two_clients_do_not_mix()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && second.begin());
        const auto one = first.open(hold("1", "5"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        const auto two = second.open(hold("1", "5"));
        QTRY_COMPARE(stage.alpha.held.size(), 2);
        stage.alpha.progress(stage.alpha.held.at(1), 22);
        stage.alpha.progress(stage.alpha.held.at(0), 11);
        for (const Message &call : std::as_const(stage.alpha.held))
            stage.alpha.answer(call);
        const QList<Message> atOne = heardBy(*one, 2);
        const QList<Message> atTwo = heardBy(*two, 2);
        QCOMPARE(atOne.size(), 2);
        QCOMPARE(atTwo.size(), 2);
        QCOMPARE(atOne.at(0).params()["progress"].integer().value_or(0), 11);
        QCOMPARE(atTwo.at(0).params()["progress"].integer().value_or(0), 22);
    }

    void no_token_is_sent_for_a_call_without_one()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto client = talker.open(hold("1"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        QVERIFY(!stage.alpha.held.constFirst().progressToken().exists());
    }

    void answers_to_nothing_are_dropped()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto client = talker.open(hold("1", "1"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        const Message call = stage.alpha.held.constFirst();
        const QByteArray id = call.id().toByteArray();
        for (const QByteArray &wrong : {QByteArray("0"), QByteArray("-1"), QByteArray("999999"), QByteArray(R"("x")"),
                                        '"' + id + '"', QByteArray("99999999999999999999999"), QByteArray("1e400")})
            stage.alpha.say(R"({"jsonrpc":"2.0","id":)" + wrong + R"(,"result":{"wrong":true}})");
        for (const QByteArray &wrong :
             {QByteArray("999999"), QByteArray(R"("x")"), QByteArray("{}"), QByteArray("null")})
            stage.alpha.notify("notifications/progress", R"({"progressToken":)" + wrong + R"(,"progress":1})");
        stage.alpha.answer(call, R"({"right":1})");
        stage.alpha.answer(call, R"({"right":2})");
        const Message answer = answerOf(*client);
        QCOMPARE(answer.resultValue().raw().toByteArray(), R"({"right":1})");
        QCOMPARE(stage.open(), 0);
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "echo"))).kind(), Message::Kind::Result);
    }

    void progress_after_the_answer_is_dropped()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin());
        const auto client = talker.open(hold("1", "1"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        const Message call = stage.alpha.held.constFirst();
        stage.alpha.answer(call);
        stage.alpha.progress(call, 1);
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
        QCOMPARE(messagesIn(sseFrames(client->soFar().body)).size(), 0);
    }

    void a_log_line_during_the_only_call_goes_to_its_client()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && second.begin());
        QCOMPARE(answerOf(*second.open(Talker::request("1", "logging/setLevel", R"({"level":"debug"})"))).kind(),
                 Message::Kind::Result);
        const auto listening = second.get();
        const auto client = first.open(hold("1"));
        QTRY_COMPARE(stage.alpha.held.size(), 1);
        stage.alpha.notify("notifications/message", R"({"level":"info","data":"mine"})");
        QCOMPARE(awaited(*client, "notifications/message").params()["data"].string(), "mine");
        stage.alpha.answer(stage.alpha.held.constFirst());
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
        // Now it belongs to nobody's call: to those who asked for a level.
        stage.alpha.notify("notifications/message", R"({"level":"info","data":"ours"})");
        QCOMPARE(awaited(*listening, "notifications/message").params()["data"].string(), "ours");
        QVERIFY(!listening->soFar().body.contains("mine"));
    }

    void a_log_line_during_two_calls_is_not_guessed_to_be_of_one()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && second.begin());
        const auto one = first.open(hold("1", "1"));
        const auto two = second.open(hold("1", "1"));
        QTRY_COMPARE(stage.alpha.held.size(), 2);
        stage.alpha.notify("notifications/message", R"({"level":"info","data":"whose"})");
        for (const Message &call : std::as_const(stage.alpha.held)) {
            stage.alpha.progress(call, 1);
            stage.alpha.answer(call);
        }
        for (HttpClient *client : {one.get(), two.get()}) {
            const QByteArray body = client->response().body;
            QVERIFY(body.contains("notifications/progress"));
            QVERIFY(!body.contains("whose"));
        }
    }
};

QTEST_GUILESS_MAIN(TestOwnership)
#include "tst_ownership.moc"
