// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/fieldcheck.h"
#include "ui/schemaform/fieldeditor.h"
#include "ui/schemaform/schemaform.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>

using namespace Signalbox;

using Kind = SchemaField::Kind;

namespace {

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

SchemaField fieldOf(const char *schema)
{
    const QJsonObject member = json(schema);
    return SchemaReader::read({{QStringLiteral("properties"), QJsonObject{{QStringLiteral("it"), member}}}}).items.value(0);
}

} // namespace

class TestSchemaForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void schemas_become_fields_data();
    void schemas_become_fields();
    void typed_text_becomes_values_or_a_sentence_data();
    void typed_text_becomes_values_or_a_sentence();
    void defaults_are_filled_in_and_what_is_left_open_is_left_out();
    void a_required_field_left_open_is_told_beside_it();
    void titled_choices_send_their_values();
    void nested_objects_are_nested_forms();
    void an_optional_object_may_be_left_out_whole();
    void the_same_schema_again_keeps_what_was_typed();
    void what_no_form_can_ask_is_asked_as_json();
    void a_catastrophic_pattern_ends_soon();
    void hostile_schemas_stay_small_data();
    void hostile_schemas_stay_small();
    void labels_are_never_markup();
};

void TestSchemaForm::schemas_become_fields_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const char *schema, Kind kind) {
        QTest::newRow(name) << QByteArray(schema) << int(kind);
    };
    row("text", R"({"type":"string"})", Kind::Text);
    row("text or null", R"({"type":["string","null"]})", Kind::Text);
    row("integer", R"({"type":"integer"})", Kind::Integer);
    row("number", R"({"type":"number"})", Kind::Number);
    row("boolean", R"({"type":"boolean"})", Kind::Boolean);
    row("enum", R"({"type":"string","enum":["a","b"]})", Kind::Choice);
    row("enum without a type", R"({"enum":["a",1,true]})", Kind::Choice);
    row("titled enum", R"({"type":"string","oneOf":[{"const":"a","title":"A"},{"const":"b","title":"B"}]})", Kind::Choice);
    row("several", R"({"type":"array","items":{"type":"string","enum":["a","b"]}})", Kind::Choices);
    row("several with titles", R"({"type":"array","items":{"anyOf":[{"const":"a","title":"A"}]}})", Kind::Choices);
    row("list", R"({"type":"array","items":{"type":"number"}})", Kind::List);
    row("object", R"({"type":"object","properties":{"a":{"type":"string"}}})", Kind::Object);
    row("open object", R"({"type":"object","additionalProperties":{"type":"string"}})", Kind::Json);
    row("list of objects", R"({"type":"array","items":{"type":"object","properties":{"a":{}}}})", Kind::Json);
    row("alternatives", R"({"anyOf":[{"type":"string"},{"type":"object"}]})", Kind::Json);
    row("several types", R"({"type":["string","integer"]})", Kind::Json);
    row("reference", R"({"$ref":"#/$defs/x"})", Kind::Json);
    row("nothing said", R"({})", Kind::Json);
}

void TestSchemaForm::schemas_become_fields()
{
    QFETCH(QByteArray, schema);
    QTEST(int(fieldOf(schema.constData()).kind), "kind");
}

void TestSchemaForm::typed_text_becomes_values_or_a_sentence_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QJsonValue>("value"); // undefined: refused
    const auto row = [](const char *name, const char *schema, const char *typed, const QJsonValue &value) {
        QTest::newRow(name) << QByteArray(schema) << QString::fromUtf8(typed) << value;
    };
    const QJsonValue refused(QJsonValue::Undefined);
    row("text", R"({"type":"string"})", "a b", QStringLiteral("a b"));
    row("too short", R"({"type":"string","minLength":3})", "ab", refused);
    row("too long", R"({"type":"string","maxLength":1})", "ab", refused);
    row("one character beyond the BMP", R"({"type":"string","maxLength":1})", "\xf0\x9f\x98\x80", QString::fromUtf8("\xf0\x9f\x98\x80"));
    row("pattern", R"({"type":"string","pattern":"^[a-z]+$"})", "abc", QStringLiteral("abc"));
    row("not the pattern", R"({"type":"string","pattern":"^[a-z]+$"})", "ABC", refused);
    row("pattern that is none", R"({"type":"string","pattern":"(("})", "x", QStringLiteral("x"));
    row("email", R"({"type":"string","format":"email"})", "a@b.org", QStringLiteral("a@b.org"));
    row("no email", R"({"type":"string","format":"email"})", "a.b.org", refused);
    row("address", R"({"type":"string","format":"uri"})", "https://a.org/x", QStringLiteral("https://a.org/x"));
    row("no address", R"({"type":"string","format":"uri"})", "a.org", refused);
    row("date", R"({"type":"string","format":"date"})", "2026-02-28", QStringLiteral("2026-02-28"));
    row("no such date", R"({"type":"string","format":"date"})", "2026-02-30", refused);
    row("date and time", R"({"type":"string","format":"date-time"})", "2026-02-28T10:00:00Z", QStringLiteral("2026-02-28T10:00:00Z"));
    row("without its zone", R"({"type":"string","format":"date-time"})", "2026-02-28T10:00:00", refused);
    row("whole", R"({"type":"integer"})", " 42 ", 42);
    row("large", R"({"type":"integer"})", "9007199254740991", QJsonValue(Q_INT64_C(9007199254740991)));
    row("not whole", R"({"type":"integer"})", "4.5", refused);
    row("no number", R"({"type":"number"})", "four", refused);
    row("infinite", R"({"type":"number"})", "inf", refused);
    row("at the bound", R"({"type":"number","minimum":1,"maximum":2})", "2", 2);
    row("beyond the bound", R"({"type":"number","minimum":1,"maximum":2})", "2.01", refused);
    row("at the excluded bound", R"({"type":"number","exclusiveMinimum":1})", "1", refused);
    row("multiple", R"({"type":"number","multipleOf":0.1})", "0.3", 0.3);
    row("no multiple", R"({"type":"integer","multipleOf":5})", "7", refused);
    row("list", R"({"type":"array","items":{"type":"integer"}})", "1\n2\n", QJsonArray({1, 2}));
    row("a bad element", R"({"type":"array","items":{"type":"integer"}})", "1\nx", refused);
    row("too few", R"({"type":"array","items":{"type":"integer"},"minItems":2})", "1", refused);
    row("JSON", R"({})", R"({"a":[1]})", json(R"({"a":[1]})"));
    row("no JSON", R"({})", R"({"a":)", refused);
    row("two values", R"({})", "1, 2", refused);
}

void TestSchemaForm::typed_text_becomes_values_or_a_sentence()
{
    QFETCH(QByteArray, schema);
    QFETCH(QString, typed);
    QFETCH(QJsonValue, value);
    const Result<QJsonValue> result = FieldCheck::parse(fieldOf(schema.constData()), typed);
    if (!value.isUndefined()) {
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence));
        QCOMPARE(*result, value);
        return;
    }
    QVERIFY(!result);
    QVERIFY2(result.error().sentence.contains(QStringLiteral("xpected")), qPrintable(result.error().sentence));
}

void TestSchemaForm::defaults_are_filled_in_and_what_is_left_open_is_left_out()
{
    SchemaForm form;
    form.setSchema(json(R"({"type":"object","properties":{"a":{"type":"string","default":"x"},"b":{"type":"integer","default":0},
        "c":{"type":"boolean"},"d":{"type":"boolean","default":true},"e":{"type":"string"},"f":{"enum":[1,2],"default":2}}})"));
    const Result<QJsonObject> value = form.value();
    QVERIFY(value);
    QCOMPARE(*value, json(R"({"a":"x","b":0,"d":true,"f":2})"));
}

void TestSchemaForm::a_required_field_left_open_is_told_beside_it()
{
    SchemaForm form;
    form.setSchema(json(R"({"type":"object","required":["n"],"properties":{"a":{"type":"string"},"n":{"type":"integer","maximum":9,"title":"How many"}}})"));
    form.show();
    auto *fault = form.findChild<QLabel *>(QStringLiteral("fault"));
    QVERIFY(!fault->isVisible());
    QVERIFY(!form.check());
    QVERIFY(fault->isVisible());
    QVERIFY(form.value().error().sentence.startsWith(QStringLiteral("How many: ")));
    auto *line = form.findChild<QLineEdit *>();
    QTest::keyClicks(line, QStringLiteral("12"));
    QVERIFY(fault->text().contains(QStringLiteral("at most 9")));
    line->clear();
    QTest::keyClicks(line, QStringLiteral("7"));
    QVERIFY(!fault->isVisible());
    QCOMPARE(*form.value(), json(R"({"n":7})"));
}

void TestSchemaForm::titled_choices_send_their_values()
{
    SchemaForm form;
    form.setSchema(json(R"({"type":"object","properties":{"one":{"oneOf":[{"const":"r","title":"Red"},{"const":"g","title":"Green"}]},
        "some":{"type":"array","items":{"enum":["x","y"],"enumNames":["Ex","Why"]},"maxItems":1}}})"));
    auto *combo = form.findChild<QComboBox *>();
    combo->setCurrentText(QStringLiteral("Green"));
    auto *list = form.findChild<QListWidget *>();
    QCOMPARE(list->item(1)->text(), QStringLiteral("Why"));
    list->item(1)->setCheckState(Qt::Checked);
    QCOMPARE(*form.value(), json(R"({"one":"g","some":["y"]})"));
    list->item(0)->setCheckState(Qt::Checked);
    QVERIFY(!form.value());
}

void TestSchemaForm::nested_objects_are_nested_forms()
{
    SchemaForm form;
    const QJsonObject value = json(R"({"outer":{"inner":{"n":3},"t":"x"}})");
    form.setSchema(json(R"({"type":"object","properties":{"outer":{"type":"object","properties":{"t":{"type":"string"},
        "inner":{"type":"object","properties":{"n":{"type":"integer"}}}}}}})"));
    QCOMPARE(*form.value(), QJsonObject());
    form.setValue(value);
    QCOMPARE(*form.value(), value);
}

void TestSchemaForm::an_optional_object_may_be_left_out_whole()
{
    SchemaForm form;
    form.setSchema(json(R"({"type":"object","properties":{"o":{"type":"object","required":["n"],"properties":{"n":{"type":"integer"},"t":{"type":"string"}}}}})"));
    QCOMPARE(*form.value(), QJsonObject());
    form.setValue(json(R"({"o":{"t":"x"}})"));
    QVERIFY(!form.value());
}

void TestSchemaForm::the_same_schema_again_keeps_what_was_typed()
{
    SchemaForm form;
    const QJsonObject schema = json(R"({"type":"object","properties":{"a":{"type":"string"}}})");
    form.setSchema(schema);
    form.setValue(json(R"({"a":"typed"})"));
    form.setSchema(schema);
    QCOMPARE(*form.value(), json(R"({"a":"typed"})"));
}

void TestSchemaForm::what_no_form_can_ask_is_asked_as_json()
{
    SchemaForm form;
    form.setSchema(json(R"({"oneOf":[{"type":"object"},{"type":"object"}]})"));
    QCOMPARE(form.fields().size(), 1);
    QCOMPARE(form.fields().first()->field().kind, Kind::Json);
    form.setValue(json(R"({"a":1})"));
    QCOMPARE(*form.value(), json(R"({"a":1})"));
}

void TestSchemaForm::a_catastrophic_pattern_ends_soon()
{
    QElapsedTimer taken;
    taken.start();
    for (const char *pattern : {"^(a+)+$", "^(a|a)*$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*x", "((a{0,50}){0,50}){0,50}b"}) {
        SchemaField field;
        field.kind = Kind::Text;
        field.pattern = QLatin1StringView(pattern);
        const Result<QJsonValue> result = FieldCheck::parse(field, QString(1'500, QLatin1Char('a')) + QLatin1Char('!'));
        Q_UNUSED(result)
    }
    QVERIFY2(taken.elapsed() < 3'000, qPrintable(QString::number(taken.elapsed())));
}

void TestSchemaForm::hostile_schemas_stay_small_data()
{
    QTest::addColumn<QJsonObject>("schema");
    QJsonObject deep{{QStringLiteral("type"), QStringLiteral("string")}};
    QJsonObject lists = deep;
    for (int i = 0; i < 200; ++i) {
        deep = {{QStringLiteral("type"), QStringLiteral("object")}, {QStringLiteral("properties"), QJsonObject{{QStringLiteral("a"), deep}}}};
        lists = {{QStringLiteral("type"), QStringLiteral("array")}, {QStringLiteral("items"), lists}};
    }
    QTest::newRow("deep") << deep;
    QTest::newRow("lists in lists") << QJsonObject{{QStringLiteral("properties"), QJsonObject{{QStringLiteral("l"), lists}}}};
    QJsonObject wide;
    for (int i = 0; i < 20'000; ++i)
        wide.insert(QString::number(i), QJsonObject{{QStringLiteral("type"), QStringLiteral("string")}});
    QTest::newRow("wide") << QJsonObject{{QStringLiteral("type"), QStringLiteral("object")}, {QStringLiteral("properties"), wide}};
    QJsonArray many;
    for (int i = 0; i < 100'000; ++i)
        many.append(i);
    QTest::newRow("choices") << QJsonObject{{QStringLiteral("properties"), QJsonObject{{QStringLiteral("c"), QJsonObject{{QStringLiteral("enum"), many}}}}}};
    QTest::newRow("long words") << QJsonObject{{QStringLiteral("properties"), QJsonObject{{QStringLiteral("w"), QJsonObject{
        {QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("title"), QString(1'000'000, QLatin1Char('x'))},
        {QStringLiteral("description"), QString(1'000'000, QLatin1Char('y'))}, {QStringLiteral("default"), QString(1'000'000, QLatin1Char('z'))}}}}}};
    QTest::newRow("types of another kind") << json(R"({"type":7,"properties":[1],"required":{"a":1}})");
    QTest::newRow("lengths beyond reason") << json(R"({"properties":{"a":{"type":"string","minLength":1e308,"maxLength":-1e308}}})");
}

void TestSchemaForm::hostile_schemas_stay_small()
{
    QFETCH(QJsonObject, schema);
    QElapsedTimer taken;
    taken.start();
    SchemaForm form;
    form.setSchema(schema);
    form.show();
    QVERIFY(form.findChildren<FieldEditor *>().size() <= SchemaReader::mostFields);
    QVERIFY2(taken.elapsed() < 5'000, qPrintable(QString::number(taken.elapsed())));
    for (const QLabel *label : form.findChildren<QLabel *>())
        QVERIFY(label->text().size() < 2'000);
}

void TestSchemaForm::labels_are_never_markup()
{
    SchemaForm form;
    form.setSchema(json(R"({"properties":{"<b>a</b>":{"type":"string","title":"<img src='x'>","description":"<a href='x'>y</a>"}}})"));
    for (const QLabel *label : form.findChildren<QLabel *>())
        QVERIFY(label->textFormat() == Qt::PlainText);
}

QTEST_MAIN(TestSchemaForm)
#include "tst_schemaform.moc"
