// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backends/serverpaste.h"

#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

/** What people copy out of READMEs. */
class TestServerPaste : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understands_what_people_paste_data();
    void understands_what_people_paste();
    void says_what_it_cannot_read_data();
    void says_what_it_cannot_read();
    void a_line_and_its_words_are_the_same_data();
    void a_line_and_its_words_are_the_same();
};

void TestServerPaste::understands_what_people_paste_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("settings");
    const auto row = [](const char *what, const QString &text, const char *name, const QByteArray &settings) {
        QTest::newRow(what) << text << QString::fromLatin1(name) << settings;
    };
    const QByteArray npx = R"({"args":["-y","@modelcontextprotocol/server-everything"],"command":"npx"})";
    row("a command line", QStringLiteral("npx -y @modelcontextprotocol/server-everything"), "everything", npx);
    row("with a prompt and a variable", QStringLiteral("$ API_KEY='a b' uvx mcp-server-fetch"), "fetch",
        R"({"args":["mcp-server-fetch"],"command":"uvx","env":{"API_KEY":"a b"}})");
    row("over two lines", QStringLiteral("docker run -i --rm \\\n  mcp/time:latest"), "time",
        R"({"args":["run","-i","--rm","mcp/time:latest"],"command":"docker"})");
    row("a script", QStringLiteral("node /opt/weather-mcp/dist/index.js"), "weather",
        R"({"args":["/opt/weather-mcp/dist/index.js"],"command":"node"})");
    row("a program", QStringLiteral("/usr/bin/mcp-server-git --repository ."), "git",
        R"({"args":["--repository","."],"command":"/usr/bin/mcp-server-git"})");
    row("an address", QStringLiteral("  https://mcp.example.org/mcp\n"), "example.org",
        "{\"url\":\"https://mcp.example.org/mcp\"}");
    row("for another client", QStringLiteral("claude mcp add --transport http linear https://mcp.linear.app/mcp"),
        "linear", "{\"url\":\"https://mcp.linear.app/mcp\"}");
    row("for another client, a program", QStringLiteral("claude mcp add files -- npx -y pkg"), "files",
        R"({"args":["-y","pkg"],"command":"npx"})");
    row("a whole file", QStringLiteral("{\"mcpServers\": {\"one\": {\"command\": \"x\", \"args\": [\"y\"]}}}"), "one",
        R"({"args":["y"],"command":"x"})");
    row("the key of another client",
        QStringLiteral("{\"servers\": {\"one\": {\"type\": \"http\", \"url\": \"http://a\"}}}"), "one",
        "{\"type\":\"http\",\"url\":\"http://a\"}");
    row("without braces", QStringLiteral("\"one\": {\"command\": \"x\"},"), "one", R"({"command":"x"})");
    row("the inside alone", QStringLiteral("{\"command\": \"uvx\", \"args\": [\"mcp-server-git\"]}"), "git",
        R"({"args":["mcp-server-git"],"command":"uvx"})");
    row("with comments and a comma too many",
        QStringLiteral("```json\n{\n  // yours\n  \"mcpServers\": {\"one\": {\"command\": \"x\",},},\n}\n```"), "one",
        R"({"command":"x"})");
}

void TestServerPaste::understands_what_people_paste()
{
    QFETCH(QString, text);
    QFETCH(QString, name);
    QFETCH(QByteArray, settings);
    const Result<ServerPaste> paste = ServerPaste::read(text);
    QVERIFY2(paste.ok(), qPrintable(paste ? QString() : paste.error().sentence));
    QCOMPARE(paste->name, name);
    QCOMPARE(QJsonDocument(paste->settings).toJson(QJsonDocument::Compact), settings);
}

void TestServerPaste::says_what_it_cannot_read_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("two servers") << QStringLiteral("{\"a\": {\"command\": \"x\"}, \"b\": {\"url\": \"http://a\"}}")
                                 << QStringLiteral("2 servers");
    QTest::newRow("none") << QStringLiteral("{\"a\": 1}") << QStringLiteral("neither a command nor a url");
    QTest::newRow("half") << QStringLiteral("{\"a\": {") << QStringLiteral("cannot be read");
    QTest::newRow("an open quote") << QStringLiteral("npx 'a") << QStringLiteral("quotation mark");
    QTest::newRow("a variable alone") << QStringLiteral("A=b") << QStringLiteral("no command");
}

void TestServerPaste::says_what_it_cannot_read()
{
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const Result<ServerPaste> paste = ServerPaste::read(text);
    QVERIFY(!paste);
    QVERIFY2(paste.error().sentence.contains(sentence), qPrintable(paste.error().sentence));
}

void TestServerPaste::a_line_and_its_words_are_the_same_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("plain") << QStringList{QStringLiteral("npx"), QStringLiteral("-y")};
    QTest::newRow("blanks") << QStringList{QStringLiteral("a b"), QStringLiteral(""), QStringLiteral("\t")};
    QTest::newRow("quotes") << QStringList{QStringLiteral("it's"), QStringLiteral("\"x\""), QStringLiteral("'")};
    QTest::newRow("backslashes") << QStringList{QStringLiteral("C:\\x"), QStringLiteral("\\"), QStringLiteral("a\\ b")};
    QTest::newRow("a program that changes variables")
        << QStringList{QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("echo \"$HOME\" && 'x'")};
}

void TestServerPaste::a_line_and_its_words_are_the_same()
{
    QFETCH(QStringList, words);
    const Result<QStringList> again = shellWords(shellLine(words));
    QVERIFY(again);
    QCOMPARE(*again, words);
}

QTEST_APPLESS_MAIN(TestServerPaste)
#include "tst_serverpaste.moc"
