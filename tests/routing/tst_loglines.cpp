// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

QByteArray level(const QByteArray &name)
{
    return Talker::request("1", "logging/setLevel", R"({"level":")" + name + R"("})");
}

QByteArray line(const QByteArray &severity, const QByteArray &text)
{
    return R"({"level":")" + severity + R"(","data":")" + text + R"("})";
}

bool sets(Talker &talker, const QByteArray &name)
{
    return answerOf(*talker.open(level(name))).kind() == Message::Kind::Result;
}

QByteArray levelAt(const Actor &actor)
{
    return actor.last("logging/setLevel").params()["level"].string();
}

} // namespace

/** A server speaks at the lowest level that anyone asked for; everyone hears what it asked for itself. */
class TestLogLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_server_is_kept_at_the_lowest_level_asked_for()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp");
        QVERIFY(first.begin() && second.begin() && stage.settle());
        QVERIFY(sets(second, "error"));
        QTRY_COMPARE(levelAt(stage.alpha), "error");
        QTRY_COMPARE(levelAt(stage.beta), "error");
        QVERIFY(sets(first, "debug"));
        QTRY_COMPARE(levelAt(stage.alpha), "debug");
        QCOMPARE(levelAt(stage.beta), "error");
        QVERIFY(first.remove().status < 300);
        QTRY_COMPARE(levelAt(stage.alpha), "error");
    }

    void everyone_hears_the_level_it_asked_for()
    {
        Stage stage;
        Talker first(stage.house, "/mcp/alpha");
        Talker second(stage.house, "/mcp");
        Talker silent(stage.house, "/mcp");
        QVERIFY(first.begin() && second.begin() && silent.begin() && stage.settle());
        QVERIFY(sets(first, "info") && sets(second, "error"));
        const auto one = first.get();
        const auto two = second.get();
        const auto three = silent.get();
        for (HttpClient *client : {one.get(), two.get(), three.get()})
            QCOMPARE(client->head().status, 200);
        stage.alpha.notify("notifications/message", line("debug", "quiet"));
        stage.alpha.notify("notifications/message", line("info", "low"));
        stage.alpha.notify("notifications/message", line("emergency", "high"));
        stage.beta.notify("notifications/message", line("error", "other"));
        stage.alpha.notify("notifications/message", line("shouting", "unknown"));
        stage.alpha.notify("notifications/tools/list_changed");
        for (HttpClient *client : {one.get(), two.get(), three.get()})
            QVERIFY(awaited(*client, "notifications/tools/list_changed").isNotification());
        QTRY_VERIFY(two->soFar().body.contains("other"));
        const QByteArray atOne = one->soFar().body;
        const QByteArray atTwo = two->soFar().body;
        QVERIFY(atOne.contains("low") && atOne.contains("high") && !atOne.contains("quiet")
                && !atOne.contains("other"));
        QVERIFY(atTwo.contains("high") && !atTwo.contains("low") && !atTwo.contains("unknown"));
        QVERIFY(atTwo.contains(R"("logger":"alpha")"));
        QVERIFY(!atOne.contains("logger"));
        QVERIFY(!three->soFar().body.contains("notifications/message"));
    }

    void a_new_process_is_set_to_the_level_again()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && stage.settle() && sets(talker, "warning"));
        QTRY_COMPARE(stage.alpha.count("logging/setLevel"), 1);
        stage.alpha.die();
        QTRY_COMPARE(stage.alpha.count("logging/setLevel"), 2);
        QCOMPARE(levelAt(stage.alpha), "warning");
    }

    void a_leg_of_its_own_is_kept_at_its_clients_level()
    {
        Stage stage({}, Stage::Instances::Session);
        Talker first(stage.house, "/mcp/alpha");
        QVERIFY(first.begin() && sets(first, "debug"));
        QTRY_COMPARE(levelAt(stage.alpha), "debug");
        Talker second(stage.house, "/mcp/alpha");
        QVERIFY(second.begin());
        QCOMPARE(answerOf(*second.open(Talker::call("1", "echo"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.starts(), 2);
        QVERIFY(sets(second, "error"));
        QTRY_COMPARE(levelAt(stage.alpha), "error");
        // The wish of the first was never the second's.
        QCOMPARE(stage.alpha.count("logging/setLevel"), 2);
    }

    void a_server_without_log_lines_is_not_bothered()
    {
        Stage stage;
        stage.alpha.capabilities = R"({"tools":{}})";
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle() && sets(talker, "debug"));
        QTRY_COMPARE(stage.beta.count("logging/setLevel"), 1);
        QCOMPARE(stage.alpha.count("logging/setLevel"), 0);
    }
};

QTEST_GUILESS_MAIN(TestLogLines)
#include "tst_loglines.moc"
