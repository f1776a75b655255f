// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/changes.h"
#include "ui/inspector/curltext.h"
#include "ui/inspector/exportrow.h"
#include "ui/inspector/inspectorpage.h"

#include "core/bus/bus.h"
#include "core/tap/tap.h"
#include "core/wire/message.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Signalbox;

class TestInspector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keeps_the_rules_of_a_model_and_its_bounds();
    void filters_by_whose_which_and_what();
    void records_only_while_it_is_seen_or_told_to();
    void shows_both_sides_and_marks_what_changed();
    void follows_one_call();
    void the_row_being_read_stays_while_others_come();
    void copies_a_command_that_a_shell_runs_as_it_is();
    void saves_what_is_seen();
    void says_what_was_changed();
};

namespace {

TapRecord record(quint64 serial, TapRecord::Side side, bool isInbound, const QByteArray &bytes, quint64 call = 0)
{
    TapRecord made;
    made.serial = serial;
    made.wallMs = 1'700'000'000'000;
    made.side = side;
    made.isInbound = isInbound;
    made.bytes = bytes;
    made.size = bytes.size();
    made.call = call;
    made.kind = TapRecord::Kind::Request;
    made.method = "tools/call";
    if (side == TapRecord::Side::Server)
        made.backend = "files";
    return made;
}

QByteArray callBytes(const QByteArray &id, const QByteArray &name)
{
    return Message::request(id, "tools/call", "{\"name\":\"" + name + "\"}").bytes();
}

/** What a call looks like to the tap: in from a client, out to a server, and back. */
void passCall(Tap *tap, const QByteArray &id, const QByteArray &backend = "files", bool fails = false)
{
    const TapSeat seat{4, "legacy", {}, "claude", {}};
    const quint64 call = tap->callNumber(id, 1);
    tap->sent({backend, {}, 4}, *Message::parse(callBytes("100", "read")), call);
    const Message answer = fails ? Message::error("100", -32000, "no") : Message::result("100", "{}");
    tap->received({backend, {}, 4}, answer, call, 0);
    const Tap::Scope scope(tap, call);
    tap->said(seat, answer.withId(id).bytes());
}

QString detailsOf(const InspectorPage &page)
{
    QStringList texts;
    for (const QLabel *label : page.findChildren<QLabel *>())
        texts.append(label->text());
    for (const QPlainTextEdit *text : page.findChildren<QPlainTextEdit *>())
        texts.append(text->toPlainText());
    return texts.join(QLatin1Char('\n'));
}

QPushButton *button(const InspectorPage &page, const char *name)
{
    return page.findChild<QPushButton *>(QString::fromLatin1(name));
}

} // namespace

void TestInspector::keeps_the_rules_of_a_model_and_its_bounds()
{
    RecordModel model;
    RecordFilter filter(&model);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    TapFilter wanted;
    wanted.text = "7";
    filter.setWanted(wanted);
    quint64 serial = 0;
    for (int batch = 0; batch < 4; ++batch) {
        QList<TapRecord> records;
        for (int at = 0; at < 2'000; ++at) {
            ++serial;
            records.append(record(serial, TapRecord::Side::Client, true, QByteArray::number(serial)));
        }
        QSignalSpy applied(&model, &FactTable::applied);
        model.take(records);
        QVERIFY(applied.wait());
    }
    QCOMPARE(model.rowCount(), int(RecordModel::mostRows));
    QCOMPARE(model.at(model.rowCount() - 1).serial, serial);
    QVERIFY(!model.find(1) && model.find(serial));
    for (const TapRecord &seen : filter.records())
        QVERIFY(seen.bytes.contains('7'));
    QSignalSpy applied(&model, &FactTable::applied);
    model.take({record(serial + 1, TapRecord::Side::Client, true, QByteArray(RecordModel::mostBytes, 'x'))});
    QVERIFY(applied.wait());
    QCOMPARE(model.rowCount(), 1);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(reset.size(), 0);
}

void TestInspector::filters_by_whose_which_and_what()
{
    RecordModel model;
    RecordFilter filter(&model);
    TapRecord one = record(1, TapRecord::Side::Client, true, callBytes("\"a\"", "x"), 5);
    one.client = 3;
    one.id = "\"a\"";
    TapRecord two = record(2, TapRecord::Side::Server, true, "{\"error\":{}}", 6);
    two.kind = TapRecord::Kind::Error;
    two.method = "prompts/get";
    TapRecord three = record(3, TapRecord::Side::Server, true, R"({"id":1,"result":{"isError" : true}})", 7);
    three.kind = TapRecord::Kind::Result;
    three.backend = "tools";
    TapRecord four = three;
    four.serial = 4;
    four.bytes = R"({"id":1,"result":{"isError":false,"text":"\"isError\":true"}})";
    QSignalSpy applied(&model, &FactTable::applied);
    model.take({one, two, three, four});
    QVERIFY(applied.wait());
    const auto seen = [&](const TapFilter &wanted) {
        filter.setWanted(wanted);
        QList<quint64> serials;
        for (const TapRecord &some : filter.records())
            serials.append(some.serial);
        return serials;
    };
    const QList<quint64> first{1};
    const QList<quint64> second{2};
    QCOMPARE(seen({3, {}, {}, {}, false, 0, {}}), first);
    QCOMPARE(seen({0, "files", {}, {}, false, 0, {}}), second);
    QCOMPARE(seen({0, {}, "prompts/get", {}, false, 0, {}}), second);
    QCOMPARE(seen({0, {}, {}, "\"A\"", false, 0, {}}), first);
    QCOMPARE(seen({0, {}, {}, {}, true, 0, {}}), (QList<quint64>{2, 3}));
    QCOMPARE(seen({0, {}, {}, {}, false, 6, {}}), second);
    QCOMPARE(seen({3, "files", {}, {}, false, 0, {}}).size(), 0);
    QCOMPARE(seen({}).size(), 4);
}

void TestInspector::records_only_while_it_is_seen_or_told_to()
{
    Bus bus;
    InspectorPage page(&bus);
    QVERIFY(!bus.tap()->isOpen());
    page.show();
    QVERIFY(bus.tap()->isOpen());
    page.hide();
    QVERIFY(!bus.tap()->isOpen());
    page.findChild<QCheckBox *>()->setChecked(true); // keep recording
    QVERIFY(bus.tap()->isOpen());
    button(page, "record")->setChecked(false);
    QVERIFY(!bus.tap()->isOpen());
    page.show();
    QVERIFY(!bus.tap()->isOpen());
    button(page, "record")->setChecked(true);
    QVERIFY(bus.tap()->isOpen());
}

void TestInspector::shows_both_sides_and_marks_what_changed()
{
    Bus bus;
    InspectorPage page(&bus);
    page.show();
    TapRecord in = record(1, TapRecord::Side::Client, true, callBytes("\"a7\"", "files__read"), 5);
    TapRecord out = record(2, TapRecord::Side::Server, false, callBytes("12", "read"), 5);
    out.cause = 1;
    QSignalSpy applied(page.model(), &FactTable::applied);
    page.model()->take({in, out});
    QVERIFY(applied.wait());
    page.table()->selectRow(1);
    const QList<QPlainTextEdit *> panes{page.findChild<QPlainTextEdit *>(QStringLiteral("client")),
                                        page.findChild<QPlainTextEdit *>(QStringLiteral("server"))};
    QVERIFY(panes.at(0) && panes.at(1));
    QVERIFY2(panes.at(0)->toPlainText().contains(QStringLiteral("files__read")), qPrintable(detailsOf(page)));
    QVERIFY(panes.at(1)->toPlainText().contains(QStringLiteral("\"read\"")));
    QStringList marked;
    for (const QPlainTextEdit *pane : panes) {
        for (const QTextEdit::ExtraSelection &selection : pane->extraSelections())
            marked.append(selection.cursor.selectedText().trimmed());
    }
    QCOMPARE(marked.join(QLatin1Char(' ')),
             QStringLiteral("\"id\": \"a7\", \"name\": \"files__read\" \"id\": 12, \"name\": \"read\""));
    QVERIFY(detailsOf(page).contains(QStringLiteral("Changed: id \"a7\" → 12, name \"files__read\" → \"read\".")));
    for (QCheckBox *box : page.findChildren<QCheckBox *>()) {
        if (box->text().contains(QLatin1String("bytes")))
            box->setChecked(true);
    }
    QCOMPARE(panes.at(0)->toPlainText().toUtf8(), in.bytes);
    QCOMPARE(panes.at(1)->toPlainText().toUtf8(), out.bytes);
}

void TestInspector::follows_one_call()
{
    Bus bus;
    InspectorPage page(&bus);
    page.show();
    for (int at = 1; at <= 5; ++at)
        passCall(bus.tap(), QByteArray::number(at));
    QTRY_COMPARE(page.table()->model()->rowCount(), 15);
    QVERIFY(!button(page, "follow")->isEnabled());
    page.table()->selectRow(4);
    QVERIFY(button(page, "follow")->isEnabled());
    button(page, "follow")->setChecked(true);
    QCOMPARE(page.table()->model()->rowCount(), 3);
    passCall(bus.tap(), "6");
    QTRY_COMPARE(page.model()->rowCount(), 18);
    QCOMPARE(page.table()->model()->rowCount(), 3);
    button(page, "follow")->setChecked(false);
    QCOMPARE(page.table()->model()->rowCount(), 18);
    page.showBackend(QStringLiteral("other"));
    QCOMPARE(page.table()->model()->rowCount(), 0);
    page.showSession(4);
    QCOMPARE(page.table()->model()->rowCount(), 18);
}

void TestInspector::the_row_being_read_stays_while_others_come()
{
    Bus bus;
    InspectorPage page(&bus);
    page.resize(1000, 700);
    page.show();
    const auto fill = [&](quint64 from, quint64 count) {
        QList<TapRecord> records;
        for (quint64 serial = from; serial < from + count; ++serial)
            records.append(record(serial, TapRecord::Side::Client, true, "{}"));
        QSignalSpy applied(page.model(), &FactTable::applied);
        page.model()->take(records);
        QVERIFY(applied.wait());
    };
    fill(1, 4'000);
    QScrollBar *bar = page.table()->verticalScrollBar();
    QCOMPARE(bar->value(), bar->maximum());
    page.table()->selectRow(3'000);
    bar->setValue(2'995);
    const auto top = [&] { return page.table()->indexAt({5, 5}).data(FactTable::NumberRole).toULongLong(); };
    const quint64 topBefore = top();
    fill(4'001, 2'500);
    QCOMPARE(top(), topBefore);
    QCOMPARE(page.table()->currentIndex().data(FactTable::NumberRole).toULongLong(), quint64(3'001));
    // Fluid at 5,000 messages a second: a pulse of them takes a small part of the pulse.
    QElapsedTimer taken;
    taken.start();
    fill(6'501, 500);
    QVERIFY2(taken.elapsed() < 1'000, qPrintable(QString::number(taken.elapsed())));
}

void TestInspector::copies_a_command_that_a_shell_runs_as_it_is()
{
    TapRecord request = record(1, TapRecord::Side::Client, true, R"({"a":"it's $HOME `id` \n"})");
    request.address = "/mcp";
    request.headers = "Content-Type: application/json\nmcp-session-id: $SESSION\nAuthorization: Bearer $TOKEN\nX: $(id)'\n";
    QVERIFY(hasCurl(request));
    QVERIFY(!hasCurl(record(1, TapRecord::Side::Server, true, "{}")));
    QString text = curlText(request, QStringLiteral("http://127.0.0.1:3625/mcp"));
    QVERIFY(text.contains(QLatin1String("'http://127.0.0.1:3625/mcp'")));
    // The shell itself says what curl would be given.
    text.replace(QLatin1String("SESSION=''"), QLatin1String("SESSION='s1'"));
    text.replace(QLatin1String("TOKEN=''"), QLatin1String("TOKEN='t1'"));
    text.prepend(QLatin1String("curl() { for a in \"$@\"; do printf '%s\\036' \"$a\"; done; }\n"));
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), text});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.readAllStandardError(), QByteArray());
    const QByteArrayList given = shell.readAllStandardOutput().split('\036');
    const QByteArrayList expected{"-sSN", "http://127.0.0.1:3625/mcp", "-H", "Content-Type: application/json", "-H",
                                  "mcp-session-id: s1", "-H", "Authorization: Bearer t1", "-H", "X: $(id)'",
                                  "--data-binary", request.bytes, ""};
    QCOMPARE(given, expected);
}

void TestInspector::saves_what_is_seen()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("wire.jsonl"));
    QVERIFY(writeRecords(path, {record(1, TapRecord::Side::Client, true, "{\"a\":1.10}"), record(2, TapRecord::Side::Server, false, "{")}).ok());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
    const QByteArrayList lines = file.readAll().split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(QJsonDocument::fromJson(lines.at(0))[QStringLiteral("message")].toString(), QStringLiteral("{\"a\":1.10}"));
    QVERIFY(!writeRecords(folder.filePath(QStringLiteral("no/such/folder.jsonl")), {}).ok());
}

void TestInspector::says_what_was_changed()
{
    const TapRecord one = record(1, TapRecord::Side::Client, true, callBytes("1", "a"));
    QCOMPARE(Changes::inWords(one, one), QStringLiteral("Passed on as it came, byte for byte."));
    const auto words = Changes::ofWords(QStringLiteral("{\"id\":1,\"x\":[1,2]}"), QStringLiteral("{\"id\":12,\"x\":[1,2]}"));
    QCOMPARE(words.before.size(), 1);
    QCOMPARE(words.before.first().from, 6);
    QCOMPARE(words.after.first().size, 2);
    const auto lines = Changes::ofLines(QStringLiteral("a\nb\nc"), QStringLiteral("a\nx\ny\nc"));
    QCOMPARE(lines.before.size(), 1);
    QCOMPARE(lines.after.size(), 2);
    // Far too much to compare: marked as a whole, at once.
    const QString big = QStringLiteral("[1,").repeated(20'000);
    QVERIFY(!Changes::ofWords(u'x' + big, u'y' + big.toUpper() + QStringLiteral("[[")).after.isEmpty());
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
