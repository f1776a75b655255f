// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/httpactor.h"

#include <QTest>

using namespace Signalbox;

namespace {

Limits impatient()
{
    Limits limits;
    limits.restartDelay = 20;
    limits.restartDelayMax = 60;
    return limits;
}

QByteArray sentenceOf(HttpClient &client)
{
    return answerOf(client).errorValue()["message"].string();
}

} // namespace

/** What callers hear of a server that cannot be reached, does not want them, or breaks off. */
class TestHttpReach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_call_that_broke_off_says_once_that_its_outcome_is_unknown()
    {
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        const auto one = talker.open(marked("1", "hold", "one"));
        const auto two = talker.open(marked("2", "hold", "two"));
        QTRY_COMPARE(web.server.held.size(), 2);
        HttpActor::fail(web.server.held.at(0), Failure::OutcomeUnknown);
        const HttpActor::Heard second = web.server.held.at(1);
        second.leg->failExchange(
            second.route.exchange,
            {Failure::OutcomeUnknown, 0, {}, QStringLiteral("cut; whether the call was carried out is unknown")});
        for (HttpClient *client : {one.get(), two.get()}) {
            const QByteArray sentence = sentenceOf(*client);
            QVERIFY2(sentence.count("whether the call was carried out is unknown") == 1, sentence.constData());
        }
        QCOMPARE(web.server.carriedOut("one") + web.server.carriedOut("two"), 2);
        QCOMPARE(web.server.legs.size(), 1);
    }

    void a_refusal_answers_its_call_and_changes_nothing_else_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("unauthorized") << int(Failure::Unauthorized);
        QTest::newRow("refused") << int(Failure::Refused);
    }

    void a_refusal_answers_its_call_and_changes_nothing_else()
    {
        QFETCH(int, kind);
        Web web;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        const auto refused = talker.open(marked("1", "hold", "one"));
        QTRY_COMPARE(web.server.held.size(), 1);
        HttpActor::fail(web.server.held.constFirst(), Failure::Kind(kind));
        QCOMPARE(sentenceOf(*refused), "web: the fake server failed this exchange");
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(web.server.legs.size(), 1);
        QCOMPARE(web.upstream()->fact().state, BackendFact::Ready);
    }

    void a_refused_handshake_fails_the_server_with_its_words_data()
    {
        a_refusal_answers_its_call_and_changes_nothing_else_data();
    }

    void a_refused_handshake_fails_the_server_with_its_words()
    {
        QFETCH(int, kind);
        Web web(impatient());
        web.server.script = [kind](const HttpActor::Heard &one) {
            HttpActor::fail(one, Failure::Kind(kind));
            return true;
        };
        QTRY_COMPARE(web.upstream()->fact().state, BackendFact::Failed);
        QCOMPARE(web.upstream()->fact().reason, QStringLiteral("the fake server failed this exchange"));
        QCOMPARE(web.server.legs.size(), 1);
    }

    void a_broken_handshake_is_tried_again_without_end_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("not reached") << int(Failure::NotSent);
        QTest::newRow("broken off") << int(Failure::OutcomeUnknown);
        QTest::newRow("not known") << int(Failure::SessionGone);
    }

    void a_broken_handshake_is_tried_again_without_end()
    {
        QFETCH(int, kind);
        Limits limits = impatient();
        limits.crashLoop = 3;
        Web web(limits);
        web.server.script = [&](const HttpActor::Heard &one) {
            const bool isEarly = web.server.legs.size() <= 6;
            if (isEarly)
                HttpActor::fail(one, Failure::Kind(kind));
            return isEarly;
        };
        QTRY_COMPARE(web.upstream()->fact().state, BackendFact::Ready);
        QCOMPARE(web.server.legs.size(), 7);
    }

    void calls_wait_for_a_server_that_worked_and_is_away()
    {
        Web web(impatient());
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        web.server.isReachable = false;
        const auto one = talker.open(marked("1", "hold", "one"));
        QTRY_VERIFY(web.server.legs.size() >= 4);
        const auto two = talker.open(marked("2", "hold", "two"));
        QVERIFY(web.hasCalls(2));
        QTRY_VERIFY(web.server.legs.size() >= 8);
        web.server.isReachable = true;
        QTRY_COMPARE(web.server.held.size(), 2);
        // In the order in which they came, each once.
        QCOMPARE(web.server.held.at(0).message.params()["arguments"]["mark"].string(), "one");
        HttpActor::answer(web.server.held.at(0));
        HttpActor::answer(web.server.held.at(1));
        QCOMPARE(answerOf(*one).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*two).kind(), Message::Kind::Result);
        QCOMPARE(web.server.carriedOut("one") + web.server.carriedOut("two"), 2);
    }

    void but_not_longer_than_a_start_may_take()
    {
        Limits limits = impatient();
        limits.startTime = 200;
        Web web(limits);
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin() && web.settle());
        web.server.isReachable = false;
        const QByteArray sentence = sentenceOf(*talker.open(marked("1", "echo", "one")));
        QVERIFY2(sentence.endsWith("; the call was not sent"), sentence.constData());
        web.server.isReachable = true;
        QCOMPARE(answerOf(*talker.open(marked("2", "echo", "two"))).kind(), Message::Kind::Result);
        QCOMPARE(web.server.carriedOut("one"), 0);
    }

    void a_server_that_never_worked_fails_its_callers_soon()
    {
        Web web(impatient());
        web.server.isReachable = false;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin());
        const QByteArray sentence = sentenceOf(*talker.open(marked("1", "echo", "one")));
        QCOMPARE(sentence, "web: the fake server failed this exchange");
    }

    void a_server_that_is_far_from_its_next_try_is_tried_when_somebody_calls()
    {
        Limits limits;
        limits.restartDelay = 10;
        limits.restartDelayMax = 3'600'000;
        limits.crashLoop = 2;
        Web web(limits);
        web.server.isReachable = false;
        const auto planned = [&web] { return web.upstream()->fact().nextTry; };
        QTRY_VERIFY(planned() > QDateTime::currentDateTimeUtc().addMSecs(600));
        const QDateTime before = planned();
        web.server.isReachable = true;
        Talker talker(web.stage.house, "/mcp/web");
        QVERIFY(talker.begin());
        QCOMPARE(answerOf(*talker.open(marked("1", "echo", "one"))).kind(), Message::Kind::Result);
        QVERIFY(QDateTime::currentDateTimeUtc() < before);
    }
};

QTEST_GUILESS_MAIN(TestHttpReach)
#include "tst_httpreach.moc"
