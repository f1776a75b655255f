// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/oldclient.h"

#include <QTest>

using namespace Signalbox;

namespace {

constexpr auto follow = R"({"uri":"note:1"})";

int sessionsIn(const Mounted &house)
{
    return house.conversations->counts()[QStringLiteral("sessions")].toInt();
}

} // namespace

/** The transport of 2024-11-05, HTTP with SSE. */
class TestSseFront : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void says_where_to_post_before_anything_else()
    {
        Mounted house;
        OldClient client(house);
        QVERIFY(client.open());
        QVERIFY2(client.endpoint.startsWith("/messages?sessionId=gw-"), client.endpoint.constData());
        QCOMPARE(client.stream->head().header("Content-Type"), "text/event-stream");
    }

    void answers_on_the_stream_in_the_version_that_was_asked_for()
    {
        Mounted house;
        OldClient client(house);
        QVERIFY(client.open());
        const HttpResponse accepted = client.post(Talker::initialize("2024-11-05"));
        QCOMPARE(accepted.status, 202);
        QVERIFY(accepted.body.isEmpty());
        const Message answer = parsed(client.said(1).value(0));
        QCOMPARE(answer.id().toByteArray(), "\"i\"");
        QCOMPARE(answer.resultValue()["protocolVersion"].string(), "2024-11-05");
        QCOMPARE(client.post(Talker::request("7", "ping")).status, 202);
        QCOMPARE(parsed(client.said(2).value(1)).id().toByteArray(), "7");
    }

    void sees_all_backends_or_one()
    {
        Mounted house;
        OldClient all(house);
        OldClient one(house, "/sse/one");
        QVERIFY(house.settle() && all.begin() && one.begin());
        QCOMPARE(all.post(Talker::request("1", "tools/list")).status, 202);
        QCOMPARE(one.post(Talker::request("1", "tools/list")).status, 202);
        QVERIFY(all.said(2).value(1).data.contains("one__echo"));
        QVERIFY(one.said(2).value(1).data.contains("\"echo\""));
        QCOMPARE(house.request("GET", "/sse/none", {{"Accept", "text/event-stream"}})->response().status, 404);
    }

    void carries_progress_answers_and_cancels()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.progress(house.one.held.first(), 1);
        QCOMPARE(parsed(client.said(2).value(1)).method().toByteArray(), "notifications/progress");
        house.one.answer(house.one.held.first());
        QCOMPARE(parsed(client.said(3).value(2)).id().toByteArray(), "1");

        QCOMPARE(client.post(Talker::call("2", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 2);
        QCOMPARE(client.post(Talker::notification("notifications/cancelled", R"({"requestId":2})")).status, 202);
        QTRY_COMPARE(house.one.count("notifications/cancelled"), 1);
        house.one.answer(house.one.held.last());
        QCOMPARE(client.post(Talker::request("3", "ping")).status, 202);
        QCOMPARE(parsed(client.said(4).value(3)).id().toByteArray(), "3"); // and nothing for 2
    }

    void asks_the_client_and_takes_its_answer()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin("2025-06-18", R"({"sampling":{}})"));
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        house.one.say(Message::request("\"q\"", "sampling/createMessage", R"({"messages":[],"maxTokens":1})"));
        const Message question = parsed(client.said(2).value(1));
        QCOMPARE(question.method().toByteArray(), "sampling/createMessage");
        QCOMPARE(client.post(Message::result(question.id(), R"({"role":"assistant"})").bytes()).status, 202);
        QTRY_COMPARE(house.one.responseTo("\"q\"").resultValue().raw(), R"({"role":"assistant"})");
    }

    void refuses_what_belongs_to_no_session_of_its_own()
    {
        Mounted house;
        OldClient client(house);
        QVERIFY(client.open());
        const HeaderList json{{"Content-Type", "application/json"}};
        const QByteArray ping = Talker::request("1", "ping");
        QCOMPARE(house.request("POST", "/messages", json, ping)->response().status, 400);
        QCOMPARE(house.request("POST", "/messages?sessionId=gw-nobody", json, ping)->response().status, 404);
        QCOMPARE(house.request("POST", client.endpoint, {{"Content-Type", "text/plain"}}, ping)->response().status, 415);
        QCOMPARE(house.request("POST", client.endpoint, json, "{")->response().status, 400);
        Talker other(house, "/mcp");
        QVERIFY(other.begin());
        QCOMPARE(house.request("POST", "/messages?sessionId=" + other.session, json, ping)->response().status, 404);
        const QByteArray own = client.endpoint.mid(client.endpoint.indexOf('=') + 1);
        QCOMPARE(house.request("DELETE", "/mcp", {{"Mcp-Session-Id", own}})->response().status, 404);
        QCOMPARE(client.post(Talker::initialize("2024-11-05")).status, 202);
        QCOMPARE(client.said(1).size(), 1);
        QCOMPARE(client.post(Talker::initialize("2024-11-05")).status, 400);
    }

    void has_only_its_own_methods()
    {
        Mounted house;
        const HttpResponse posted = house.request("POST", "/sse", {{"Content-Type", "application/json"}}, "{}")->response();
        QCOMPARE(posted.status, 405);
        QCOMPARE(posted.header("Allow"), "GET");
        const HttpResponse got = house.request("GET", "/messages", {})->response();
        QCOMPARE(got.status, 405);
        QCOMPARE(got.header("Allow"), "POST");
        QCOMPARE(house.request("GET", "/sse", {{"Accept", "application/json"}})->response().status, 406);
    }

    void goes_on_after_the_last_event_seen()
    {
        Mounted house;
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        const QByteArray seen = client.heard().last().id;
        QVERIFY(!seen.isEmpty());
        const QByteArray endpoint = client.endpoint;
        client.stream->reset();
        house.one.answer(house.one.held.first());
        QVERIFY(client.open(seen));
        QCOMPARE(client.endpoint, endpoint);
        QCOMPARE(parsed(client.said(1).value(0)).id().toByteArray(), "1");
        QCOMPARE(client.post(Talker::request("2", "ping")).status, 202);
        QCOMPARE(parsed(client.said(2).value(1)).id().toByteArray(), "2");
        QCOMPARE(sessionsIn(house), 1);
    }

    void begins_anew_after_an_event_nobody_knows()
    {
        Mounted house;
        OldClient client(house);
        QVERIFY(client.begin());
        const QByteArray endpoint = client.endpoint;
        for (const char *id : {"nonsense", "1-999-1"}) {
            OldClient again(house);
            QVERIFY(again.open(id));
            QVERIFY(again.endpoint != endpoint);
        }
    }

    void ends_with_its_stream_unless_somebody_comes_back_in_time()
    {
        Config config;
        config.limits.logAge = 100;
        Mounted house(config);
        OldClient client(house, "/sse/one");
        QVERIFY(client.begin());
        QCOMPARE(client.post(Talker::call("1", "hold")).status, 202);
        QTRY_COMPARE(house.one.held.size(), 1);
        client.stream->close();
        QTRY_COMPARE(sessionsIn(house), 0);
        QTRY_COMPARE(house.one.count("notifications/cancelled"), 1);
        QCOMPARE(client.post(Talker::request("2", "ping")).status, 404);
    }

    void ends_if_nobody_ever_greets()
    {
        Config config;
        config.limits.logAge = 100;
        Mounted house(config);
        OldClient client(house);
        QVERIFY(client.open());
        QTRY_COMPARE(sessionsIn(house), 0);
        QVERIFY(client.stream->response().complete);
    }

    void counts_among_all_sessions()
    {
        Config config;
        config.limits.sessions = 2;
        Mounted house(config);
        OldClient first(house);
        Talker second(house, "/mcp");
        QVERIFY(first.begin() && second.begin());
        QCOMPARE(house.request("GET", "/sse", {{"Accept", "text/event-stream"}})->response().status, 503);
        QCOMPARE(house.conversations->sessions().at(0)[QStringLiteral("front")].toString(), QStringLiteral("sse"));
        const qint64 number = house.conversations->sessions().at(0)[QStringLiteral("number")].toInteger();
        QVERIFY(house.conversations->closeSession(quint64(number)));
        QTRY_VERIFY(first.stream->soFar().complete || first.stream->hasEnded());
    }

    void hears_of_resources_it_follows_and_of_nothing_else()
    {
        Mounted house;
        OldClient follower(house, "/sse/one");
        OldClient other(house, "/sse/one");
        QVERIFY(house.settle() && follower.begin() && other.begin());
        QCOMPARE(follower.post(Talker::request("1", "resources/subscribe", follow)).status, 202);
        QCOMPARE(follower.said(2).size(), 2);
        house.one.notify("notifications/resources/updated", follow);
        QCOMPARE(parsed(follower.said(3).value(2)).method().toByteArray(), "notifications/resources/updated");
        QCOMPARE(other.post(Talker::request("9", "ping")).status, 202);
        QCOMPARE(parsed(other.said(2).value(1)).id().toByteArray(), "9");
    }
};

QTEST_GUILESS_MAIN(TestSseFront)
#include "tst_ssefront.moc"
