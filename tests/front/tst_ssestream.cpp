// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/oldclient.h"

#include <QTest>

using namespace Signalbox;

namespace {

void tell(Mounted &house, const QByteArray &method, const QByteArray &params = {})
{
    TaggedNotice notice;
    notice.source = "one";
    notice.plain = notice.prefixed = Message::notification(method, params);
    house.conversations->deliver(notice);
}

int countOf(const Mounted &house, const char *what)
{
    return house.conversations->counts()[QLatin1String(what)].toInt();
}

QJsonObject onlySession(const Mounted &house)
{
    return house.conversations->sessions().at(0).toObject();
}

/** The frames that have an event, comments left out. */
QList<QByteArray> eventsIn(const OldClient &client)
{
    QList<QByteArray> events;
    for (const SseFrame &frame : sseFrames(client.stream->soFar().body)) {
        if (!frame.event.isEmpty())
            events.append(frame.event);
    }
    return events;
}

} // namespace

/** The one stream of a client of 2024-11-05. */
class TestSseStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_is_said_before_the_handshake()
    {
        Mounted house;
        QVERIFY(house.settle());
        OldClient client(house);
        QVERIFY(client.open());
        tell(house, "notifications/tools/list_changed");
        QCOMPARE(client.post(Talker::initialize("2024-11-05")).status, 202);
        QVERIFY(parsed(client.said(1).value(0)).isResponse());
        tell(house, "notifications/tools/list_changed");
        QVERIFY(parsed(client.said(2).value(1)).isMethod("notifications/tools/list_changed"));
    }

    void a_client_can_come_back_before_it_heard_a_message()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.open());
        QVERIFY(!client.opening.id.isEmpty());
        QCOMPARE(client.opening.retry, "1000");
        const QByteArray endpoint = client.endpoint;
        client.stream->reset();
        QCOMPARE(client.post(Talker::initialize("2024-11-05")).status, 202);
        QVERIFY(client.open(client.opening.id));
        QCOMPARE(client.endpoint, endpoint);
        QVERIFY(parsed(client.said(1).value(0)).resultValue()["protocolVersion"].equals("2024-11-05"));
        QCOMPARE(countOf(house, "sessions"), 1);
    }

    void who_comes_back_repeats_nothing_and_misses_nothing()
    {
        Mounted house;
        QVERIFY(house.settle());
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        QList<QByteArray> numbers;
        QByteArray seen = client.heard().constLast().id;
        for (int round = 0; round < 20; ++round) {
            tell(house, "notifications/x", "{\"n\":" + QByteArray::number(2 * round) + '}');
            const QList<SseFrame> live = client.said(round == 0 ? 2 : 1);
            const SseFrame frame = live.value(round == 0 ? 1 : 0);
            seen = frame.id;
            numbers.append(parsed(frame).params()["n"].raw().toByteArray());
            if (round % 2 == 0)
                client.stream->reset(); // else it is taken over while it lives
            tell(house, "notifications/x", "{\"n\":" + QByteArray::number(2 * round + 1) + '}');
            QVERIFY(client.open(seen));
            const QList<SseFrame> again = client.said(1);
            QCOMPARE(again.size(), 1);
            numbers.append(parsed(again.constFirst()).params()["n"].raw().toByteArray());
            seen = again.constFirst().id;
            QVERIFY(client.open(seen));
        }
        QList<QByteArray> expected;
        for (int i = 0; i < 40; ++i)
            expected.append(QByteArray::number(i));
        QCOMPARE(numbers, expected);
        QCOMPARE(countOf(house, "sessions"), 1);
        QCOMPARE(countOf(house, "streams"), 1);
    }

    void an_id_of_another_kind_of_stream_begins_anew()
    {
        Mounted house;
        Talker talker(house, "/mcp/one");
        QVERIFY(talker.begin());
        const auto own = talker.get();
        const QByteArray primed = own->frames(1).constFirst().id;
        OldClient client(house, "/sse/one");
        QVERIFY(client.open(primed));
        QCOMPARE(countOf(house, "sessions"), 2);
        QVERIFY(!own->soFar().complete && !own->hasEnded());
        OldClient elsewhere(house, "/sse"); // not the view that the session has
        QVERIFY(elsewhere.open(client.opening.id));
        QVERIFY(elsewhere.endpoint != client.endpoint);
        const auto resumed = talker.get(client.opening.id);
        QCOMPARE(resumed->response().status, 400);
    }

    void an_answer_that_is_no_longer_kept_is_named_to_who_comes_back()
    {
        Config config;
        config.limits.logEvents = 3;
        Mounted house(config);
        QVERIFY(house.settle());
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        const QByteArray seen = client.heard().constLast().id;
        client.stream->reset();
        QTRY_COMPARE(countOf(house, "streams"), 0);
        house.one.answer(house.one.held.constFirst());
        QTRY_COMPARE(countOf(house, "calls"), 0);
        for (int i = 0; i < 5; ++i)
            tell(house, "notifications/x", "{\"n\":" + QByteArray::number(i) + '}');
        QVERIFY(client.open(seen));
        const QList<SseFrame> got = client.said(7); // the error, three lists, three notices
        QCOMPARE(got.size(), 7);
        QCOMPARE(eventsIn(client).mid(0, 3), (QList<QByteArray>{"endpoint", "message", "lagged"}));
        QCOMPARE(parsed(got.constFirst()).id().toByteArray(), "1");
        QCOMPARE(parsed(got.constFirst()).errorCode(), -32603);
        QCOMPARE(parsed(got.constLast()).params()["n"].raw().toByteArray(), "4");
        QVERIFY(client.hearsNothing());
    }

    void a_reader_that_lags_is_cut_and_can_come_back()
    {
        Config config;
        config.limits.logEvents = 50;
        config.limits.logBytes = 200'000;
        Mounted house(config);
        QVERIFY(house.settle());
        OldClient slow(house, "/sse/one");
        slow.receiveBuffer = 4'096;
        QVERIFY(slow.begin());
        const QByteArray seen = slow.heard().constLast().id;
        slow.stream->setReading(false);
        const QByteArray load = "{\"load\":\"" + QByteArray(20'000, 'x') + "\"}";
        QVERIFY(HttpClient::await([&] {
            tell(house, "notifications/x", load);
            return countOf(house, "streams") == 0;
        }));
        const QJsonObject stream = onlySession(house)[QStringLiteral("streams")].toArray().at(0).toObject();
        QVERIFY(stream[QStringLiteral("backlogBytes")].toInteger() <= 200'000);
        OldClient back(house, "/sse/one");
        QVERIFY(back.open(seen));
        QCOMPARE(back.endpoint, slow.endpoint);
        QVERIFY(back.said(4).size() >= 4);
        QCOMPARE(eventsIn(back).value(1), "lagged");
    }

    void it_is_kept_alive_and_never_sent_away()
    {
        Config config;
        config.limits.keepAlive = 40;
        config.limits.streamAge = 40;
        Mounted house(config);
        OldClient client(house);
        QVERIFY(client.begin());
        QVERIFY(HttpClient::await([&] { return client.stream->soFar().body.count(": keepalive\n\n") >= 5; }));
        QVERIFY(!client.stream->soFar().complete && !client.stream->hasEnded());
    }

    void a_person_can_close_it_and_its_client_comes_back()
    {
        Mounted house;
        OldClient client(house);
        QVERIFY(client.begin());
        const QByteArray seen = client.heard().constLast().id;
        const QJsonArray streams = onlySession(house)[QStringLiteral("streams")].toArray();
        QCOMPARE(streams.size(), 1);
        QVERIFY(house.conversations->closeStream(quint64(streams.at(0)[QStringLiteral("number")].toInteger())));
        QVERIFY(client.stream->response().complete);
        QVERIFY(client.open(seen));
        QVERIFY(client.hearsNothing());
        QCOMPARE(countOf(house, "sessions"), 1);
    }

    void facts_name_the_version_once_it_is_agreed_on()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.open());
        QCOMPARE(onlySession(house)[QStringLiteral("front")].toString(), QStringLiteral("sse"));
        QCOMPARE(onlySession(house)[QStringLiteral("view")].toString(), QStringLiteral("one"));
        QCOMPARE(onlySession(house)[QStringLiteral("protocolVersion")].toString(), QString());
        QCOMPARE(client.post(Talker::initialize("2024-11-05")).status, 202);
        QCOMPARE(client.said(1).size(), 1);
        QCOMPARE(onlySession(house)[QStringLiteral("protocolVersion")].toString(), QStringLiteral("2024-11-05"));
        QCOMPARE(onlySession(house)[QStringLiteral("client")].toString(), QStringLiteral("talker"));
    }

    void posting_does_not_keep_a_session_without_a_stream()
    {
        Config config;
        config.limits.logAge = 200;
        Mounted house(config);
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        client.stream->close();
        QTRY_COMPARE(countOf(house, "streams"), 0);
        int status = 202;
        QVERIFY(HttpClient::await([&] { return (status = client.post(Talker::request("1", "ping")).status) != 202; }));
        QCOMPARE(status, 404);
        QCOMPARE(countOf(house, "sessions"), 0);
    }
};

QTEST_GUILESS_MAIN(TestSseStream)
#include "tst_ssestream.moc"
