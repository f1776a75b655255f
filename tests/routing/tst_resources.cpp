// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/upstream/stage.h"

#include <QTest>

using namespace Signalbox;

namespace {

QByteArray read(const QByteArray &uri)
{
    return Talker::request("1", "resources/read", R"({"uri":)" + jsonString(uri) + '}');
}

/** Reads answer with the URI as the server saw it and who it is; not found where `knows` says no. */
std::function<bool(ActorPipe &, const Message &)> reader(const QByteArray &who,
                                                         std::function<bool(const QByteArray &)> knows)
{
    return [who, knows](ActorPipe &pipe, const Message &message) {
        if (!message.isMethod("resources/read"))
            return false;
        const QByteArray uri = message.uri().string();
        if (knows(uri)) {
            pipe.give(Message::result(message.id(),
                                      R"({"contents":[{"uri":)" + jsonString(uri) + R"(,"text":")" + who + R"("}]})"));
        } else {
            pipe.give(Message::error(message.id(), -32002, "not found at " + who));
        }
        return true;
    };
}

QByteArray textOf(const Message &answer)
{
    QByteArray text;
    for (const JsonView content : answer.resultValue()["contents"])
        text += content["uri"].string() + '=' + content["text"].string();
    return text;
}

const auto always = [](const QByteArray &) { return true; };
const auto never = [](const QByteArray &) { return false; };

} // namespace

/** Which server a URI belongs to, and what the client sees of it. */
class TestResources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_uri_of_two_is_wrapped_for_the_second()
    {
        Stage stage;
        stage.alpha.script = reader("alpha", always);
        stage.beta.script = reader("beta", always);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const QByteArray both = R"({"uri":"note:1","name":"one"},{"uri":"signalbox://beta/note:1","name":"one"})";
        const Message list = answerOf(*talker.open(Talker::request("1", "resources/list")));
        QVERIFY(list.bytes().contains(both));
        QCOMPARE(textOf(answerOf(*talker.open(read("note:1")))), "note:1=alpha");
        QCOMPARE(textOf(answerOf(*talker.open(read("signalbox://beta/note:1")))), "signalbox://beta/note:1=beta");
        QCOMPARE(stage.beta.last("resources/read").uri().string(), "note:1");
    }

    void a_template_names_the_owner_of_what_is_not_listed()
    {
        Stage stage;
        stage.beta.results["resources/templates/list"] =
            R"({"resourceTemplates":[{"uriTemplate":"log://{day}/x","name":"log"}]})";
        stage.alpha.script = reader("alpha", always);
        stage.beta.script = reader("beta", always);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QVERIFY(
            answerOf(*talker.open(Talker::request("1", "resources/templates/list"))).bytes().contains("log://{day}/x"));
        QCOMPARE(textOf(answerOf(*talker.open(read("log://monday/x")))), "log://monday/x=beta");
        QCOMPARE(stage.alpha.count("resources/read"), 0);
    }

    void what_nobody_lists_is_looked_for_at_each()
    {
        Stage stage;
        stage.alpha.script = reader("alpha", never);
        stage.beta.script = reader("beta", always);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QCOMPARE(textOf(answerOf(*talker.open(read("hidden:1")))), "hidden:1=beta");
        QCOMPARE(stage.alpha.count("resources/read"), 1);
    }

    void what_nobody_has_is_not_found_once()
    {
        Stage stage;
        stage.alpha.script = reader("alpha", never);
        stage.beta.script = reader("beta", never);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const Message answer = answerOf(*talker.open(read("hidden:1")));
        QCOMPARE(answer.errorCode(), -32002);
        QCOMPARE(answer.id(), "1");
        QCOMPARE(stage.open(), 0);
    }

    void a_search_cancelled_in_the_middle_goes_no_further()
    {
        Stage stage;
        QList<Message> asked;
        stage.alpha.script = [&asked](ActorPipe &, const Message &message) {
            if (message.isMethod("resources/read"))
                asked.append(message);
            return message.isMethod("resources/read");
        };
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        const auto client = talker.open(read("hidden:1"));
        QTRY_COMPARE(asked.size(), 1);
        talker.post(Talker::notification("notifications/cancelled", R"({"requestId":1})"));
        QTRY_COMPARE(stage.alpha.count("notifications/cancelled"), 1);
        stage.alpha.say(Message::error(asked.constFirst().id(), -32002, "late"));
        QCOMPARE(stage.open(), 0);
        QCOMPARE(stage.beta.count("resources/read"), 0);
    }

    void a_search_goes_on_where_a_server_dies()
    {
        Stage stage;
        stage.alpha.script = [](ActorPipe &pipe, const Message &message) {
            if (message.isMethod("resources/read"))
                pipe.die({Failure::Broken, 0, {}, QStringLiteral("it died")});
            return message.isMethod("resources/read");
        };
        stage.beta.script = reader("beta", always);
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin() && stage.settle());
        QCOMPARE(textOf(answerOf(*talker.open(read("hidden:1")))), "hidden:1=beta");
    }

    void a_question_during_a_search_reaches_the_client()
    {
        Stage stage;
        QList<Message> asked;
        stage.alpha.script = [&asked](ActorPipe &, const Message &message) {
            if (message.isMethod("resources/read"))
                asked.append(message);
            return message.isMethod("resources/read");
        };
        Talker talker(stage.house, "/mcp");
        QVERIFY(talker.begin(R"({"sampling":{}})") && stage.settle());
        const auto client = talker.open(read("hidden:1"));
        QTRY_COMPARE(asked.size(), 1);
        stage.alpha.ask("5", "sampling/createMessage");
        const Message question = awaited(*client, "sampling/createMessage");
        QCOMPARE(talker.post(Message::result(question.id(), "{}").bytes()).status, 202);
        QTRY_COMPARE(stage.alpha.responseTo("5").kind(), Message::Kind::Result);
        stage.alpha.say(Message::result(asked.constFirst().id(), R"({"contents":[]})"));
        QCOMPARE(answerOf(*client).kind(), Message::Kind::Result);
    }
};

QTEST_GUILESS_MAIN(TestResources)
#include "tst_resources.moc"
