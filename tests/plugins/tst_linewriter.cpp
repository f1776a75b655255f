// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/linewriter.h"
#include "plugins/stdio/sentrequests.h"

#include <QTest>

#include <array>

#include <unistd.h>

using namespace Signalbox;

namespace {

constexpr qsizetype pipeSize = 64 * 1024;

/** A writer whose pipe nobody reads until the test does. */
struct Bench
{
    Bench()
    {
        Pipe pipe = std::move(*Pipe::create());
        readEnd = std::move(pipe.readEnd);
        makeNonBlocking(readEnd);
        writer.start(std::move(pipe.writeEnd));
    }

    /** Everything that was written, once all is. */
    QByteArrayList lines()
    {
        writer.finish();
        bool isOver = false;
        QObject::connect(&writer, &LineWriter::finished, &writer, [&isOver] { isOver = true; });
        while (!isOver || !isDrained) {
            QCoreApplication::processEvents(QEventLoop::AllEvents);
            read();
        }
        return bytes.split('\n');
    }
    void read()
    {
        std::array<char, 4096> buffer{};
        const ssize_t got = ::read(readEnd.number(), buffer.data(), buffer.size());
        isDrained = got == 0;
        if (got > 0)
            bytes.append(buffer.data(), got);
    }

    LineWriter writer;
    Descriptor readEnd;
    QByteArray bytes;
    bool isDrained = false;
};

} // namespace

/** What is written into a pipe that is full, and in which order. */
class TestLineWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_line_overtakes_those_that_are_not_begun_data()
    {
        QTest::addColumn<qsizetype>("first");
        QTest::addColumn<qsizetype>("second");
        QTest::newRow("a long line half written") << pipeSize + 1000 << qsizetype(20);
        QTest::newRow("a long line but for its break") << pipeSize << qsizetype(20);
        QTest::newRow("a long line written whole") << pipeSize - 1 << qsizetype(20);
        QTest::newRow("before a long line") << pipeSize << pipeSize * 2;
        QTest::newRow("a short line half written") << pipeSize - 10 << qsizetype(20);
        QTest::newRow("a short line written whole") << pipeSize - 22 << qsizetype(20);
    }

    void a_line_overtakes_those_that_are_not_begun()
    {
        QFETCH(qsizetype, first);
        QFETCH(qsizetype, second);
        Bench bench;
        QByteArrayList waiting{QByteArray(first, 'a'), QByteArray(second, 'b')};
        for (char c = 'c'; c < 'k'; ++c)
            waiting.append(QByteArray(10, c));
        for (const QByteArray &line : std::as_const(waiting))
            bench.writer.write(line);
        QCoreApplication::processEvents(); // what the pipe takes is in it
        const qint64 behind = bench.writer.notBegun();
        QVERIFY(behind >= 8 * 11);
        bench.writer.writeFirst("urgent");
        QCOMPARE(bench.writer.notBegun(), behind + 7);
        QByteArrayList lines = bench.lines();
        QVERIFY(lines.constLast().isEmpty());
        lines.removeLast();
        // Exactly those that were not begun are behind it.
        const qsizetype place = lines.indexOf("urgent");
        QVERIFY(place > 0);
        qint64 after = 0;
        for (qsizetype i = place + 1; i < lines.size(); ++i)
            after += lines.at(i).size() + 1;
        QCOMPARE(after, behind);
        lines.removeAt(place);
        QCOMPARE(lines, waiting);
    }

    void with_nothing_to_overtake_it_is_a_line_like_any_other()
    {
        Bench bench;
        bench.writer.write("one");
        QCoreApplication::processEvents();
        QCOMPARE(bench.writer.notBegun(), 0);
        bench.writer.writeFirst("two");
        QCOMPARE(bench.lines(), (QByteArrayList{"one", "two", {}}));
    }

    void what_was_overtaken_is_still_found_among_the_unread()
    {
        SentRequests sent;
        sent.add(1, 100);
        sent.add(2, 100);
        sent.add(3, 100);
        QVERIFY(!sent.isWithin(1, 200) && sent.isWithin(2, 200));
        sent.insert(50, 200);
        QCOMPARE(sent.within(250), (QList<quint64>{2, 3}));
        QCOMPARE(sent.within(100), (QList<quint64>{3}));
        QCOMPARE(sent.within(251), (QList<quint64>{1, 2, 3}));
    }
};

QTEST_GUILESS_MAIN(TestLineWriter)
#include "tst_linewriter.moc"
