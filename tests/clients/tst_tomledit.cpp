// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/tomledit.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

using namespace Signalbox;

namespace {

const QString servers = QStringLiteral("mcp_servers");
const QString box = QStringLiteral("signalbox");
const QByteArray entry = R"({"url":"http://127.0.0.1:3625/mcp","http_headers":{"Authorization":"Bearer t"}})";
const QByteArray written = "[mcp_servers.signalbox]\nurl = \"http://127.0.0.1:3625/mcp\"\n"
                           "http_headers = { Authorization = \"Bearer t\" }";

/** Files as people keep them, made of pieces that go together in any order. */
QByteArray randomText(QRandomGenerator &random)
{
    static const QByteArrayList top = {"model = \"o3\" # mine\n",
                                       "# [mcp_servers.signalbox]\n",
                                       "\n",
                                       "text = \"\"\"\n[mcp_servers.signalbox]\n\\\"\"\" \"\"\"\"\"\n",
                                       "list = [ 1, # one\n  2,\n]\n",
                                       "a.b.\"c d\" = 0x1f\n",
                                       "date = 1979-05-27 07:32:00Z\n"};
    static const QByteArrayList sections = {"[mcp_servers.files]\ncommand = 'npx'\nargs = [\"-y\", \"x\"]\n",
                                            "[mcp_servers.files.env]\nKEY = \"v\"\n",
                                            "  [profiles.\"a.b\"] # here\n\tx = { y = 1, z = [ {}, ] }\n",
                                            "\n",
                                            "# end\n",
                                            "[[rows]]\nn = 1\n",
                                            "[[rows]]\n"};
    QByteArray text = random.bounded(6) == 0 ? QByteArray("\xEF\xBB\xBF") : QByteArray();
    QByteArrayList used;
    const auto take = [&](const QByteArrayList &from) {
        for (quint32 i = random.bounded(6U); i > 0; --i) {
            const QByteArray &piece = from[random.bounded(quint32(from.size()))];
            const bool mayRepeat = piece == "\n" || piece.startsWith('#') || piece.startsWith("[[");
            if (mayRepeat || !used.contains(piece))
                text += piece;
            used << piece;
        }
    };
    take(top);
    take(sections);
    if (random.bounded(4) == 0 && text.endsWith('\n'))
        text.chop(1);
    return random.bounded(4) == 0 ? text.replace("\n", "\r\n") : text;
}

} // namespace

class TestTomlEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_every_kind_of_value();
    void refuses_what_is_malformed_data();
    void refuses_what_is_malformed();
    void adds_a_table_at_the_end_data();
    void adds_a_table_at_the_end();
    void takes_out_all_that_belongs_to_the_entry_data();
    void takes_out_all_that_belongs_to_the_entry();
    void refuses_to_write_where_something_else_stands_data();
    void refuses_to_write_where_something_else_stands();
    void adding_and_taking_out_leaves_every_byte();
};

void TestTomlEdit::reads_every_kind_of_value()
{
    const auto edit =
        TomlEdit::parse("a = \"t\\u00e4b\\t\\\\\" # remark\nb = 'c:\\x'\nc = \"\"\"\none\\\n   two\"\"\"\"\n"
                        "d = [1, -2_000, 0b11, 0o17, 0xFf, ]\ne = 1.5e3\nf = inf\ng = true\n"
                        "h = 2024-01-02T03:04:05.6+01:00\n[x.'y z']\nk = { l = { m = 1 }, \"n.o\" = [] }\n"
                        "[[t]]\nu = 1\n[t.v]\n[[t]]\nu = 2\n");
    QVERIFY2(edit.ok(), qPrintable(edit ? QString() : edit.error().sentence));
    const QJsonObject root = edit->root();
    QCOMPARE(root.value(u"a").toString(), QStringLiteral("täb\t\\"));
    QCOMPARE(root.value(u"b").toString(), QStringLiteral("c:\\x"));
    QCOMPARE(root.value(u"c").toString(), QStringLiteral("onetwo\""));
    QCOMPARE(root.value(u"d").toArray(), (QJsonArray{1, -2000, 3, 15, 255}));
    QCOMPARE(root.value(u"e").toDouble(), 1500.0);
    QCOMPARE(root.value(u"f").toString(), QStringLiteral("inf"));
    QCOMPARE(root.value(u"g").toBool(), true);
    QCOMPARE(root.value(u"h").toString(), QStringLiteral("2024-01-02T03:04:05.6+01:00"));
    QCOMPARE(root.value(u"x")[u"y z"][u"k"][u"l"][u"m"].toInt(), 1);
    QCOMPARE(root.value(u"t").toArray().size(), 2);
    QVERIFY(root.value(u"t")[0][u"v"].isObject());
}

void TestTomlEdit::refuses_what_is_malformed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QByteArray &text, const char *sentence) {
        QTest::newRow(name) << text << QString::fromLatin1(sentence);
    };
    row("no value", "a = \n", "line 1, column 5: this is not TOML: expected a value");
    row("no key", "= 1\n", "expected a key");
    row("two on a line", "a = 1 b = 2\n", "expected the end of the line");
    row("a header without end", "[a\nb = 1\n", "line 1, column 3: this is not TOML: expected \"]\"");
    row("a text without end", "a = \"x\nb = 1\n", "expected the end of this text, \"");
    row("a long text without end", "a = \"\"\"x\n", "expected the end of this text, \"\"\"");
    row("a list without end", "a = [1, 2\n", "expected \",\" or \"]\"");
    row("a list in which a comma is missing", "a = [1 2]\n", "expected \",\" or \"]\"");
    row("braces over two lines", "a = {\n b = 1 }\n", "expected a key");
    row("a comma too many in braces", "a = { b = 1, }\n", "expected a key behind the comma");
    row("twice in braces", "a = { b = 1, b = 2 }\n", "each key once");
    row("a key twice", "a = 1\na = 2\n", "line 2, column 1: this is not TOML: a is defined twice");
    row("a table twice", "[a]\n[b]\n[a]\n", "line 3, column 1: this is not TOML: a is defined twice");
    row("a table where a value is", "a = 1\n[a.b]\n", "a.b is defined twice");
    row("a table where a list is", "[[a]]\n[a]\n", "a is defined twice");
    row("a key into another's table", "[a.b]\n[a]\nb.c = 1\n", "a.b.c is defined twice");
    row("an unknown escape", "a = \"\\y\"\n", "expected a known escape");
    row("a surrogate", "a = \"\\ud800\"\n", "expected a known escape");
    row("a control character", QByteArray("a = \"\x01\"\n"), "expected the end of this text");
    row("no UTF-8", "a = \"\xff\"\n", "not in UTF-8");
    row("a bad number", "a = 1__0\n", "expected a value");
    row("too deep", "a = " + QByteArray(100, '[') + QByteArray(100, ']') + '\n', "at most 64 levels");
    row("JSON", "{\"mcpServers\": {}}", "expected a key");
}

void TestTomlEdit::refuses_what_is_malformed()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const auto edit = TomlEdit::parse(text);
    QVERIFY(!edit.ok());
    QVERIFY2(edit.error().sentence.contains(sentence), qPrintable(edit.error().sentence));
}

void TestTomlEdit::adds_a_table_at_the_end_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("nothing") << QByteArray() << written + '\n';
    QTest::newRow("a line end") << QByteArray("a = 1\n") << "a = 1\n\n" + written + '\n';
    QTest::newRow("no line end") << QByteArray("a = 1") << "a = 1\n\n" + written;
    QTest::newRow("CRLF") << QByteArray("a = 1\r\n[b]\r\n")
                          << "a = 1\r\n[b]\r\n\r\n" + QByteArray(written).replace("\n", "\r\n") + "\r\n";
    QTest::newRow("an entry that was there")
        << QByteArray("[mcp_servers.signalbox]\nurl = \"x\"\n\n[z]\n") << "\n[z]\n\n" + written + '\n';
}

void TestTomlEdit::adds_a_table_at_the_end()
{
    QFETCH(QByteArray, before);
    const auto edit = TomlEdit::parse(before);
    QVERIFY(edit.ok());
    const auto after = edit->with(servers, box, JsonView(entry));
    QVERIFY2(after.ok(), qPrintable(after ? QString() : after.error().sentence));
    QTEST(*after, "after");
}

void TestTomlEdit::takes_out_all_that_belongs_to_the_entry_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after) {
        QTest::newRow(name) << before << after;
    };
    row("with tables of its own",
        "[mcp_servers.signalbox]\nurl = \"x\"\n\n[mcp_servers.signalbox.http_headers]\nA = \"b\"\n\n# next\n[z]\ny = "
        "1\n",
        "\n# next\n[z]\ny = 1\n");
    row("in another section", "[mcp_servers]\nsignalbox = { url = \"x\" }\nother.command = \"y\"\n",
        "[mcp_servers]\nother.command = \"y\"\n");
    row("in dotted keys", "mcp_servers.signalbox.url = \"x\"\nmcp_servers.o.command = \"y\"\n",
        "mcp_servers.o.command = \"y\"\n");
    row("a remark stays", "[mcp_servers.signalbox]\n# mine\nurl = \"x\"\n", "# mine\n");
    row("it is not there", "[mcp_servers.other]\n", "[mcp_servers.other]\n");
}

void TestTomlEdit::takes_out_all_that_belongs_to_the_entry()
{
    QFETCH(QByteArray, before);
    const auto edit = TomlEdit::parse(before);
    QVERIFY(edit.ok());
    const auto after = edit->without(servers, box);
    QVERIFY2(after.ok(), qPrintable(after ? QString() : after.error().sentence));
    QTEST(*after, "after");
}

void TestTomlEdit::refuses_to_write_where_something_else_stands_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("a text") << QByteArray("mcp_servers = \"x\"\n") << QStringLiteral("expected a table");
    QTest::newRow("a list") << QByteArray("[[mcp_servers]]\n") << QStringLiteral("expected a table");
    QTest::newRow("braces") << QByteArray("mcp_servers = { a = {} }\n") << QStringLiteral("a table in braces");
    QTest::newRow("the entry in braces") << QByteArray("mcp_servers = { signalbox = {} }\n")
                                         << QStringLiteral("by hand");
}

void TestTomlEdit::refuses_to_write_where_something_else_stands()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const auto edit = TomlEdit::parse(text);
    QVERIFY(edit.ok());
    const auto after = edit->with(servers, box, JsonView(entry));
    QVERIFY(!after.ok());
    QVERIFY2(after.error().sentence.contains(sentence), qPrintable(after.error().sentence));
}

void TestTomlEdit::adding_and_taking_out_leaves_every_byte()
{
    int edited = 0;
    for (quint32 seed = 0; seed < 4'000; ++seed) {
        QRandomGenerator random(seed);
        const QByteArray before = randomText(random);
        const auto edit = TomlEdit::parse(before);
        if (!edit)
            continue; // the pieces did not go together
        ++edited;
        const QByteArray what = "seed " + QByteArray::number(seed) + ":\n" + before;
        const auto after = edit->with(servers, box, JsonView(entry));
        QVERIFY2(after.ok(), (after ? what : after.error().sentence.toUtf8() + '\n' + what).constData());
        QVERIFY2(after->startsWith(before), what.constData());
        const auto again = TomlEdit::parse(*after);
        QVERIFY2(again.ok(), (*after + "\nof " + what).constData());
        const auto back = again->without(servers, box);
        QVERIFY2(back.ok(), (back ? what : back.error().sentence.toUtf8() + '\n' + what).constData());
        QVERIFY2(*back == before, ("left\n" + *back + "\nof " + what).constData());
    }
    QVERIFY(edited > 1'000);
}

QTEST_APPLESS_MAIN(TestTomlEdit)
#include "tst_tomledit.moc"
