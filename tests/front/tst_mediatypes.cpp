// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/mediatypes.h"

#include <QTest>

using namespace Signalbox;

class TestMediaTypes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void the_most_precise_range_decides_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<bool>("json");
        QTest::addColumn<bool>("stream");
        QTest::newRow("both") << QByteArray("application/json, text/event-stream") << true << true;
        QTest::newRow("json") << QByteArray("application/json") << true << false;
        QTest::newRow("stream") << QByteArray("text/event-stream") << false << true;
        QTest::newRow("anything") << QByteArray("*/*") << true << true;
        QTest::newRow("kinds") << QByteArray("application/*,text/*") << true << true;
        QTest::newRow("one kind") << QByteArray("application/*") << true << false;
        QTest::newRow("capitals") << QByteArray("Application/JSON, Text/Event-Stream") << true << true;
        QTest::newRow("weights") << QByteArray("application/json;q=0.1 ,text/event-stream ; q=1.0") << true << true;
        QTest::newRow("zero") << QByteArray("application/json, text/event-stream;q=0") << true << false;
        QTest::newRow("zero written long") << QByteArray("application/json;Q=0.000, */*") << false << true;
        QTest::newRow("zero before any") << QByteArray("text/event-stream;q=0.0, */*;q=0.5") << true << false;
        QTest::newRow("other parameter") << QByteArray("application/json;v=0") << true << false;
        QTest::newRow("other type") << QByteArray("text/html") << false << false;
        QTest::newRow("part of a word") << QByteArray("application/json5, text/event-stream-x") << false << false;
        QTest::newRow("nonsense") << QByteArray(",,;;q=,*") << false << false;
        QTest::newRow("empty") << QByteArray("") << false << false;
    }

    void the_most_precise_range_decides()
    {
        QFETCH(QByteArray, accept);
        QFETCH(bool, json);
        QFETCH(bool, stream);
        const HeaderList headers{{"accept", accept}};
        QCOMPARE(accepts(headers, "application/json", true), json);
        QCOMPARE(accepts(headers, "text/event-stream", true), stream);
    }

    void several_headers_are_one_list()
    {
        const HeaderList headers{{"Accept", "application/json"}, {"Accept", "text/event-stream"}};
        QVERIFY(accepts(headers, "application/json", false));
        QVERIFY(accepts(headers, "text/event-stream", false));
    }

    void without_a_header_nothing_was_said()
    {
        QVERIFY(accepts({}, "application/json", true));
        QVERIFY(!accepts({}, "application/json", false));
    }

    void a_content_type_may_have_parameters()
    {
        QVERIFY(isMediaType("application/json", "application/json"));
        QVERIFY(isMediaType("Application/JSON ; charset=utf-8", "application/json"));
        QVERIFY(!isMediaType("application/jsonx", "application/json"));
        QVERIFY(!isMediaType("text/plain; application/json", "application/json"));
        QVERIFY(!isMediaType("", "application/json"));
    }
};

QTEST_GUILESS_MAIN(TestMediaTypes)
#include "tst_mediatypes.moc"
