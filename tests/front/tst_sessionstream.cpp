// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

namespace {

QByteArray subscribe(const QByteArray &uri)
{
    return Talker::request("1", "resources/subscribe", "{\"uri\":" + jsonString(uri) + '}');
}

bool isOpen(HttpClient &client)
{
    return client.head().status == 200 && !client.soFar().complete && !client.hasEnded();
}

TaggedNotice listChanged(const QByteArray &source, const QByteArray &list = "tools")
{
    TaggedNotice notice;
    notice.source = source;
    notice.plain = notice.prefixed = Message::notification("notifications/" + list + "/list_changed");
    return notice;
}

/** A client that wants to hear of "note:1". */
struct Subscriber
{
    explicit Subscriber(const Config &config = {})
        : house(config)
    {
    }
    bool begins() { return talker.begin() && talker.post(subscribe("note:1")).status == 200; }

    Mounted house;
    Talker talker{house};
};

} // namespace

/** The stream of a session: what belongs to no request. */
class TestSessionStream : public QObject
{
    Q_OBJECT

    static void change(Mounted &house, int times = 1)
    {
        for (int i = 0; i < times; ++i)
            house.one.notify("notifications/resources/updated",
                          "{\"uri\":\"note:1\",\"n\":" + QByteArray::number(i) + '}');
    }

private Q_SLOTS:
    // Defects d and q: an envelope of our own around the message, and no id on what is live.
    void says_the_message_itself_with_an_id()
    {
        Subscriber subscriber;
        QVERIFY(subscriber.begins());
        auto &[house, talker] = subscriber;
        const auto stream = talker.get();
        const HttpResponse head = stream->head();
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("Content-Type"), "text/event-stream");
        QCOMPARE(head.header("Mcp-Session-Id"), talker.session);
        const QByteArray said =
            R"({"jsonrpc":"2.0", "method":"notifications/resources/updated","params":{"uri":"note:1","x":1.0}})";
        house.one.say(*Message::parse(said));
        const QList<SseFrame> got = messages(*stream, 1);
        QCOMPARE(got.size(), 1);
        QCOMPARE(got.constFirst().event, "message");
        QCOMPARE(got.constFirst().data, said);
        QVERIFY(!got.constFirst().id.isEmpty());
        const QList<SseFrame> all = sseFrames(stream->soFar().body);
        QVERIFY(all.constFirst().data.isEmpty()); // primed
        QCOMPARE(all.constFirst().retry, "1000");
    }

    // Defect e: a subscription that is recorded and not applied.
    void who_has_not_subscribed_hears_nothing()
    {
        Mounted house;
        Talker with(house);
        Talker without(house);
        QVERIFY(with.begin());
        QVERIFY(without.begin());
        QCOMPARE(with.post(subscribe("note:1")).status, 200);
        const auto hears = with.get();
        const auto deaf = without.get();
        QVERIFY(isOpen(*hears));
        QVERIFY(isOpen(*deaf));
        change(house);
        QCOMPARE(messages(*hears, 1).size(), 1);
        QCOMPARE(house.conversations->deliver(listChanged("one")), 2);
        QVERIFY(messages(*deaf, 1).constFirst().data.contains("list_changed"));
    }

    void a_view_of_one_hears_only_that_one()
    {
        Mounted house;
        QVERIFY(house.settle());
        Talker one(house, "/mcp/one");
        Talker two(house, "/mcp/two");
        Talker all(house, "/mcp");
        for (Talker *talker : {&one, &two, &all})
            QVERIFY(talker->begin());
        const auto fromOne = one.get();
        const auto fromTwo = two.get();
        const auto fromAll = all.get();
        for (HttpClient *client : {fromOne.get(), fromTwo.get(), fromAll.get()})
            QVERIFY(isOpen(*client));
        QCOMPARE(house.conversations->deliver(listChanged("one", "tools")), 2);
        QCOMPARE(messages(*fromOne, 1).size(), 1);
        QCOMPARE(messages(*fromAll, 1).size(), 1);
        QCOMPARE(house.conversations->deliver(listChanged("two", "prompts")), 2);
        QVERIFY(messages(*fromTwo, 1).constFirst().data.contains("prompts"));
    }

    // Defect c: every receiver of a session gets every event.
    void each_event_is_on_exactly_one_stream()
    {
        Subscriber subscriber;
        QVERIFY(subscriber.begins());
        auto &[house, talker] = subscriber;
        const auto first = talker.get();
        QVERIFY(isOpen(*first));
        const auto second = talker.get();
        QVERIFY(isOpen(*second));
        change(house, 20);
        QCOMPARE(messages(*first, 20).size(), 20);
        first->reset();
        QCOMPARE(second->frames(1).size(), 1); // primed
        house.conversations->deliver(listChanged("one"));
        QVERIFY(messages(*second, 1).constFirst().data.contains("list_changed"));
    }

    // Defect m: a stream that stands by and is never promoted.
    void a_stream_that_stands_by_takes_over_at_once()
    {
        Subscriber subscriber;
        QVERIFY(subscriber.begins());
        auto &[house, talker] = subscriber;
        auto first = talker.get();
        QVERIFY(isOpen(*first));
        const auto second = talker.get();
        const auto third = talker.get();
        QVERIFY(isOpen(*second));
        QVERIFY(isOpen(*third));
        change(house);
        QCOMPARE(messages(*first, 1).size(), 1);
        QVERIFY(second->soFar().body.isEmpty());
        first->reset();
        QCOMPARE(second->frames(1, 1000).size(), 1); // primed, within the second
        change(house);
        QCOMPARE(messages(*second, 1).size(), 1);
        QVERIFY(third->soFar().body.isEmpty());
    }

    void too_many_stand_by_and_the_oldest_goes()
    {
        Config config;
        config.limits.standbyStreams = 2;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        std::vector<std::unique_ptr<HttpClient>> streams;
        for (int i = 0; i < 4; ++i) {
            streams.push_back(talker.get());
            QCOMPARE(streams.back()->head().status, 200);
        }
        QVERIFY(HttpClient::await([&] { return streams[1]->soFar().complete; }));
        for (std::size_t i : {0, 2, 3})
            QVERIFY(isOpen(*streams[i]));
        QCOMPARE(house.conversations->counts()[QStringLiteral("streams")].toInt(), 3);
    }

    // A session's own log starts at the handshake.
    void the_first_stream_gets_what_was_said_before_it()
    {
        Subscriber subscriber;
        QVERIFY(subscriber.begins());
        auto &[house, talker] = subscriber;
        change(house, 3);
        const auto stream = talker.get();
        QCOMPARE(messages(*stream, 3).size(), 3);
    }

    // Defect o: a GET without an id that replays.
    void without_an_id_nothing_is_repeated_and_nothing_is_left_out()
    {
        Subscriber subscriber;
        QVERIFY(subscriber.begins());
        auto &[house, talker] = subscriber;
        auto first = talker.get();
        QVERIFY(isOpen(*first));
        change(house, 2);
        QCOMPARE(messages(*first, 2).size(), 2);
        first->close();
        QTRY_COMPARE(house.conversations->counts()[QStringLiteral("streams")].toInt(), 0);
        change(house, 1);
        const auto second = talker.get();
        QVERIFY(isOpen(*second));
        change(house, 1);
        const QList<SseFrame> got = messages(*second, 2);
        QCOMPARE(got.size(), 2);
        QVERIFY(got.at(0).id.endsWith("-3"));
        QVERIFY(got.at(1).id.endsWith("-4"));
    }

    // Defect f: an overflow that is only a count.
    void a_gap_is_told_and_everything_is_read_again()
    {
        Config config;
        config.limits.logEvents = 3;
        Subscriber subscriber(config);
        QVERIFY(subscriber.begins());
        auto &[house, talker] = subscriber;
        for (int i = 0; i < 8; ++i) {
            TaggedNotice notice;
            notice.source = "one";
            notice.plain = Message::notification("notifications/x", "{\"n\":" + QByteArray::number(i) + '}');
            QCOMPARE(house.conversations->deliver(notice), 1);
        }
        const auto stream = talker.get();
        const QList<SseFrame> got = messages(*stream, 8);
        QCOMPARE(got.size(), 8);
        QCOMPARE(sseFrames(stream->soFar().body).constFirst(), got.constFirst()); // before anything else
        QCOMPARE(got.at(0).event, "lagged");
        QCOMPARE(got.at(0).data, "{\"missed\":5}");
        QVERIFY(got.at(0).id.endsWith("-5"));
        QVERIFY(got.at(1).data.contains("notifications/tools/list_changed"));
        QVERIFY(got.at(2).data.contains("notifications/prompts/list_changed"));
        QVERIFY(got.at(3).data.contains("notifications/resources/list_changed"));
        QVERIFY(got.at(4).data.contains(R"("uri":"note:1")"));
        QVERIFY(got.at(5).data.contains("\"n\":5"));
        QVERIFY(got.at(7).id.endsWith("-8"));
    }

    void comments_keep_a_silent_stream_alive()
    {
        Config config;
        config.limits.keepAlive = 40;
        Mounted house(config);
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto own = talker.get();
        QVERIFY(isOpen(*own));
        const auto standby = talker.get();
        QVERIFY(isOpen(*standby));
        const auto call = talker.open(Talker::call("1", "hold"));
        for (HttpClient *client : {own.get(), standby.get(), call.get()})
            QVERIFY(HttpClient::await([&] { return client->soFar().body.count(": keepalive\n\n") >= 2; }));
    }

    void an_old_stream_is_ended_so_that_the_client_polls()
    {
        Config config;
        config.limits.streamAge = 60;
        Subscriber subscriber(config);
        QVERIFY(subscriber.begins());
        auto &[house, talker] = subscriber;
        const auto first = talker.get();
        const HttpResponse ended = first->response();
        QVERIFY(ended.complete);
        const QByteArray last = sseFrames(ended.body).constFirst().id;
        QCOMPARE(sseFrames(ended.body).constLast().retry, "1000");
        change(house);
        const auto second = talker.get(last);
        QCOMPARE(messages(*second, 1).size(), 1);
    }

    void who_cannot_come_back_is_not_sent_away()
    {
        Config config;
        config.limits.streamAge = 40;
        Mounted house(config);
        Talker talker(house, "/mcp/one", "2025-06-18"); // not primed, and nothing said yet
        QVERIFY(talker.begin());
        const auto stream = talker.get();
        QVERIFY(isOpen(*stream));
        Talker other(house);
        QVERIFY(other.begin());
        QVERIFY(other.get()->response().complete); // opened later, and sent away
        QVERIFY(isOpen(*stream));
    }

    void a_person_can_end_a_stream_and_a_session()
    {
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto first = talker.get();
        QVERIFY(isOpen(*first));
        const auto second = talker.get();
        QVERIFY(isOpen(*second));
        const QJsonObject session = house.conversations->sessions().at(0).toObject();
        QCOMPARE(session[QStringLiteral("client")].toString(), QStringLiteral("talker"));
        QVERIFY(!QJsonDocument(session).toJson().contains(talker.session));
        const QJsonArray streams = session[QStringLiteral("streams")].toArray();
        QCOMPARE(streams.size(), 2);
        QCOMPARE(streams.at(0)[QStringLiteral("state")].toString(), QStringLiteral("open"));
        QCOMPARE(streams.at(1)[QStringLiteral("state")].toString(), QStringLiteral("standby"));
        QVERIFY(house.conversations->closeStream(quint64(streams.at(0)[QStringLiteral("number")].toInteger())));
        QVERIFY(HttpClient::await([&] { return first->soFar().complete; }));
        QCOMPARE(second->frames(1).size(), 1); // promoted
        QVERIFY(!house.conversations->closeStream(987654));
        QVERIFY(house.conversations->closeSession(quint64(session[QStringLiteral("number")].toInteger())));
        QVERIFY(HttpClient::await([&] { return second->soFar().complete; }));
        QVERIFY(!house.conversations->closeSession(quint64(session[QStringLiteral("number")].toInteger())));
        QCOMPARE(talker.get()->response().status, 404);
    }

    void wants_a_client_that_accepts_streams_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<int>("status");
        QTest::newRow("stream") << QByteArray("text/event-stream") << 200;
        QTest::newRow("anything") << QByteArray("*/*") << 200;
        QTest::newRow("text") << QByteArray("text/*;q=0.1") << 200;
        QTest::newRow("json") << QByteArray("application/json") << 406;
        QTest::newRow("no stream") << QByteArray("*/*, text/event-stream;q=0") << 406;
    }

    void wants_a_client_that_accepts_streams()
    {
        QFETCH(QByteArray, accept);
        QFETCH(int, status);
        Mounted house;
        Talker talker(house);
        QVERIFY(talker.begin());
        const auto client = house.request("GET", "/mcp/one", {{"Accept", accept}, {"Mcp-Session-Id", talker.session}});
        QCOMPARE(client->head().status, status);
    }
};

QTEST_GUILESS_MAIN(TestSessionStream)
#include "tst_sessionstream.moc"
