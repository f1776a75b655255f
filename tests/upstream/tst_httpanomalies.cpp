// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/httpactor.h"

#include <QTest>

using namespace Signalbox;

namespace {

qint64 figure(const Web &web, const char *name)
{
    return web.stage.house.conversations->counts()[QLatin1String(name)].toInteger();
}

/** One end, and nothing left of it anywhere. */
bool hasEndedOnce(HttpClient &client, const QByteArray &id)
{
    return HttpClient::await([&client] { return client.soFar().complete; })
        && client.soFar().body.count(R"("id":)" + id + ',') == 1;
}

} // namespace

/** Message n of the gateway fails in manner k, for n = 0, 1, 2 … until the run passes untouched, and for every k. */
class TestHttpAnomalies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void any_exchange_may_fail_in_any_way_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isExecuted");
        QTest::newRow("not sent") << int(Failure::NotSent) << false;
        QTest::newRow("session gone") << int(Failure::SessionGone) << false;
        QTest::newRow("cut before") << int(Failure::OutcomeUnknown) << false;
        QTest::newRow("cut after") << int(Failure::OutcomeUnknown) << true;
        QTest::newRow("unauthorized") << int(Failure::Unauthorized) << false;
        QTest::newRow("refused") << int(Failure::Refused) << false;
    }

    void any_exchange_may_fail_in_any_way()
    {
        QFETCH(int, kind);
        QFETCH(bool, isExecuted);
        int n = 0;
        for (bool isUntouched = false; !isUntouched; ++n) {
            QVERIFY(n < 60);
            Limits limits;
            limits.restartDelay = 2;
            limits.restartDelayMax = 4;
            Web web(limits);
            int left = n;
            HttpActor &server = web.server;
            server.script = [&](const HttpActor::Heard &one) {
                if (left-- != 0)
                    return false;
                if (isExecuted && one.message.isMethod("tools/call"))
                    server.countCall(one.message);
                HttpActor::fail(one, Failure::Kind(kind));
                return true;
            };
            const QByteArray which = QByteArray::number(n);
            QVERIFY2(run(web), which.constData());
            isUntouched = left >= 0;
            for (const char *mark : {"one", "two", "three"})
                QVERIFY2(server.carriedOut(mark) <= 1, which.constData());
            QVERIFY2(!isUntouched || server.carriedOut("three") == 1, which.constData());
        }
        QVERIFY(n > 10);
    }

private:
    /** Three calls at once, of which one asks, a subscription and a cancel; each ends once, and then it works. */
    static bool run(Web &web)
    {
        HttpActor &server = web.server;
        Talker talker(web.stage.house, "/mcp/web");
        if (!talker.begin(R"({"sampling":{}})"))
            return false;
        const auto subscription = talker.open(Talker::request("1", "resources/subscribe", R"({"uri":"note:1"})"));
        const auto one = talker.open(marked("2", "echo", "one"));
        const auto two = talker.open(marked("3", "hold", "two"));
        const auto isHeld = [&server] { return !server.held.isEmpty(); };
        if (!HttpClient::await([&] { return isHeld() || two->soFar().complete; }))
            return false;
        if (isHeld()) {
            const HttpActor::Heard call = server.held.constFirst();
            HttpActor::sayOn(call, Message::request(R"("q")", "sampling/createMessage", "{}"));
            const Message question = awaited(*two, "sampling/createMessage");
            talker.post(Message::result(question.id(), "{}").bytes());
            HttpActor::answer(call);
        }
        const auto three = talker.open(marked("4", "echo", "three"));
        const bool haveEnded = hasEndedOnce(*subscription, "1") && hasEndedOnce(*one, "2") && hasEndedOnce(*two, "3")
            && hasEndedOnce(*three, "4");
        const auto works = [&talker] {
            return answerOf(*talker.open(Talker::call("9", "echo"))).kind() == Message::Kind::Result;
        };
        const auto isClean = [&web] {
            return figure(web, "calls") == 0 && web.open() == 0 && web.upstream()->liveLegs() == 1;
        };
        return haveEnded && HttpClient::await(works) && HttpClient::await(isClean);
    }
};

QTEST_GUILESS_MAIN(TestHttpAnomalies)
#include "tst_httpanomalies.moc"
