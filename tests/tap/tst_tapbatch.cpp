// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tap/taptalk.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto version = "2025-03-26";
constexpr auto wholeCall = "C> tools/call, S< tools/call, S> answer, C< answer";

QByteArray batch(const QList<QByteArray> &messages)
{
    return '[' + messages.join(',') + ']';
}

Config waiting(qint64 ms)
{
    Config config;
    config.limits.answerWait = ms;
    return config;
}

QList<TapRecord> ofClients(const QList<TapRecord> &records)
{
    QList<TapRecord> some;
    for (const TapRecord &record : records) {
        if (record.side == TapRecord::Side::Client)
            some.append(record);
    }
    return some;
}

} // namespace

/** A batch is as many records as it has messages, and each belongs to its own call. */
class TestTapBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void every_message_is_a_record_data()
    {
        QTest::addColumn<qint64>("wait");
        QTest::newRow("one array") << qint64(5'000);
        QTest::newRow("one stream") << qint64(0);
    }

    void every_message_is_a_record()
    {
        QFETCH(qint64, wait);
        Mounted house(waiting(wait));
        Talker talker(house, "/mcp/one", version);
        QVERIFY(house.settle() && talker.begin());
        house.bus.tap()->watch();
        const auto client = talker.open(batch({Talker::call("1", "hold"), Talker::notification("notifications/x"),
                                               Talker::request("\"p\"", "ping"), Talker::call("2", "hold")}));
        QTRY_COMPARE(house.one.held.size(), 2);
        house.one.answer(house.one.held.at(1));
        house.one.answer(house.one.held.at(0));
        QVERIFY(HttpClient::await([&] { return client->soFar().complete; }));
        const QList<TapRecord> records = recordsOf(house);
        for (const QByteArray id : {"1", "2"}) {
            const TapRecord *first = inbound(records, id, "tools/call");
            QVERIFY(first);
            const QList<TapRecord> call = ofCall(records, first->call);
            QCOMPARE(outline(call), wholeCall);
            QCOMPARE(call.constFirst().id, id);
            QCOMPARE(call.constLast().id, id);
            QVERIFY(call.constLast().serverUs >= 0);
        }
        const TapRecord *ping = inbound(records, "\"p\"", "ping");
        QVERIFY(ping);
        QCOMPARE(outline(ofCall(records, ping->call)), "C> ping, C< answer");
        QCOMPARE(ofClients(records).size(), 7);
        for (const TapRecord &record : ofClients(records))
            QVERIFY2(record.bytes.startsWith('{'), record.bytes.constData());
    }

    void answers_and_cancels_in_it_belong_to_their_calls()
    {
        Mounted house(waiting(0));
        Talker talker(house, "/mcp/one", version);
        QVERIFY(house.settle() && talker.begin(everything));
        house.bus.tap()->watch();
        const auto asked = talker.open(Talker::call("1", "hold"));
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.say(Message::request("\"q\"", "roots/list"));
        const QByteArray question = parsed(messages(*asked, 1).constFirst().data).id().toByteArray();
        const auto cancelled = talker.open(Talker::call("2", "hold"));
        QTRY_COMPARE(house.one.held.size(), 2);
        QVERIFY(!question.isEmpty());
        QCOMPARE(talker.post(batch({Talker::notification("notifications/x"),
                                    Talker::notification("notifications/cancelled", R"({"requestId":2})"),
                                    R"({"jsonrpc":"2.0","id":)" + question + R"(,"result":{"roots":[]}})",
                                    Talker::request("3", "ping")})).status, 200);
        QTRY_VERIFY(house.one.responseTo("\"q\"").isResponse());
        const QList<TapRecord> records = recordsOf(house);
        QCOMPARE(outline(ofCall(records, inbound(records, "1", "tools/call")->call)),
                 "C> tools/call, S< tools/call, S> roots/list, C< roots/list, C> answer, S< answer");
        QCOMPARE(outline(ofCall(records, inbound(records, "2", "tools/call")->call)),
                 "C> tools/call, S< tools/call, C> notifications/cancelled, S< notifications/cancelled");
        QCOMPARE(outline(ofCall(records, inbound(records, "3", "ping")->call)), "C> ping, C< answer");
    }
};

QTEST_GUILESS_MAIN(TestTapBatch)
#include "tst_tapbatch.moc"
