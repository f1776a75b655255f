// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/jsonedit.h"
#include "core/config/usualorder.h"
#include "tests/config/randomjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Signalbox;

namespace {

// As the gateway edits its own settings.
constexpr auto dialect = JsonEdit::Dialect::LastCounts;

Result<QByteArray> with(const QByteArray &text, const QStringList &path, const QJsonValue &value,
                        JsonEdit::Dialect how = dialect)
{
    const auto edit = JsonEdit::parse(text, how);
    return edit ? edit->with(JsonEdit::path(path), inUsualOrder(value)) : edit.error();
}

Result<QByteArray> withoutAndShell(const QByteArray &text, const QStringList &path, qsizetype kept,
                                   JsonEdit::Dialect how = dialect)
{
    const auto edit = JsonEdit::parse(text, how);
    return edit ? edit->withoutAndShell(JsonEdit::path(path), kept) : edit.error();
}

Result<QByteArray> without(const QByteArray &text, const QStringList &path)
{
    return withoutAndShell(text, path, path.size());
}

QJsonValue valueFrom(const QByteArray &json)
{
    return QJsonDocument::fromJson('[' + json + ']').array().at(0);
}

/** Objects as people write them: any layout, any order, plain values in one spelling. */
class RandomText
{
public:
    explicit RandomText(quint32 seed)
        : m_random(seed)
    {
    }

    int upTo(int most) { return int(m_random.bounded(most + 1)); }

    QByteArray text()
    {
        m_break = upTo(2) == 0 ? "\r\n" : "\n";
        m_unit = std::array<const char *, 3>{"  ", "\t", "    "}[size_t(upTo(2))];
        return object(0) + (upTo(1) ? m_break : QByteArray());
    }
    QByteArray key()
    {
        static constexpr std::array keys = {"a", "b", "limits", "mcpServers", "x.y", "\\u00e4", "url", "command"};
        return keys[size_t(upTo(int(keys.size()) - 1))];
    }
    QByteArray plain()
    {
        static constexpr std::array values = {"1",      "-7",   "0.5",  "true", "null", "\"text\"", "\"{\\\"a\\\":1}\"",
                                              "\"//\"", "\"\"", "\"}\""};
        return values[size_t(upTo(int(values.size()) - 1))];
    }
    QByteArray value(int depth)
    {
        const int kind = depth > 3 ? 0 : upTo(4);
        return kind == 3 ? list(depth) : kind == 4 ? object(depth) : plain();
    }

private:
    QByteArray bracketed(const QList<QByteArray> &parts, const char *brackets, int depth)
    {
        const bool isInline = upTo(2) == 0;
        QByteArray text(1, brackets[0]);
        for (qsizetype i = 0; i < parts.size(); ++i)
            text += (i > 0 ? QByteArray(upTo(4) == 0 && !isInline ? " ," : ",") : QByteArray())
                + (isInline ? QByteArray(i > 0 ? " " : "") : m_break + m_unit.repeated(depth + 1)) + parts[i];
        if (!isInline && !parts.isEmpty())
            text += m_break + m_unit.repeated(depth);
        return text + brackets[1];
    }
    QByteArray list(int depth)
    {
        QList<QByteArray> parts;
        for (int count = upTo(3); count > 0; --count)
            parts.append(value(depth + 1));
        return bracketed(parts, "[]", depth);
    }
    QByteArray object(int depth)
    {
        QList<QByteArray> parts;
        QList<QByteArray> keys;
        for (int count = upTo(4); count > 0; --count) {
            const QByteArray name = key();
            if (keys.contains(name))
                continue;
            keys.append(name);
            parts.append('"' + name + '"' + (upTo(3) == 0 ? ":" : ": ") + value(depth + 1));
        }
        return bracketed(parts, "{}", depth);
    }

    QRandomGenerator m_random;
    QByteArray m_break;
    QByteArray m_unit;
};

/** Every plain value with its path, in the order and spelling of the text. */
void leaves(const JsonView &view, const QStringList &path, QList<std::pair<QStringList, QByteArray>> &result)
{
    if (!view.isObject() && !view.isArray()) {
        result.append({path, view.raw().toByteArray()});
        return;
    }
    qsizetype index = 0;
    for (auto at = view.begin(), end = view.end(); at != end; ++at, ++index)
        leaves(at.value(),
               path + QStringList(view.isArray() ? QString::number(index) : QString::fromUtf8(at.key().string())),
               result);
}

QList<std::pair<QStringList, QByteArray>> leavesBeside(const QByteArray &text, const QStringList &path)
{
    QList<std::pair<QStringList, QByteArray>> all;
    leaves(JsonView::parse(text), {}, all);
    all.removeIf([&](const auto &leaf) { return leaf.first.first(qMin(path.size(), leaf.first.size())) == path; });
    return all;
}

bool has(const QByteArray &text, const QStringList &path)
{
    JsonView view = JsonView::parse(text);
    for (const QString &step : path)
        view = view[step.toUtf8()];
    return view.exists();
}

} // namespace

class TestJsonValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sets_one_value_data();
    void sets_one_value();
    void takes_one_value_out_data();
    void takes_one_value_out();
    void takes_out_what_is_left_empty_around_it();
    void an_element_goes_and_the_list_stays();
    void an_object_with_a_remark_is_no_empty_shell();
    void what_is_equal_stays_with_its_remarks();
    void numbers_are_compared_by_all_their_digits();
    void says_why_it_cannot();
    void random_edits_change_nothing_else();
    void parts_of_a_text_with_remarks_change_alone();
    void taking_out_what_was_added_gives_the_same_bytes();
};

void TestJsonValues::sets_one_value_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QStringList>("path");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const QStringList &path, const char *value,
                        const char *after) {
        QTest::newRow(name) << QByteArray(before) << path << QByteArray(value) << QByteArray(after);
    };
    const QStringList port{QStringLiteral("listen"), QStringLiteral("port")};
    const QStringList a{QStringLiteral("a")};
    row("a plain value", "{ \"listen\":{\"port\" :  1 ,\"x\":1.0}}", port, "2",
        "{ \"listen\":{\"port\" :  2 ,\"x\":1.0}}");
    row("the same value in another spelling stays", "{\"a\": 1.0}", a, "1", "{\"a\": 1.0}");
    row("behind the last member", "{\n  \"b\": 1\n}\n", a, "\"x\"", "{\n  \"b\": 1,\n  \"a\": \"x\"\n}\n");
    row("with tabs and line endings of Windows", "{\r\n\t\"b\": 1\r\n}\r\n", port, "1",
        "{\r\n\t\"b\": 1,\r\n\t\"listen\": {\r\n\t\t\"port\": 1\r\n\t}\r\n}\r\n");
    row("into nothing", "{}", port, "1", "{\n  \"listen\": {\n    \"port\": 1\n  }\n}");
    row("into an empty object", "{\n    \"listen\": {}\n}", port, "1",
        "{\n    \"listen\": {\n        \"port\": 1\n    }\n}");
    row("on one line", "{\"b\": {\"c\": 1}}", port, "1", "{\"b\": {\"c\": 1}, \"listen\": {\"port\": 1}}");
    row("a list of words stays on a line", "{\n  \"b\": 1\n}", a, "[\"x\",\"y\"]",
        "{\n  \"b\": 1,\n  \"a\": [\"x\", \"y\"]\n}");
    row("only what differs of an object", "{\n  \"a\": {\"keep\": 1.0, \"go\": 1,   \"new\": 2}\n}", a,
        "{\"keep\":1,\"new\":3,\"more\":4}", "{\n  \"a\": {\"keep\": 1.0, \"new\": 3, \"more\": 4}\n}");
    row("one element", "{\"a\": [1,  2, 3]}", {QStringLiteral("a"), QStringLiteral("1")}, "5", "{\"a\": [1,  5, 3]}");
    row("an element of a list of servers", "{\n  \"a\": [\n    {\"x\": 1},\n    {\"y\": 2}\n  ]\n}",
        {QStringLiteral("a"), QStringLiteral("1"), QStringLiteral("z")}, "[1]",
        "{\n  \"a\": [\n    {\"x\": 1},\n    {\"y\": 2, \"z\": [1]}\n  ]\n}");
    row("of lists of one length only what differs", "{\"a\": [1,  \"b\",{ \"c\" :1}]}", a, "[1,\"d\",{\"c\":1}]",
        "{\"a\": [1,  \"d\",{ \"c\" :1}]}");
    row("a list of another length", "{\"a\": [1,  2]}", a, "[1,2,3]", "{\"a\": [1, 2, 3]}");
    row("all members change and the lines stay", "{\n  \"a\": {\n    \"x\": 1\n  }\n}", a, "{\"y\":2}",
        "{\n  \"a\": {\n    \"y\": 2\n  }\n}");
    row("blanks inside the braces", "{ \"b\": { \"c\": 1 } }", port, "1",
        "{ \"b\": { \"c\": 1 }, \"listen\": { \"port\": 1 } }");
    row("another kind of value", "{\"a\": {\"x\": 1}}", a, "null", "{\"a\": null}");
    row("the last of two of a name", "{\"a\": 1, \"a\": 2}", a, "3", "{\"a\": 1, \"a\": 3}");
    row("an escaped key", "{\"\\u0061\": 1}", a, "3", "{\"\\u0061\": 3}");
    row("a server as people write it", "{\n  \"b\": 1\n}", a, "{\"args\":[\"-y\"],\"command\":\"npx\",\"env\":{}}",
        "{\n  \"b\": 1,\n  \"a\": {\n    \"command\": \"npx\",\n    \"args\": [\"-y\"],\n    \"env\": {}\n  }\n}");
}

void TestJsonValues::sets_one_value()
{
    QFETCH(QByteArray, before);
    QFETCH(QStringList, path);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, after);
    const Result<QByteArray> result = with(before, path, valueFrom(value));
    QVERIFY(result);
    QCOMPARE(*result, after);
}

void TestJsonValues::takes_one_value_out_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("the first") << QByteArray("{ \"a\": 1, \"b\": 2 }") << QByteArray("{ \"b\": 2 }");
    QTest::newRow("the last") << QByteArray("{\n \"b\": 2,\n \"a\": {\"x\": [1]}\n}\n")
                              << QByteArray("{\n \"b\": 2\n}\n");
    QTest::newRow("between") << QByteArray("{\"c\": 0, \"a\": 1, \"b\": 2}") << QByteArray("{\"c\": 0, \"b\": 2}");
    QTest::newRow("the only one") << QByteArray("{\n  \"a\": 1\n}") << QByteArray("{}");
    QTest::newRow("written twice") << QByteArray("{\"a\": 1, \"b\": 2, \"a\": 3}") << QByteArray("{\"b\": 2}");
    QTest::newRow("not there") << QByteArray("{\"b\" :2}") << QByteArray("{\"b\" :2}");
    QTest::newRow("the first, on a line with what is before")
        << QByteArray("{ \"a\": 1,\n  \"b\": 2\n}") << QByteArray("{\n  \"b\": 2\n}");
}

void TestJsonValues::takes_one_value_out()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QCOMPARE(*without(before, {QStringLiteral("a")}), after);
}

void TestJsonValues::takes_out_what_is_left_empty_around_it()
{
    const QStringList path{QStringLiteral("limits"), QStringLiteral("http"), QStringLiteral("body")};
    QCOMPARE(*withoutAndShell("{\"a\": 1, \"limits\": {\"http\": {\"body\": 1}}}", path, 0),
             QByteArray("{\"a\": 1}"));
    QCOMPARE(*withoutAndShell("{\"limits\": {\"http\": {\"body\": 1}}}", path, 1),
             QByteArray("{\"limits\": {}}"));
    QCOMPARE(*withoutAndShell("{\"limits\": {\"ask\": 1, \"http\": {}}}", path, 0),
             QByteArray("{\"limits\": {\"ask\": 1, \"http\": {}}}"));
}

void TestJsonValues::an_element_goes_and_the_list_stays()
{
    const QStringList second{QStringLiteral("a"), QStringLiteral("1")};
    QCOMPARE(*without("{\"a\": [1,  1, 3]}", second), QByteArray("{\"a\": [1,  3]}"));
    QCOMPARE(*without("{\"a\": [1,  2]}", second), QByteArray("{\"a\": [1]}"));
    QCOMPARE(*without("{\"a\": [1]}", second), QByteArray("{\"a\": [1]}"));
    QCOMPARE(*withoutAndShell("{\"a\": [ 1 ]}", {QStringLiteral("a"), QStringLiteral("0")}, 0),
             QByteArray("{\"a\": []}"));
}

void TestJsonValues::an_object_with_a_remark_is_no_empty_shell()
{
    const QStringList path{QStringLiteral("a"), QStringLiteral("b")};
    const QByteArray text = "{\n  \"a\": {\n    // mine\n    \"b\": 1\n  }\n}";
    QCOMPARE(*withoutAndShell(text, path, 0, JsonEdit::Dialect::Comments),
             QByteArray("{\n  \"a\": {\n    // mine\n  }\n}"));
    QCOMPARE(*withoutAndShell("{/* x */ \"a\": {\"b\": 1},}", path, 0, JsonEdit::Dialect::Comments),
             QByteArray("{/* x */}"));
}

void TestJsonValues::what_is_equal_stays_with_its_remarks()
{
    const QByteArray text = "{\n  \"a\": {\n    \"keep\": [1], // why\n    \"go\": 1, // old\n    \"set\": 2\n  }\n}";
    QCOMPARE(*with(text, {QStringLiteral("a")}, valueFrom("{\"keep\":[1],\"set\":3}"), JsonEdit::Dialect::Comments),
             QByteArray("{\n  \"a\": {\n    \"keep\": [1], // why\n     // old\n    \"set\": 3\n  }\n}"));
}

void TestJsonValues::numbers_are_compared_by_all_their_digits()
{
    const auto edit = JsonEdit::parse("{\"a\": 18446744073709551617, \"b\": 1e2}");
    QVERIFY(edit);
    QCOMPARE(*edit->with({"a"}, "18446744073709551616"), QByteArray("{\"a\": 18446744073709551616, \"b\": 1e2}"));
    QCOMPARE(*edit->with({"b"}, "100.0"), edit->text());
}

void TestJsonValues::says_why_it_cannot()
{
    const QStringList deep{QStringLiteral("a"), QStringLiteral("b")};
    QCOMPARE(with("{\"a\": 1}", deep, 1).error().sentence,
             QStringLiteral("line 1, column 7: a: expected an object, { … }; this is something else, change that first"));
    QCOMPARE(with("{\"x\": {\n\"a\": 1}}", QStringList(QStringLiteral("x")) + deep, 1).error().sentence,
             QStringLiteral("line 2, column 6: x.a: expected an object, { … }; this is something else, change that first"));
    QCOMPARE(with("{\"a\": [1]}", {QStringLiteral("a"), QStringLiteral("1")}, 1).error().sentence,
             QStringLiteral("line 1, column 7: a.1: the list has no such element"));
    QCOMPARE(with("{\"a\": [1]}", deep, 1).error().sentence,
             QStringLiteral("line 1, column 7: a: expected an object, { … }; this is something else, change that first"));
    QVERIFY(with("{\"a\": 1,}", deep, 1).error().sentence.startsWith(QStringLiteral("line 1, column 9: this is not JSON")));
    QVERIFY(!with("{}", {}, 1));
    QVERIFY(!JsonEdit::parse("{}")->with({"a", "b"}, {}));
    QVERIFY(!JsonEdit::parse("{}")->with({"a", "b"}, "1, \"c\": 2"));
    QVERIFY(!without("[]", deep));
    QVERIFY(!without("{}", {}));
    QVERIFY(!with("{}", QStringList(33, QStringLiteral("a")), 1));
}

void TestJsonValues::random_edits_change_nothing_else()
{
    int edits = 0;
    for (quint32 seed = 1; seed <= 3000; ++seed) {
        RandomText random(seed);
        const QByteArray before = random.text();
        QStringList path;
        for (int steps = 1 + random.upTo(2); steps > 0; --steps)
            path.append(QString::fromUtf8(JsonView('"' + random.key() + '"').string()));
        const QJsonValue value = valueFrom(random.value(1));
        const bool isSet = random.upTo(2) > 0;
        const Result<QByteArray> after = isSet ? with(before, path, value) : without(before, path);
        if (!after)
            continue; // a plain value on the way
        ++edits;
        const QByteArray context = "seed " + QByteArray::number(seed) + "\n" + before + "\n--\n" + *after;
        QVERIFY2(JsonView::parse(*after).isObject(), context.constData());
        QVERIFY2(leavesBeside(before, path) == leavesBeside(*after, path), context.constData());
        JsonView view = JsonView::parse(*after);
        for (const QString &step : std::as_const(path))
            view = view[step.toUtf8()];
        QVERIFY2(view.exists() == isSet, context.constData());
        if (isSet)
            QVERIFY2(valueFrom(view.raw().toByteArray()) == value, context.constData());
        QVERIFY2(before.contains("\r\n") || !after->contains('\r'), context.constData());
        // What is equal is not written anew.
        if (isSet)
            QVERIFY2(*with(*after, path, value) == *after, context.constData());
    }
    QVERIFY(edits > 1500);
}

void TestJsonValues::parts_of_a_text_with_remarks_change_alone()
{
    const QJsonObject wanted{{QStringLiteral("k0"), 1}, {QStringLiteral("new"), QJsonArray{1, QStringLiteral("x")}}};
    for (quint32 seed = 0; seed < 1000; ++seed) {
        RandomJson random(seed, true);
        const QByteArray before = random.document("servers");
        const auto edit = JsonEdit::parse(before, JsonEdit::Dialect::Comments);
        QVERIFY(edit);
        const auto after = edit->with({"servers"}, inUsualOrder(wanted));
        QVERIFY2(after.ok(), (after ? before : after.error().sentence.toUtf8() + '\n' + before).constData());
        const auto reread = JsonEdit::parse(*after, JsonEdit::Dialect::Comments);
        QVERIFY2(reread.ok(), (before + "\n--\n" + *after).constData());
        QVERIFY2(valueFrom(reread->at({"servers"}).raw().toByteArray()) == wanted, (before + "\n--\n" + *after).constData());
        if (edit->at({"servers"}).exists())
            QVERIFY2(after->startsWith(before.first(before.indexOf("\"servers\""))), (before + "\n--\n" + *after).constData());
    }
}

void TestJsonValues::taking_out_what_was_added_gives_the_same_bytes()
{
    int edits = 0;
    for (quint32 seed = 1; seed <= 3000; ++seed) {
        RandomText random(seed);
        const QByteArray before = random.text();
        const QStringList path{QString::fromUtf8(JsonView('"' + random.key() + '"').string()), QStringLiteral("new")};
        const Result<QByteArray> added = with(before, path, valueFrom(random.value(1)));
        if (!added)
            continue;
        ++edits;
        const Result<QByteArray> undone = withoutAndShell(*added, path, has(before, path.first(1)) ? 1 : 0);
        QVERIFY2(
            *undone == before,
            ("seed " + QByteArray::number(seed) + "\n" + before + "\n--\n" + *added + "\n--\n" + *undone).constData());
    }
    QVERIFY(edits > 1000);
}

QTEST_APPLESS_MAIN(TestJsonValues)
#include "tst_jsonvalues.moc"
