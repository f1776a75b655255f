// SPDX-License-Identifier: GPL-3.0-or-later
// A short look at what tests/fuzz/run.sh does for hours; needs no clang. SIGNALBOX_FUZZ_SEED and SIGNALBOX_FUZZ_MS
// (milliseconds for each judge) make it another or a longer look.
#include "tests/fuzz/door/judges.h"
#include "tests/fuzz/door/mutation.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace Signalbox;

namespace {

constexpr int runs = 4'000;

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArrayList samplesOf(const QString &folder)
{
    QByteArrayList samples;
    const QDir directory(QStringLiteral(TEST_SOURCE_DIRECTORY "/../corpus/") + folder);
    for (const QString &name : directory.entryList(QDir::Files, QDir::Name))
        samples.append(read(directory.filePath(name)));
    return samples;
}

/** The words of the fuzzers' dictionary. */
QByteArrayList words()
{
    QByteArrayList words;
    for (const QByteArray &line : read(QStringLiteral(TEST_SOURCE_DIRECTORY "/door.dict")).split('\n')) {
        if (!line.startsWith('"'))
            continue;
        QByteArray word = line.sliced(1, line.lastIndexOf('"') - 1);
        words.append(word.replace("\\x0a", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
    }
    return words;
}

} // namespace

class TestDoorFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holds_for_mutated_samples_data();
    void holds_for_mutated_samples();
};

void TestDoorFuzz::holds_for_mutated_samples_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QByteArray (*)(QByteArrayView)>("judge");
    QTest::newRow("posts") << QStringLiteral("door-posts") << &postTrouble;
    QTest::newRow("header values") << QStringLiteral("door-values") << &valueTrouble;
    QTest::newRow("sealed states") << QStringLiteral("door-params") << &sealTrouble;
    QTest::newRow("schemas") << QStringLiteral("door-schemas") << &schemaTrouble;
}

void TestDoorFuzz::holds_for_mutated_samples()
{
    using Judge = QByteArray (*)(QByteArrayView);
    QFETCH(QString, folder);
    QFETCH(Judge, judge);
    const QByteArrayList samples = samplesOf(folder);
    QVERIFY(samples.size() > 5);
    for (const QByteArray &sample : samples) {
        const QByteArray trouble = judge(sample);
        QVERIFY2(trouble.isEmpty(), (trouble + " in the sample " + sample).constData());
    }
    bool isGiven = false;
    const int given = qEnvironmentVariableIntValue("SIGNALBOX_FUZZ_SEED", &isGiven);
    const quint32 seed = isGiven ? quint32(given) : 20260728;
    const int patience = qEnvironmentVariableIntValue("SIGNALBOX_FUZZ_MS");
    Mutation mutation(seed, samples, words());
    QElapsedTimer clock;
    clock.start();
    int run = 0;
    for (; patience > 0 ? clock.elapsed() < patience : run < runs; ++run) {
        const QByteArray bytes = mutation.next();
        const QByteArray trouble = judge(bytes);
        QVERIFY2(trouble.isEmpty(),
                 (trouble + " in run " + QByteArray::number(run) + " of seed " + QByteArray::number(seed) + ": "
                  + bytes.toHex())
                     .constData());
    }
    qInfo("%d runs of seed %u in %lld ms", run, seed, clock.elapsed());
}

QTEST_APPLESS_MAIN(TestDoorFuzz)
#include "tst_doorfuzz.moc"
