// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/eventreader.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Signalbox;

namespace {

/** One line of text for each event. */
QStringList told(EventReader &reader)
{
    QStringList events;
    while (const auto event = reader.next()) {
        QStringList parts{QString::fromUtf8(event->type)};
        parts += event->hasData ? QString::fromUtf8(event->data) : QStringLiteral("(none)");
        if (event->id)
            parts += QStringLiteral("id=") + QString::fromUtf8(*event->id);
        if (event->retry)
            parts += QStringLiteral("retry=%1").arg(*event->retry);
        events += parts.join(u'|');
    }
    return events;
}

} // namespace

class TestEventReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_what_the_standard_says_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("events");
        const auto row = [](const char *name, const QByteArray &bytes, const QStringList &events) {
            QTest::newRow(name) << bytes << events;
        };
        row("one", "data: x\n\n", {QStringLiteral("message|x")});
        row("no blank behind the colon", "data:x\n\n", {QStringLiteral("message|x")});
        row("one blank goes", "data:  x\n\n", {QStringLiteral("message| x")});
        row("several lines", "data: a\ndata: b\ndata\n\n", {QStringLiteral("message|a\nb\n")});
        row("carriage returns", "event: e\rdata: x\r\rdata: y\r\r", {QStringLiteral("e|x"), QStringLiteral("message|y")});
        row("both", "data: x\r\n\r\ndata: y\r\n\r\n", {QStringLiteral("message|x"), QStringLiteral("message|y")});
        row("mixed", "data: x\n\r\ndata: y\r\n\n", {QStringLiteral("message|x"), QStringLiteral("message|y")});
        row("byte order mark", "\xEF\xBB\xBF" "data: x\n\n", {QStringLiteral("message|x")});
        row("a mark later is text", "data: x\n\n\xEF\xBB\xBF" "data: y\n\n", {QStringLiteral("message|x")});
        row("comments", ": hello\n:\n\ndata: x\n: more\n\n", {QStringLiteral("message|x")});
        row("type alone", "event: e\n\ndata: x\n\n", {QStringLiteral("message|x")});
        row("id alone", "id: 7\n\n", {QStringLiteral("message|(none)|id=7")});
        row("empty id", "id\ndata: x\n\n", {QStringLiteral("message|x|id=")});
        row("id with a NUL", QByteArray("id: a\0b\ndata: x\n\n", 17), {QStringLiteral("message|x")});
        row("retry", "retry: 500\n\n", {QStringLiteral("message|(none)|retry=500")});
        row("retry that is none", "retry: 5s\nretry: -1\nretry:\ndata: x\n\n", {QStringLiteral("message|x")});
        row("retry beyond reason", "retry: 999999999\n\n", {QStringLiteral("message|(none)|retry=3600000")});
        row("retry beyond numbers", "retry: 99999999999999999999\ndata: x\n\n", {QStringLiteral("message|x")});
        row("priming", "id: 0\nretry: 1000\ndata:\n\n", {QStringLiteral("message||id=0|retry=1000")});
        row("unknown fields", "foo: bar\nDATA: no\ndata: x\n\n", {QStringLiteral("message|x")});
        row("endpoint", "event: endpoint\ndata: /messages?a=b\n\n", {QStringLiteral("endpoint|/messages?a=b")});
        row("unfinished", "data: x\n\ndata: y\n", {QStringLiteral("message|x")});
        row("nothing", "\n\n\r\r\r\n", {});
    }

    void reads_what_the_standard_says()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, events);
        // Wherever the network cuts it, it says the same.
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            EventReader reader(1000);
            QStringList heard;
            reader.add(bytes.first(cut));
            heard += told(reader);
            reader.add(bytes.sliced(cut));
            heard += told(reader);
            QCOMPARE(heard, events);
        }
        EventReader slow(1000);
        QStringList heard;
        for (const char byte : bytes) {
            slow.add(QByteArrayView(&byte, 1));
            heard += told(slow);
        }
        QCOMPARE(heard, events);
    }

    void tells_an_event_as_soon_as_its_line_has_ended()
    {
        EventReader reader(1000);
        reader.add("data: x\r\r");
        QCOMPARE(told(reader).size(), 1);
    }

    void a_line_without_end_ends_the_reading()
    {
        EventReader reader(1000);
        reader.add("data: whole\n\n");
        reader.add("data: " + QByteArray(2000, 'x'));
        QCOMPARE(told(reader), QStringList{QStringLiteral("message|whole")});
        QVERIFY(reader.isTooLong());
        reader.add("\n\ndata: y\n\n");
        QVERIFY(told(reader).isEmpty());
    }

    void many_lines_without_end_do_so_too()
    {
        EventReader reader(1000);
        for (int i = 0; i < 100 && !reader.isTooLong(); ++i) {
            reader.add("data: " + QByteArray(50, 'x') + '\n');
            QVERIFY(told(reader).isEmpty());
        }
        QVERIFY(reader.isTooLong());
    }

    void many_short_lines_of_one_block_do_not_take_long_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("carriage return") << QByteArray("\r");
        QTest::newRow("line feed") << QByteArray("\n");
        QTest::newRow("both") << QByteArray("\r\n");
    }

    void many_short_lines_of_one_block_do_not_take_long()
    {
        QFETCH(QByteArray, line);
        EventReader reader(10'000'000);
        QElapsedTimer time;
        time.start();
        reader.add(line.repeated(2'000'000) + "data: x" + line + line);
        QCOMPARE(told(reader), QStringList{QStringLiteral("message|x")});
        QVERIFY2(time.elapsed() < 5'000, qPrintable(QString::number(time.elapsed())));
    }

    void what_fits_is_read_however_much_came_before()
    {
        EventReader reader(1000);
        for (int i = 0; i < 5000; ++i) {
            reader.add("data: " + QByteArray(900, 'x') + "\n\n");
            QCOMPARE(told(reader).size(), 1);
        }
        QVERIFY(!reader.isTooLong());
    }
};

QTEST_APPLESS_MAIN(TestEventReader)
#include "tst_eventreader.moc"
