// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/masks.h"
#include "core/config/configreader.h"
#include "tests/clients/household.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Signalbox;

namespace {

/** JSON is easier to read without backslashes. */
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

QStringList namesIn(const QList<FoundServer> &found)
{
    QStringList names;
    for (const FoundServer &server : found)
        names << server.name;
    names.sort();
    return names;
}

} // namespace

class TestImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void each_spelling_becomes_ours_data();
    void each_spelling_becomes_ours();
    void what_cannot_come_says_why();
    void the_same_server_of_several_clients_is_one();
    void names_are_unique_and_ours_stay_out();
    void what_is_imported_is_read_by_the_gateway();
    void the_rest_of_the_settings_stays_as_it_is();
    void without_settings_the_built_in_server_stays();
    void secrets_are_covered_data();
    void secrets_are_covered();
    void lines_are_covered();
};

void TestImport::each_spelling_becomes_ours_data()
{
    QTest::addColumn<QString>("client");
    QTest::addColumn<QByteArray>("theirs");
    QTest::addColumn<QByteArray>("ours");
    const auto row = [](const char *name, const char *client, const QByteArray &theirs, const QByteArray &ours) {
        QTest::newRow(name) << QString::fromLatin1(client) << theirs << ours;
    };
    row("a program", "claude-code", quoted("{'type':'stdio','command':'npx','args':['-y','x'],'env':{}}"),
        quoted("{'command':'npx','args':['-y','x']}"));
    row("an address", "vscode", quoted("{'type':'http','url':'https://a.example/mcp','headers':{'A':'${env:K}'}}"),
        quoted("{'url':'https://a.example/mcp','headers':{'A':'${env:K}'}}"));
    row("the older way", "vscode", quoted("{'type':'sse','url':'https://a.example/sse'}"),
        quoted("{'type':'sse','url':'https://a.example/sse'}"));
    row("Gemini's two keys, new", "gemini", quoted("{'httpUrl':'https://a.example/mcp'}"),
        quoted("{'url':'https://a.example/mcp'}"));
    row("Gemini's two keys, old", "gemini", quoted("{'url':'https://a.example/sse'}"),
        quoted("{'type':'sse','url':'https://a.example/sse'}"));
    row("Gemini's variables", "gemini", quoted("{'command':'x','env':{'K':'$K','L':'${L}'}}"),
        quoted("{'command':'x','env':{'K':'${K}','L':'${L}'}}"));
    row("Windsurf's key", "windsurf", quoted("{'serverUrl':'https://a.example/mcp','disabled':true}"),
        quoted("{'url':'https://a.example/mcp','disabled':true}"));
    row("Codex names variables", "codex",
        quoted("{'url':'https://a.example/"
               "mcp','bearer_token_env_var':'T','http_headers':{'A':'b'},'env_http_headers':{'C':'D'}}"),
        quoted("{'url':'https://a.example/mcp','headers':{'A':'b','C':'${D}','Authorization':'Bearer ${T}'}}"));
    row("Codex passes variables on", "codex", quoted("{'command':'x','env_vars':['A',{'name':'B'}],'enabled':false}"),
        quoted("{'command':'x','env':{'A':'${A}','B':'${B}'},'disabled':true}"));
    row("Zed's older shape", "zed", quoted("{'command':{'path':'x','args':['y'],'env':{'A':'b'}}}"),
        quoted("{'command':'x','args':['y'],'env':{'A':'b'}}"));
    row("the person's home", "cursor", quoted("{'command':'${userHome}/bin/x'}"), quoted("{'command':'/h/bin/x'}"));
}

void TestImport::each_spelling_becomes_ours()
{
    QFETCH(QString, client);
    QFETCH(QByteArray, theirs);
    QFETCH(QByteArray, ours);
    const auto entry = translatedEntry(*clientKind(client), json(theirs), QStringLiteral("/h"));
    QVERIFY2(entry.ok(), qPrintable(entry ? QString() : entry.error().sentence));
    QCOMPARE(*entry, json(ours));
}

void TestImport::what_cannot_come_says_why()
{
    const auto why = [](const char *client, const QByteArray &theirs) {
        const auto entry = translatedEntry(*clientKind(QLatin1StringView(client)), json(theirs), QStringLiteral("/h"));
        return entry ? QString() : entry.error().sentence;
    };
    QVERIFY(why("vscode", quoted("{'url':'https://a.example','headers':{'A':'${input:key}'}}"))
                .contains(u"only VS Code can fill in"));
    QVERIFY(why("cursor", quoted("{'command':'${workspaceFolder}/x'}")).contains(u"only Cursor can fill in"));
    QVERIFY(why("zed", quoted("{'settings':{}}")).contains(u"extension of Zed"));
}

void TestImport::the_same_server_of_several_clients_is_one()
{
    const Household house;
    QVERIFY(house.write(house.fileOf("cursor"), quoted("{'mcpServers':{'files':{'command':'npx','args':['files']}}}")));
    QVERIFY(house.write(house.fileOf("codex"), "[mcp_servers.my-files]\ncommand = \"npx\"\nargs = [\"files\"]\n"));
    QVERIFY(house.write(house.fileOf("zed"), "{"));
    const Clients clients = house.clients();
    const auto found = ServerImport(clients, house.instance).find();
    QVERIFY(found.ok());
    QCOMPARE(found->size(), 1);
    QCOMPARE(found->first().name, QStringLiteral("files"));
    QCOMPARE(found->first().clients, (QStringList{QStringLiteral("Cursor"), QStringLiteral("Codex")}));
}

void TestImport::names_are_unique_and_ours_stay_out()
{
    const Household house;
    QVERIFY(house.write(house.fileOf("cursor"),
                        quoted("{'mcpServers':{'files':{'command':'a'},'known':{'command':'k'},'gate':{'url':'http://"
                               "localhost:3625/mcp'},'bridge':{'command':'/usr/bin/signalbox','args':['connect']}}}")));
    QVERIFY(house.write(house.fileOf("windsurf"), quoted("{'mcpServers':{'Files':{'command':'b'}}}")));
    QVERIFY(house.write(house.instance.settingsFile,
                        quoted("{'mcpServers':{'files':{'command':'c'},'mine':{'command':'k'}}}")));
    QCOMPARE(house.connect("cursor"), QString());
    const Clients clients = house.clients();
    const auto found = ServerImport(clients, house.instance).find();
    QVERIFY(found.ok());
    QCOMPARE(namesIn(*found),
             (QStringList{QStringLiteral("Files-3"), QStringLiteral("files-2"), QStringLiteral("mine")}));
    for (const FoundServer &server : *found)
        QCOMPARE(server.isThere, server.name == u"mine");
}

void TestImport::what_is_imported_is_read_by_the_gateway()
{
    const Household house;
    QVERIFY(house.write(house.fileOf("claude-code"),
                        quoted("{'mcpServers':{'a':{'type':'stdio','command':'x','env':{'K':'s3cret'}},'b':{'type':'"
                               "http','url':'https://b.example/mcp','headers':{'A':'t0ken'}}}}")));
    const Clients clients = house.clients();
    const ServerImport import(clients, house.instance);
    const auto change = import.importing({QStringLiteral("a"), QStringLiteral("b")});
    QVERIFY(change.ok());
    for (const DiffLine &line : change->preview)
        QVERIFY2(!line.text.contains(u"t0ken"), qPrintable(line.text));
    QVERIFY(import.carryOut(*change).ok());
    const QByteArray text = Household::bytesOf(house.instance.settingsFile);
    const auto reading = parseConfig(text, house.instance.settingsFile, house.instance.environment);
    QVERIFY(reading.ok());
    QVERIFY2(reading->problems.isEmpty(), text.constData());
    QCOMPARE(reading->config.servers.size(), 3);
    QCOMPARE(reading->config.servers[1].settings.value(u"env")[u"K"].toString(), QStringLiteral("s3cret"));
    QCOMPARE(reading->config.servers[2].settings.value(u"headers")[u"A"].toString(), QStringLiteral("t0ken"));
    QCOMPARE(Household::modeOf(house.instance.settingsFile), 0600);
    const auto again = import.importing({QStringLiteral("a")});
    QVERIFY(again.ok() && !again->willBe);
}

void TestImport::the_rest_of_the_settings_stays_as_it_is()
{
    const Household house;
    const QByteArray before =
        "{\n\t\"listen\": {\"port\":  1},\n\t\"mcpServers\": {\n\t\t\"x\": { \"command\": \"y\" }\n\t}\n}";
    QVERIFY(house.write(house.instance.settingsFile, before));
    QVERIFY(house.write(house.fileOf("zed"), quoted("{'context_servers':{'z':{'command':'zz'}}}")));
    const Clients clients = house.clients();
    const ServerImport import(clients, house.instance);
    const auto change = import.importing({QStringLiteral("z")});
    QVERIFY(change.ok());
    QVERIFY(import.carryOut(*change).ok());
    QCOMPARE(Household::bytesOf(house.instance.settingsFile),
             QByteArray(before).replace("\"y\" }", "\"y\" },\n\t\t\"z\": {\n\t\t\t\"command\": \"zz\"\n\t\t}"));
    QVERIFY(!import.importing({QStringLiteral("nobody")}).ok());
}

void TestImport::without_settings_the_built_in_server_stays()
{
    const Household house;
    QVERIFY(house.write(house.fileOf("zed"), quoted("{'context_servers':{'z':{'command':'zz'}}}")));
    const Clients clients = house.clients();
    const ServerImport import(clients, house.instance);
    const auto change = import.importing({QStringLiteral("z")});
    QVERIFY(change.ok() && import.carryOut(*change).ok());
    QCOMPARE(json(Household::bytesOf(house.instance.settingsFile)).value(u"mcpServers").toObject().keys(),
             (QStringList{QStringLiteral("desk"), QStringLiteral("z")}));
}

void TestImport::secrets_are_covered_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("summary");
    const auto row = [](const char *name, const QByteArray &entry, const char *summary) {
        QTest::newRow(name) << entry << QString::fromUtf8(summary);
    };
    row("plain", quoted("{'command':'npx','args':['-y','@x/server-files','/home/you/work']}"),
        "npx -y @x/server-files /home/you/work");
    row("an option", quoted("{'command':'x','args':['--api-key','hunter2','--port','1']}"),
        "x --api-key •••• --port 1");
    row("an option with its value", quoted("{'command':'x','args':['--token=hunter2']}"), "x --token=••••");
    row("a header", quoted("{'command':'npx','args':['mcp-remote','https://a.example','--header','X-Key: hunter2']}"),
        "npx mcp-remote https://a.example --header X-Key: ••••");
    row("a known shape", quoted("{'command':'x','args':['ghp_abcdefghijklmnop']}"), "x ••••");
    row("a variable", quoted("{'command':'x','args':['--token','${TOKEN}']}"), "x --token ${TOKEN}");
    row("environment", quoted("{'command':'x','env':{'A':'hunter2','B':'hunter2'}}"), "x; env: A, B");
    row("an address",
        quoted("{'url':'https://me:hunter2@a.example/mcp?key=hunter2&x=hunter2','headers':{'A':'hunter2'}}"),
        "https://me:••••@a.example/mcp?key=••••&x=••••; headers: A");
    row("a database", quoted("{'command':'x','args':['postgresql://me:hunter2@localhost/db']}"),
        "x postgresql://me:••••@localhost/db");
}

void TestImport::secrets_are_covered()
{
    QFETCH(QByteArray, entry);
    const QString summary = Masks::summary(json(entry));
    QTEST(summary, "summary");
    QVERIFY(!summary.contains(u"hunter2"));
}

void TestImport::lines_are_covered()
{
    QCOMPARE(Masks().covered(QString::fromUtf8(quoted("  'apiKey': 'hunter2', 'name': 'x'"))),
             QString::fromUtf8(quoted("  'apiKey': '••••', 'name': 'x'")));
    QCOMPARE(Masks().covered(QString::fromUtf8(quoted("http_headers = { Authorization = 'Bearer t' }"))),
             QString::fromUtf8(quoted("http_headers = { Authorization = 'Bearer ••••' }")));
    QCOMPARE(Masks().covered(QString::fromUtf8(quoted("'args': ['--api-key', 'hunter2', 'z']"))),
             QString::fromUtf8(quoted("'args': ['--api-key', '••••', 'z']")));
    QCOMPARE(Masks().covered(QStringLiteral("url = 'https://a:b@c/'")), QStringLiteral("url = 'https://a:••••@c/'"));
    Masks lines;
    QCOMPARE(lines.covered(QStringLiteral("\"env\": {")), QStringLiteral("\"env\": {"));
    QCOMPARE(lines.covered(QStringLiteral("  \"A\": \"hunter2\",")), QStringLiteral("  \"A\": \"••••\","));
    QCOMPARE(lines.covered(QStringLiteral("}, \"b\": \"c\"")), QStringLiteral("}, \"b\": \"••••\""));
    QCOMPARE(lines.covered(QStringLiteral("\"b\": \"c\", \"env\": {\"A\": \"x\"}")),
             QStringLiteral("\"b\": \"c\", \"env\": {\"A\": \"••••\"}"));
    QCOMPARE(lines.covered(QStringLiteral("[mcp_servers.x.env]")), QStringLiteral("[mcp_servers.x.env]"));
    QCOMPARE(lines.covered(QStringLiteral("A = \"hunter2\"")), QStringLiteral("A = \"••••\""));
    QCOMPARE(lines.covered(QStringLiteral("[x]")), QStringLiteral("[x]"));
    QCOMPARE(lines.covered(QStringLiteral("A = \"b\"")), QStringLiteral("A = \"b\""));
    QCOMPARE(Masks().covered(QStringLiteral("  // a remark")), QStringLiteral("  // a remark"));
}

QTEST_APPLESS_MAIN(TestImport)
#include "tst_import.moc"
