// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inspect.h"
#include "app/cli/lists.h"
#include "app/cli/log.h"
#include "app/cli/plaintext.h"
#include "app/cli/statuspage.h"
#include "app/cli/table.h"
#include "app/cli/trialtext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Signalbox;

namespace {

const QString evil = QString::fromUtf8("evil\x1b[2J\x07\xc2\x9b" "31m\r\n\xe2\x80\xaename\xe2\x80\x8b");
const QDateTime now = QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

QJsonObject parsed(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

/** Everything that is no line break can be seen. */
bool isHarmless(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        return c != u'\n' && (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format);
    });
}

int widestLine(const QString &text)
{
    int widest = 0;
    for (const QString &line : text.split(u'\n'))
        widest = std::max(widest, PlainText::columns(line));
    return widest;
}

QString withoutColour(QString text)
{
    return text.remove(QRegularExpression(QStringLiteral("\033\\[[0-9]+m")));
}

QJsonObject busyBackends(const QString &name)
{
    const QJsonObject good{{QStringLiteral("name"), name}, {QStringLiteral("slug"), QStringLiteral("files")},
                           {QStringLiteral("state"), QStringLiteral("ready")}, {QStringLiteral("kind"), QStringLiteral("stdio")},
                           {QStringLiteral("tools"), 12}, {QStringLiteral("calls"), 1234567}, {QStringLiteral("errors"), 3},
                           {QStringLiteral("latencyMs"), 1234.5}, {QStringLiteral("since"), QStringLiteral("2026-03-01T11:00:00.000Z")},
                           {QStringLiteral("serverName"), QString(300, u's')}, {QStringLiteral("serverVersion"), QStringLiteral("1")}};
    QJsonObject bad = good;
    bad.insert(QStringLiteral("state"), QStringLiteral("failed"));
    bad.insert(QStringLiteral("tools"), -1);
    bad.insert(QStringLiteral("reason"), evil + QStringLiteral(" exited with code 3. Look at what it says, and at %1 %2.").repeated(3));
    return {{QStringLiteral("backends"), QJsonArray{good, bad}}};
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tames_what_comes_from_outside();
    void counts_columns_as_terminals_do();
    void breaks_lines_between_words();
    void says_numbers_and_times();
    void escapes_in_json_what_terminals_obey();
    void aligns_columns();
    void fits_the_screen_data();
    void fits_the_screen();
    void colours_only_where_it_may();
    void lists_sessions_and_streams();
    void lists_backends_with_their_reasons();
    void lists_tools_with_their_sum();
    void says_so_when_there_is_nothing();
    void tells_status_and_trouble();
    void writes_log_lines();
    void writes_messages_of_the_wire_data();
    void writes_messages_of_the_wire();
    void shows_a_message_below_its_line();
    void shows_the_steps_of_a_trial();
    void takes_answers_of_any_shape();
};

void TestCli::tames_what_comes_from_outside()
{
    QCOMPARE(PlainText::tame(evil), QStringLiteral("evil [2J 31m name"));
    QCOMPARE(PlainText::tame(QString(2'000, u'a')).size(), 1'001);
    QCOMPARE(PlainText::tame(QString(QChar(0xd800)) + u'x'), QString(QChar(0xfffd)) + u'x');
    QCOMPARE(PlainText::tame(QString::fromUtf8("Grüße 日本 🙂")), QString::fromUtf8("Grüße 日本 🙂"));
    QCOMPARE(PlainText::tame(QString::fromUtf8("a\xe2\x80\xa8" "b")), QStringLiteral("a b"));
}

void TestCli::counts_columns_as_terminals_do()
{
    QCOMPARE(PlainText::columns(QString::fromUtf8("ab")), 2);
    QCOMPARE(PlainText::columns(QString::fromUtf8("日本")), 4);
    QCOMPARE(PlainText::columns(QString::fromUtf8("🙂")), 2);
    QCOMPARE(PlainText::columns(QString::fromUtf8("e\xcc\x81")), 1);
    QCOMPARE(PlainText::cut(QString::fromUtf8("日本語"), 6), QString::fromUtf8("日本語"));
    QCOMPARE(PlainText::cut(QString::fromUtf8("日本語"), 5), QString::fromUtf8("日本…"));
    QCOMPARE(PlainText::cut(QString::fromUtf8("日本語"), 4), QString::fromUtf8("日…"));
}

void TestCli::breaks_lines_between_words()
{
    QCOMPARE(PlainText::wrapped(QStringLiteral("one two three"), 9, 2), QStringLiteral("  one two\n  three"));
    QCOMPARE(PlainText::wrapped(QStringLiteral("one two three"), 0, 2), QStringLiteral("  one two three"));
    QCOMPARE(PlainText::wrapped(QStringLiteral("unbreakable x"), 5, 1), QStringLiteral(" unbreakable\n x"));
    QCOMPARE(PlainText::wrapped(QString(), 5, 1), QStringLiteral(" "));
}

void TestCli::says_numbers_and_times()
{
    QCOMPARE(PlainText::count(0), QStringLiteral("0"));
    QCOMPARE(PlainText::count(-1234), QStringLiteral("-1,234"));
    QCOMPARE(PlainText::count(1234567), QStringLiteral("1,234,567"));
    QCOMPARE(PlainText::known(-1), QStringLiteral("-"));
    QCOMPARE(PlainText::bytes(1023), QStringLiteral("1023 B"));
    QCOMPARE(PlainText::bytes(1536), QStringLiteral("1.5 KiB"));
    QCOMPARE(PlainText::milliseconds(0.34), QStringLiteral("0.3 ms"));
    QCOMPARE(PlainText::milliseconds(12'345), QStringLiteral("12.3 s"));
    const auto age = [](int seconds) { return PlainText::age(now.addSecs(-seconds).toString(Qt::ISODateWithMs), now); };
    QCOMPARE(age(5), QStringLiteral("5 s"));
    QCOMPARE(age(90), QStringLiteral("1 min"));
    QCOMPARE(age(7'200), QStringLiteral("2 h"));
    QCOMPARE(age(200'000), QStringLiteral("2 d"));
    QCOMPARE(age(-100), QStringLiteral("0 s")); // the clock was set back
    QCOMPARE(PlainText::age(QStringLiteral("nonsense"), now), QStringLiteral("-"));
}

void TestCli::escapes_in_json_what_terminals_obey()
{
    const QJsonObject object{{QStringLiteral("name"), evil}};
    for (const bool isOneLine : {false, true}) {
        const QString text = PlainText::json(object, isOneLine);
        QVERIFY(isHarmless(text));
        QCOMPARE(QJsonDocument::fromJson(text.toUtf8()).object(), object);
        QVERIFY(text.endsWith(u'\n'));
        QCOMPARE(text.count(u'\n') == 1, isOneLine);
    }
}

void TestCli::aligns_columns()
{
    Table table({{QStringLiteral("NAME"), Table::Column::Text}, {QStringLiteral("CALLS"), Table::Column::Number},
                 {QStringLiteral("SERVER"), Table::Column::Long}});
    table.add({QString::fromUtf8("日本"), QStringLiteral("7"), QStringLiteral("x")});
    table.add({QStringLiteral("a"), QStringLiteral("1,234"), QString()});
    table.add({QString(), QString(), QStringLiteral("y")});
    QCOMPARE(table.text(Screen()), QString::fromUtf8("NAME  CALLS  SERVER\n"
                                                     "日本      7  x\n"
                                                     "a     1,234\n"
                                                     "             y\n"));
}

void TestCli::fits_the_screen_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << QStringLiteral("files");
    QTest::newRow("long") << QString(400, u'f');
    QTest::newRow("wide") << QString::fromUtf8("日本").repeated(50);
    QTest::newRow("evil") << evil.repeated(20);
}

void TestCli::fits_the_screen()
{
    QFETCH(QString, name);
    const QString text = backendsText(busyBackends(name), Screen{80, false}, now);
    QVERIFY2(widestLine(text) <= 80, qPrintable(text));
    QVERIFY2(isHarmless(text), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("1,234,567")));
    const QString endless = backendsText(busyBackends(name), Screen(), now);
    QVERIFY(endless.contains(QString(300, u's'))); // nothing is cut for a file or another program
}

void TestCli::colours_only_where_it_may()
{
    const QJsonObject backends = busyBackends(QStringLiteral("files"));
    const QString plain = backendsText(backends, Screen{80, false}, now);
    const QString coloured = backendsText(backends, Screen{80, true}, now);
    QVERIFY(!plain.contains(u'\033'));
    QVERIFY(coloured.contains(QStringLiteral("\033[31mfailed\033[0m")));
    QCOMPARE(withoutColour(coloured), plain);
}

void TestCli::lists_sessions_and_streams()
{
    const QString text = sessionsText(
        parsed("{\"sessions\":[{\"number\":4711,\"client\":\"Cursor\",\"clientVersion\":\"2\",\"protocolVersion\":\"2025-06-18\","
               "\"front\":\"legacy\",\"view\":\"\",\"since\":\"2026-03-01T11:58:00.000Z\",\"lastActive\":\"2026-03-01T11:59:58.000Z\","
               "\"calls\":12,\"eventsSent\":1500,\"eventsMissed\":1,\"streams\":[{\"number\":4712,\"kind\":\"session\",\"state\":\"open\","
               "\"backlog\":0,\"delivered\":1500,\"replayed\":2},{\"number\":9,\"kind\":\"tools/call\",\"state\":\"detached\"}]},"
               "{\"number\":5,\"client\":\"old\",\"front\":\"sse\",\"view\":\"files\",\"streams\":[]}]}"),
        Screen{80, false}, now);
    QCOMPARE(text, QStringLiteral("SESSION  CLIENT    PROTOCOL    SEES   SINCE  ACTIVE  CALLS  EVENTS  MISSED\n"
                                  "   4711  Cursor 2  2025-06-18  all    2 min     2 s     12   1,500       1\n"
                                  "      5  old       HTTP+SSE    files      -       -      0       0       0\n"
                                  "\n"
                                  "SESSION  STREAM  FOR                   STATE     BACKLOG  DELIVERED  REPLAYED\n"
                                  "   4711    4712  server messages       open            0      1,500         2\n"
                                  "   4711       9  answer to tools/call  detached        0          0         0\n"));
}

void TestCli::lists_backends_with_their_reasons()
{
    const QString text = backendsText(busyBackends(QStringLiteral("files")), Screen{60, false}, now);
    QVERIFY(text.contains(QStringLiteral("\nfiles: failed\n  evil [2J 31m name exited with code 3.")));
    QVERIFY(text.contains(QStringLiteral("%1 %2"))); // no part of ours
}

void TestCli::lists_tools_with_their_sum()
{
    const QString text = toolsText(parsed("{\"tools\":[{\"name\":\"files__read\",\"backend\":\"files\",\"tokens\":1200,\"description\":"
                                          "\"Reads\\na file\"},{\"name\":\"files__x\",\"backend\":\"files\",\"tokens\":7}]}"),
                                   Screen{80, false});
    QCOMPARE(text, QStringLiteral("TOOL         TOKENS  DESCRIPTION\n"
                                  "files__read   1,200  Reads a file\n"
                                  "files__x          7\n"
                                  "\n"
                                  "2 tools of 1 server, about 1,207 tokens\n"));
}

void TestCli::says_so_when_there_is_nothing()
{
    const Screen screen;
    QVERIFY(sessionsText({}, screen, now).startsWith(QStringLiteral("No client")));
    QVERIFY(backendsText({}, screen, now).startsWith(QStringLiteral("The settings have no server")));
    QVERIFY(toolsText({}, screen).startsWith(QStringLiteral("No server has told a tool")));
}

void TestCli::tells_status_and_trouble()
{
    QJsonObject answers = parsed("{\"version\":{\"version\":\"1.2.3\",\"pid\":99,\"urls\":[\"http://127.0.0.1:1/mcp\"],\"settings\":\"/s.json\"},"
                                 "\"status\":{\"since\":\"2026-03-01T09:00:00Z\",\"counts\":{\"sessions\":1,\"streams\":2,\"calls\":0},"
                                 "\"calls\":1500,\"errors\":1,\"addedMs\":0.19,\"bytesIn\":2048,\"bytesOut\":10,\"eventsSent\":1}}");
    answers.insert(QStringLiteral("backends"), busyBackends(evil));
    QVERIFY(hasTrouble(answers));
    const QString text = statusText(answers, Screen{80, false}, now);
    QVERIFY2(isHarmless(text) && widestLine(text) <= 80, qPrintable(text));
    for (const char *part : {"signalbox 1.2.3, process 99, up 3 h\n", "Address    http://127.0.0.1:1/mcp\n", "Settings   /s.json\n",
                             "1 session, 2 streams, 0 calls open now\n", "1,500 so far, 1 error, 0.2 ms each added by the gateway\n",
                             "2.0 KiB in, 10 B out, 1 event sent\n", "Servers    2: 1 failed, 1 ready\n", "\nevil [2J 31m name: failed\n"})
        QVERIFY2(text.contains(QLatin1StringView(part)), part);
    QVERIFY(!hasTrouble({}));
}

void TestCli::writes_log_lines()
{
    QJsonObject line = parsed("{\"serial\":5,\"at\":\"2026-03-01T11:59:58.123Z\",\"kind\":\"notice\",\"text\":\"disk is low\","
                              "\"level\":\"warning\",\"bad\":false}");
    line.insert(QStringLiteral("source"), evil);
    const QString text = logLine(line, Screen(), now);
    QVERIFY2(text.contains(QStringLiteral(" evil [2J 31m na… warning: disk is low\n")), qPrintable(text));
    QVERIFY(isHarmless(text));
    QVERIFY(logLine(line, Screen{80, true}, now).contains(QStringLiteral("\033[33mwarning: disk is low\033[0m")));
    const QString later = logLine(line, Screen(), now.addDays(2));
    QCOMPARE(later.size(), text.size() + 11); // the day as well
}

void TestCli::writes_messages_of_the_wire_data()
{
    QTest::addColumn<QByteArray>("record");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const char *record, const char *text) {
        QTest::newRow(name) << QByteArray(record) << QString::fromUtf8(text);
    };
    row("request", R"({"side":"client","direction":"in","kind":"request","call":12,"client":3,"who":"cursor","method":"tools/call","id":7,"size":90,"message":"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"files__read\"}}"})",
        " #12    from client 3 cursor         tools/call files__read           id 7, 90 B\n");
    row("to a server", R"({"side":"server","direction":"out","kind":"request","call":12,"client":3,"backend":"files","method":"resources/read","id":"7","size":2048,"message":"{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"resources/read\",\"params\":{\"uri\":\"mem:a\"}}"})",
        " #12    to server   files            resources/read mem:a             id \"7\", 2.0 KiB\n");
    row("long names", R"({"side":"server","direction":"out","kind":"request","call":12345678,"backend":"a-server-with-a-name","method":"tools/call","id":7,"size":9,"message":"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"get-structured-content-of-it\"}}"})",
        " #12345678 to server   a-server-with-a… tools/call get-structured-content-of-it id 7, 9 B\n");
    row("answer", R"({"side":"client","direction":"out","kind":"result","call":12,"who":"cursor","method":"tools/call","id":7,"serverUs":4210,"gatewayUs":310,"size":12,"status":200,"message":"{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}"})",
        " #12    to client   cursor           tools/call answer                id 7, 12 B, server 4.2 ms, gateway 0.3 ms, answered\n");
    row("failed tool", R"({"side":"server","direction":"in","kind":"result","backend":"files","id":7,"size":12,"failed":true})",
        " -      from server files            answer                           id 7, 12 B, the tool failed\n");
    row("error", R"({"side":"client","direction":"out","kind":"error","client":5,"method":"tools/list","id":7,"size":12,"failed":true,"status":400,"message":"{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32601,\"message\":\"no\\nsuch\"}}"})",
        " -      to client   client 5         tools/list answer                id 7, 12 B, error -32601, HTTP 400: no such\n");
    row("without a message", R"({"side":"client","direction":"in","kind":"http","method":"GET","address":"/mcp","size":0,"status":405,"failed":true})",
        " -      from client unknown          GET /mcp                         0 B, refused, HTTP 405\n");
    row("nothing", "{}", " -      to server                                                     0 B\n");
}

void TestCli::writes_messages_of_the_wire()
{
    QFETCH(QByteArray, record);
    QFETCH(QString, text);
    QJsonObject made = QJsonDocument::fromJson(record).object();
    made.insert(QStringLiteral("time"), QStringLiteral("2026-03-01T11:59:58.123Z"));
    const QString line = wireText(made, false, Screen());
    QVERIFY2(line.contains(QStringLiteral(":58.123")), qPrintable(line));
    QCOMPARE(line.sliced(QStringLiteral("11:59:58.123").size()), text);
    for (const char *key : {"who", "backend", "method", "address", "id"})
        made.insert(QLatin1StringView(key), evil);
    QVERIFY(isHarmless(wireText(made, true, Screen())));
    QCOMPARE(wireText(made, false, Screen{80, true}).contains(QStringLiteral("\033[31m")), made.value(QStringLiteral("failed")).toBool());
}

void TestCli::shows_a_message_below_its_line()
{
    QJsonObject record{{QStringLiteral("message"), QStringLiteral("{\"a\":[1.10,\"\u009b\u202e\"]}")}, {QStringLiteral("size"), 4096}};
    const QString below = QStringLiteral("    {\n      \"a\": [\n        1.10,\n        \"\\u009b\\u202e\"\n      ]\n    }\n");
    QCOMPARE(wireText(record, true, Screen()).section(u'\n', 1), below);
    QCOMPARE(wireText(record, false, Screen()).count(u'\n'), 1);
    record.insert(QStringLiteral("cut"), true);
    QVERIFY(wireText(record, true, Screen()).endsWith(QString::fromUtf8("    … 4.0 KiB in all\n")));
}

void TestCli::shows_the_steps_of_a_trial()
{
    const QJsonObject answer = parsed("{\"ok\":false,\"steps\":[{\"what\":\"Program\",\"ok\":true,\"detail\":\"is /bin/sh\",\"ms\":12},"
                                      "{\"what\":\"Handshake\",\"ok\":false,\"detail\":\"sh exited with code 3. Its last words are rather long\",\"ms\":0}],"
                                      "\"lastWords\":[\"one\",\"\\u001b[2Jtwo\"]}");
    QCOMPARE(trialText(QStringLiteral("files"), answer, Screen{50, false}),
             QStringLiteral("\nfiles\n"
                            "  ok  Program    is /bin/sh (12 ms)\n"
                            "  BAD Handshake  sh exited with code 3. Its last\n"
                            "                 words are rather long\n"
                            "      It wrote to its error output:\n"
                            "        one\n"
                            "        [2Jtwo\n"));
}

void TestCli::takes_answers_of_any_shape()
{
    const QList<QJsonObject> odd{parsed("{\"sessions\":[1,null,\"x\",[]],\"backends\":[{}],\"tools\":[{\"tokens\":\"x\"}]}"),
                                 parsed("{\"sessions\":{},\"backends\":5,\"tools\":null,\"lines\":[[]]}"),
                                 parsed("{\"version\":[],\"status\":7,\"backends\":{\"backends\":[[1]]}}")};
    for (const QJsonObject &answer : odd) {
        for (const Screen &screen : {Screen(), Screen{20, true}, Screen{80, false}}) {
            QVERIFY(!sessionsText(answer, screen, now).isEmpty());
            QVERIFY(!backendsText(answer, screen, now).isEmpty());
            QVERIFY(!toolsText(answer, screen).isEmpty());
            QVERIFY(!statusText(answer, screen, now).isEmpty());
            QVERIFY(!logLine(answer, screen, now).isEmpty());
            QVERIFY(!trialText(QString(), answer, screen).isEmpty());
        }
    }
}

QTEST_APPLESS_MAIN(TestCli)
#include "tst_cli.moc"
