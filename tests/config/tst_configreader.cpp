// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configreader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Signalbox;

namespace {

const QString fileName = QStringLiteral("/home/me/.config/signalbox/signalbox.json");

QProcessEnvironment environment()
{
    QProcessEnvironment result;
    result.insert(QStringLiteral("KEY"), QStringLiteral("secret"));
    return result;
}

Result<Reading, ConfigProblem> parse(const QByteArray &text)
{
    return parseConfig(text, fileName, environment());
}

QStringList problemsOf(const QByteArray &text)
{
    const auto reading = parse(text);
    if (!reading)
        return {QStringLiteral("unusable: ") + reading.error().text()};
    QStringList texts;
    for (const ConfigProblem &problem : reading->problems)
        texts.append(problem.path + QStringLiteral(": ") + problem.sentence);
    return texts;
}

QByteArray fixture(const char *name)
{
    QFile file(QStringLiteral(TEST_SOURCE_DIRECTORY "/fixtures/") + QLatin1StringView(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestConfigReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serves_the_desk_without_a_file();
    void reads_everything_there_is();
    void keeps_the_order_of_the_file();
    void takes_entries_of_other_programs_as_they_are();
    void names_what_cannot_be_used_data();
    void names_what_cannot_be_used();
    void uses_the_rest_of_a_file_with_problems();
    void is_unusable_data();
    void is_unusable();
    void fills_variables_into_address_and_headers();
    void does_not_start_a_server_with_a_hole_in_it_data();
    void does_not_start_a_server_with_a_hole_in_it();
    void uses_a_server_without_its_bad_optional_keys();
    void gives_a_server_limits_of_its_own();
    void hands_a_plugin_what_is_its_own();
    void tells_a_changed_server_from_one_that_stays();
    void reads_files_as_they_come();
};

void TestConfigReader::serves_the_desk_without_a_file()
{
    const auto reading = parseConfig(std::nullopt, fileName, environment());
    QVERIFY(reading.ok());
    QCOMPARE(reading->config.servers.size(), 1);
    QCOMPARE(reading->config.servers[0].kind, QStringLiteral("desk"));
    QCOMPARE(reading->config.servers[0].slug, QByteArray("desk"));
    // With a file, only what it names.
    QVERIFY(parse("{}")->config.servers.isEmpty());
}

void TestConfigReader::reads_everything_there_is()
{
    const auto reading = parse(fixture("everything.json"));
    QVERIFY(reading.ok());
    for (const ConfigProblem &problem : reading->problems)
        qWarning("%s", qPrintable(problem.text()));
    QVERIFY(reading->problems.isEmpty());
    const Config &config = reading->config;
    QCOMPARE(config.servers.size(), 4);

    const ServerConfig &files = config.servers[0];
    QCOMPARE(files.name, QStringLiteral("My Files"));
    QCOMPARE(files.slug, QByteArray("my-files"));
    QCOMPARE(files.kind, QStringLiteral("stdio"));
    QCOMPARE(files.settings.value(QStringLiteral("env")).toObject().value(QStringLiteral("API_KEY")).toString(),
             QStringLiteral("secret"));
    QCOMPARE(files.settings.value(QStringLiteral("stderrLines")).toInt(), 50);
    QVERIFY(!files.settings.contains(QStringLiteral("signalbox")));
    QCOMPARE(files.instances, ServerConfig::Instances::Session);
    QCOMPARE(files.start, ServerConfig::Start::Eager);
    QCOMPARE(files.generations, ServerConfig::Generations::Both);
    QCOMPARE(files.limits.callSilence, 90'000);
    QCOMPARE(files.limits.ask, 120'000); // the general one
    QVERIFY(!files.disabled);

    const ServerConfig &web = config.servers[1];
    QCOMPARE(web.kind, QStringLiteral("http"));
    QVERIFY(web.disabled);
    QCOMPARE(web.settings.value(QStringLiteral("type")).toString(), QStringLiteral("sse"));
    QCOMPARE(config.servers[2].kind, QStringLiteral("http"));
    QCOMPARE(config.servers[3].kind, QStringLiteral("desk"));

    QCOMPARE(config.addresses, QStringList{QStringLiteral("127.0.0.1")});
    QCOMPARE(config.port, quint16(4000));
    QCOMPARE(config.token, QByteArray("secret"));
    QCOMPARE(config.limits.ask, 120'000);
    QCOMPARE(config.limits.http.body, 1'048'576);
    QCOMPARE(config.limits.callSilence, 3'600'000);
    QCOMPARE(config.subscribe, (QStringList{QStringLiteral("my-files"), QStringLiteral("desk")}));
    QCOMPARE(config.allowedHosts, QStringList{QStringLiteral("box.example")});
    QCOMPARE(config.allowedOrigins, QStringList{QStringLiteral("https://app.example:8443")});
    QCOMPARE(config.roots, QByteArray("[{\"name\":\"Work\",\"uri\":\"file:///home/me/work\"}]"));
}

void TestConfigReader::keeps_the_order_of_the_file()
{
    const auto reading =
        parse(R"({"mcpServers": {"z": {"command": "1"}, "a": {"command": "2"}, "m": {"command": "3"}}})");
    QCOMPARE(reading->config.servers.size(), 3);
    QCOMPARE(reading->config.servers[0].name, QStringLiteral("z"));
    QCOMPARE(reading->config.servers[1].name, QStringLiteral("a"));
    QCOMPARE(reading->config.servers[2].name, QStringLiteral("m"));
}

void TestConfigReader::takes_entries_of_other_programs_as_they_are()
{
    const auto reading = parse(fixture("pasted.json"));
    QVERIFY(reading.ok());
    QCOMPARE(problemsOf(fixture("pasted.json")),
             QStringList{QStringLiteral("mcpServers.cursor.envFile: not used: put the variables into env")});
    QStringList kinds;
    for (const ServerConfig &server : reading->config.servers)
        kinds.append(server.name + u' ' + server.kind + (server.disabled ? QStringLiteral(" off") : QString()));
    QCOMPARE(kinds,
             (QStringList{QStringLiteral("claude stdio"), QStringLiteral("cline http"), QStringLiteral("cursor stdio"),
                          QStringLiteral("windsurf http"), QStringLiteral("gemini http"),
                          QStringLiteral("copilot stdio"), QStringLiteral("zed stdio off")}));
    QCOMPARE(reading->config.servers[3].settings.value(QStringLiteral("url")).toString(),
             QStringLiteral("https://mcp.example/sse"));
    QVERIFY(!reading->config.servers[0].settings.contains(QStringLiteral("autoApprove")));
}

void TestConfigReader::names_what_cannot_be_used_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *text, const char *problem) {
        QTest::newRow(problem) << QByteArray(text) << QString::fromUtf8(problem);
    };
    row(R"({"limit": {}})", "limit: unknown key, not used; did you mean \"limits\"?");
    row(R"({"something": 1})", "something: unknown key, not used");
    row(R"({"servers": {}})", "servers: not used: name this object \"mcpServers\" (\"servers\" is the key of VS Code)");
    row(R"({"mcpServers": []})", "mcpServers: expected an object, got a list");
    row(R"({"mcpServers": {"a": 5}})", "mcpServers.a: expected an object, got 5");
    row(R"({"listen": {"port": 70000}})", "listen.port: expected 1 to 65535, got 70000");
    row(R"({"listen": {"port": "3625"}})", "listen.port: expected 1 to 65535, got \"3625\"");
    row(R"({"listen": {"Port": 1}})", "listen.Port: unknown key, not used; did you mean \"port\"?");
    row(R"({"listen": {"addresses": ["0.0.0.0", "127.0.0.1"]}})",
        "listen.addresses: 0.0.0.0 can be reached from other machines: not used without auth.token or auth.tokenFile");
    row(R"({"listen": {"addresses": ["127.0.0.1", "home"]}})",
        "listen.addresses: expected an IP address or \"localhost\", got \"home\"");
    row(R"({"listen": {"addresses": []}})",
        "listen.addresses: names no address that can be used; 127.0.0.1 and ::1 are");
    row(R"({"limits": {"ask": "1 month"}})",
        "limits.ask: expected 1 ms to 1 d, as \"30 s\" or a number of milliseconds, got \"1 month\"");
    row(R"({"limits": {"ask": 1e12}})",
        "limits.ask: expected 1 ms to 1 d, as \"30 s\" or a number of milliseconds, got 1000000000000");
    row(R"({"limits": {"sessions": 0}})", "limits.sessions: expected 1 to 1000000, got 0");
    row(R"({"limits": {"http": {"body": "1 KB"}}})",
        "limits.http.body: expected 1 KiB to 1 GiB, as \"16 MiB\" or a number of bytes, got \"1 KB\"");
    row(R"({"limits": {"http": 1}})", "limits.http: expected an object, got 1");
    row(R"({"limits": {"body": 5000}})", "limits.body: unknown key, not used");
    row(R"({"subscribe": ["x"], "mcpServers": {"y": {"command": "c"}}})",
        "subscribe: \"x\" is no server of mcpServers");
    row(R"({"subscribe": []})", "subscribe: names no server, so notifications of all are given; leave it out for that");
    row(R"({"policy": {"allowedOrigins": ["*"]}})",
        "policy.allowedOrigins: expected an exact origin, as \"https://app.example\", got \"*\"");
    row(R"({"policy": {"allowedOrigins": ["https://a.example/"]}})",
        "policy.allowedOrigins: expected an exact origin, as \"https://app.example\", got \"https://a.example/\"");
    row(R"({"policy": {"allowedHosts": ["a b"]}})",
        "policy.allowedHosts: expected the name of a host, as \"box.example\", got \"a b\"");
    row(R"({"policy": {"allowedHosts": [7]}})", "policy.allowedHosts[0]: expected text, got 7");
    row(R"({"roots": {}})", "roots: expected a list of {\"uri\", \"name\"}, got an object");
    row(R"({"roots": [{"uri": "/home/me"}]})",
        "roots[0].uri: expected a folder as \"file:///home/me/project\", got \"/home/me\"");
    row(R"({"mcpServers": {"a": {"command": "c"}, "a": {"command": "d"}}})",
        "mcpServers.a: is there twice; only the last one counts");
    row(R"({"mcpServers": {"a": {"command": "c", "arg": []}}})",
        "mcpServers.a.arg: unknown key, not used; did you mean \"args\"?");
    row(R"({"mcpServers": {"a": {"command": "c", "signalbox": {"start": "now"}}}})",
        "mcpServers.a.signalbox.start: expected \"lazy\" or \"eager\", got \"now\"");
    row(R"({"mcpServers": {"a": {"command": "c", "signalbox": {"limits": {"sessions": 5}}}}})",
        "mcpServers.a.signalbox.limits.sessions: unknown key, not used");
    row(R"({"mcpServers": {"a": {}}})", "mcpServers.a: expected a command, a url or a type");
    row(R"({"mcpServers": {"a": {"command": "c", "url": "http://h/"}}})",
        "mcpServers.a: has a command and a url: say which with \"type\", \"stdio\" or \"http\"");
    row(R"({"mcpServers": {"a": {"type": "Web Socket"}}})",
        "mcpServers.a.type: expected \"stdio\", \"http\", \"streamable-http\", \"sse\" or the kind of a plugin, "
        "got \"Web Socket\"");
}

void TestConfigReader::names_what_cannot_be_used()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, problem);
    const QStringList problems = problemsOf(text);
    QVERIFY2(problems.contains(problem), qPrintable(problems.join(u'\n')));
}

void TestConfigReader::uses_the_rest_of_a_file_with_problems()
{
    const auto reading = parse(R"({"listen": {"port": 0, "addresses": ["localhost", 3]}, "nonsense": true,
        "limits": {"ask": false, "retry": "2 s"}, "mcpServers": {"bad": {"args": []}, "good": {"command": "c"}}})");
    QVERIFY(reading.ok());
    QCOMPARE(reading->problems.size(), 5);
    QCOMPARE(reading->config.port, quint16(3625));
    QCOMPARE(reading->config.addresses, (QStringList{QStringLiteral("127.0.0.1"), QStringLiteral("::1")}));
    QCOMPARE(reading->config.limits.ask, 600'000);
    QCOMPARE(reading->config.limits.retry, 2'000);
    QCOMPARE(reading->config.servers.size(), 1);
    QCOMPARE(reading->config.servers[0].name, QStringLiteral("good"));
}

void TestConfigReader::is_unusable_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QByteArray &text, const char *place, const char *sentence) {
        QTest::newRow(name) << text << QString::fromUtf8(place) << QString::fromUtf8(sentence);
    };
    row("empty", "", "", "is empty");
    row("blank", " \n", "", "is empty");
    row("byte order mark", "\xEF\xBB\xBF{}", "line 1, column 1", "byte order mark");
    row("comment", "{\n  // mine\n}", "line 2, column 3", "no comments");
    row("long comment", "{ \"a\": \"//\", /* x */ }", "line 1, column 14", "no comments");
    row("comma", "{\n \"listen\": {},\n}", "line 3, column 1", "comma too many");
    row("half", "{\"listen\": {\"port\": 1", "line 1, column 22", "not JSON");
    row("column in letters, not bytes", "{\"ä\": x}", "line 1, column 7", "not JSON");
    row("list", "[]", "", "expected an object");
    row("number", "5", "", "expected an object");
    row("deep", QByteArray(300, '['), "line 1, column 257", "not JSON");
    row("auth of a wrong type", R"({"auth": "secret"})", "auth", "expected an object, got \"secret\"");
    row("token of a wrong type", R"({"auth": {"token": 5}})", "auth.token", "expected text, got 5");
    row("a slip in the key", R"({"auth": {"tokn": "x"}})", "auth.tokn", "did you mean \"token\"?");
    row("empty token", R"({"auth": {"token": ""}})", "auth.token", "visible characters");
    row("token with a line break", "{\"auth\": {\"token\": \"a\\nb\"}}", "auth.token", "visible characters");
    row("token of a missing variable", R"({"auth": {"token": "${NONE}"}})", "auth.token", "NONE is not set");
    row("two tokens", R"({"auth": {"token": "a", "tokenFile": "b"}})", "auth", "either token or tokenFile");
    row("no token", R"({"auth": {}})", "auth", "either token or tokenFile");
}

void TestConfigReader::is_unusable()
{
    QFETCH(QByteArray, text);
    const auto reading = parse(text);
    QVERIFY(!reading.ok());
    QCOMPARE(reading.error().file, fileName);
    QTEST(reading.error().path, "place");
    QFETCH(QString, sentence);
    QVERIFY2(reading.error().sentence.contains(sentence), qPrintable(reading.error().text()));
}

void TestConfigReader::fills_variables_into_address_and_headers()
{
    const auto reading = parse(R"({"mcpServers": {"a": {"url": "http://h/${KEY}",
        "headers": {"Authorization": "Bearer ${KEY}"}}, "b": {"url": "ftp://me:${KEY}@h/"},
        "c": {"url": "http://h/", "headers": {"Authorization": "Bearer ${NONE}"}}}})");
    QVERIFY(reading.ok());
    QCOMPARE(reading->config.servers.size(), 1);
    const QJsonObject settings = reading->config.servers[0].settings;
    QCOMPARE(settings.value(QStringLiteral("url")).toString(), QStringLiteral("http://h/secret"));
    QCOMPARE(settings.value(QStringLiteral("headers"))[QStringLiteral("Authorization")].toString(),
             QStringLiteral("Bearer secret"));
    QCOMPARE(reading->problems.size(), 2);
    QCOMPARE(reading->problems[0].text(),
             fileName + QStringLiteral(": mcpServers.b.url: expected an address that begins with http:// or https://, got "
                                       "another text"));
    QVERIFY(reading->problems[1].text().contains(
        QStringLiteral("mcpServers.c.headers.Authorization: the environment variable NONE is not set")));
}

void TestConfigReader::does_not_start_a_server_with_a_hole_in_it_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::newRow("missing variable") << QByteArray(R"({"command": "c", "args": ["${NONE}"]})");
    QTest::newRow("missing variable in our own part")
        << QByteArray(R"({"command": "c", "signalbox": {"settings": {"x": "${NONE}"}}})");
    QTest::newRow("missing variable in the url") << QByteArray(R"({"url": "http://${NONE}/"})");
    QTest::newRow("missing variable in a header")
        << QByteArray(R"({"url": "http://h/", "headers": {"Authorization": "Bearer ${NONE}"}})");
    QTest::newRow("argument") << QByteArray(R"({"command": "c", "args": ["a", 1]})");
    QTest::newRow("args") << QByteArray(R"({"command": "c", "args": "a"})");
    QTest::newRow("env") << QByteArray(R"({"command": "c", "env": {"A": 1}})");
    QTest::newRow("cwd") << QByteArray(R"({"command": "c", "cwd": 1})");
    QTest::newRow("command") << QByteArray(R"({"command": ["c"]})");
    QTest::newRow("no command") << QByteArray(R"({"type": "stdio"})");
    QTest::newRow("blank command") << QByteArray(R"({"command": " "})");
    QTest::newRow("url") << QByteArray(R"({"url": "ftp://h/"})");
    QTest::newRow("url without host") << QByteArray(R"({"url": "http://"})");
    QTest::newRow("header") << QByteArray(R"({"url": "http://h/", "headers": {"A": null}})");
    QTest::newRow("perhaps off") << QByteArray(R"({"command": "c", "disabled": "yes"})");
}

void TestConfigReader::does_not_start_a_server_with_a_hole_in_it()
{
    QFETCH(QByteArray, entry);
    const auto reading = parse(R"({"mcpServers": {"a": )" + entry + R"(, "b": {"command": "c"}}})");
    QVERIFY(reading.ok());
    QCOMPARE(reading->problems.size(), 1);
    QVERIFY(reading->problems[0].path.startsWith(QStringLiteral("mcpServers.a")));
    QCOMPARE(reading->config.servers.size(), 1);
    QCOMPARE(reading->config.servers[0].name, QStringLiteral("b"));
}

void TestConfigReader::uses_a_server_without_its_bad_optional_keys()
{
    const auto reading = parse(R"({"mcpServers": {"a": {"command": "c", "strange": 1,
        "signalbox": {"instances": 1, "generations": "new", "limits": {"ask": "x"}, "settings": 3, "other": 0}}}})");
    QCOMPARE(reading->problems.size(), 6);
    QCOMPARE(reading->config.servers.size(), 1);
    QCOMPARE(reading->config.servers[0].instances, ServerConfig::Instances::Shared);
    QCOMPARE(reading->config.servers[0].limits.ask, 600'000);
}

void TestConfigReader::gives_a_server_limits_of_its_own()
{
    const auto reading = parse(R"({"limits": {"stopTime": 100, "ask": "1 s"}, "mcpServers": {
        "a": {"command": "c", "signalbox": {"limits": {"ask": "2 s"}}}, "b": {"command": "c"}}})");
    QVERIFY(reading->problems.isEmpty());
    QCOMPARE(reading->config.servers[0].limits.ask, 2'000);
    QCOMPARE(reading->config.servers[0].limits.stopTime, 100);
    QCOMPARE(reading->config.servers[1].limits.ask, 1'000);
}

void TestConfigReader::hands_a_plugin_what_is_its_own()
{
    const auto reading = parse(R"({"mcpServers": {"d": {"type": "desk", "disabled": false, "volume": 11,
        "signalbox": {"settings": {"volume": 12, "extra": "${KEY}"}}}}})");
    QVERIFY(reading->problems.isEmpty());
    const QJsonObject expected{{QStringLiteral("volume"), 12}, {QStringLiteral("extra"), QStringLiteral("secret")}};
    QCOMPARE(reading->config.servers[0].settings, expected);
}

void TestConfigReader::tells_a_changed_server_from_one_that_stays()
{
    const QByteArray before = R"({"mcpServers": {"a": {"command": "c"}, "b": {"command": "c"}}})";
    const QByteArray after = R"({"mcpServers": {"b": {"command": "c", "args": []}, "a": {"command": "c"}}})";
    const auto first = parse(before);
    const auto second = parse(after);
    QVERIFY(first->config.servers[0] == second->config.servers[1]);
    QVERIFY(!(first->config.servers[1] == second->config.servers[0]));
    QVERIFY(!(first->config == second->config));
    QVERIFY(first->config == parse(before)->config);
}

void TestConfigReader::reads_files_as_they_come()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.json"));
    QVERIFY(!readConfigBytes(path)->has_value());
    QVERIFY(!readConfigBytes(folder.path()).ok());

    const QString link = folder.filePath(QStringLiteral("link.json"));
    QVERIFY(QFile::link(path, link));
    QVERIFY(!readConfigBytes(link).ok());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{}");
    file.flush();
    QCOMPARE(readConfigBytes(link)->value(), QByteArray("{}"));
    file.write(QByteArray(4 * 1024 * 1024 - 2, ' '));
    file.flush();
    QVERIFY(readConfigBytes(path).ok());
    file.write(" ");
    file.flush();
    const auto tooLarge = readConfigBytes(path);
    QVERIFY(!tooLarge.ok());
    QVERIFY(tooLarge.error().sentence.contains(QStringLiteral("4 MiB")));
}

QTEST_GUILESS_MAIN(TestConfigReader)
#include "tst_configreader.moc"
