// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/clients/household.h"

#include <QJsonArray>
#include <QTest>

#include <unistd.h>

using namespace Signalbox;

namespace {

/** A file as each client keeps it, with servers of its own. */
QByteArray usualFile(const ClientKind &kind)
{
    if (kind.format == ClientKind::Format::Toml)
        return "model = \"o3\"\n\n[mcp_servers.files] # mine\ncommand = \"npx\"\nargs = [\"-y\", \"files\"]\n";
    const QByteArray remark = kind.format == ClientKind::Format::JsonWithComments ? "  // mine, and a comma: ,\n" : "";
    return "{\n" + remark + "  \"big\": 18446744073709551617,\n  \"" + kind.table
        + "\": {\n    \"files\": { \"command\": \"npx\", \"args\": [\"-y\", \"files\"] }\n  },\n  \"z\": 1.10\n}\n";
}

/** What a client would find under our name. */
QJsonObject entryIn(const Household &house, const ClientKind &kind)
{
    const auto list = ServerList::read(kind, Household::bytesOf(kind.filePath(house.instance.environment)));
    const ServerList::Server *server = list ? list->find(QLatin1StringView(Clients::EntryName)) : nullptr;
    return server ? server->entry : QJsonObject();
}

} // namespace

class TestClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void every_client_is_connected_and_comes_back_to_the_byte_data();
    void every_client_is_connected_and_comes_back_to_the_byte();
    void writes_what_the_client_reads();
    void a_token_goes_along_and_closes_the_file();
    void a_file_that_was_not_there_goes_again();
    void what_others_changed_since_stays();
    void what_was_written_meanwhile_is_not_overwritten();
    void connecting_twice_changes_nothing();
    void a_moved_gateway_is_written_anew_and_the_way_back_stays();
    void somebody_elses_entry_is_left_alone();
    void an_undo_without_anything_to_undo_says_so();
    void what_cannot_be_used_is_never_touched_data();
    void what_cannot_be_used_is_never_touched();
    void a_link_stays_a_link();
    void backups_are_few_and_private();
    void a_token_is_never_shown();
    void folders_that_were_moved_are_found();
};

void TestClients::every_client_is_connected_and_comes_back_to_the_byte_data()
{
    QTest::addColumn<QString>("client");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<int>("mode");
    for (const ClientKind &kind : clientKinds()) {
        const auto row = [&](const char *name, const QByteArray &before, int mode = 0644) {
            QTest::addRow("%s, %s", kind.id, name) << kind.idText() << before << mode;
        };
        const QByteArray usual = usualFile(kind);
        row("usual", usual);
        row("CRLF", QByteArray(usual).replace("\n", "\r\n"), 0600);
        row("no line end", usual.trimmed(), 0664);
        row("byte order mark", "\xEF\xBB\xBF" + usual);
        row("empty", "");
        if (kind.format != ClientKind::Format::Toml) {
            row("braces", "{}");
            row("one line", "{\"" + QByteArray(kind.table) + "\":{},\"a\":[1,2]}");
        }
    }
}

void TestClients::every_client_is_connected_and_comes_back_to_the_byte()
{
    QFETCH(QString, client);
    QFETCH(QByteArray, before);
    QFETCH(int, mode);
    const Household house;
    const QByteArray id = client.toLatin1();
    const ClientKind &kind = *clientKind(client);
    const QString file = house.fileOf(id.constData());
    QVERIFY(house.write(file, before, mode_t(mode)));
    const QByteArray hash = Household::hashOf(file);

    QCOMPARE(house.connect(id.constData()), QString());
    QCOMPARE(house.state(id.constData()).state, ClientState::Connected);
    QVERIFY(!entryIn(house, kind).isEmpty());
    QCOMPARE(Household::modeOf(file), mode);
    QVERIFY(Household::hashOf(file) != hash);
    QCOMPARE(house.undo(id.constData()), QString());
    QCOMPARE(Household::hashOf(file), hash);
    QCOMPARE(Household::modeOf(file), mode);
    QCOMPARE(house.state(id.constData()).state, ClientState::NotConnected);
}

void TestClients::writes_what_the_client_reads()
{
    Household house;
    house.door.token = "t-1";
    const QJsonObject headers{{QStringLiteral("Authorization"), QStringLiteral("Bearer t-1")}};
    const auto expected = [&](const ClientKind &kind) {
        const QString id = kind.idText();
        if (id == u"claude-desktop")
            return QJsonObject{{QStringLiteral("command"), house.door.program},
                               {QStringLiteral("args"), QJsonArray{QStringLiteral("connect")}}};
        const QString urlKey = id == u"gemini" ? QStringLiteral("httpUrl")
            : id == u"windsurf"                ? QStringLiteral("serverUrl")
                                               : QStringLiteral("url");
        QJsonObject entry{{urlKey, house.door.url}};
        entry.insert(id == u"codex" ? QStringLiteral("http_headers") : QStringLiteral("headers"), headers);
        if (id == u"claude-code" || id == u"vscode")
            entry.insert(QStringLiteral("type"), QStringLiteral("http"));
        return entry;
    };
    for (const ClientKind &kind : clientKinds()) {
        QCOMPARE(house.connect(kind.id), QString());
        QCOMPARE(entryIn(house, kind), expected(kind));
    }
}

void TestClients::a_token_goes_along_and_closes_the_file()
{
    Household house;
    house.door.token = "secret-token";
    QVERIFY(house.write(house.fileOf("zed"), "{}\n", 0664));
    QVERIFY(house.write(house.fileOf("claude-desktop"), "{}\n", 0664));
    QCOMPARE(house.connect("zed"), QString());
    QCOMPARE(Household::modeOf(house.fileOf("zed")), 0600);
    QCOMPARE(house.connect("claude-desktop"), QString()); // the program finds the token by itself
    QVERIFY(!Household::bytesOf(house.fileOf("claude-desktop")).contains("secret-token"));
    QCOMPARE(Household::modeOf(house.fileOf("claude-desktop")), 0664);
    QCOMPARE(house.undo("zed"), QString());
    QCOMPARE(Household::modeOf(house.fileOf("zed")), 0664);
    house.door.token = "a$b";
    QVERIFY(house.connect("cursor").contains(QStringLiteral("takes for a variable")));
    QCOMPARE(house.connect("codex"), QString());
}

void TestClients::a_file_that_was_not_there_goes_again()
{
    for (const ClientKind &kind : clientKinds()) {
        const Household house;
        QCOMPARE(house.connect(kind.id), QString());
        QCOMPARE(Household::modeOf(house.fileOf(kind.id)), 0600);
        QCOMPARE(house.undo(kind.id), QString());
        const QStringList left =
            QDir(house.root.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
        QCOMPARE(left, QStringList{QStringLiteral("state")});
    }
}

void TestClients::what_others_changed_since_stays()
{
    for (const ClientKind &kind : clientKinds()) {
        const Household house;
        const QString file = house.fileOf(kind.id);
        const QByteArray before = usualFile(kind);
        QVERIFY(house.write(file, before));
        QCOMPARE(house.connect(kind.id), QString());
        QVERIFY(house.write(file, Household::bytesOf(file).replace("\"npx\"", "\"bunx\"")));
        QCOMPARE(house.undo(kind.id), QString());
        QCOMPARE(Household::bytesOf(file), QByteArray(before).replace("\"npx\"", "\"bunx\""));
    }
}

void TestClients::what_was_written_meanwhile_is_not_overwritten()
{
    const Household house;
    const QString file = house.fileOf("claude-code");
    QVERIFY(house.write(file, "{\"a\": 1}"));
    const Clients clients = house.clients();
    const auto change = clients.connecting(QStringLiteral("claude-code"), false);
    QVERIFY(change.ok());
    QVERIFY(house.write(file, "{\"a\": 2}"));
    const Result<void> done = clients.carryOut(*change);
    QVERIFY(!done.ok());
    QVERIFY2(done.error().sentence.contains(QStringLiteral("changed in the meantime")),
             qPrintable(done.error().sentence));
    QCOMPARE(Household::bytesOf(file), QByteArray("{\"a\": 2}"));
    const QStringList left = QDir(house.root.path()).entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(left, QStringList{QStringLiteral(".claude.json")});
}

void TestClients::connecting_twice_changes_nothing()
{
    const Household house;
    QCOMPARE(house.connect("cursor"), QString());
    const QByteArray hash = Household::hashOf(house.fileOf("cursor"));
    const auto again = house.clients().connecting(QStringLiteral("cursor"), false);
    QVERIFY(again.ok() && again->isNothing() && again->preview.isEmpty());
    QCOMPARE(house.connect("cursor"), QString());
    QCOMPARE(Household::hashOf(house.fileOf("cursor")), hash);
}

void TestClients::a_moved_gateway_is_written_anew_and_the_way_back_stays()
{
    Household house;
    const QByteArray before = "{ \"a\" : 1 }\n";
    QVERIFY(house.write(house.fileOf("cursor"), before));
    QCOMPARE(house.connect("cursor"), QString());
    house.door.url = QStringLiteral("http://127.0.0.1:4000/mcp");
    QCOMPARE(house.state("cursor").state, ClientState::Outdated);
    QCOMPARE(house.connect("cursor"), QString());
    QVERIFY(Household::bytesOf(house.fileOf("cursor")).contains(":4000/mcp"));
    QCOMPARE(house.undo("cursor"), QString());
    QCOMPARE(Household::bytesOf(house.fileOf("cursor")), before);
}

void TestClients::somebody_elses_entry_is_left_alone()
{
    const Household house;
    const QByteArray theirs = "{\"mcpServers\": {\"signalbox\": {\"url\": \"https://example.org/mcp\"}}}\n";
    QVERIFY(house.write(house.fileOf("cursor"), theirs));
    QCOMPARE(house.state("cursor").state, ClientState::OtherEntry);
    QVERIFY(house.connect("cursor").contains(QStringLiteral("leads somewhere else")));
    QVERIFY(house.undo("cursor").contains(QStringLiteral("by hand")));
    QCOMPARE(Household::bytesOf(house.fileOf("cursor")), theirs);
    QCOMPARE(house.connect("cursor", true), QString());
    QCOMPARE(house.state("cursor").state, ClientState::Connected);
    QCOMPARE(house.undo("cursor"), QString());
    QCOMPARE(Household::bytesOf(house.fileOf("cursor")), theirs);
}

void TestClients::an_undo_without_anything_to_undo_says_so()
{
    const Household house;
    for (const ClientKind &kind : clientKinds()) {
        const auto change = house.clients().undoing(kind.idText());
        QVERIFY(change.ok() && change->isNothing());
        QVERIFY(change->sentence.contains(QStringLiteral("nothing to undo")));
    }
    const auto unknown = house.clients().connecting(QStringLiteral("emacs"), false);
    QVERIFY(!unknown.ok() && unknown.error().sentence.contains(QStringLiteral("expected one of claude-code")));
}

void TestClients::what_cannot_be_used_is_never_touched_data()
{
    QTest::addColumn<QString>("client");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const char *client, const QByteArray &text, const char *sentence,
                        int mode = 0644) {
        QTest::newRow(name) << QString::fromLatin1(client) << text << mode << QString::fromLatin1(sentence);
    };
    row("cut off", "claude-code", "{\"mcpServers\": {", "line 1, column 17: this is not JSON");
    row("a comment where the client knows none", "windsurf", "{} // x", "line 1, column 4: this is not JSON");
    row("a list of servers", "cursor", "{\"mcpServers\": []}", "mcpServers: expected an object");
    row("a list", "vscode", "[]", "expected an object");
    row("servers twice", "zed", "{\"context_servers\": {}, \"context_servers\": {}}", "is there twice");
    row("not JSON at all", "gemini", "mcpServers:\n  a: 1\n", "this is not JSON");
    row("no TOML", "codex", "[mcp_servers\n", "this is not TOML");
    row("a table in braces", "codex", "mcp_servers = {}\n", "in braces");
    row("too big", "claude-code", "{\"a\": \"" + QByteArray(17 * 1024 * 1024, 'x') + "\"}", "too big");
    row("write-protected", "zed", "{}\n", "chmod u+w", 0444);
    row("no text", "claude-desktop", QByteArray("\0\0\0", 3), "this is not JSON");
}

void TestClients::what_cannot_be_used_is_never_touched()
{
    QFETCH(QString, client);
    QFETCH(QByteArray, text);
    QFETCH(int, mode);
    QFETCH(QString, sentence);
    const Household house;
    const QByteArray id = client.toLatin1();
    const QString file = house.fileOf(id.constData());
    QVERIFY(house.write(file, text, mode_t(mode)));
    const QByteArray hash = Household::hashOf(file);
    for (const bool replace : {false, true}) {
        const QString said = house.connect(id.constData(), replace);
        QVERIFY2(said.contains(sentence) && said.contains(file), qPrintable(said));
    }
    QCOMPARE(Household::hashOf(file), hash);
    QCOMPARE(Household::modeOf(file), mode);
}

void TestClients::a_link_stays_a_link()
{
    const Household house;
    const QString real = house.path(QStringLiteral("dotfiles/cursor.json"));
    const QString link = house.fileOf("cursor");
    QVERIFY(house.write(real, "{}\n", 0640));
    QDir().mkpath(QFileInfo(link).path());
    QVERIFY(QFile::link(real, link));
    QCOMPARE(house.connect("cursor"), QString());
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(Household::bytesOf(real).contains("signalbox"));
    QCOMPARE(Household::modeOf(real), 0640);
    QCOMPARE(house.undo("cursor"), QString());
    QVERIFY(QFileInfo(link).isSymLink());
    QCOMPARE(Household::bytesOf(real), QByteArray("{}\n"));

    QVERIFY(QFile::remove(real));
    QVERIFY(house.connect("cursor").contains(QStringLiteral("leads nowhere")));
    QVERIFY(QFile::remove(link));
    QVERIFY(QDir().mkpath(link));
    QVERIFY(house.connect("cursor").contains(QStringLiteral("is not a file")));
    QVERIFY(QDir().rmdir(link));
    QCOMPARE(::mkfifo(QFile::encodeName(link).constData(), 0600), 0);
    QVERIFY(house.connect("cursor").contains(QStringLiteral("is not a file")));
}

void TestClients::backups_are_few_and_private()
{
    const Household house;
    const QString file = house.fileOf("zed");
    for (int i = 0; i < 9; ++i) {
        QVERIFY(house.write(file, "{\"n\": " + QByteArray::number(i) + "}"));
        QCOMPARE(house.connect("zed"), QString());
    }
    const QFileInfoList kept = QDir(house.instance.stateFolder + QStringLiteral("/clients"))
                                   .entryInfoList({QStringLiteral("*.backup")}, QDir::Files, QDir::Name);
    QCOMPARE(kept.size(), UndoRecords::KeptBackups);
    QCOMPARE(Household::bytesOf(kept.last().filePath()), QByteArray("{\"n\": 8}"));
    for (const QFileInfo &each : kept)
        QCOMPARE(Household::modeOf(each.filePath()), 0600);
}

void TestClients::a_token_is_never_shown()
{
    Household house;
    house.door.token = "opensesame";
    for (const ClientKind &kind : clientKinds()) {
        const auto change = house.clients().connecting(kind.idText(), false);
        QVERIFY(change.ok());
        QVERIFY(!change->preview.isEmpty());
        for (const DiffLine &line : change->preview)
            QVERIFY2(!line.text.contains(u"opensesame"), qPrintable(line.text));
    }
}

void TestClients::folders_that_were_moved_are_found()
{
    Household house;
    house.instance.environment.insert(QStringLiteral("CODEX_HOME"), house.path(QStringLiteral("cx")));
    house.instance.environment.insert(QStringLiteral("XDG_CONFIG_HOME"), house.path(QStringLiteral("cfg")));
    QCOMPARE(house.fileOf("codex"), house.path(QStringLiteral("cx/config.toml")));
    QCOMPARE(house.fileOf("vscode"), house.path(QStringLiteral("cfg/Code/User/mcp.json")));
    QVERIFY(!house.state("codex").isInstalled);
    QVERIFY(QDir().mkpath(house.path(QStringLiteral("cx"))));
    QVERIFY(house.state("codex").isInstalled);
}

QTEST_APPLESS_MAIN(TestClients)
#include "tst_clients.moc"
