// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/tapring.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Signalbox;

namespace {

TapRecord recordWith(const QByteArray &bytes)
{
    TapRecord record;
    record.bytes = bytes;
    return record;
}

} // namespace

class TestTapRing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keeps_the_newest_of_too_many()
    {
        TapRing ring({3, 1'000'000});
        for (int at = 1; at <= 5; ++at)
            QCOMPARE(ring.add(recordWith(QByteArray::number(at))), quint64(at));
        QCOMPARE(ring.count(), size_t(3));
        QVERIFY(!ring.find(2));
        QCOMPARE(ring.find(3)->bytes, "3");
        QCOMPARE(ring.find(5)->bytes, "5");
        QVERIFY(!ring.find(6));
    }

    void never_holds_more_bytes_than_allowed_but_always_the_newest()
    {
        const qint64 limit = 100'000;
        TapRing ring({1'000, limit});
        for (int at = 0; at < 200; ++at) {
            ring.add(recordWith(QByteArray(at * 37 % 4'000, 'x')));
            QVERIFY(ring.bytes() <= limit);
        }
        QVERIFY(ring.count() > 10);
        ring.add(recordWith(QByteArray(200'000, 'x')));
        QCOMPARE(ring.count(), size_t(1));
        ring.add(recordWith("small"));
        QCOMPARE(ring.count(), size_t(1));
        QVERIFY(ring.bytes() <= limit);
    }

    void tells_what_was_missed()
    {
        TapRing ring({3, 1'000'000});
        for (int at = 1; at <= 10; ++at)
            ring.add(recordWith({}));
        const TapBatch batch = ring.after(2, 100);
        QCOMPARE(batch.missed, quint64(5)); // 3 to 7
        QCOMPARE(batch.records.size(), 3);
        QCOMPARE(batch.records.first().serial, quint64(8));
        QCOMPARE(ring.after(8, 1).records.size(), 1);
        QCOMPARE(ring.after(8, 1).records.first().serial, quint64(9));
        QVERIFY(ring.after(10, 100).records.isEmpty());
        QVERIFY(ring.after(99, 100).records.isEmpty());
    }

    void what_was_not_kept_is_missed_as_well()
    {
        TapRing ring;
        ring.add(recordWith("1"));
        ring.skip();
        ring.skip();
        ring.add(recordWith("4"));
        ring.skip();
        QCOMPARE(ring.last(), quint64(5));
        QVERIFY(!ring.find(2));
        QVERIFY(!ring.find(5));
        QCOMPARE(ring.find(4)->bytes, "4");
        QCOMPARE(ring.after(0, 100).missed, quint64(2));
        QCOMPARE(ring.after(0, 1).missed, quint64(0));
        QCOMPARE(ring.after(1, 100).missed, quint64(2));
        QCOMPARE(ring.after(3, 100).missed, quint64(0));
        QVERIFY(ring.after(4, 100).records.isEmpty());
    }

    void forgets_everything_and_counts_on()
    {
        TapRing ring;
        ring.add(recordWith("a"));
        ring.clear();
        QCOMPARE(ring.bytes(), 0);
        QVERIFY(ring.after(0, 10).records.isEmpty());
        QCOMPARE(ring.add(recordWith("b")), quint64(2));
    }

    void a_line_is_one_json_object_whatever_the_bytes_are()
    {
        TapRecord record = recordWith("{\"a\":\n\"cut \xff");
        record.id = "7";
        record.who = "a \"client\"\n";
        const QByteArray line = jsonLine(record);
        QVERIFY(!line.contains('\n'));
        QJsonParseError error;
        const QJsonObject object = QJsonDocument::fromJson(line, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(object.value(QStringLiteral("id")).toInt(), 7);
        QCOMPARE(object.value(QStringLiteral("who")).toString(), QStringLiteral("a \"client\"\n"));
    }
};

QTEST_GUILESS_MAIN(TestTapRing)
#include "tst_tapring.moc"
