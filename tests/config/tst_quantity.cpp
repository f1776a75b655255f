// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/limitrows.h"
#include "core/config/quantity.h"

#include <QTest>

using namespace Signalbox;

class TestQuantity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understands_one_form_of_time_data();
    void understands_one_form_of_time();
    void understands_one_form_of_size_data();
    void understands_one_form_of_size();
    void says_a_quantity_so_that_it_can_be_read_back();
    void has_every_default_within_its_range();
    void compares_limits_member_by_member();
};

void TestQuantity::understands_one_form_of_time_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<qint64>("milliseconds"); // -1 = refused
    QTest::newRow("number") << QJsonValue(250) << qint64(250);
    QTest::newRow("zero") << QJsonValue(0) << qint64(0);
    QTest::newRow("exponent") << QJsonValue(1e3) << qint64(1000);
    QTest::newRow("ms") << QJsonValue(QStringLiteral("250 ms")) << qint64(250);
    QTest::newRow("s") << QJsonValue(QStringLiteral("30 s")) << qint64(30'000);
    QTest::newRow("no blank") << QJsonValue(QStringLiteral("30s")) << qint64(30'000);
    QTest::newRow("min") << QJsonValue(QStringLiteral("10 min")) << qint64(600'000);
    QTest::newRow("h") << QJsonValue(QStringLiteral("1 h")) << qint64(3'600'000);
    QTest::newRow("d") << QJsonValue(QStringLiteral("7 d")) << qint64(604'800'000);
    QTest::newRow("fraction") << QJsonValue(1.5) << qint64(-1);
    QTest::newRow("huge") << QJsonValue(1e300) << qint64(-1);
    QTest::newRow("no unit") << QJsonValue(QStringLiteral("30")) << qint64(-1);
    QTest::newRow("month or minute") << QJsonValue(QStringLiteral("10 m")) << qint64(-1);
    QTest::newRow("negative text") << QJsonValue(QStringLiteral("-1 s")) << qint64(-1);
    QTest::newRow("too many digits") << QJsonValue(QStringLiteral("1234567890 ms")) << qint64(-1);
    QTest::newRow("two parts") << QJsonValue(QStringLiteral("1 h 30 min")) << qint64(-1);
    QTest::newRow("empty") << QJsonValue(QString()) << qint64(-1);
    QTest::newRow("list") << QJsonValue(QJsonValue::Array) << qint64(-1);
    QTest::newRow("null") << QJsonValue(QJsonValue::Null) << qint64(-1);
}

void TestQuantity::understands_one_form_of_time()
{
    QFETCH(QJsonValue, value);
    QFETCH(qint64, milliseconds);
    QCOMPARE(durationFrom(value).value_or(-1), milliseconds);
}

void TestQuantity::understands_one_form_of_size_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("number") << QJsonValue(4096) << qint64(4096);
    QTest::newRow("B") << QJsonValue(QStringLiteral("512 B")) << qint64(512);
    QTest::newRow("KiB") << QJsonValue(QStringLiteral("64 KiB")) << qint64(65'536);
    QTest::newRow("MiB") << QJsonValue(QStringLiteral("16 MiB")) << qint64(16'777'216);
    QTest::newRow("GiB") << QJsonValue(QStringLiteral("1 GiB")) << qint64(1'073'741'824);
    QTest::newRow("a thousand or 1024") << QJsonValue(QStringLiteral("1 MB")) << qint64(-1);
    QTest::newRow("a time") << QJsonValue(QStringLiteral("1 s")) << qint64(-1);
}

void TestQuantity::understands_one_form_of_size()
{
    QFETCH(QJsonValue, value);
    QFETCH(qint64, bytes);
    QCOMPARE(sizeFrom(value).value_or(-1), bytes);
}

void TestQuantity::says_a_quantity_so_that_it_can_be_read_back()
{
    QCOMPARE(durationText(600'000), QStringLiteral("10 min"));
    QCOMPARE(durationText(1'500), QStringLiteral("1500 ms"));
    QCOMPARE(durationText(0), QStringLiteral("0"));
    QCOMPARE(sizeText(16'777'216), QStringLiteral("16 MiB"));
    for (const qint64 value : {1, 999, 1'000, 61'000, 3'600'000, 86'400'000}) {
        QCOMPARE(durationFrom(durationText(value)).value_or(-1), value);
        QCOMPARE(sizeFrom(sizeText(value)).value_or(-1), value);
    }
}

void TestQuantity::has_every_default_within_its_range()
{
    const Limits defaults;
    for (const LimitRow &row : limitRows()) {
        QVERIFY2(row.of(defaults) >= row.least && row.of(defaults) <= row.most, row.key);
        QVERIFY2(row.most <= std::numeric_limits<int>::max() || row.member.index() % 2 == 1, row.key);
    }
}

void TestQuantity::compares_limits_member_by_member()
{
    for (const LimitRow &row : limitRows()) {
        Limits limits;
        QVERIFY(limits == Limits());
        const qint64 other = row.of(limits) == row.least ? row.most : row.least;
        row.set(limits, other);
        QCOMPARE(row.of(limits), other);
        QVERIFY2(!(limits == Limits()), row.key);
    }
    // As many rows as members: every member takes the room of an int or of a qint64.
    size_t size = 0;
    for (const LimitRow &row : limitRows())
        size += row.member.index() % 2 == 0 ? sizeof(int) : sizeof(qint64);
    QVERIFY(sizeof(Limits) - size < 8 * sizeof(qint64));
}

QTEST_APPLESS_MAIN(TestQuantity)
#include "tst_quantity.moc"
