// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/jsonedit.h"
#include "tests/config/randomjson.h"

#include <QTest>

using namespace Signalbox;

namespace {

const JsonEdit::Path place = {"servers", "box"};
const QByteArray entry = R"({"type":"http","args":["a","b"],"headers":{"A":"b"}})";

QByteArray dense(const JsonView &value)
{
    JsonLayout layout;
    layout.shape = JsonLayout::Shape::Dense;
    return layout.laidOut(value);
}

/** What every member of the object says, but for one. */
QByteArrayList othersIn(const JsonView &object, const QByteArray &name)
{
    QByteArrayList list;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key().string() != name)
            list.append(it.key().raw().toByteArray() + dense(it.value()));
    }
    return list;
}

/** The text with all blanks and commas taken out, comments included: what an edit must leave. */
QByteArray inkOf(QByteArray text)
{
    for (const char c : {' ', '\t', '\r', '\n', ','})
        text.replace(QByteArray(1, c), QByteArray());
    return text;
}

} // namespace

class TestJsonEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void adds_in_the_manner_of_the_file_data();
    void adds_in_the_manner_of_the_file();
    void takes_out_what_was_added_data() { adds_in_the_manner_of_the_file_data(); }
    void takes_out_what_was_added();
    void takes_out_one_of_several_data();
    void takes_out_one_of_several();
    void replaces_a_value_and_nothing_else();
    void what_is_not_there_is_not_taken_out();
    void refuses_what_is_malformed_data();
    void refuses_what_is_malformed();
    void refuses_to_write_where_something_else_stands_data();
    void refuses_to_write_where_something_else_stands();
    void no_edit_ever_touches_anything_else_data();
    void no_edit_ever_touches_anything_else();
};

void TestJsonEdit::adds_in_the_manner_of_the_file_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("isReversible"); //!< what was not there at all is not taken away again
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, bool isReversible = true) {
        QTest::newRow(name) << before << after << isReversible;
    };
    row("nothing", "",
        "{\n  \"servers\": {\n    \"box\": {\n      \"type\": \"http\",\n      \"args\": [\"a\", \"b\"],\n"
        "      \"headers\": {\n        \"A\": \"b\"\n      }\n    }\n  }\n}\n",
        false);
    row("a dense line", R"({"a":1,"servers":{"x":{}}})",
        R"({"a":1,"servers":{"x":{},"box":{"type":"http","args":["a","b"],"headers":{"A":"b"}}}})");
    row("a dense line and nothing in it", R"({"a":1,"servers":{}})",
        R"({"a":1,"servers":{"box":{"type":"http","args":["a","b"],"headers":{"A":"b"}}}})");
    row("a line with blanks", R"({"servers": {"x": {}}})",
        R"({"servers": {"x": {}, "box": {"type": "http", "args": ["a", "b"], "headers": {"A": "b"}}}})");
    row("a line with blanks, inside the braces as well", R"({ "servers": { "x": {} } })",
        R"({ "servers": { "x": {}, "box": { "type": "http", "args": ["a", "b"], "headers": { "A": "b" } } } })");
    row("four blanks and CRLF", "{\r\n    \"servers\": {\r\n        \"x\": {}\r\n    }\r\n}",
        "{\r\n    \"servers\": {\r\n        \"x\": {},\r\n        \"box\": {\r\n            \"type\": \"http\",\r\n"
        "            \"args\": [\"a\", \"b\"],\r\n            \"headers\": {\r\n                \"A\": \"b\"\r\n"
        "            }\r\n        }\r\n    }\r\n}");
    row("tabs, a remark and a comma at the end", "{\n\t\"servers\": {\n\t\t\"x\": {}, // mine\n\t},\n}\n",
        "{\n\t\"servers\": {\n\t\t\"x\": {}, // mine\n\t\t\"box\": {\n\t\t\t\"type\": \"http\",\n"
        "\t\t\t\"args\": [\"a\", \"b\"],\n\t\t\t\"headers\": {\n\t\t\t\t\"A\": \"b\"\n\t\t\t}\n\t\t},\n\t},\n}\n");
    row("a remark without a comma", "{\n \"servers\": {\n  \"x\": 1 /* one */ // two\n }\n}\n",
        "{\n \"servers\": {\n  \"x\": 1, /* one */ // two\n  \"box\": {\n   \"type\": \"http\",\n"
        "   \"args\": [\"a\", \"b\"],\n   \"headers\": {\n    \"A\": \"b\"\n   }\n  }\n }\n}\n");
    row("only remarks inside", "{\n  \"servers\": {\n    // none yet\n  }\n}\n",
        "{\n  \"servers\": {\n    // none yet\n    \"box\": {\n      \"type\": \"http\",\n      \"args\": [\"a\", "
        "\"b\"],\n      \"headers\": {\n        \"A\": \"b\"\n      }\n    }\n  }\n}\n");
    row("no such object yet", "\xEF\xBB\xBF{\n  \"a\": 1\n}",
        "\xEF\xBB\xBF{\n  \"a\": 1,\n  \"servers\": {\n    \"box\": {\n      \"type\": \"http\",\n"
        "      \"args\": [\"a\", \"b\"],\n      \"headers\": {\n        \"A\": \"b\"\n      }\n    }\n  }\n}",
        false);
}

void TestJsonEdit::adds_in_the_manner_of_the_file()
{
    QFETCH(QByteArray, before);
    const auto edit = JsonEdit::parse(before, JsonEdit::Dialect::Comments);
    QVERIFY2(edit.ok(), qPrintable(edit ? QString() : edit.error().sentence));
    const auto after = edit->with(place, entry);
    QVERIFY2(after.ok(), qPrintable(after ? QString() : after.error().sentence));
    QTEST(*after, "after");
}

void TestJsonEdit::takes_out_what_was_added()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(bool, isReversible);
    const auto edit = JsonEdit::parse(after, JsonEdit::Dialect::Comments);
    QVERIFY(edit.ok());
    const auto back = edit->without(place);
    QVERIFY2(back.ok(), qPrintable(back ? QString() : back.error().sentence));
    if (isReversible)
        QCOMPARE(*back, before);
    else
        QVERIFY(!back->contains("box"));
}

void TestJsonEdit::takes_out_one_of_several_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after) {
        QTest::newRow(name) << before << after;
    };
    row("the first", R"({"servers": {"box": 1, "x": 2}})", R"({"servers": {"x": 2}})");
    row("the middle", "{\"servers\": {\n \"a\": 1,\n \"box\": {},\n \"c\": 3\n}}",
        "{\"servers\": {\n \"a\": 1,\n \"c\": 3\n}}");
    row("the only one", "{\"servers\": {\n \"box\": {}\n}}", "{\"servers\": {}}");
    row("a remark before it keeps its line end", "{\"servers\": {\n // note\n \"box\": 1, \"x\": 2}}",
        "{\"servers\": {\n // note\n \"x\": 2}}");
    row("a remark between it and its comma", "{\"servers\": {\"box\": 1 /* c */, \"x\": 2}}",
        "{\"servers\": { /* c */ \"x\": 2}}");
    row("a comma in a remark is none", "{\"servers\": {\"x\": 2 /* , */ , \"box\": 1}}",
        "{\"servers\": {\"x\": 2 /* , */ }}");
}

void TestJsonEdit::takes_out_one_of_several()
{
    QFETCH(QByteArray, before);
    const auto edit = JsonEdit::parse(before, JsonEdit::Dialect::Comments);
    QVERIFY(edit.ok());
    const auto after = edit->without(place);
    QVERIFY2(after.ok(), qPrintable(after ? QString() : after.error().sentence));
    QTEST(*after, "after");
}

void TestJsonEdit::replaces_a_value_and_nothing_else()
{
    const auto edit = JsonEdit::parse("{\n  \"listen\": {\"port\": 1 , \"x\": 18446744073709551617}\n}\n");
    QVERIFY(edit.ok());
    QCOMPARE(*edit->with({"listen", "port"}, "3625"),
             QByteArray("{\n  \"listen\": {\"port\": 3625 , \"x\": 18446744073709551617}\n}\n"));
}

void TestJsonEdit::what_is_not_there_is_not_taken_out()
{
    for (const QByteArray &text : {QByteArray(), QByteArray("{}"), QByteArray("{\"servers\": {\"x\": 1}}\n")}) {
        const auto edit = JsonEdit::parse(text);
        QVERIFY(edit.ok());
        QCOMPARE(*edit->without(place), text);
    }
}

void TestJsonEdit::refuses_what_is_malformed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("hasComments");
    QTest::addColumn<QString>("where");
    const auto row = [](const char *name, const QByteArray &text, bool hasComments, const char *where) {
        QTest::newRow(name) << text << hasComments << QString::fromLatin1(where);
    };
    row("cut off", "{\n \"a\": ", true, "line 2, column 7");
    row("two values", "{} {}", true, "line 1, column 4");
    row("a comment where none may be", "{ // x\n}", false, "line 1, column 3");
    row("a comma too many", "{\"a\": 1,}", false, "line 1, column 9");
    row("only a comma", "{,}", true, "line 1, column 2");
    row("two commas", "{\"a\": 1,,}", true, "line 1, column 9");
    row("a comment without end", "{}\n/* x", true, "line 2, column 1");
    row("a comment is no comma", "{\"a\": 1 /* , */ \"b\": 2}", true, "line 1, column 17");
    row("no UTF-8", "{\"a\": \"\xff\"}", true, "line 1");
    row("apostrophes", "{'a': 1}", true, "line 1, column 2");
    row("a text over the end of its line", "{\"a\n\": 1}", true, "line 1");
    row("too deep", QByteArray(300, '[') + QByteArray(300, ']'), true, "line 1");
    row("a NUL", QByteArray("{\"a\": 1}\0", 9), true, "line 1");
}

void TestJsonEdit::refuses_what_is_malformed()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, hasComments);
    QFETCH(QString, where);
    const auto edit = JsonEdit::parse(text, hasComments ? JsonEdit::Dialect::Comments : JsonEdit::Dialect::Strict);
    QVERIFY(!edit.ok());
    QVERIFY2(edit.error().sentence.startsWith(where), qPrintable(edit.error().sentence));
}

void TestJsonEdit::refuses_to_write_where_something_else_stands_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("a list") << QByteArray("{\n \"servers\": []\n}")
                            << QStringLiteral("line 2, column 13: servers: expected an object");
    QTest::newRow("null") << QByteArray("{\"servers\": null}") << QStringLiteral("servers: expected an object");
    QTest::newRow("twice") << QByteArray("{\"servers\": {},\n\"servers\": {}}")
                           << QStringLiteral("line 2, column 1: \"servers\" is there twice");
    QTest::newRow("twice, spelled differently")
        << QByteArray("{\"servers\": {},\n\"\\u0073ervers\": {}}") << QStringLiteral("is there twice");
    QTest::newRow("the entry twice") << QByteArray("{\"servers\": {\"box\": 1, \"box\": 2}}")
                                     << QStringLiteral("\"box\" is there twice");
    QTest::newRow("the file is a list") << QByteArray("[]") << QStringLiteral("the file: expected an object");
}

void TestJsonEdit::refuses_to_write_where_something_else_stands()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const auto edit = JsonEdit::parse(text);
    QVERIFY(edit.ok());
    for (const auto &result : {edit->with(place, entry), edit->without(place)}) {
        QVERIFY(!result.ok());
        QVERIFY2(result.error().sentence.contains(sentence), qPrintable(result.error().sentence));
    }
}

void TestJsonEdit::no_edit_ever_touches_anything_else_data()
{
    QTest::addColumn<bool>("hasComments");
    QTest::newRow("strict") << false;
    QTest::newRow("with comments") << true;
}

void TestJsonEdit::no_edit_ever_touches_anything_else()
{
    QFETCH(bool, hasComments);
    const auto dialect = hasComments ? JsonEdit::Dialect::Comments : JsonEdit::Dialect::Strict;
    for (quint32 seed = 0; seed < 2'000; ++seed) {
        RandomJson random(seed, hasComments);
        const QByteArray before = random.document("servers");
        const QByteArray what = "seed " + QByteArray::number(seed) + ":\n" + before;
        const auto edit = JsonEdit::parse(before, dialect);
        QVERIFY2(edit.ok(), (edit ? what : edit.error().sentence.toUtf8() + '\n' + what).constData());
        const auto after = edit->with(place, entry);
        QVERIFY2(after.ok(), (after ? what : after.error().sentence.toUtf8() + '\n' + what).constData());
        const auto reread = JsonEdit::parse(*after, dialect);
        QVERIFY2(reread.ok(), (*after + "\nfrom " + what).constData());
        QCOMPARE(dense(reread->at(place)), entry);
        QVERIFY2(othersIn(reread->root(), "servers") == othersIn(edit->root(), "servers"), what.constData());
        QVERIFY2(othersIn(reread->at({"servers"}), "box") == othersIn(edit->at({"servers"}), "box"), what.constData());
        // Not a byte but commas and space went or came, besides ours.
        const auto back = reread->without(place);
        QVERIFY2(back.ok(), (back ? what : back.error().sentence.toUtf8() + "\n" + *after).constData());
        QByteArray expected = inkOf(before);
        if (!edit->at({"servers"}).exists() && !edit->root().isObject())
            expected = "{\"servers\":{}}" + expected;
        QByteArray left = inkOf(*back);
        if (!edit->at({"servers"}).exists())
            left.replace("\"servers\":{}", "");
        QVERIFY2(left == expected, ("left\n" + *back + "\nof " + what).constData());
        // Any other member can go as well.
        if (edit->root().count() > 0) {
            const QByteArray name = edit->root().begin().key().string();
            const auto less = edit->without({name});
            QVERIFY2(less.ok(), (less ? what : less.error().sentence.toUtf8() + '\n' + what).constData());
            QVERIFY2(othersIn(JsonEdit::parse(*less, dialect)->root(), {}) == othersIn(edit->root(), name),
                     what.constData());
        }
    }
}

QTEST_APPLESS_MAIN(TestJsonEdit)
#include "tst_jsonedit.moc"
