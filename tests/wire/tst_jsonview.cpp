// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/jsonview.h"

#include <QtTest>

#include <limits>

using namespace Signalbox;

Q_DECLARE_METATYPE(std::optional<qint64>)
Q_DECLARE_METATYPE(std::optional<double>)

class TestJsonView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knows_its_type_data();
    void knows_its_type();
    void answers_politely_where_nothing_is();
    void follows_paths();
    void takes_the_first_of_duplicate_keys();
    void compares_keys_unescaped();
    void walks_in_written_order();
    void walks_nothing_but_containers();
    void unescapes_strings_data();
    void unescapes_strings();
    void tells_integers_from_other_numbers_data();
    void tells_integers_from_other_numbers();
    void parses_with_space_around();
    void stays_inside_bytes_that_are_no_json_data();
    void stays_inside_bytes_that_are_no_json();
    void writes_strings_that_read_the_same_data();
    void writes_strings_that_read_the_same();
};

void TestJsonView::knows_its_type_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("type");
    const auto row = [](const char *text, JsonView::Type type) {
        QTest::newRow(*text ? text : "nothing") << QByteArray(text) << int(type);
    };
    row("", JsonView::Type::Missing);
    row("null", JsonView::Type::Null);
    row("true", JsonView::Type::Bool);
    row("false", JsonView::Type::Bool);
    row("0", JsonView::Type::Number);
    row("-1e9", JsonView::Type::Number);
    row("\"\"", JsonView::Type::String);
    row("[]", JsonView::Type::Array);
    row("{}", JsonView::Type::Object);
}

void TestJsonView::knows_its_type()
{
    QFETCH(QByteArray, text);
    QFETCH(int, type);
    const JsonView view = JsonView::parse(text);
    QCOMPARE(int(view.type()), type);
    QCOMPARE(view.exists(), !text.isEmpty());
    QCOMPARE(view.boolean().has_value(), view.type() == JsonView::Type::Bool);
    QCOMPARE(view.number().has_value(), view.type() == JsonView::Type::Number);
    QCOMPARE(view.boolean().value_or(false), text == "true");
}

void TestJsonView::answers_politely_where_nothing_is()
{
    const JsonView nothing = JsonView::parse("{\"a\":[1]}")["b"]["c"]["d"];
    QVERIFY(!nothing.exists());
    QCOMPARE(nothing.string(), QByteArray());
    QVERIFY(!nothing.equals(""));
    QVERIFY(!nothing.integer() && !nothing.number() && !nothing.boolean());
    QVERIFY(nothing.begin() == nothing.end());
    QCOMPARE(nothing.count(), 0);
    QVERIFY(!JsonView::parse("{\"a\":[1]}")["a"]["0"].exists());
}

void TestJsonView::follows_paths()
{
    const QByteArray text = "{ \"a\" : { \"b\" :[ 1 , { \"c\" : \"}\\\"]\" } ] , \"d\":1.10 }, \"\":null }";
    const JsonView root = JsonView::parse(text);
    QCOMPARE(root["a"]["d"].raw(), QByteArrayView("1.10"));
    QCOMPARE(root["a"]["b"].raw(), QByteArrayView("[ 1 , { \"c\" : \"}\\\"]\" } ]"));
    QCOMPARE((*++root["a"]["b"].begin())["c"].string(), QByteArray("}\"]"));
    QVERIFY(root[""].isNull());
    QCOMPARE(root.count(), 2);
}

void TestJsonView::takes_the_first_of_duplicate_keys()
{
    const JsonView root = JsonView::parse("{\"k\":1,\"k\":2}");
    QCOMPARE(root["k"].integer(), 1);
    QCOMPARE(root.count(), 2);
}

void TestJsonView::compares_keys_unescaped()
{
    const JsonView root = JsonView::parse("{\"\\u006bey\":1,\"a\\\\b\":2,\"a\\\\\\\\b\":3}");
    QCOMPARE(root["key"].integer(), 1);
    QCOMPARE(root["a\\b"].integer(), 2);
    QCOMPARE(root["a\\\\b"].integer(), 3);
    QVERIFY(!root["\\u006bey"].exists());
}

void TestJsonView::walks_in_written_order()
{
    const QByteArray text = "{\"z\":1, \"a\" :[], \"m\":{\"x\":\"y\"}\n}";
    QByteArray walked;
    const JsonView root = JsonView::parse(text);
    for (auto at = root.begin(); at != root.end(); ++at)
        walked += at.key().string() + '=' + at.value().raw().toByteArray() + ';';
    QCOMPARE(walked, QByteArray("z=1;a=[];m={\"x\":\"y\"};"));

    walked.clear();
    for (const JsonView element : JsonView::parse(" [ 1 ,\"a,b\", [2,3] ,null,{}, -0.5e+1 ]"))
        walked += element.raw().toByteArray() + '|';
    QCOMPARE(walked, QByteArray("1|\"a,b\"|[2,3]|null|{}|-0.5e+1|"));
}

void TestJsonView::walks_nothing_but_containers()
{
    for (const char *text : {"1", "\"[1]\"", "null", "true", "[]", "{}", "[ ]", "{\n}"}) {
        const JsonView view = JsonView::parse(text);
        QVERIFY(view.exists());
        QVERIFY(view.begin() == view.end());
    }
}

void TestJsonView::unescapes_strings_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *json, const QByteArray &text) {
        QTest::newRow(name) << QByteArray(json) << text;
    };
    row("plain", "\"abc\"", "abc");
    row("empty", "\"\"", "");
    row("short escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
    row("two, three and four bytes", "\"\\u00e9\\u20AC\\ud83d\\uDE00\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    row("nul", "\"a\\u0000b\"", QByteArray("a\0b", 3));
    row("lone high", "\"\\ud800\"", "\xef\xbf\xbd");
    row("lone high before text", "\"\\ud800x\"", "\xef\xbf\xbdx");
    row("lone high before an escape", "\"\\ud800\\n\"", "\xef\xbf\xbd\n");
    row("lone high before a letter", "\"\\ud800\\u0041\"",
        "\xef\xbf\xbd"
        "A");
    row("two high, one low", "\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80");
    row("lone low", "\"\\udc00\"", "\xef\xbf\xbd");
    row("escaped backslash before u", "\"\\\\u0041\"", "\\u0041");
    row("raw and escaped", "\"\xc3\xa9\\u00e9\"", "\xc3\xa9\xc3\xa9");
}

void TestJsonView::unescapes_strings()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, text);
    const JsonView view = JsonView::parse(json);
    QCOMPARE(view.string(), text);
    QVERIFY(view.equals(text));
    QVERIFY(!view.equals(text + 'x'));
    QVERIFY(text.isEmpty() || !view.equals(text.chopped(1)));
    QVERIFY(!json.contains('\\') || !view.equals(json.sliced(1, json.size() - 2)));
}

void TestJsonView::tells_integers_from_other_numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<std::optional<qint64>>("integer");
    QTest::addColumn<std::optional<double>>("number");
    const auto row = [](const char *text, std::optional<qint64> integer, std::optional<double> number) {
        QTest::newRow(text) << QByteArray(text) << integer << number;
    };
    row("0", 0, 0.0);
    row("-0", 0, -0.0);
    row("-17", -17, -17.0);
    row("9223372036854775807", std::numeric_limits<qint64>::max(), 9223372036854775807.0);
    row("-9223372036854775808", std::numeric_limits<qint64>::min(), -9223372036854775808.0);
    row("9223372036854775808", {}, 9223372036854775808.0);
    row("1.0", {}, 1.0);
    row("1e2", {}, 100.0);
    row("1e400", {}, {});
    row("\"1\"", {}, {});
    row("true", {}, {});
    row("null", {}, {});
    row("[1]", {}, {});
}

void TestJsonView::tells_integers_from_other_numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(std::optional<qint64>, integer);
    QFETCH(std::optional<double>, number);
    QVERIFY(JsonView::parse(text).integer() == integer);
    QVERIFY(JsonView::parse(text).number() == number);
}

void TestJsonView::parses_with_space_around()
{
    const QByteArray text = " \n\t[1] \r";
    QCOMPARE(JsonView::parse(text).raw(), QByteArrayView("[1]"));
    QCOMPARE(JsonView::parse(text).raw().data(), text.constData() + 3);
    QVERIFY(!JsonView::parse("[1] 2").exists());
    QVERIFY(!JsonView::parse("[[[1]]]", 2).exists());
    QVERIFY(JsonView::parse("[[1]]", 2).exists());
}

void TestJsonView::stays_inside_bytes_that_are_no_json_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"{",    "[",     "\"",    "{\"",     "{\"a",   "{\"a\"",         "{\"a\":",     "[,,",
          "[,,]", "{,:,}", "{:::}", "[\"\\",   "[\"\\]", "{\"a\":\"\\\"}", "[[[[",        "]]]]",
          "[}",   "{]",    "[{]}",  "[1 2 3]", "{1:2}",  "{\"a\" \"b\"}",  "[\"\\u12\"]", "[\"\\ud800\\u\"]",
          "x",    "{}}}",  "[tru",  "-",       "\"\\\""}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void TestJsonView::stays_inside_bytes_that_are_no_json()
{
    QFETCH(QByteArray, text);
    const auto heap =
        std::make_unique<char[]>(size_t(text.size())); // no NUL behind: the sanitizer sees one byte too far
    std::copy(text.cbegin(), text.cend(), heap.get());
    const JsonView view(QByteArrayView(heap.get(), text.size()));
    int steps = 0;
    for (auto at = view.begin(), last = view.end(); at != last; ++at) {
        QVERIFY(++steps <= text.size());
        QVERIFY(at.key().string().size() <= text.size() && at.value().string().size() <= text.size());
        QVERIFY(at.value().raw().isEmpty()
                || (at.value().raw().begin() >= heap.get() && at.value().raw().end() <= heap.get() + text.size()));
        QVERIFY(at.value().count() <= text.size());
    }
    QVERIFY(view.string().size() <= text.size() && !view["zz"].exists() && !view.equals("zz"));
    QVERIFY(!view.boolean() && !view.integer() && !view.number());
}

void TestJsonView::writes_strings_that_read_the_same_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, const QByteArray &text, const char *json) {
        QTest::newRow(name) << text << QByteArray(json);
    };
    row("empty", "", "\"\"");
    row("plain", "desk__search", "\"desk__search\"");
    row("quotes and backslashes", "a\"b\\c/", "\"a\\\"b\\\\c/\"");
    row("breaks", "a\nb\rc\td", "\"a\\nb\\rc\\td\"");
    row("control", QByteArray("\0\x01\x1f\x7f", 4), "\"\\u0000\\u0001\\u001f\x7f\"");
    row("UTF-8", "caf\xc3\xa9 \xf0\x9f\x98\x80", "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"");
    row("no UTF-8", "a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
    row("encoded surrogate", "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

void TestJsonView::writes_strings_that_read_the_same()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, json);
    QCOMPARE(jsonString(text), json);
    const JsonView view = JsonView::parse(json);
    QVERIFY(view.isString());
    if (QString::fromUtf8(text).toUtf8() == text)
        QCOMPARE(view.string(), text);
}

QTEST_APPLESS_MAIN(TestJsonView)
#include "tst_jsonview.moc"
