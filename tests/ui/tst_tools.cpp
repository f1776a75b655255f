// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/board.h"
#include "ui/commands.h"
#include "ui/schemaform/schemaform.h"
#include "ui/tools/toolabout.h"
#include "ui/tools/toolanswer.h"
#include "ui/tools/tooldetails.h"
#include "ui/tools/toolmodel.h"
#include "ui/tools/toolspage.h"
#include "ui/tools/tooltrial.h"

#include "core/bus/bus.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace Signalbox;

namespace {

QJsonObject tool(const QString &name, int tokens = 10, bool isHidden = false, const QString &description = {})
{
    const QJsonObject schema{{QStringLiteral("type"), QStringLiteral("object")}};
    return {{QStringLiteral("name"), QStringLiteral("files__") + name},
            {QStringLiteral("original"), name},
            {QStringLiteral("backend"), QStringLiteral("files")},
            {QStringLiteral("description"), description},
            {QStringLiteral("tokens"), tokens},
            {QStringLiteral("hidden"), isHidden},
            {QStringLiteral("definition"), QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("inputSchema"), schema}}}};
}

} // namespace

class TestTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void the_list_changes_row_by_row();
    void sums_count_what_clients_get();
    void words_are_found_in_descriptions();
    void selection_stays_while_the_list_changes();
    void hiding_asks_for_the_whole_list_of_that_server();
    void a_try_sends_the_form_and_shows_the_answer();
    void a_try_can_be_cancelled();
    void annotations_are_said_in_words();
    void a_bomb_of_a_picture_is_not_unpacked();
    void errors_are_said_in_words();

private:
    struct Asked
    {
        QString name;
        QJsonObject arguments;
        Commands::Answer answer;
    };
    void show();
    Asked lastAsked(const QString &name) const;
    static QString textOf(const QWidget *widget);

    QJsonArray m_tools;
    QStringList m_hidden;
    QList<Asked> m_asked;
    std::unique_ptr<Bus> m_bus;
    std::unique_ptr<Board> m_board;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<ToolsPage> m_page;
};

void TestTools::init()
{
    m_page.reset();
    m_asked.clear();
    m_hidden.clear();
    m_tools = {tool(QStringLiteral("read")), tool(QStringLiteral("write"), 20), tool(QStringLiteral("erase"), 30)};
    m_board.reset();
    m_bus = std::make_unique<Bus>();
    m_board = std::make_unique<Board>(m_bus.get());
    m_commands = std::make_unique<Commands>([this](const QString &name, const QJsonObject &arguments, const Commands::Answer &answer) {
        if (name == QLatin1String("tools.load"))
            return answer(QJsonObject());
        if (name == QLatin1String("tools")) {
            const QJsonObject server{{QStringLiteral("name"), QStringLiteral("Files")}, {QStringLiteral("backend"), QStringLiteral("files")},
                                     {QStringLiteral("hiddenTools"), QJsonArray::fromStringList(m_hidden)}};
            return answer(QJsonObject{{QStringLiteral("tools"), m_tools}, {QStringLiteral("servers"), QJsonArray{server}}});
        }
        m_asked.append({name, arguments, answer});
    });
    m_page = std::make_unique<ToolsPage>(m_board.get(), m_commands.get());
}

void TestTools::show()
{
    m_page->resize(1000, 700);
    m_page->show();
    QTRY_COMPARE(m_page->table()->model()->rowCount(), int(m_tools.size()));
}

TestTools::Asked TestTools::lastAsked(const QString &name) const
{
    for (auto it = m_asked.crbegin(); it != m_asked.crend(); ++it) {
        if (it->name == name)
            return *it;
    }
    return {};
}

QString TestTools::textOf(const QWidget *widget)
{
    QStringList texts;
    for (const QLabel *label : widget->findChildren<QLabel *>())
        texts.append(label->text());
    for (const QPlainTextEdit *text : widget->findChildren<QPlainTextEdit *>())
        texts.append(text->toPlainText());
    return texts.join(QLatin1Char('\n'));
}

void TestTools::the_list_changes_row_by_row()
{
    ToolModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTools({tool(QStringLiteral("a")), tool(QStringLiteral("b")), tool(QStringLiteral("c"))});
    QTRY_COMPARE(model.rowCount(), 3);
    const quint64 number = model.numberAt(2);
    model.setTools({tool(QStringLiteral("c"), 99), tool(QStringLiteral("d")), tool(QStringLiteral("d"))});
    QTRY_COMPARE(model.rowCount(), 2);
    QCOMPARE(model.numberAt(0), number);
    QCOMPARE(model.at(0).tokens, 99);
    QCOMPARE(model.at(1).original, QStringLiteral("d"));
}

void TestTools::sums_count_what_clients_get()
{
    ToolModel model;
    model.setTools({tool(QStringLiteral("a"), 100), tool(QStringLiteral("b"), 50), tool(QStringLiteral("c"), 7, true)});
    QCOMPARE(model.sums().shown, 150);
    QCOMPARE(model.sums().hidden, 7);
    QCOMPARE(model.sums().tools, 2);
    QCOMPARE(model.sums().byBackend.value(QStringLiteral("files")), 150);
}

void TestTools::words_are_found_in_descriptions()
{
    m_tools.append(tool(QStringLiteral("x"), 1, false, QStringLiteral("Turns lead into gold")));
    show();
    m_page->findChild<QLineEdit *>()->setText(QStringLiteral("gold lead"));
    QCOMPARE(m_page->table()->model()->rowCount(), 1);
    QCOMPARE(m_page->table()->model()->index(0, 0).data().toString(), QStringLiteral("files__x"));
}

void TestTools::selection_stays_while_the_list_changes()
{
    show();
    m_page->table()->selectRow(1);
    const quint64 chosen = m_page->currentNumber();
    QCOMPARE(m_page->model()->find(chosen)->original, QStringLiteral("write"));
    m_tools = {tool(QStringLiteral("write"), 21), tool(QStringLiteral("new"))};
    Q_EMIT m_bus->catalogChanged();
    QTRY_COMPARE(m_page->table()->model()->rowCount(), 2);
    QCOMPARE(m_page->currentNumber(), chosen);
    QVERIFY(textOf(m_page->details()).contains(QStringLiteral("files__write")));
}

void TestTools::hiding_asks_for_the_whole_list_of_that_server()
{
    m_hidden = {QStringLiteral("gone")};
    show();
    m_page->table()->selectRow(0);
    m_page->findChild<QPushButton *>(QStringLiteral("hide"))->click();
    const Asked asked = lastAsked(QStringLiteral("settings.set"));
    QCOMPARE(asked.arguments.value(QStringLiteral("path")).toArray(),
             QJsonArray({QStringLiteral("mcpServers"), QStringLiteral("Files"), QStringLiteral("signalbox"), QStringLiteral("hiddenTools")}));
    QCOMPARE(asked.arguments.value(QStringLiteral("value")).toArray(), QJsonArray({QStringLiteral("gone"), QStringLiteral("read")}));
}

void TestTools::a_try_sends_the_form_and_shows_the_answer()
{
    QJsonObject definition{{QStringLiteral("inputSchema"), QJsonDocument::fromJson(
        R"({"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}})").object()}};
    QJsonObject one = m_tools.at(0).toObject();
    one.insert(QStringLiteral("definition"), definition);
    m_tools[0] = one;
    show();
    m_page->table()->selectRow(0);
    ToolTrial *trial = m_page->details()->trial();
    trial->run();
    QVERIFY(m_asked.isEmpty()); // n is missing
    trial->form()->setValue({{QStringLiteral("n"), 5}});
    trial->run();
    QVERIFY(trial->isRunning());
    const Asked asked = lastAsked(QStringLiteral("tool.call"));
    QCOMPARE(asked.arguments.value(QStringLiteral("name")).toString(), QStringLiteral("files__read"));
    QCOMPARE(asked.arguments.value(QStringLiteral("arguments")).toObject(), (QJsonObject{{QStringLiteral("n"), 5}}));
    const QString tag = asked.arguments.value(QStringLiteral("tag")).toString();
    Q_EMIT m_bus->personsCallProgressed(tag, {{QStringLiteral("progress"), 1}, {QStringLiteral("total"), 4}});
    QTRY_VERIFY(textOf(trial).contains(QStringLiteral("1 of 4")));
    asked.answer(QJsonObject{{QStringLiteral("ms"), 12}, {QStringLiteral("whole"), true},
                             {QStringLiteral("result"), QJsonDocument::fromJson(R"({"content":[{"type":"text","text":"<b>five</b>"}]})").object()}});
    QTRY_VERIFY(!trial->isRunning());
    QVERIFY(textOf(trial->answer()).contains(QStringLiteral("<b>five</b>")));
    QVERIFY(textOf(trial->answer()).contains(QStringLiteral("12 ms")));
}

void TestTools::a_try_can_be_cancelled()
{
    show();
    m_page->table()->selectRow(0);
    ToolTrial *trial = m_page->details()->trial();
    trial->run();
    const Asked call = lastAsked(QStringLiteral("tool.call"));
    trial->findChild<QPushButton *>(QStringLiteral("cancel"))->click();
    QCOMPARE(lastAsked(QStringLiteral("tool.cancel")).arguments.value(QStringLiteral("tag")), call.arguments.value(QStringLiteral("tag")));
    call.answer(Reason{QStringLiteral("you cancelled it")});
    QTRY_VERIFY(!trial->isRunning());
    QVERIFY(textOf(trial->answer()).contains(QStringLiteral("you cancelled it")));
}

void TestTools::annotations_are_said_in_words()
{
    const auto words = [](const char *hints) {
        return ToolAbout::promises({{QStringLiteral("annotations"), QJsonDocument::fromJson(hints).object()}}).join(QLatin1Char(' '));
    };
    QCOMPARE(words(R"({"readOnlyHint":true,"destructiveHint":true})"), QStringLiteral("It only reads."));
    QVERIFY(words(R"({"destructiveHint":true})").contains(QStringLiteral("may destroy")));
    QVERIFY(words(R"({"readOnlyHint":false,"destructiveHint":false})").contains(QStringLiteral("destroys nothing")));
    QVERIFY(words("{}").isEmpty());
}

void TestTools::a_bomb_of_a_picture_is_not_unpacked()
{
    // The head of a PNG of 60,000 by 60,000 points.
    QByteArray png = QByteArray::fromHex("89504e470d0a1a0a0000000d494844520000ea600000ea600802000000");
    png += QByteArray(64, '\0');
    ToolAnswer answer;
    const QJsonObject block{{QStringLiteral("type"), QStringLiteral("image")}, {QStringLiteral("data"), QString::fromLatin1(png.toBase64())}};
    answer.show(QJsonObject{{QStringLiteral("whole"), true}, {QStringLiteral("result"), QJsonObject{{QStringLiteral("content"), QJsonArray{block}}}}});
    QVERIFY(textOf(&answer).contains(QStringLiteral("cannot be shown")));
}

void TestTools::errors_are_said_in_words()
{
    ToolAnswer answer;
    answer.show(Result<QJsonObject>(Reason{QStringLiteral("Unknown tool: x")}));
    QVERIFY(textOf(&answer).contains(QStringLiteral("It did not work: Unknown tool: x")));
    answer.show(QJsonObject{{QStringLiteral("whole"), true}, {QStringLiteral("ms"), 3},
                            {QStringLiteral("result"), QJsonDocument::fromJson(R"({"isError":true,"content":[{"type":"text","text":"no disk"}]})").object()}});
    QVERIFY(textOf(&answer).contains(QStringLiteral("says that it failed")));
    QVERIFY(textOf(&answer).contains(QStringLiteral("no disk")));
}

QTEST_MAIN(TestTools)
#include "tst_tools.moc"
