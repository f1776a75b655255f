// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/answeringgateway.h"
#include "tests/ui/facts.h"
#include "ui/backends/backendeditor.h"
#include "ui/backends/backendform.h"
#include "ui/backends/backendspage.h"
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/tables/logview.h"

#include "core/bus/bus.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QTextBlock>

using namespace Signalbox;

class TestBackendsPage : public QObject
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
    void a_server_is_added_from_a_pasted_line();
    void an_entry_comes_back_as_it_was_given_data();
    void an_entry_comes_back_as_it_was_given();
    void a_renamed_server_is_judged_with_the_secrets_it_has();
    void a_removed_server_can_be_had_back();
    void a_server_that_is_switched_off_can_only_be_switched_on();
    void a_test_shows_each_step();
    void steps_are_shown_while_the_test_goes_on();
    void a_log_grows_at_its_end_and_keeps_what_is_selected();

private:
    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Board> m_board;
    std::unique_ptr<AnsweringGateway> m_gateway;
    std::unique_ptr<Commands> m_commands;
};

void TestBackendsPage::a_server_is_added_from_a_pasted_line()
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
             (QJsonObject{
                 {QStringLiteral("command"), QStringLiteral("npx")},
                 {QStringLiteral("args"), QJsonArray{QStringLiteral("-y"), QStringLiteral("@scope/server-things")}}}));
    // What the gateway refuses stays, with its sentence.
    m_gateway->answers.insert(QStringLiteral("backend.add"), Reason{QStringLiteral("there is one already")});
    editor->startAdding();
    editor->findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("https://example.org/mcp"));
    editor->findChild<QPushButton *>(QStringLiteral("save"))->click();
    const auto says = [&](const QString &sentence) {
        const auto labels = editor->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->text() == sentence; });
    };
    QTRY_VERIFY(says(QStringLiteral("there is one already")));
    QVERIFY(editor->isVisible());
}

void TestBackendsPage::an_entry_comes_back_as_it_was_given_data()
{
    QTest::addColumn<QByteArray>("entry");
    const auto row = [](const char *name, const QByteArray &entry) { QTest::newRow(name) << entry; };
    row("a program", R"({"command": "npx", "args": ["-y", "a b"], "env": {"A": "1", "B": "${C}"}, "cwd": "/tmp"})");
    row("with a type", R"({"type": "stdio", "command": "x", "disabled": true, "description": "mine"})");
    row("an address", "{\"url\": \"https://a/b\", \"headers\": {\"Authorization\": \"Bearer x\"}}");
    row("the older kind", "{\"type\": \"sse\", \"url\": \"https://a/b\"}");
    row("another spelling", "{\"type\": \"streamableHttp\", \"url\": \"https://a/b\"}");
    row("with everything of ours",
        R"({"command": "x", "signalbox": {"instances": "session", "generations": "both", "start": "eager", "limits": {"ask": 1}}})");
    row("a plugin", R"({"type": "desk", "signalbox": {"settings": {"clipboardRead": true, "other": 1}}})");
    row("masked secrets", R"({"command": "npx", "args": ["--token", "••••••••", "--header", "Authorization: Bearer ••••••••"]})");
    row("an unknown plugin", R"({"type": "moon", "own": {"a": 1}})");
}

void TestBackendsPage::an_entry_comes_back_as_it_was_given()
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
    const QJsonObject desk{{QStringLiteral("kind"), QStringLiteral("desk")},
                           {QStringLiteral("name"), QStringLiteral("Desk")},
                           {QStringLiteral("schema"), schema}};
    form.setKinds({{QStringLiteral("kinds"), QJsonArray{desk}}});
    const Result<QJsonObject> back = form.entry();
    QVERIFY(back);
    QCOMPARE(*back, given);
}

void TestBackendsPage::a_renamed_server_is_judged_with_the_secrets_it_has()
{
    m_gateway->text = R"({"mcpServers": {"box": {"command": "npx", "args": ["--token", "••••••••"]}}})";
    BackendsPage shown(m_board.get(), m_commands.get());
    shown.show();
    BackendEditor *editor = shown.editor();
    editor->startEditing(QStringLiteral("box"));
    const auto lines = editor->findChildren<QLineEdit *>();
    const auto name = std::find_if(lines.begin(), lines.end(), [](const QLineEdit *line) { return line->text() == u"box"; });
    QVERIFY(name != lines.end());
    (*name)->setFocus();
    (*name)->selectAll();
    QTest::keyClicks(*name, QStringLiteral("crate"));
    QTRY_COMPARE(m_gateway->lastOf(QStringLiteral("settings.check")).value(QStringLiteral("path")).toArray().last().toString(),
                 QStringLiteral("crate"));
    const QJsonObject asked = m_gateway->lastOf(QStringLiteral("settings.check"));
    QCOMPARE(asked.value(QStringLiteral("secretsFrom")).toArray().last().toString(), QStringLiteral("box"));
    QCOMPARE(asked.value(QStringLiteral("value"))[QStringLiteral("args")],
             QJsonValue(QJsonArray{QStringLiteral("--token"), QStringLiteral("••••••••")}));
}

void TestBackendsPage::a_removed_server_can_be_had_back()
{
    BackendsPage shown(m_board.get(), m_commands.get());
    shown.show();
    Q_EMIT m_bus->backendChanged(backendFact(3, QStringLiteral("files")));
    QTRY_COMPARE(shown.table()->model()->rowCount(), 1);
    shown.table()->selectRow(0);
    m_gateway->answers.insert(QStringLiteral("backend.remove"),
                              QJsonObject{{QStringLiteral("digest"), QStringLiteral("after")}});
    shown.findChild<QPushButton *>(QStringLiteral("remove"))->click();
    auto *undo = shown.findChild<QPushButton *>(QStringLiteral("undo"));
    QTRY_VERIFY(undo->isVisible());
    QCOMPARE(m_gateway->lastOf(QStringLiteral("backend.remove")).value(QStringLiteral("name")).toString(),
             QStringLiteral("files"));
    undo->click();
    const QJsonObject written = m_gateway->lastOf(QStringLiteral("settings.write"));
    QCOMPARE(written.value(QStringLiteral("text")).toString().toUtf8(), m_gateway->text);
    QCOMPARE(written.value(QStringLiteral("digest")).toString(), QStringLiteral("after"));
    QVERIFY(!undo->isVisible());
}

void TestBackendsPage::a_server_that_is_switched_off_can_only_be_switched_on()
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
    QCOMPARE(m_gateway->lastOf(QStringLiteral("backend.enable")).value(QStringLiteral("name")).toString(),
             QStringLiteral("files"));
    off.disabled = false;
    off.state = BackendFact::Ready;
    Q_EMIT m_bus->backendChanged(off);
    QTRY_COMPARE(toggle->text().remove(u'&'), QStringLiteral("Disable"));
    toggle->click();
    QVERIFY(m_gateway->wasAsked(QStringLiteral("backend.disable")));
}

void TestBackendsPage::a_test_shows_each_step()
{
    m_gateway->answers.insert(
        QStringLiteral("backend.try"),
        QJsonObject{
            {QStringLiteral("ok"), false},
            {QStringLiteral("steps"),
             QJsonArray{QJsonObject{{QStringLiteral("what"), QStringLiteral("Start")}, {QStringLiteral("ok"), true}},
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
    QCOMPARE(m_gateway->lastOf(QStringLiteral("backend.try"))
                 .value(QStringLiteral("settings"))[QStringLiteral("command")]
                 .toString(),
             QStringLiteral("server"));
}

void TestBackendsPage::steps_are_shown_while_the_test_goes_on()
{
    QString tag;
    std::function<void(const Result<QJsonObject> &)> finish;
    Commands commands([&](const QString &name, const QJsonObject &arguments, const auto &answer) {
        if (name != QStringLiteral("backend.try"))
            return answer(QJsonObject());
        tag = arguments.value(QStringLiteral("tag")).toString();
        finish = answer;
    });
    BackendsPage shown(m_board.get(), &commands);
    shown.show();
    shown.editor()->startAdding();
    shown.editor()->findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("server --now"));
    auto *test = shown.editor()->findChild<QPushButton *>(QStringLiteral("test"));
    test->click();
    QVERIFY(!tag.isEmpty());
    const auto times = [&](const QString &sentence) {
        const auto labels = shown.editor()->findChildren<QLabel *>();
        return std::count_if(labels.begin(), labels.end(),
                             [&](const QLabel *label) { return label->text() == sentence && label->isVisible(); });
    };
    const QJsonObject step{{QStringLiteral("what"), QStringLiteral("Program")}, {QStringLiteral("ok"), true}};
    Q_EMIT m_bus->trialStepped(QStringLiteral("of somebody else"), step);
    Q_EMIT m_bus->trialStepped(tag, step);
    QTRY_COMPARE(times(QStringLiteral("Program")), 1);
    QVERIFY(!test->isEnabled());
    finish(QJsonObject{{QStringLiteral("ok"), true}, {QStringLiteral("steps"), QJsonArray{step}}});
    QTRY_VERIFY(test->isEnabled());
    QTRY_COMPARE(times(QStringLiteral("Program")), 1);
    Q_EMIT m_bus->trialStepped(tag, step);
    QCoreApplication::processEvents();
    QCOMPARE(times(QStringLiteral("Program")), 1);
}

void TestBackendsPage::a_log_grows_at_its_end_and_keeps_what_is_selected()
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

QTEST_MAIN(TestBackendsPage)
#include "tst_backendspage.moc"
