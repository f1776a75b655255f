// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/features.h"

#include <QTest>

using namespace Signalbox;

class TestFeatures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void only_one_version_has_batches()
    {
        QList<QByteArray> with;
        for (const QByteArray &version : handshakeVersions()) {
            if (featuresOf(version)->batches)
                with.append(version);
        }
        QCOMPARE(with, QList<QByteArray>{"2025-03-26"});
    }

    void only_the_newest_is_primed()
    {
        QVERIFY(featuresOf("2025-11-25")->priming);
        QVERIFY(!featuresOf("2025-06-18")->priming);
        QVERIFY(!featuresOf("2024-11-05")->priming);
        QCOMPARE(newestFeatures()->version, "2025-11-25");
    }

    void tells_the_versions_without_handshake_by_their_date_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<bool>("stateless");
        QTest::newRow("first") << QByteArray("2026-07-28") << true;
        QTest::newRow("later") << QByteArray("2099-01-01") << true;
        QTest::newRow("day before") << QByteArray("2026-07-27") << false;
        QTest::newRow("legacy") << QByteArray("2025-11-25") << false;
        QTest::newRow("word") << QByteArray("latest") << false;
        QTest::newRow("longer") << QByteArray("2026-07-28a") << false;
        QTest::newRow("none") << QByteArray() << false;
    }

    void tells_the_versions_without_handshake_by_their_date()
    {
        QFETCH(QByteArray, version);
        QFETCH(bool, stateless);
        QCOMPARE(isStatelessVersion(version), stateless);
        QVERIFY(!stateless || !featuresOf(version));
    }
};

QTEST_GUILESS_MAIN(TestFeatures)
#include "tst_features.moc"
