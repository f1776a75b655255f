// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/answeringgateway.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/settings/settingfield.h"
#include "ui/settings/settingrows.h"
#include "ui/settings/settingseditor.h"
#include "ui/settings/settingsform.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/settingsstore.h"

#include "core/bus/bus.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace Signalbox;

namespace {

QStringList pathsIn(const QJsonObject &schema, QJsonObject rule, const QString &path)
{
    const QString reference = rule.value(QStringLiteral("$ref")).toString().section(u'/', -1);
    if (!reference.isEmpty() && reference != u"duration" && reference != u"size")
        rule = schema.value(QStringLiteral("$defs"))[reference].toObject();
    const QJsonObject properties = rule.value(QStringLiteral("properties")).toObject();
    if (properties.isEmpty())
        return {path};
    QStringList paths;
    for (auto property = properties.begin(); property != properties.end(); ++property)
        paths += pathsIn(schema, property->toObject(), path.isEmpty() ? property.key() : path + u'.' + property.key());
    return paths;
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bus = std::make_unique<Bus>();
        m_board = std::make_unique<Board>(m_bus.get());
        m_gateway = std::make_unique<AnsweringGateway>();
        m_commands = std::make_unique<Commands>(m_gateway->asker());
    }
    void cleanup()
    {
        m_commands.reset();
        m_board.reset();
    }
    void every_setting_of_the_schema_has_a_field();
    void what_is_typed_is_judged_and_written();
    void what_the_file_says_is_followed_but_not_over_what_is_typed();
    void a_default_is_gone_back_to();
    void lists_have_a_line_for_each_element();
    void the_text_follows_the_file_until_it_is_edited();
    void the_text_keeps_the_line_ends_of_the_file();
    void a_problem_is_shown_at_its_line();

private:
    std::unique_ptr<SettingsPage> page()
    {
        auto made = std::make_unique<SettingsPage>(m_board.get(), m_commands.get());
        made->resize(900, 600);
        made->show();
        return made;
    }
    static SettingField *field(const SettingsPage &page, const char *path)
    {
        return page.form()->findChild<SettingField *>(QLatin1StringView(path));
    }

    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Board> m_board;
    std::unique_ptr<AnsweringGateway> m_gateway;
    std::unique_ptr<Commands> m_commands;
};

void TestSettings::every_setting_of_the_schema_has_a_field()
{
    const QJsonObject schema = SettingRows::schema();
    QStringList described = pathsIn(schema, schema, {});
    described.removeAll(QStringLiteral("$schema"));
    described.removeAll(QStringLiteral("mcpServers"));
    QStringList shown;
    const QList<SettingRow> rows = SettingRows::all();
    for (const SettingRow &row : rows) {
        shown.append(row.path.join(u'.'));
        QVERIFY2(!row.help.isEmpty(), qPrintable(shown.last()));
        QVERIFY2(!row.label.isEmpty() && !row.group.isEmpty(), qPrintable(shown.last()));
    }
    described.sort();
    shown.sort();
    QCOMPARE(shown, described);
}

void TestSettings::what_is_typed_is_judged_and_written()
{
    const auto shown = page();
    SettingField *port = field(*shown, "listen.port");
    auto *line = port->findChild<QLineEdit *>();
    QTRY_COMPARE(line->text(), QStringLiteral("4000"));
    const QString sentence = QStringLiteral("expected 1 to 65535, got 70000");
    m_gateway->answers.insert(
        QStringLiteral("settings.check"),
        QJsonObject{{QStringLiteral("problems"), QJsonArray{QJsonObject{{QStringLiteral("sentence"), sentence}}}}});
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("70000"));
    QTRY_COMPARE(port->findChild<QLabel *>(QStringLiteral("problem"))->text(), sentence);
    QCOMPARE(m_gateway->lastOf(QStringLiteral("settings.check")).value(QStringLiteral("value")), QJsonValue(70000));
    QVERIFY(!m_gateway->wasAsked(QStringLiteral("settings.set")));

    m_gateway->answers.insert(QStringLiteral("settings.set"), Reason{QStringLiteral("listen.port: ") + sentence});
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE(port->findChild<QLabel *>(QStringLiteral("problem"))->text(),
                 QStringLiteral("listen.port: ") + sentence);
    QCOMPARE(line->text(), QStringLiteral("70000")); // the person mends it, nobody takes it away
    QTest::keyClick(line, Qt::Key_Escape);
    QCOMPARE(line->text(), QStringLiteral("4000"));
    QVERIFY(!port->findChild<QLabel *>(QStringLiteral("problem"))->isVisible());

    m_gateway->answers.clear();
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("5000"));
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY(!port->isBeingEdited());
    const QJsonObject set = m_gateway->lastOf(QStringLiteral("settings.set"));
    QCOMPARE(set.value(QStringLiteral("path")),
             QJsonValue(QJsonArray{QStringLiteral("listen"), QStringLiteral("port")}));
    QCOMPARE(set.value(QStringLiteral("value")), QJsonValue(5000));
}

void TestSettings::what_the_file_says_is_followed_but_not_over_what_is_typed()
{
    const auto shown = page();
    auto *port = field(*shown, "listen.port")->findChild<QLineEdit *>();
    auto *ask = field(*shown, "limits.ask")->findChild<QLineEdit *>();
    QTRY_COMPARE(port->text(), QStringLiteral("4000"));
    port->setFocus();
    port->selectAll();
    QTest::keyClicks(port, QStringLiteral("77"));
    m_gateway->text = "{\"listen\": {\"port\": 4001}, \"limits\": {\"ask\": \"5 min\"}}";
    Q_EMIT m_bus->settingsApplied(QStringLiteral("file"));
    QTRY_COMPARE(ask->text(), QStringLiteral("5 min"));
    QCOMPARE(port->text(), QStringLiteral("77"));
    QTest::keyClick(port, Qt::Key_Escape);
    QCOMPARE(port->text(), QStringLiteral("4001"));
    // A file that cannot be used is looked at as well.
    m_gateway->text = "{\"listen\": {\"port\": 4002}}";
    m_bus->trouble(QStringLiteral("settings"), QStringLiteral("something is wrong"));
    QTRY_COMPARE(port->text(), QStringLiteral("4002"));
    QCOMPARE(ask->text(), QString());
}

void TestSettings::a_default_is_gone_back_to()
{
    const auto shown = page();
    SettingField *port = field(*shown, "listen.port");
    auto *line = port->findChild<QLineEdit *>();
    QTRY_COMPARE(line->text(), QStringLiteral("4000"));
    auto *back = port->findChild<QAbstractButton *>();
    QVERIFY(back->isVisible());
    back->click();
    QTRY_COMPARE(line->text(), QString());
    QCOMPARE(line->placeholderText(), QStringLiteral("3625"));
    QVERIFY(m_gateway->wasAsked(QStringLiteral("settings.unset")));
    QVERIFY(!back->isVisible());
}

void TestSettings::lists_have_a_line_for_each_element()
{
    const QList<SettingRow> rows = SettingRows::all();
    const auto rowOf = [&](const char *path) {
        return *std::find_if(rows.begin(), rows.end(),
                             [&](const SettingRow &row) { return row.path.join(u'.') == QLatin1StringView(path); });
    };
    const QJsonValue folders =
        QJsonDocument::fromJson("[{\"uri\": \"file:///a\", \"name\": \"My work\"}, {\"uri\": \"file:///b\"}]").array();
    const QString text = fieldText(rowOf("roots"), folders);
    QCOMPARE(text, QStringLiteral("file:///a My work\nfile:///b"));
    QCOMPARE(fieldValue(rowOf("roots"), text), folders);
    QCOMPARE(fieldValue(rowOf("listen.addresses"), QStringLiteral(" ::1 \n\n")),
             QJsonValue(QJsonArray{QStringLiteral("::1")}));
    QVERIFY(fieldValue(rowOf("listen.addresses"), QStringLiteral("\n")).isUndefined());
    QCOMPARE(fieldValue(rowOf("limits.ask"), QStringLiteral("5 min")), QJsonValue(QStringLiteral("5 min")));
    QCOMPARE(fieldValue(rowOf("auth.token"), QStringLiteral("123")), QJsonValue(QStringLiteral("123")));
}

void TestSettings::the_text_follows_the_file_until_it_is_edited()
{
    const auto shown = page();
    SettingsEditor *editor = shown->editor();
    auto *text = editor->findChild<QPlainTextEdit *>();
    QTRY_COMPARE(editor->text().toUtf8(), m_gateway->text);
    m_gateway->text = "{\n\"a\": \"\xC2\xA0\"}\n";
    Q_EMIT m_bus->settingsApplied(QStringLiteral("file"));
    QTRY_COMPARE(editor->text().toUtf8(), m_gateway->text);
    text->moveCursor(QTextCursor::End);
    text->insertPlainText(QStringLiteral("mine"));
    const QString mine = editor->text();
    const QString begun = m_gateway->file().value(QStringLiteral("digest")).toString();
    m_gateway->text = "{}";
    Q_EMIT m_bus->settingsApplied(QStringLiteral("file"));
    QTRY_COMPARE(shown->store()->text(), QStringLiteral("{}"));
    QCOMPARE(editor->text(), mine);
    // What is saved is measured by the text it began with, so the gateway can refuse it.
    const auto buttons = editor->findChildren<QPushButton *>();
    buttons.last()->click();
    const QJsonObject written = m_gateway->lastOf(QStringLiteral("settings.write"));
    QCOMPARE(written.value(QStringLiteral("text")).toString(), mine);
    QCOMPARE(written.value(QStringLiteral("digest")).toString(), begun);
}

void TestSettings::the_text_keeps_the_line_ends_of_the_file()
{
    m_gateway->text = "{\r\n  \"listen\": {}\r\n}\r\n";
    const auto shown = page();
    QTRY_COMPARE(shown->editor()->text().toUtf8(), m_gateway->text);
    QVERIFY(!shown->editor()->isModified());
}

void TestSettings::a_problem_is_shown_at_its_line()
{
    m_gateway->text = "{\n  \"listen\": {\n    \"port\": 70000\n  }\n}";
    m_gateway->problems = {QJsonObject{{QStringLiteral("key"), QStringLiteral("listen.port")},
                                       {QStringLiteral("line"), 3},
                                       {QStringLiteral("sentence"), QStringLiteral("expected less")}}};
    const auto shown = page();
    auto *text = shown->editor()->findChild<QPlainTextEdit *>();
    QTRY_COMPARE(text->extraSelections().size(), 1);
    QCOMPARE(text->extraSelections().first().cursor.blockNumber(), 2);
    QCOMPARE(field(*shown, "listen.port")->findChild<QLabel *>(QStringLiteral("problem"))->text(),
             QStringLiteral("expected less"));
    QVERIFY(!field(*shown, "limits.ask")->findChild<QLabel *>(QStringLiteral("problem"))->isVisibleTo(shown->form()));
}

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
