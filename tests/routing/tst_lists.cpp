// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Signalbox;

namespace {

QByteArray tools(const QByteArrayList &names)
{
    QByteArrayList items;
    for (const QByteArray &name : names)
        items.append(R"({"name":)" + jsonString(name) + R"(,"inputSchema":{"type":"object","n":1.50}})");
    return R"({"tools":[)" + items.join(',') + "]}";
}

QStringList namesIn(const Message &answer)
{
    QStringList names;
    for (const JsonView tool : answer.resultValue()["tools"])
        names.append(QString::fromUtf8(tool["name"].string()));
    return names;
}

QStringList listed(Talker &talker)
{
    return namesIn(answerOf(*talker.open(Talker::request("9", "tools/list"))));
}

} // namespace

/** The merged lists: order, names, changes, and what a client may name. */
class TestLists : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_order_is_that_of_the_settings_not_of_arrival()
    {
        Stage stage;
        stage.alpha.greets = false;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin());
        QTRY_VERIFY(stage.upstream("beta")->listings().isFresh(ListKind::Tools));
        stage.alpha.greets = true;
        stage.alpha.die();
        QVERIFY(stage.settle());
        const QStringList first{QStringLiteral("alpha__echo"), QStringLiteral("alpha__hold"),
                                QStringLiteral("beta__echo"), QStringLiteral("beta__hold")};
        QCOMPARE(listed(talker), first);
        stage.apply({stage.config("beta"), stage.config("alpha")});
        QCOMPARE(listed(talker), first.mid(2) + first.mid(0, 2));
        QCOMPARE(stage.beta.starts(), 1);
    }

    void items_pass_byte_for_byte_but_for_the_name()
    {
        Stage stage;
        stage.alpha.results["tools/list"] =
            R"({"tools":[{"x": 1.0e2 ,"name":"a\/b","inputSchema":{ }, "big":123456789012345678901}]})";
        Talker talker(stage.house, "/mcp");
        Talker direct(stage.house, "/mcp/alpha");
        QVERIFY(talker.begin() && direct.begin() && stage.settle());
        QVERIFY(answerOf(*talker.open(Talker::request("1", "tools/list")))
                    .bytes()
                    .contains(R"({"x": 1.0e2 ,"name":"alpha__a/b","inputSchema":{ }, "big":123456789012345678901})"));
        QVERIFY(answerOf(*direct.open(Talker::request("1", "tools/list")))
                    .bytes()
                    .contains(R"({"x": 1.0e2 ,"name":"a\/b","inputSchema":{ }, "big":123456789012345678901})"));
    }

    void long_names_are_hashed_and_find_their_tool()
    {
        const QByteArray original(70, 'n');
        Stage stage;
        stage.alpha.results["tools/list"] = tools({original, original + 'm'});
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const QStringList names = listed(talker);
        QCOMPARE(names.size(), 4);
        QVERIFY(names.at(0) != names.at(1));
        for (const QString &name : names)
            QVERIFY(name.size() <= 64);
        QCOMPARE(answerOf(*talker.open(Talker::call("1", names.at(1).toUtf8()))).kind(), Message::Kind::Result);
        QCOMPARE(stage.alpha.last("tools/call").name().string(), original + 'm');
    }

    void names_that_clash_stay_apart()
    {
        Stage stage;
        stage.alpha.results["tools/list"] = tools({"_x"});
        stage.beta.results["tools/list"] = tools({"x"});
        ServerConfig first = stage.config("alpha");
        ServerConfig second = stage.config("beta");
        first.slug = "a";
        second.slug = "a_";
        stage.apply({first, second});
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const QStringList names = listed(talker);
        QCOMPARE(names.size(), 2);
        QCOMPARE(names.at(0), QStringLiteral("a___x"));
        QVERIFY(names.at(1) != names.at(0));
        QCOMPARE(answerOf(*talker.open(Talker::call("1", names.at(1).toUtf8()))).kind(), Message::Kind::Result);
        QCOMPARE(stage.beta.last("tools/call").name().string(), "x");
    }

    void a_tool_listed_twice_is_shown_once()
    {
        Stage stage;
        stage.alpha.results["tools/list"] = tools({"same", "same"});
        stage.alpha.results["resources/list"] = R"({"resources":[{"uri":"a:1","name":"1"},{"uri":"a:1","name":"2"}]})";
        stage.beta.results["resources/list"] = R"({"resources":[]})";
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QCOMPARE(listed(talker).filter(QStringLiteral("alpha")), QStringList{QStringLiteral("alpha__same")});
        const Message list = answerOf(*talker.open(Talker::request("1", "resources/list")));
        QCOMPARE(list.bytes().count("a:1"), 1);
    }

    void all_pages_of_a_server_are_one_list_and_a_circle_ends()
    {
        Stage stage;
        stage.alpha.script = [](ActorPipe &pipe, const Message &message) {
            if (!message.isMethod("tools/list"))
                return false;
            const QByteArray cursor = message.params()["cursor"].string();
            const QByteArray name = cursor.isEmpty() ? QByteArray("first") : cursor;
            const QByteArray next = cursor.isEmpty() ? QByteArray("second") : QByteArray("third");
            pipe.give(Message::result(message.id(), tools({name}).chopped(1) + R"(,"nextCursor":")" + next + R"("})"));
            return true;
        };
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QCOMPARE(stage.alpha.count("tools/list"), 3);
        QCOMPARE(listed(talker).mid(0, 3),
                 QStringList({QStringLiteral("alpha__first"), QStringLiteral("alpha__second"),
                              QStringLiteral("alpha__third")}));
    }

    void two_cursors_that_lead_to_each_other_end_as_well()
    {
        Stage stage;
        stage.alpha.script = [](ActorPipe &pipe, const Message &message) {
            if (!message.isMethod("tools/list"))
                return false;
            const QByteArray next = message.params()["cursor"].equals("a") ? QByteArray("b") : QByteArray("a");
            pipe.give(Message::result(message.id(), tools({"t"}).chopped(1) + R"(,"nextCursor":")" + next + R"("})"));
            return true;
        };
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QVERIFY(stage.alpha.count("tools/list") <= 4);
        QVERIFY(listed(talker).contains(QStringLiteral("alpha__t")));
    }

    void every_change_is_forwarded_and_read_once()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        const int before = stage.alpha.count("tools/list");
        stage.alpha.results["tools/list"] = tools({"fresh"});
        for (int i = 0; i < 10; ++i)
            stage.alpha.notify("notifications/tools/list_changed");
        QTRY_COMPARE(stream->soFar().body.count("tools/list_changed"), 10);
        QVERIFY(listed(talker).contains(QStringLiteral("alpha__fresh")));
        // What beta says now is read after everything that alpha said before.
        const int other = stage.beta.count("tools/list");
        stage.beta.notify("notifications/tools/list_changed");
        QTRY_COMPARE(stage.beta.count("tools/list"), other + 1);
        QCOMPARE(stage.alpha.count("tools/list"), before + 1);
        QCOMPARE(stream->soFar().body.count("tools/list_changed"), 11);
    }

    void a_list_that_is_being_read_again_is_waited_for()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QList<Message> asked;
        stage.alpha.script = [&asked](ActorPipe &, const Message &message) {
            if (message.isMethod("tools/list"))
                asked.append(message);
            return message.isMethod("tools/list");
        };
        stage.alpha.notify("notifications/tools/list_changed");
        const auto list = talker.open(Talker::request("1", "tools/list"));
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(answerOf(*talker.open(Talker::call("2", "alpha__echo"))).kind(), Message::Kind::Result);
        QVERIFY(!list->soFar().complete);
        stage.alpha.say(Message::result(asked.constFirst().id(), tools({"fresh"})));
        QVERIFY(namesIn(answerOf(*list)).contains(QStringLiteral("alpha__fresh")));
    }

    void a_list_that_takes_too_long_is_the_old_one_and_a_change_later()
    {
        Limits limits;
        limits.listWait = 60;
        Stage stage(limits);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        QList<Message> asked;
        stage.alpha.script = [&asked](ActorPipe &, const Message &message) {
            if (message.isMethod("tools/list"))
                asked.append(message);
            return message.isMethod("tools/list");
        };
        stage.alpha.notify("notifications/tools/list_changed");
        QVERIFY(listed(talker).contains(QStringLiteral("alpha__echo")));
        QCOMPARE(stream->soFar().body.count("tools/list_changed"), 1);
        QTRY_COMPARE(asked.size(), 1);
        stage.alpha.say(Message::result(asked.constFirst().id(), tools({"fresh"})));
        QTRY_COMPARE(stream->soFar().body.count("tools/list_changed"), 2);
        QVERIFY(listed(talker).contains(QStringLiteral("alpha__fresh")));
    }

    void a_server_that_comes_or_goes_is_told_of()
    {
        Stage stage;
        stage.apply({stage.config("alpha")});
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        QCOMPARE(listed(talker).size(), 2);
        QVERIFY(!stream->soFar().body.contains("list_changed"));
        stage.apply({stage.config("alpha"), stage.config("beta")});
        QTRY_COMPARE(stream->soFar().body.count("tools/list_changed"), 1);
        QCOMPARE(listed(talker).size(), 4);
        stage.apply({stage.config("alpha")});
        QTRY_COMPARE(stream->soFar().body.count("tools/list_changed"), 2);
        QCOMPARE(listed(talker).size(), 2);
        QCOMPARE(stage.alpha.starts(), 1);
    }

    void a_changed_server_with_the_same_lists_is_no_news()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto stream = talker.get();
        QCOMPARE(stream->head().status, 200);
        const int starts = stage.alpha.starts();
        ServerConfig changed = stage.config("alpha");
        changed.limits.callSilence = 1'000'000;
        stage.apply({changed, stage.config("beta")});
        QCOMPARE(listed(talker).size(), 4);
        QTRY_VERIFY(stage.alpha.starts() == starts + 1 && stage.settle());
        stage.beta.notify("notifications/prompts/list_changed");
        QVERIFY(awaited(*stream, "notifications/prompts/list_changed").isNotification());
        QVERIFY(!stream->soFar().body.contains("tools/list_changed"));
    }

    void what_nobody_has_is_refused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("code");
        QTest::newRow("cursor") << Talker::request("1", "tools/list", R"({"cursor":"x"})") << -32602;
        QTest::newRow("tool") << Talker::call("1", "gamma__echo") << -32602;
        QTest::newRow("tool without a backend") << Talker::call("1", "echo") << -32602;
        QTest::newRow("tool without a name") << Talker::call("1", "alpha__") << -32602;
        QTest::newRow("name of a number") << Talker::request("1", "tools/call", R"({"name":5})") << -32602;
        QTest::newRow("prompt") << Talker::request("1", "prompts/get", R"({"name":"nobody"})") << -32602;
        QTest::newRow("method") << Talker::request("1", "some/method") << -32601;
        QTest::newRow("level") << Talker::request("1", "logging/setLevel", R"({"level":"loud"})") << -32602;
        QTest::newRow("completion") << Talker::request("1", "completion/complete", R"({"ref":{"type":"ref/x"}})")
                                    << -32602;
    }

    void what_nobody_has_is_refused()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, code);
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QCOMPARE(answerOf(*talker.open(request)).errorCode(), code);
    }

    void an_unlisted_tool_of_a_known_backend_is_forwarded()
    {
        Stage stage;
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QCOMPARE(answerOf(*talker.open(Talker::call("1", "beta__se__cret"))).kind(), Message::Kind::Result);
        QCOMPARE(stage.beta.last("tools/call").name().string(), "se__cret");
    }

    void completion_goes_to_the_owner_and_is_empty_where_it_is_unknown()
    {
        Stage stage;
        stage.alpha.script = [](ActorPipe &pipe, const Message &message) {
            if (message.isMethod("completion/complete"))
                pipe.give(Message::error(message.id(), -32601, "what is that"));
            return message.isMethod("completion/complete");
        };
        stage.beta.results["completion/complete"] = R"({"completion":{"values":["v"]}})";
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto complete = [&talker](const QByteArray &name) {
            return answerOf(*talker.open(Talker::request("1", "completion/complete",
                                                         R"({"ref":{"type":"ref/prompt","name":")" + name
                                                             + R"("},"argument":{"name":"a","value":""}})")));
        };
        QCOMPARE(complete("alpha__p").resultValue().raw(), R"({"completion":{"values":[]}})");
        QCOMPARE(complete("beta__p").resultValue().raw(), R"({"completion":{"values":["v"]}})");
        QCOMPARE(stage.beta.last("completion/complete").params()["ref"]["name"].string(), "p");
    }
};

QTEST_GUILESS_MAIN(TestLists)
#include "tst_lists.moc"
