// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/listen.h"

#include <QTest>

using namespace Signalbox;

namespace {

const QByteArray everything = R"({"tools":{"listChanged":true},"prompts":{},"resources":{"subscribe":true,"listChanged":true}})";

/** A server that holds such requests open, and whoever waits for it. */
struct House
{
    House()
        : listen({[this](const QByteArray &params) {
                      opened.append(*Message::parse(Message::request("1", "subscriptions/listen", params).bytes()));
                      return quint64(opened.size());
                  },
                  [this](quint64 id) { closed.append(id); },
                  [this](const Message &notification) { told.append(notification); }})
    {
    }
    void say(quint64 id, const QByteArray &method, const QByteArray &members = {}, bool asText = false)
    {
        const QByteArray number = QByteArray::number(id);
        const QByteArray mark = R"("_meta":{"io.modelcontextprotocol/subscriptionId":)" + (asText ? '"' + number + '"' : number) + '}';
        isTaken = listen.take(Message::notification(method, '{' + members + (members.isEmpty() ? "" : ",") + mark + '}'));
    }
    void acknowledge(quint64 id)
    {
        const QByteArray filter = opened.at(qsizetype(id) - 1).params()["notifications"].raw().toByteArray();
        say(id, "notifications/subscriptions/acknowledged", "\"notifications\":" + filter);
    }
    void want(const QByteArray &uri)
    {
        listen.add(uri, [this](const Message &answer) { answers.append(answer); });
    }
    QByteArray wanted(qsizetype number) const
    {
        return opened.at(number - 1).params()["notifications"].raw().toByteArray();
    }

    QList<Message> opened;
    QList<quint64> closed;
    QList<Message> told;
    QList<Message> answers;
    bool isTaken = false;
    Listen listen;
};

/** Another one opens its request, loses it and makes it again: whatever was to be opened before, or again, has been. */
bool anotherRetries()
{
    House other;
    other.listen.start(JsonView(everything));
    const auto isOpened = [&other](qsizetype times) {
        return QTest::qWaitFor([&other, times] { return other.opened.size() == times; });
    };
    if (!isOpened(1))
        return false;
    other.listen.ended(1, Message::error("1", -32603, "the connection broke"));
    return isOpened(2);
}

constexpr auto updated = "notifications/resources/updated";

} // namespace

/** The request that is held open for news: one at a time, never none while something is wanted. */
class TestListen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void several_wishes_make_one_request()
    {
        House house;
        house.listen.start(JsonView(everything));
        house.want("a:1");
        house.want("a:2");
        QTRY_COMPARE(house.opened.size(), 1);
        QVERIFY(house.wanted(1).contains(R"("toolsListChanged":true,"resourcesListChanged":true)"));
        QVERIFY(!house.wanted(1).contains("prompts"));
        QCOMPARE(house.opened.first().params()["notifications"]["resourceSubscriptions"].count(), 2);
        QVERIFY(house.answers.isEmpty());
        house.acknowledge(1);
        QCOMPARE(house.answers.size(), 2);
        QCOMPARE(house.answers.first().kind(), Message::Kind::Result);
    }

    void a_server_that_tells_nothing_is_not_asked()
    {
        House house;
        house.listen.start(JsonView(R"({"tools":{}})"));
        QVERIFY(anotherRetries());
        QVERIFY(house.opened.isEmpty());
    }

    void the_new_request_is_acknowledged_before_the_old_one_goes()
    {
        House house;
        house.listen.start(JsonView(everything));
        QTRY_COMPARE(house.opened.size(), 1);
        house.acknowledge(1);
        house.want("a:1");
        QTRY_COMPARE(house.opened.size(), 2);
        QVERIFY(house.closed.isEmpty());
        house.say(1, "notifications/tools/list_changed");
        QCOMPARE(house.told.size(), 1);
        house.acknowledge(2);
        // Both are open for a moment, and tell the same once.
        house.say(2, "notifications/resources/list_changed");
        house.say(1, "notifications/resources/list_changed");
        QCOMPARE(house.told.size(), 2);
        QTRY_COMPARE(house.closed, QList<quint64>{1});
        house.say(2, "notifications/resources/list_changed");
        QCOMPARE(house.told.size(), 3);
    }

    void what_is_told_has_no_mark()
    {
        House house;
        house.listen.start(JsonView(everything));
        QTRY_COMPARE(house.opened.size(), 1);
        house.acknowledge(1);
        house.say(1, updated, R"("uri":"a:1")", true);
        QVERIFY(house.isTaken);
        QCOMPARE(house.told.constLast().params().raw(), R"({"uri":"a:1"})");
        house.say(7, updated, R"("uri":"a:1")");
        QVERIFY(house.isTaken);
        QCOMPARE(house.told.size(), 1);
        QVERIFY(!house.listen.take(Message::notification(updated, R"({"uri":"a:1"})")));
    }

    void what_the_server_does_not_honour_is_refused_and_not_asked_again()
    {
        House house;
        house.listen.start(JsonView(everything));
        house.want("a:1");
        house.want("a:2");
        QTRY_COMPARE(house.opened.size(), 1);
        house.say(1, "notifications/subscriptions/acknowledged", R"("notifications":{"resourceSubscriptions":["a:2"]})");
        QCOMPARE(house.answers.size(), 2);
        QCOMPARE(std::count_if(house.answers.begin(), house.answers.end(), [](const Message &one) { return one.errorCode() == -32602; }), 1);
        house.want("a:3");
        QTRY_COMPARE(house.opened.size(), 2);
        QVERIFY(!house.wanted(2).contains("a:1") && house.wanted(2).contains("a:2"));
    }

    void a_server_that_acknowledges_nothing_is_believed_to_have_heard()
    {
        House house;
        house.listen.start(JsonView(everything));
        house.want("a:1");
        QTRY_COMPARE(house.answers.size(), 1);
        QCOMPARE(house.answers.first().kind(), Message::Kind::Result);
    }

    void a_lost_request_is_made_again_and_what_may_be_missed_told()
    {
        House house;
        house.listen.start(JsonView(everything));
        house.want("a:1");
        QTRY_COMPARE(house.opened.size(), 1);
        house.acknowledge(1);
        house.listen.ended(1, Message::error("1", -32603, "the connection broke"));
        QTRY_COMPARE(house.opened.size(), 2);
        QVERIFY(house.told.isEmpty());
        house.acknowledge(2);
        QCOMPARE(house.told.size(), 3);
        QCOMPARE(house.told.constLast().uri().string(), QByteArray("a:1"));
        QCOMPARE(house.answers.size(), 1);
    }

    void a_server_without_listens_is_left_alone()
    {
        House house;
        house.listen.start(JsonView(everything));
        QTRY_COMPARE(house.opened.size(), 1);
        house.listen.ended(1, Message::error("1", -32601, "Method not found"));
        house.want("a:1");
        QTRY_COMPARE(house.answers.size(), 1);
        QCOMPARE(house.answers.first().errorCode(), -32601);
        QVERIFY(anotherRetries());
        QCOMPARE(house.opened.size(), 1);
    }

    void a_request_that_honours_nothing_may_end_at_once()
    {
        House house;
        house.listen.start(JsonView(everything));
        QTRY_COMPARE(house.opened.size(), 1);
        house.say(1, "notifications/subscriptions/acknowledged", R"("notifications":{})");
        house.listen.ended(1, Message::result("1", R"({"resultType":"complete"})"));
        QVERIFY(anotherRetries());
        QCOMPARE(house.opened.size(), 1);
    }

    void nothing_is_opened_after_the_end()
    {
        House house;
        house.listen.start(JsonView(everything));
        house.want("a:1");
        house.listen.stop("the leg is lost");
        QCOMPARE(house.answers.size(), 1);
        QCOMPARE(house.answers.first().errorCode(), -32603);
        QVERIFY(anotherRetries());
        QVERIFY(house.opened.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestListen)
#include "tst_listen.moc"
