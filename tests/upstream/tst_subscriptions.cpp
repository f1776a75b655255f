// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

QByteArray subscribe(const QByteArray &id, const QByteArray &uri = "note:1")
{
    return Talker::request(id, "resources/subscribe", R"({"uri":")" + uri + R"("})");
}

QByteArray unsubscribe(const QByteArray &id, const QByteArray &uri = "note:1")
{
    return Talker::request(id, "resources/unsubscribe", R"({"uri":")" + uri + R"("})");
}

const QByteArray changed = R"({"uri":"note:1"})";

} // namespace

/** Who hears of which resource, and what the server is asked for it. */
class TestSubscriptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_server_is_asked_at_the_first_and_told_off_at_the_last()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp");
        QVERIFY(first.begin() && second.begin() && stage.settle());
        QCOMPARE(answerOf(*first.open(subscribe("1"))).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*second.open(subscribe("1"))).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*second.open(subscribe("2"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.count("resources/subscribe"), 1);
        QCOMPARE(answerOf(*first.open(unsubscribe("3"))).kind(), Message::Kind::Result);
        QCOMPARE(answerOf(*first.open(unsubscribe("4"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.count("resources/unsubscribe"), 0);
        QVERIFY(second.remove().status < 300);
        QTRY_COMPARE(stage.alpha.count("resources/unsubscribe"), 1);
    }

    void only_subscribers_hear_of_a_change()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && second.begin() && stage.settle());
        const auto one = first.get();
        const auto two = second.get();
        QCOMPARE(one->head().status, 200);
        QCOMPARE(two->head().status, 200);
        QCOMPARE(answerOf(*first.open(subscribe("1"))).kind(), Message::Kind::Result);
        stage.alpha.notify("notifications/resources/updated", changed);
        stage.alpha.notify("notifications/resources/updated", R"({"uri":"note:12"})");
        stage.alpha.notify("notifications/resources/updated", R"({"uri":"note:1/part"})");
        stage.alpha.notify("notifications/tools/list_changed");
        QVERIFY(awaited(*one, "notifications/tools/list_changed").isNotification());
        QVERIFY(awaited(*two, "notifications/tools/list_changed").isNotification());
        QCOMPARE(one->soFar().body.count("resources/updated"), 2);
        QVERIFY(!one->soFar().body.contains("note:12"));
        QCOMPARE(two->soFar().body.count("resources/updated"), 0);
    }

    void a_refusal_reaches_everyone_who_waited_and_nothing_remains()
    {
        Stage stage;
        QList<Message> asked;
        stage.alpha.script = [&asked](ActorPipe &, const Message &message) {
            if (message.isMethod("resources/subscribe"))
                asked.append(message);
            return message.isMethod("resources/subscribe");
        };
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && second.begin() && stage.settle());
        const auto one = first.open(subscribe("1"));
        QTRY_COMPARE(asked.size(), 1);
        const auto two = second.open(subscribe(R"("1")"));
        QTRY_COMPARE(stage.house.conversations->counts()[QStringLiteral("calls")].toInt(), 2);
        QCOMPARE(asked.size(), 1);
        stage.alpha.say(Message::error(asked.constFirst().id(), -32002, "no such note"));
        const Message atOne = answerOf(*one);
        const Message atTwo = answerOf(*two);
        QCOMPARE(atOne.errorCode(), -32002);
        QCOMPARE(atTwo.errorCode(), -32002);
        QCOMPARE(atOne.id(), "1");
        QCOMPARE(atTwo.id(), R"("1")");
        const auto again = first.open(subscribe("2"));
        QTRY_COMPARE(asked.size(), 2);
        stage.alpha.say(Message::result(asked.constLast().id(), "{}"));
        QCOMPARE(answerOf(*again).kind(), Message::Kind::Result);
    }

    void subscriptions_outlive_their_server_even_if_the_next_dies_young()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        QCOMPARE(answerOf(*talker.open(subscribe("1"))).kind(), Message::Kind::Result);
        // The next one dies before it has answered to the subscription.
        stage.alpha.script = [&stage](ActorPipe &pipe, const Message &message) {
            if (!message.isMethod("resources/subscribe") || stage.alpha.starts() != 2)
                return false;
            pipe.die({Failure::Broken, 0, {}, QStringLiteral("it died young")});
            return true;
        };
        stage.alpha.die();
        QTRY_COMPARE(stage.alpha.starts(), 3);
        QTRY_COMPARE(stage.alpha.count("resources/subscribe"), 3);
        // The state may have moved while nobody listened.
        QCOMPARE(awaited(*stream, "notifications/resources/updated").params().raw(), changed);
        const auto before = stream->soFar().body.count("resources/updated");
        stage.alpha.notify("notifications/resources/updated", changed);
        QTRY_COMPARE(stream->soFar().body.count("resources/updated"), before + 1);
    }

    void a_death_before_the_first_answer_is_an_error_and_no_subscription()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle());
        stage.alpha.script = [&stage](ActorPipe &pipe, const Message &message) {
            if (!message.isMethod("resources/subscribe") || stage.alpha.starts() != 1)
                return false;
            pipe.die({Failure::Broken, 0, {}, QStringLiteral("it died")});
            return true;
        };
        QCOMPARE(answerOf(*talker.open(subscribe("1"))).errorCode(), -32603);
        QTRY_COMPARE(stage.alpha.starts(), 2);
        QTRY_VERIFY(stage.settle());
        QCOMPARE(stage.alpha.count("resources/subscribe"), 1);
    }

    void two_with_one_uri_are_told_under_its_two_names()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        QCOMPARE(answerOf(*talker.open(subscribe("1", "signalbox://beta/note:1"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.beta.last("resources/subscribe").uri().string(), "note:1");
        QCOMPARE(stage.alpha.count("resources/subscribe"), 0);
        stage.alpha.notify("notifications/resources/updated", changed);
        stage.beta.notify("notifications/resources/updated", changed);
        QCOMPARE(awaited(*stream, "notifications/resources/updated").params()["uri"].string(),
                 "signalbox://beta/note:1");
        QCOMPARE(stream->soFar().body.count("resources/updated"), 1);
    }
};

QTEST_GUILESS_MAIN(TestSubscriptions)
#include "tst_subscriptions.moc"
