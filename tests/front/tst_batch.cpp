// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/mounted.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto version = "2025-03-26";

QByteArray batch(const QList<QByteArray> &messages)
{
    return '[' + messages.join(',') + ']';
}

QByteArray ping(const QByteArray &id)
{
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"ping"})";
}

const QByteArray notice = R"({"jsonrpc":"2.0","method":"notifications/x"})";
const QByteArray lateAnswer = R"({"jsonrpc":"2.0","id":77,"result":{}})";

Config waiting(qint64 ms)
{
    Config config;
    config.limits.answerWait = ms;
    return config;
}

} // namespace

class TestBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void early_answers_are_one_array()
    {
        Mounted house(waiting(5'000));
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        const HttpResponse response =
            talker.post(batch({ping("1"), notice, Talker::call("\"two\"", "echo"), lateAnswer, ping("3")}));
        QCOMPARE(response.status, 200);
        QCOMPARE(response.header("Content-Type"), "application/json");
        const QJsonArray answers = QJsonDocument::fromJson(response.body).array();
        QCOMPARE(answers.size(), 3);
        QVERIFY(response.body.contains("\"id\":\"two\""));
    }

    void one_request_is_an_array_of_one()
    {
        Mounted house(waiting(5'000));
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(batch({ping("1")})).body, R"([{"jsonrpc":"2.0","id":1,"result":{}}])");
    }

    void late_answers_are_one_stream()
    {
        Mounted house(waiting(1));
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        const auto client = talker.open(batch({Talker::call("1", "hold"), ping("2"), Talker::call("3", "hold")}));
        QCOMPARE(client->head().header("Content-Type"), "text/event-stream");
        QCOMPARE(messages(*client, 1).constFirst().data, R"({"jsonrpc":"2.0","id":2,"result":{}})");
        QTRY_COMPARE(house.one.held.size(), 2);
        house.one.answer(house.one.held.at(1));
        QCOMPARE(messages(*client, 2).size(), 2);
        QVERIFY(!client->soFar().complete);
        house.one.answer(house.one.held.at(0));
        const QList<SseFrame> got = messagesIn(sseFrames(client->response().body));
        QCOMPARE(got.size(), 3);
        QVERIFY(got.at(1).data.contains("\"id\":3"));
        QVERIFY(got.at(2).data.contains("\"id\":1"));
    }

    void without_requests_it_is_accepted_in_silence()
    {
        Mounted house;
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        const HttpResponse response = talker.post(batch({notice, lateAnswer}));
        QCOMPARE(response.status, 202);
        QVERIFY(response.body.isEmpty());
    }

    void other_versions_have_none_data()
    {
        QTest::addColumn<QByteArray>("other");
        for (const char *other : {"2024-11-05", "2025-06-18", "2025-11-25"})
            QTest::newRow(other) << QByteArray(other);
    }

    void other_versions_have_none()
    {
        QFETCH(QByteArray, other);
        Mounted house;
        Talker talker(house, "/mcp/one", other);
        QVERIFY(talker.begin());
        const HttpResponse response = talker.post(batch({ping("1")}));
        QCOMPARE(response.status, 400);
        QVERIFY(response.body.contains("-32600"));
    }

    void initialize_stands_alone()
    {
        Mounted house;
        Talker talker(house, "/mcp/one", version);
        const QByteArray hello =
            R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-03-26",)"
            R"("capabilities":{},"clientInfo":{"name":"t","version":"1"}}})";
        for (const auto &messages : {QList<QByteArray>{hello}, QList<QByteArray>{hello, ping("2")}}) {
            const HttpResponse response = talker.post(batch(messages));
            QCOMPARE(response.status, 400);
            QVERIFY(response.body.contains("-32600"));
        }
    }

    void the_same_id_twice_is_answered_and_refused()
    {
        Mounted house(waiting(5'000));
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        const auto client = talker.open(batch({Talker::call("1", "hold"), Talker::call("1", "echo")}));
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.answer(house.one.held.constFirst());
        const HttpResponse response = client->response();
        QCOMPARE(QJsonDocument::fromJson(response.body).array().size(), 2);
        QVERIFY(response.body.contains("-32600"));
        QVERIFY(response.body.contains("\"content\":[]"));
    }

    void what_is_cancelled_is_left_out()
    {
        Mounted house(waiting(5'000));
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        const auto client = talker.open(batch({Talker::call("1", "hold"), ping("2")}));
        QTRY_COMPARE(house.one.held.size(), 1);
        QCOMPARE(talker.post(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})").status,
                 202);
        QCOMPARE(client->response().body, R"([{"jsonrpc":"2.0","id":2,"result":{}}])");
    }

    void more_than_a_session_may_have_in_flight_is_refused()
    {
        Config config;
        config.limits.callsPerSession = 3;
        Mounted house(config);
        Talker talker(house, "/mcp/one", version);
        QVERIFY(talker.begin());
        QCOMPARE(talker.post(batch({ping("1"), ping("2"), ping("3"), ping("4")})).status, 429);
        QCOMPARE(talker.post(batch({ping("1"), ping("2"), ping("3")})).status, 200);
    }
};

QTEST_GUILESS_MAIN(TestBatch)
#include "tst_batch.moc"
