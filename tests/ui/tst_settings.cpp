// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/facts.h"
#include "ui/backends/backendeditor.h"
#include "ui/backends/backendform.h"
#include "ui/backends/backendspage.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/settings/settingfield.h"
#include "ui/settings/settingrows.h"
#include "ui/settings/settingseditor.h"
#include "ui/settings/settingsform.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/settingsstore.h"
#include "ui/tables/logview.h"

#include "core/bus/bus.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QTextBlock>

using namespace Signalbox;

namespace {

const QString get = QStringLiteral("settings.get");

/** A gateway that answers what it is told to and remembers what it was asked. */
class Gateway
{
public:
    UiLink::Ask asker()
    {
        return [this](const QString &name, const QJsonObject &arguments, const std::function<void(const Result<QJsonObject> &)> &answer) {
            asked.append({name, arguments});
            if (name == get)
                return answer(file());
            const auto found = answers.constFind(name);
            answer(found == answers.constEnd() ? Result<QJsonObject>(QJsonObject()) : *found);
        };
    }
    QJsonObject file() const
    {
        return {{QStringLiteral("path"), QStringLiteral("/home/me/.config/signalbox/signalbox.json")},
                {QStringLiteral("exists"), true},
                {QStringLiteral("text"), QString::fromUtf8(text)},
                {QStringLiteral("digest"), QString::number(qHash(text))},
                {QStringLiteral("values"), QJsonDocument::fromJson(text).object()},
                {QStringLiteral("problems"), problems}};
    }
    QJsonObject lastOf(const QString &name) const
    {
        QJsonObject arguments;
        for (const auto &[command, given] : asked) {
            if (command == name)
                arguments = given;
        }
        return arguments;
    }
    bool wasAsked(const QString &name) const
    {
        return std::any_of(asked.cbegin(), asked.cend(), [&](const auto &one) { return one.first == name; });
    }

    QByteArray text = "{\"listen\": {\"port\": 4000}}";
    QJsonArray problems;
    QHash<QString, Result<QJsonObject>> answers;
    QList<std::pair<QString, QJsonObject>> asked;
};

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
        m_gateway = std::make_unique<Gateway>();
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
    void a_server_is_added_from_a_pasted_line();
    void an_entry_comes_back_as_it_was_given_data();
    void an_entry_comes_back_as_it_was_given();
    void a_removed_server_can_be_had_back();
    void a_server_that_is_switched_off_can_only_be_switched_on();
    void a_test_shows_each_step();
    void a_log_grows_at_its_end_and_keeps_what_is_selected();

private:
    std::unique_ptr<SettingsPage> page()
    {
        auto made = std::make_unique<SettingsPage>(m_board.get(), m_commands.get());
        made->resize(900, 600);
        made->show();
        return made;
    }
    static SettingField *field(const SettingsPage &page, const char *path) { return page.form()->findChild<SettingField *>(QLatin1StringView(path)); }

    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Board> m_board;
    std::unique_ptr<Gateway> m_gateway;
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
    m_gateway->answers.insert(QStringLiteral("settings.check"),
                              QJsonObject{{QStringLiteral("problems"), QJsonArray{QJsonObject{{QStringLiteral("sentence"), sentence}}}}});
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("70000"));
    QTRY_COMPARE(port->findChild<QLabel *>(QStringLiteral("problem"))->text(), sentence);
    QCOMPARE(m_gateway->lastOf(QStringLiteral("settings.check")).value(QStringLiteral("value")), QJsonValue(70000));
    QVERIFY(!m_gateway->wasAsked(QStringLiteral("settings.set")));

    m_gateway->answers.insert(QStringLiteral("settings.set"), Reason{QStringLiteral("listen.port: ") + sentence});
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE(port->findChild<QLabel *>(QStringLiteral("problem"))->text(), QStringLiteral("listen.port: ") + sentence);
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
    QCOMPARE(set.value(QStringLiteral("path")), QJsonValue(QJsonArray{QStringLiteral("listen"), QStringLiteral("port")}));
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
        return *std::find_if(rows.begin(), rows.end(), [&](const SettingRow &row) { return row.path.join(u'.') == QLatin1StringView(path); });
    };
    const QJsonValue folders = QJsonDocument::fromJson("[{\"uri\": \"file:///a\", \"name\": \"My work\"}, {\"uri\": \"file:///b\"}]").array();
    const QString text = fieldText(rowOf("roots"), folders);
    QCOMPARE(text, QStringLiteral("file:///a My work\nfile:///b"));
    QCOMPARE(fieldValue(rowOf("roots"), text), folders);
    QCOMPARE(fieldValue(rowOf("listen.addresses"), QStringLiteral(" ::1 \n\n")), QJsonValue(QJsonArray{QStringLiteral("::1")}));
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
    QCOMPARE(field(*shown, "listen.port")->findChild<QLabel *>(QStringLiteral("problem"))->text(), QStringLiteral("expected less"));
    QVERIFY(!field(*shown, "limits.ask")->findChild<QLabel *>(QStringLiteral("problem"))->isVisibleTo(shown->form()));
}

void TestSettings::a_server_is_added_from_a_pasted_line()
{
    BackendsPage shown(m_board.get(), m_commands.get());
    shown.resize(1200, 700);
    shown.show();
    shown.findChild<QPushButton *>(QStringLiteral("add"))->click();
    BackendEditor *editor = shown.editor();
    QVERIFY(editor->isVisible());
    editor->findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("npx -y @scope/server-things"));
    editor->findChild<QPushButton *>(QStringLiteral("save"))->click();
    QTRY_VERIFY(!editor->isVisible());
    const QJsonObject added = m_gateway->lastOf(QStringLiteral("backend.add"));
    QCOMPARE(added.value(QStringLiteral("name")).toString(), QStringLiteral("things"));
    QCOMPARE(added.value(QStringLiteral("settings")).toObject(),
             (QJsonObject{{QStringLiteral("command"), QStringLiteral("npx")},
                          {QStringLiteral("args"), QJsonArray{QStringLiteral("-y"), QStringLiteral("@scope/server-things")}}}));
    // What the gateway refuses stays, with its sentence.
    m_gateway->answers.insert(QStringLiteral("backend.add"), Reason{QStringLiteral("there is one already")});
    editor->startAdding();
    editor->findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("https://example.org/mcp"));
    editor->findChild<QPushButton *>(QStringLiteral("save"))->click();
    const auto says = [&](const QString &sentence) {
        const auto labels = editor->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->text() == sentence; });
    };
    QTRY_VERIFY(says(QStringLiteral("there is one already")));
    QVERIFY(editor->isVisible());
}

void TestSettings::an_entry_comes_back_as_it_was_given_data()
{
    QTest::addColumn<QByteArray>("entry");
    const auto row = [](const char *name, const QByteArray &entry) { QTest::newRow(name) << entry; };
    row("a program", R"({"command": "npx", "args": ["-y", "a b"], "env": {"A": "1", "B": "${C}"}, "cwd": "/tmp"})");
    row("with a type", R"({"type": "stdio", "command": "x", "disabled": true, "description": "mine"})");
    row("an address", "{\"url\": \"https://a/b\", \"headers\": {\"Authorization\": \"Bearer x\"}}");
    row("the older kind", "{\"type\": \"sse\", \"url\": \"https://a/b\"}");
    row("another spelling", "{\"type\": \"streamableHttp\", \"url\": \"https://a/b\"}");
    row("with everything of ours", R"({"command": "x", "signalbox": {"instances": "session", "generations": "both", "start": "eager", "limits": {"ask": 1}}})");
    row("a plugin", R"({"type": "desk", "signalbox": {"settings": {"clipboardRead": true, "other": 1}}})");
    row("an unknown plugin", R"({"type": "moon", "own": {"a": 1}})");
}

void TestSettings::an_entry_comes_back_as_it_was_given()
{
    QFETCH(QByteArray, entry);
    const QJsonObject given = QJsonDocument::fromJson(entry).object();
    QVERIFY(!given.isEmpty());
    BackendForm form;
    form.setEntry(given);
    const QJsonObject option{{QStringLiteral("type"), QStringLiteral("boolean")}, {QStringLiteral("default"), false}};
    const QJsonObject settings{{QStringLiteral("properties"), QJsonObject{{QStringLiteral("clipboardRead"), option}}}};
    const QJsonObject own{{QStringLiteral("properties"), QJsonObject{{QStringLiteral("settings"), settings}}}};
    const QJsonObject schema{{QStringLiteral("properties"), QJsonObject{{QStringLiteral("signalbox"), own}}}};
    const QJsonObject desk{{QStringLiteral("kind"), QStringLiteral("desk")}, {QStringLiteral("name"), QStringLiteral("Desk")}, {QStringLiteral("schema"), schema}};
    form.setKinds({{QStringLiteral("kinds"), QJsonArray{desk}}});
    const Result<QJsonObject> back = form.entry();
    QVERIFY(back);
    QCOMPARE(*back, given);
}

void TestSettings::a_removed_server_can_be_had_back()
{
    BackendsPage shown(m_board.get(), m_commands.get());
    shown.show();
    Q_EMIT m_bus->backendChanged(backendFact(3, QStringLiteral("files")));
    QTRY_COMPARE(shown.table()->model()->rowCount(), 1);
    shown.table()->selectRow(0);
    m_gateway->answers.insert(QStringLiteral("backend.remove"), QJsonObject{{QStringLiteral("digest"), QStringLiteral("after")}});
    shown.findChild<QPushButton *>(QStringLiteral("remove"))->click();
    auto *undo = shown.findChild<QPushButton *>(QStringLiteral("undo"));
    QTRY_VERIFY(undo->isVisible());
    QCOMPARE(m_gateway->lastOf(QStringLiteral("backend.remove")).value(QStringLiteral("name")).toString(), QStringLiteral("files"));
    undo->click();
    const QJsonObject written = m_gateway->lastOf(QStringLiteral("settings.write"));
    QCOMPARE(written.value(QStringLiteral("text")).toString().toUtf8(), m_gateway->text);
    QCOMPARE(written.value(QStringLiteral("digest")).toString(), QStringLiteral("after"));
    QVERIFY(!undo->isVisible());
}

void TestSettings::a_server_that_is_switched_off_can_only_be_switched_on()
{
    BackendsPage shown(m_board.get(), m_commands.get());
    shown.show();
    BackendFact off = backendFact(3, QStringLiteral("files"), BackendFact::Stopped);
    off.disabled = true;
    Q_EMIT m_bus->backendChanged(off);
    QTRY_COMPARE(shown.table()->model()->rowCount(), 1);
    QCOMPARE(shown.table()->model()->index(0, 1).data().toString(), QStringLiteral("Off"));
    shown.table()->selectRow(0);
    QVERIFY(!shown.findChild<QPushButton *>(QStringLiteral("backend.start"))->isEnabled());
    auto *toggle = shown.findChild<QPushButton *>(QStringLiteral("toggle"));
    QCOMPARE(toggle->text().remove(u'&'), QStringLiteral("Enable"));
    toggle->click();
    QCOMPARE(m_gateway->lastOf(QStringLiteral("backend.enable")).value(QStringLiteral("name")).toString(), QStringLiteral("files"));
    off.disabled = false;
    off.state = BackendFact::Ready;
    Q_EMIT m_bus->backendChanged(off);
    QTRY_COMPARE(toggle->text().remove(u'&'), QStringLiteral("Disable"));
    toggle->click();
    QVERIFY(m_gateway->wasAsked(QStringLiteral("backend.disable")));
}

void TestSettings::a_test_shows_each_step()
{
    m_gateway->answers.insert(
        QStringLiteral("backend.try"),
        QJsonObject{{QStringLiteral("ok"), false},
                    {QStringLiteral("steps"), QJsonArray{QJsonObject{{QStringLiteral("what"), QStringLiteral("Start")}, {QStringLiteral("ok"), true}},
                                                         QJsonObject{{QStringLiteral("what"), QStringLiteral("Handshake")},
                                                                     {QStringLiteral("ok"), false},
                                                                     {QStringLiteral("detail"), QStringLiteral("<b>it</b> hung up")}}}},
                    {QStringLiteral("lastWords"), QJsonArray{QStringLiteral("boom")}}});
    BackendsPage shown(m_board.get(), m_commands.get());
    shown.show();
    shown.editor()->startAdding();
    shown.editor()->findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("server --now"));
    shown.editor()->findChild<QPushButton *>(QStringLiteral("test"))->click();
    const auto says = [&](const QString &sentence) {
        const auto labels = shown.editor()->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->text() == sentence && label->textFormat() == Qt::PlainText && label->isVisible();
        });
    };
    QTRY_VERIFY(says(QStringLiteral("Handshake: <b>it</b> hung up")));
    QVERIFY(says(QStringLiteral("Start")));
    QVERIFY(says(QStringLiteral("boom")));
    QCOMPARE(m_gateway->lastOf(QStringLiteral("backend.try")).value(QStringLiteral("settings"))[QStringLiteral("command")].toString(),
             QStringLiteral("server"));
}

void TestSettings::a_log_grows_at_its_end_and_keeps_what_is_selected()
{
    LogView log;
    log.resize(300, 100);
    log.show();
    QStringList lines;
    for (int at = 0; at < 100; ++at)
        lines.append(QStringLiteral("line %1").arg(at));
    log.showLines(lines);
    QCOMPARE(log.verticalScrollBar()->value(), log.verticalScrollBar()->maximum());
    lines.append(QStringLiteral("\x1b[31mred\x1b[0m"));
    log.showLines(lines);
    QVERIFY(log.toPlainText().endsWith(QStringLiteral("line 99\nred")));
    QCOMPARE(log.verticalScrollBar()->value(), log.verticalScrollBar()->maximum());

    log.verticalScrollBar()->setValue(50);
    QTextCursor cursor(log.document()->findBlockByNumber(52));
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    log.setTextCursor(cursor);
    log.verticalScrollBar()->setValue(50);
    QCOMPARE(log.textCursor().selectedText(), QStringLiteral("line 52"));
    lines = lines.mid(10);
    lines.append(QStringLiteral("new"));
    log.showLines(lines);
    QCOMPARE(log.textCursor().selectedText(), QStringLiteral("line 52"));
    QCOMPARE(log.verticalScrollBar()->value(), 40);
    QCOMPARE(log.document()->firstBlock().text(), QStringLiteral("line 10"));
    QVERIFY(log.toPlainText().endsWith(QStringLiteral("red\nnew")));
    QCOMPARE(log.blockCount(), int(lines.size()));
}

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
