// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/eventid.h"
#include "core/session/sessionid.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Signalbox;

class TestEventId : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_what_it_writes_data()
    {
        QTest::addColumn<quint64>("epoch");
        QTest::addColumn<quint64>("stream");
        QTest::addColumn<quint64>("sequence");
        const quint64 most = std::numeric_limits<quint64>::max();
        QTest::newRow("small") << quint64(1) << quint64(2) << quint64(0);
        QTest::newRow("letters") << quint64(35) << quint64(36) << quint64(1295);
        QTest::newRow("largest") << most << most << most;
    }

    void reads_what_it_writes()
    {
        QFETCH(quint64, epoch);
        QFETCH(quint64, stream);
        QFETCH(quint64, sequence);
        const EventId id{epoch, stream, sequence};
        const auto read = EventId::parse(id.text());
        QVERIFY(read.has_value());
        QVERIFY(*read == id);
    }

    void refuses_everything_else_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 "-",
                                 "--",
                                 "1-2",
                                 "1-2-",
                                 "-1-2-3",
                                 "1-2-3-",
                                 "1-2-3-4",
                                 "01-2-3",
                                 "1-02-3",
                                 "1-2-03",
                                 "1-2-00",
                                 " 1-2-3",
                                 "1-2-3 ",
                                 "1_2_3",
                                 "1-2-Z",
                                 "A-2-3",
                                 "1-2-+3",
                                 "+1-2-3",
                                 "1--2",
                                 "evt-1",
                                 "0",
                                 "1-2-3w5e11264sgsg",
                                 "3w5e11264sgsg-1-1",
                                 "1-2-\xc3\xa4"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("zero byte") << QByteArray("1-2-3\0", 6);
        QTest::newRow("very long") << QByteArray(100'000, '1');
    }

    void refuses_everything_else()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!EventId::parse(text).has_value());
    }

    void session_ids_are_long_random_and_visible()
    {
        static const QRegularExpression shape(QStringLiteral("^gw-[A-Za-z0-9_-]{32}$"));
        QSet<QByteArray> seen;
        for (int i = 0; i < 1000; ++i) {
            const QByteArray id = newSessionId();
            QVERIFY2(shape.match(QString::fromLatin1(id)).hasMatch(), id.constData());
            seen.insert(id);
        }
        QCOMPARE(seen.size(), 1000);
    }
};

QTEST_GUILESS_MAIN(TestEventId)
#include "tst_eventid.moc"
