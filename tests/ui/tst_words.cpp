// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/prettyjson.h"
#include "ui/words.h"

#include <QTest>

using namespace Signalbox;

class TestWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_have_narrow_groups_of_three();
    void ages_are_said_in_the_largest_unit_data();
    void ages_are_said_in_the_largest_unit();
    void text_from_outside_keeps_to_one_line_and_one_direction();
    void hints_are_never_markup();
    void pretty_json_changes_only_white_space_data();
    void pretty_json_changes_only_white_space();
    void pretty_json_survives_what_is_cut_at_any_byte();
};

void TestWords::counts_have_narrow_groups_of_three()
{
    const QChar gap(0x202f);
    QCOMPARE(Words::count(999), QStringLiteral("999"));
    QCOMPARE(Words::count(1000), QLatin1Char('1') + (gap + QStringLiteral("000")));
    QCOMPARE(Words::count(1234567), QLatin1Char('1') + (gap + QStringLiteral("234")) + gap + QStringLiteral("567"));
}

void TestWords::ages_are_said_in_the_largest_unit_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("future") << -5 << QStringLiteral("now");
    QTest::newRow("now") << 1 << QStringLiteral("now");
    QTest::newRow("seconds") << 59 << QStringLiteral("59 s");
    QTest::newRow("minute") << 60 << QStringLiteral("1 min");
    QTest::newRow("minutes") << 3599 << QStringLiteral("59 min");
    QTest::newRow("hours") << 7200 << QStringLiteral("2 h");
    QTest::newRow("days") << 3 * 86400 << QStringLiteral("3 d");
}

void TestWords::ages_are_said_in_the_largest_unit()
{
    QFETCH(const int, seconds);
    QFETCH(const QString, text);
    const QDateTime then(QDate(2026, 1, 1), QTime(12, 0), Qt::UTC);
    QCOMPARE(Words::age(then, then.addSecs(seconds)), text);
}

void TestWords::text_from_outside_keeps_to_one_line_and_one_direction()
{
    QCOMPARE(Words::tame(QStringLiteral("a\nb\tc") + QChar(0x202e) + QChar(0x1b)), QStringLiteral("a b c "));
    QCOMPARE(Words::tame(QString(5000, QLatin1Char('x')), 10).size(), 11);
}

void TestWords::hints_are_never_markup()
{
    QVERIFY(!Words::hint(QStringLiteral("<img src=x>")).contains(QStringLiteral("<img")));
}

void TestWords::pretty_json_changes_only_white_space_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("pretty");
    QTest::newRow("object") << QByteArray("{\"b\":1e400,\"a\":[1,{}]}")
                            << QByteArray("{\n  \"b\": 1e400,\n  \"a\": [\n    1,\n    {}\n  ]\n}");
    QTest::newRow("big number") << QByteArray("[12345678901234567890]") << QByteArray("[\n  12345678901234567890\n]");
    QTest::newRow("brackets in a string") << QByteArray("\"{[,:\\\"]}\"") << QByteArray("\"{[,:\\\"]}\"");
    QTest::newRow("empty") << QByteArray("[ ]") << QByteArray("[]");
}

void TestWords::pretty_json_changes_only_white_space()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, pretty);
    QCOMPARE(prettyJson(text), pretty);
}

void TestWords::pretty_json_survives_what_is_cut_at_any_byte()
{
    const QByteArray text = "{\"a\\\"b\":[[{\"c\":\"d\\\\\"},null],{}],\"e\":-1.0}";
    for (qsizetype size = 0; size <= text.size(); ++size) {
        QByteArray kept = prettyJson(text.first(size));
        kept.replace('\n', "").replace(' ', "");
        QCOMPARE(kept, text.first(size));
    }
    QVERIFY(prettyJson(QByteArray(4096, '[')).size() < 4096 * 140);
    QCOMPARE(prettyJson("]]]}"), QByteArray("\n]\n]\n]\n}"));
}

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
