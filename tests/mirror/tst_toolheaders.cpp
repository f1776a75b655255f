// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/toolheaders.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Signalbox;

class TestToolHeaders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_annotated_arguments();
    void refuses_what_cannot_be_repeated_data();
    void refuses_what_cannot_be_repeated();
    void data_is_no_annotation();
    void an_annotation_may_be_escaped();
    void takes_no_more_than_a_request_can_carry();
    void a_hostile_schema_takes_no_time();
    void compares_by_value_data();
    void compares_by_value();
};

void TestToolHeaders::finds_annotated_arguments()
{
    const auto found = toolHeaders(JsonView(
        R"({"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},"at":{"type":"object","properties":{"n":{"type":"integer","x-mcp-header":"N"}}},"b":{"type":"string"}}})"));
    QVERIFY(found.ok());
    QCOMPARE(found->size(), 2);
    QCOMPARE(found->at(0).name, "Mcp-Param-Region");
    QCOMPARE(found->at(0).path, QByteArrayList{"region"});
    QCOMPARE(found->at(1).path, (QByteArrayList{"at", "n"}));
    const JsonView arguments(R"({"region":"eu","at":{"n":42},"b":"x"})");
    QCOMPARE(headerText(repeatedArgument(arguments, found->at(0))), QByteArray("eu"));
    QCOMPARE(headerText(repeatedArgument(arguments, found->at(1))), QByteArray("42"));
    QVERIFY(!repeatedArgument(JsonView(R"({"region":null})"), found->at(0)).exists());
    QVERIFY(!repeatedArgument(JsonView(R"({"at":7})"), found->at(1)).exists());
    QVERIFY(toolHeaders(JsonView(R"({"type":"object"})"))->isEmpty());
}

void TestToolHeaders::refuses_what_cannot_be_repeated_data()
{
    QTest::addColumn<QByteArray>("schema");
    const auto row = [](const char *name, const QByteArray &properties) {
        QTest::newRow(name) << "{\"type\":\"object\",\"properties\":{" + properties + "}}";
    };
    row("empty", R"("a":{"type":"string","x-mcp-header":""})");
    row("blank", R"("a":{"type":"string","x-mcp-header":"A B"})");
    row("colon", R"("a":{"type":"string","x-mcp-header":"A:B"})");
    row("not ASCII", R"("a":{"type":"string","x-mcp-header":"é"})");
    row("no string", R"("a":{"type":"string","x-mcp-header":7})");
    row("number", R"("a":{"type":"number","x-mcp-header":"A"})");
    row("union", R"("a":{"type":["string","null"],"x-mcp-header":"A"})");
    row("object", R"("a":{"type":"object","x-mcp-header":"A"})");
    row("twice", R"("a":{"type":"string","x-mcp-header":"A"},"b":{"type":"string","x-mcp-header":"a"})");
    row("in items", R"("a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}})");
    row("in a choice", R"("a":{"oneOf":[{"type":"string","x-mcp-header":"A"}]})");
    row("annotated twice", R"("a":{"type":"string","x-mcp-header":"A","x-mcp-header":"B"})");
    row("an argument twice", R"("a":{"type":"string","x-mcp-header":"A"},"a":{"type":"string","x-mcp-header":"B"})");
    row("escaped and in items", R"("a":{"items":{"type":"string","x-mcp\u002dheader":"A"}})");
    row("a long name", R"("a":{"type":"string","x-mcp-header":")" + QByteArray(129, 'A') + R"("})");
    row("line break", R"("a":{"type":"string","x-mcp-header":"A\nB"})");
    row("below items", R"("a":{"items":{"properties":{"b":{"type":"string","x-mcp-header":"A"}}}})");
    QTest::newRow("at the root") << QByteArray(R"({"type":"string","x-mcp-header":"A"})");
    QTest::newRow("in $defs") << QByteArray(R"({"$defs":{"x":{"type":"string","x-mcp-header":"A"}}})");
    QTest::newRow("in then") << QByteArray(R"({"then":{"properties":{"x":{"type":"string","x-mcp-header":"A"}}}})");
    QTest::newRow("in patternProperties") << QByteArray(R"({"patternProperties":{"x":{"type":"string","x-mcp-header":"A"}}})");
}

void TestToolHeaders::refuses_what_cannot_be_repeated()
{
    QFETCH(QByteArray, schema);
    const auto found = toolHeaders(JsonView::parse(schema));
    QVERIFY(!found.ok());
    QVERIFY(found.error().sentence.contains(QStringLiteral("x-mcp-header")));
    QVERIFY(!found.error().sentence.contains(u'\n'));
}

void TestToolHeaders::data_is_no_annotation()
{
    QVERIFY(toolHeaders(JsonView(R"({"properties":{"a":{"type":"object","default":{"x-mcp-header":""},"enum":[{"x-mcp-header":1}]}}})")).ok());
    // An argument of that name is one like any other.
    QVERIFY(toolHeaders(JsonView(R"({"properties":{"x-mcp-header":{"type":"string"}}})")).ok());
}

void TestToolHeaders::an_annotation_may_be_escaped()
{
    const auto found = toolHeaders(
        JsonView(R"({"\u0070roperties":{"r":{"t\u0079pe":"string","x-mcp\u002dheader":"R\u0065gion"}}})"));
    QVERIFY(found.ok());
    QCOMPARE(found->size(), 1);
    QCOMPARE(found->at(0).name, "Mcp-Param-Region");
    QCOMPARE(found->at(0).path, QByteArrayList{"r"});
}

void TestToolHeaders::takes_no_more_than_a_request_can_carry()
{
    QByteArrayList properties;
    for (int i = 0; i < 65; ++i) {
        const QByteArray name = 'p' + QByteArray::number(i);
        properties.append('"' + name + R"(":{"type":"string","x-mcp-header":")" + name + "\"}");
    }
    QVERIFY(!toolHeaders(JsonView("{\"properties\":{" + properties.join(',') + "}}")).ok());
    properties.removeLast();
    const auto found = toolHeaders(JsonView("{\"properties\":{" + properties.join(',') + "}}"));
    QVERIFY(found.ok());
    QCOMPARE(found->size(), 64);
}

void TestToolHeaders::a_hostile_schema_takes_no_time()
{
    // Level upon level around megabytes: whoever walks them again at each level takes half a minute.
    const QByteArray inside = "[" + QByteArray("{},").repeated(5'000'000) + R"({"x-mcp-header":"A"}])";
    const QByteArray schema = QByteArray(R"({"properties":{"a":)").repeated(120) + inside + QByteArray("}}").repeated(120);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(!toolHeaders(JsonView(schema)).ok());
    QVERIFY2(clock.elapsed() < 5'000, QByteArray::number(clock.elapsed()).constData());
}

void TestToolHeaders::compares_by_value_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("argument");
    QTest::addColumn<bool>("same");
    const auto row = [](const char *text, const char *argument, bool same) {
        QTest::addRow("%s %s", text, argument) << QByteArray(text) << QByteArray(argument) << same;
    };
    row("eu", "\"eu\"", true);
    row("EU", "\"eu\"", false);
    row("42", "42", true);
    row("42.0", "42", true);
    row("42", "42.0", true);
    row("42", "43", false);
    row("x", "42", false);
    row("true", "true", true);
    row("1", "true", false);
    row("42", "\"42\"", true);
    row("", "\"\"", true);
    row("{}", "{}", false);
}

void TestToolHeaders::compares_by_value()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, argument);
    QTEST(saysTheSame(text, JsonView(argument)), "same");
}

QTEST_GUILESS_MAIN(TestToolHeaders)
#include "tst_toolheaders.moc"
