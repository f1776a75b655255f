// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/chunkreader.h"

#include <QTest>

using namespace Signalbox;

class tst_ChunkReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_bodies_and_refuses_bad_ones_data();
    void reads_bodies_and_refuses_bad_ones();
    void stops_at_the_end_of_the_body();
    void does_not_keep_a_byte_over_the_limit();
};

void tst_ChunkReader::reads_bodies_and_refuses_bad_ones_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto good = [](const char *name, const char *bytes, const char *body) {
        QTest::newRow(name) << QByteArray(bytes) << 0 << QByteArray(body);
    };
    const auto bad = [](const char *name, const QByteArray &bytes, int status = 400) {
        QTest::newRow(name) << bytes << status << QByteArray();
    };
    good("one", "3\r\nabc\r\n0\r\n\r\n", "abc");
    good("two", "3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n", "abc0123456789");
    good("none", "0\r\n\r\n", "");
    good("zeros", "000\r\n\r\n", "");
    good("extensions", "3;a=b;c=\"d\"\r\nabc\r\n0;e\r\n\r\n", "abc");
    good("space before extension", "3 \t;a\r\nabc\r\n0 \r\n\r\n", "abc");
    good("trailers", "1\r\na\r\n0\r\nX: y\r\nZ: \tw\r\n\r\n", "a");
    good("line breaks as data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n");
    bad("no number", "zz\r\nabc\r\n");
    bad("empty size", "\r\nabc\r\n");
    bad("negative", "-3\r\nabc\r\n");
    bad("signed", "+3\r\nabc\r\n");
    bad("prefix", "0x3\r\nabc\r\n");
    bad("space first", " 3\r\nabc\r\n");
    bad("two numbers", "3 3\r\nabc\r\n");
    bad("nine digits", "000000003\r\nabc\r\n");
    bad("too long for a machine word", "ffffffffffffffff1\r\n");
    bad("bare LF after the size", "3\nabc\r\n");
    bad("bare CR after the size", "3\rabc\r\n");
    bad("bare LF in an extension", "3;a\nabc\r\n");
    bad("NUL in an extension", QByteArray("3;\0\r\nabc", 8));
    bad("data longer than said", "3\r\nabcd\r\n");
    bad("data without line break", "3\r\nabc3\r\n");
    bad("bare LF after data", "3\r\nabc\n0\r\n\r\n");
    bad("bare LF in a trailer", "0\r\nX: y\n\r\n");
    bad("bare CR in a trailer", "0\r\nX: y\r\rZ");
    bad("bare LF at the end", "0\r\n\n");
    bad("control character in a trailer", "0\r\nX: \x01\r\n\r\n");
    bad("endless extension", "3;" + QByteArray(300, 'a'));
    bad("too many trailers", "0\r\n" + QByteArray("X: y\r\n").repeated(30), 431);
    bad("too large", "15\r\n", 413);
    bad("too large together", "a\r\n0123456789\r\nb\r\n", 413);
}

void tst_ChunkReader::reads_bodies_and_refuses_bad_ones()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    for (qsizetype step = 1; step <= bytes.size(); ++step) {
        ChunkReader reader(20, 100);
        QByteArray read;
        for (qsizetype at = 0; at < bytes.size() && !reader.refusal() && !reader.isDone(); at += step)
            reader.read(QByteArrayView(bytes).sliced(at, qMin(step, bytes.size() - at)), read);
        QCOMPARE(reader.refusal() ? reader.refusal()->status : 0, status);
        QCOMPARE(reader.isDone(), status == 0);
        if (status == 0)
            QCOMPARE(read, body);
    }
}

void tst_ChunkReader::stops_at_the_end_of_the_body()
{
    ChunkReader reader(20, 100);
    QByteArray body;
    const QByteArray bytes("1\r\na\r\n0\r\n\r\n");
    QCOMPARE(reader.read(bytes + "GET / HTTP/1.1\r\n", body), bytes.size());
    QVERIFY(reader.isDone());
}

void tst_ChunkReader::does_not_keep_a_byte_over_the_limit()
{
    ChunkReader reader(20, 100);
    QByteArray body;
    reader.read("ffff\r\n" + QByteArray(1000, 'x'), body);
    QVERIFY(reader.refusal());
    QVERIFY(body.isEmpty());
}

QTEST_GUILESS_MAIN(tst_ChunkReader)
#include "tst_chunkreader.moc"
