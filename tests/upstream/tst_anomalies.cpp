// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

enum class Manner { Close, HalfClose, Reset };

void hangUp(HttpClient &client, Manner manner)
{
    switch (manner) {
    case Manner::Close:
        client.close();
        break;
    case Manner::HalfClose:
        client.halfClose();
        break;
    case Manner::Reset:
        client.reset();
        break;
    }
}

void manners()
{
    QTest::addColumn<int>("manner");
    QTest::newRow("close") << int(Manner::Close);
    QTest::newRow("half-close") << int(Manner::HalfClose);
    QTest::newRow("reset") << int(Manner::Reset);
}

/** The messages and the last id in the first `size` bytes of an answer. */
struct Seen
{
    Seen(const QByteArray &bytes, qsizetype size)
    {
        ResponseReader reader;
        reader.append(bytes.left(size));
        for (const SseFrame &frame : sseFrames(reader.peek(false).body)) {
            if (!frame.id.isEmpty())
                lastId = frame.id;
            if (!frame.data.isEmpty())
                data.append(frame.data);
        }
    }
    QByteArrayList data;
    QByteArray lastId;
};

qint64 figure(const Stage &stage, const char *name)
{
    return stage.house.conversations->counts()[QLatin1String(name)].toInteger();
}

/** Nothing is left of what was done before: no call anywhere, no session but this one. */
bool isClean(const Stage &stage)
{
    return HttpClient::await([&] { return figure(stage, "calls") == 0 && stage.open() == 0; }, 1'000)
        && figure(stage, "sessions") == 1;
}

bool works(Talker &talker)
{
    return answerOf(*talker.open(Talker::call("99", "echo"))).kind() == Message::Kind::Result;
}

} // namespace

/** Hang up after byte n, die after message n, for n = 0, 1, 2 … until the run passes untouched. */
class TestAnomalies : public QObject
{
    Q_OBJECT

private:
    /** Calls "hold", says progress twice and answers; the bytes of the stream as they left. */
    static QByteArray story(Stage &stage, HttpClient &client)
    {
        stage.alpha.held.clear();
        HttpClient::await([&] { return stage.alpha.held.size() == 1; });
        act(stage);
        HttpClient::await([&] { return client.soFar().complete; });
        return client.unread();
    }
    static void act(Stage &stage)
    {
        const Message call = stage.alpha.held.constFirst();
        stage.alpha.progress(call, 1);
        stage.alpha.progress(call, 2);
        stage.alpha.answer(call);
    }
    /** What a client gets that comes back with that id. */
    static QByteArrayList resumed(Talker &talker, const QByteArray &id, qsizetype count)
    {
        QByteArrayList data;
        const auto stream = talker.get(id);
        for (const SseFrame &frame : messages(*stream, count, 1'000))
            data.append(frame.data);
        return data;
    }

private Q_SLOTS:
    void a_request_cut_anywhere_leaves_nothing_behind_data() { manners(); }

    void a_request_cut_anywhere_leaves_nothing_behind()
    {
        QFETCH(int, manner);
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle());
        const QByteArray body = Talker::call("1", "echo");
        QByteArray whole =
            "POST /mcp/alpha HTTP/1.1\r\nHost: localhost:" + QByteArray::number(stage.house.port) + "\r\n";
        for (const Header &header : talker.headers())
            whole += header.first + ": " + header.second + "\r\n";
        whole += "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
        for (qsizetype n = 0; n < whole.size(); ++n) {
            const auto client = stage.house.connection();
            QVERIFY(client);
            client->send(whole.left(n));
            hangUp(*client, Manner(manner));
            if (n % 16 == 0)
                QVERIFY2(works(talker) && isClean(stage), QByteArray::number(n).constData());
        }
        // Every one of the echoes came from a request that was whole.
        QVERIFY(works(talker) && isClean(stage));
        QCOMPARE(stage.alpha.count("tools/call"), 1 + int((whole.size() + 15) / 16));
    }

    void an_answer_cut_anywhere_leaves_nothing_behind_data() { manners(); }

    void an_answer_cut_anywhere_leaves_nothing_behind()
    {
        QFETCH(int, manner);
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle());
        for (int n = 0;; ++n) {
            const auto client = talker.open(Talker::call("1", n % 2 ? "echo" : "hold"));
            if (n % 2 == 0) {
                stage.alpha.held.clear();
                QTRY_COMPARE(stage.alpha.held.size(), 1);
                stage.alpha.progress(stage.alpha.held.constFirst(), 1);
            }
            const auto isAllThere = [&client] {
                const HttpResponse response = client->soFar();
                return response.complete || !messagesIn(sseFrames(response.body)).isEmpty();
            };
            QVERIFY(HttpClient::await([&] { return client->received() >= n * 16 || isAllThere(); }));
            const bool isUntouched = client->received() < n * 16;
            hangUp(*client, Manner(manner));
            if (n % 2 == 0)
                stage.alpha.answer(stage.alpha.held.constFirst());
            QVERIFY2(isClean(stage), QByteArray::number(n).constData());
            if (isUntouched && n % 2 == 0)
                break;
        }
        QVERIFY(works(talker));
    }

    void a_stream_cut_anywhere_is_resumed_without_gap_or_repeat_data() { manners(); }

    void a_stream_cut_anywhere_is_resumed_without_gap_or_repeat()
    {
        QFETCH(int, manner);
        Limits limits;
        limits.answerWait = 1;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle());
        const auto first = talker.open(Talker::call("1", "hold"));
        const QByteArray bytes = story(stage, *first);
        const QByteArrayList all = Seen(bytes, bytes.size()).data;
        QCOMPARE(all.size(), 3);
        hangUp(*first, Manner(manner));
        // The client has seen n bytes of it, whatever the kernel had taken.
        QByteArray lastId = "none";
        for (qsizetype n = 0; n <= bytes.size(); ++n) {
            const Seen seen(bytes, n);
            if (seen.lastId.isEmpty() || seen.lastId == lastId)
                continue;
            lastId = seen.lastId;
            QCOMPARE(seen.data + resumed(talker, seen.lastId, all.size() - seen.data.size()), all);
        }
        QVERIFY(works(talker) && isClean(stage));
    }

    void what_happens_between_cut_and_resumption_is_not_lost_data() { manners(); }

    void what_happens_between_cut_and_resumption_is_not_lost()
    {
        QFETCH(int, manner);
        Limits limits;
        limits.answerWait = 1;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle());
        // Cut after the n-th thing that happened on the stream: its beginning, first progress, second progress.
        for (int n = 0; n < 3; ++n) {
            stage.alpha.held.clear();
            const auto client = talker.open(Talker::call(QByteArray::number(n), "hold"));
            QTRY_COMPARE(stage.alpha.held.size(), 1);
            const Message call = stage.alpha.held.constFirst();
            QTRY_VERIFY(!Seen(client->unread(), client->unread().size()).lastId.isEmpty());
            for (int i = 1; i <= n; ++i)
                stage.alpha.progress(call, i);
            messages(*client, n);
            const Seen seen(client->unread(), client->unread().size());
            QCOMPARE(seen.data.size(), n);
            hangUp(*client, Manner(manner));
            for (int i = n + 1; i <= 2; ++i)
                stage.alpha.progress(call, i);
            stage.alpha.answer(call);
            const QByteArrayList all = seen.data + resumed(talker, seen.lastId, 3 - n);
            QCOMPARE(all.size(), 3);
            QVERIFY(all.at(0).contains(R"("progress":1)") && all.at(1).contains(R"("progress":2)"));
            QVERIFY(all.at(2).contains(R"("result")"));
            QVERIFY(isClean(stage));
        }
        QVERIFY(works(talker));
    }

    void a_server_may_die_after_any_message()
    {
        int n = 0;
        for (bool isUntouched = false; !isUntouched; ++n) {
            QVERIFY(n < 40);
            Stage stage;
            stage.alpha.livesFor = n;
            stage.alpha.script = [&stage](ActorPipe &pipe, const Message &message) {
                if (message.isMethod("tools/call") && message.name().equals("hold")) {
                    stage.alpha.held.append(message);
                    stage.alpha.progress(message, 1);
                    pipe.give(Message::request(R"("q")", "sampling/createMessage", "{}"));
                    return true;
                }
                if (message.id() == R"("q")" && !stage.alpha.held.isEmpty())
                    stage.alpha.answer(stage.alpha.held.constLast());
                return false;
            };
            Talker talker(stage.house, "/mcp/alpha");
            QVERIFY2(talker.begin(R"({"sampling":{}})"), QByteArray::number(n).constData());
            const Message list = answerOf(*talker.open(Talker::request("1", "tools/list")), 1'000);
            QVERIFY2(list.id() == "1", QByteArray::number(n).constData());
            const auto call = talker.open(Talker::call("2", "hold"));
            const auto question = [&call] {
                for (const SseFrame &frame : messagesIn(sseFrames(call->soFar().body))) {
                    if (frame.data.contains("sampling/createMessage"))
                        return frame.data;
                }
                return QByteArray();
            };
            QVERIFY(HttpClient::await([&] { return call->soFar().complete || !question().isEmpty(); }, 1'000));
            if (!question().isEmpty())
                talker.post(Message::result(Message::parse(question())->id(), "{}").bytes());
            QVERIFY2(HttpClient::await([&] { return call->soFar().complete; }, 1'000),
                     QByteArray::number(n).constData());
            QCOMPARE(call->soFar().body.count(R"("id":2,)"), 1);
            QVERIFY2(works(talker) && isClean(stage), QByteArray::number(n).constData());
            isUntouched = stage.alpha.starts() == 1;
        }
        QVERIFY(n > 6);
    }
};

QTEST_GUILESS_MAIN(TestAnomalies)
#include "tst_anomalies.moc"
