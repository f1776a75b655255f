// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/toolbench.h"

using namespace Signalbox;

class TestToolSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_arguments_that_do_not_fit_the_schema_data();
    void refuses_arguments_that_do_not_fit_the_schema();
};

void TestToolSchema::refuses_arguments_that_do_not_fit_the_schema_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("good") << QByteArray(R"({"text":"hällo","times":3,"mood":"lo\u0075d","tags":["a"]})")
                          << QByteArray();
    QTest::newRow("null where null may be") << QByteArray(R"({"text":"a","tags":null})") << QByteArray();
    QTest::newRow("missing") << QByteArray(R"({})") << QByteArray("arguments.text: missing");
    QTest::newRow("wrong type") << QByteArray(R"({"text":5})") << QByteArray("arguments.text: expected string, got 5");
    QTest::newRow("none of the types") << QByteArray(R"({"text":"a","tags":{}})")
                                       << QByteArray("arguments.tags: expected array or null, got {}");
    QTest::newRow("too short") << QByteArray(R"({"text":""})")
                               << QByteArray("arguments.text: expected at least 1 character(s), got \"\"");
    QTest::newRow("too long") << QByteArray(R"({"text":"äöüäöü"})")
                              << QByteArray("arguments.text: expected at most 5 characters, got 6");
    QTest::newRow("fraction") << QByteArray(R"({"text":"a","times":1.5})")
                              << QByteArray("arguments.times: expected integer, got 1.5");
    QTest::newRow("too small") << QByteArray(R"({"text":"a","times":0})")
                               << QByteArray("arguments.times: expected 1 or more, got 0");
    QTest::newRow("too big") << QByteArray(R"({"text":"a","times":99999999999999})")
                             << QByteArray("arguments.times: expected 3 or less, got 99999999999999");
    QTest::newRow("not in the list") << QByteArray(R"({"text":"a","mood":"sad"})")
                                     << QByteArray("arguments.mood: expected one of \"calm\", \"loud\", got \"sad\"");
    QTest::newRow("stranger") << QByteArray(R"({"text":"a","colour":1})")
                              << QByteArray("arguments.colour: there is no such argument");
    QTest::newRow("bad item") << QByteArray(R"({"text":"a","tags":["x",2]})")
                              << QByteArray("arguments.tags[1]: expected string, got 2");
    QTest::newRow("second of two equal keys")
        << QByteArray(R"({"text":"a","text":7})") << QByteArray("arguments.text: expected string, got 7");
}

void TestToolSchema::refuses_arguments_that_do_not_fit_the_schema()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, sentence);
    const auto schema = ToolSchema::read(ToolBench::echoSchema);
    QVERIFY(schema.ok());
    const auto checked = schema->check(JsonView::parse(arguments));
    QCOMPARE(checked.ok(), sentence.isEmpty());
    if (!checked)
        QCOMPARE(checked.error().sentence.toUtf8(), sentence);
}

QTEST_GUILESS_MAIN(TestToolSchema)
#include "tst_toolschema.moc"
