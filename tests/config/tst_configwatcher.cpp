// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configwatcher.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Signalbox;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

QByteArray withPort(int port)
{
    return "{\"listen\": {\"port\": " + QByteArray::number(port) + "}}";
}

} // namespace

class TestConfigWatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tells_a_change_within_a_second_data();
    void tells_a_change_within_a_second();
    void tells_every_one_of_several_changes();
    void follows_a_link_to_another_file();
    void is_silent_about_a_file_that_says_the_same();
    void keeps_silent_while_a_file_is_half_written();
    void tells_a_broken_file_once_and_its_repair();
    void serves_the_desk_when_the_file_is_deleted();
    void makes_the_token_that_the_file_asks_for();
    void tells_a_token_file_that_cannot_be_used();

private:
    int portOf(int telling) const { return m_changes.at(telling).config.port; }
    void tellsANeighbour(const QByteArray &text);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
    std::unique_ptr<ConfigWatcher> m_watcher;
    QList<Reading> m_changes;
    QStringList m_faults;
};

void TestConfigWatcher::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("signalbox.json"));
    write(m_file, withPort(1001));
    m_changes.clear();
    m_faults.clear();
    m_watcher = std::make_unique<ConfigWatcher>(m_file, QProcessEnvironment());
    connect(m_watcher.get(), &ConfigWatcher::changed, this, [this](const Reading &r) { m_changes.append(r); });
    connect(m_watcher.get(), &ConfigWatcher::unusable, this,
            [this](const ConfigProblem &p) { m_faults.append(p.text()); });
    QCOMPARE(m_watcher->read()->config.port, quint16(1001));
}

/** Writes another file of the folder and waits until its own watcher tells it: whatever was to be told of what was
 *  done before has been told by then. */
void TestConfigWatcher::tellsANeighbour(const QByteArray &text)
{
    QCoreApplication::processEvents(); // what was done before is seen before
    const QString file = m_folder->filePath(QStringLiteral("neighbour"));
    ConfigWatcher watcher(file, QProcessEnvironment());
    QVERIFY(watcher.read());
    QSignalSpy changes(&watcher, &ConfigWatcher::changed);
    QSignalSpy faults(&watcher, &ConfigWatcher::unusable);
    write(file, text);
    QTRY_COMPARE(changes.size() + faults.size(), 1);
}

void TestConfigWatcher::cleanup()
{
    m_watcher.reset();
}

void TestConfigWatcher::tells_a_change_within_a_second_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how :
         {"written", "replaced", "moved away and written", "deleted and written", "made in a new folder"})
        QTest::newRow(how) << QString::fromLatin1(how);
}

void TestConfigWatcher::tells_a_change_within_a_second()
{
    QFETCH(QString, how);
    const QString other = m_folder->filePath(QStringLiteral("other"));
    if (how == u"made in a new folder") {
        m_file = m_folder->filePath(QStringLiteral("a/b/signalbox.json"));
        m_watcher = std::make_unique<ConfigWatcher>(m_file, QProcessEnvironment());
        connect(m_watcher.get(), &ConfigWatcher::changed, this, [this](const Reading &r) { m_changes.append(r); });
        QCOMPARE(m_watcher->read()->config.servers.size(), 1);
    }
    QElapsedTimer clock;
    clock.start();
    if (how == u"replaced") {
        write(other, withPort(2002));
        QCOMPARE(::rename(QFile::encodeName(other).constData(), QFile::encodeName(m_file).constData()), 0);
    }
    if (how == u"moved away and written")
        QVERIFY(QFile::rename(m_file, other));
    if (how == u"deleted and written")
        QVERIFY(QFile::remove(m_file));
    if (how == u"made in a new folder")
        QVERIFY(QDir().mkpath(m_folder->filePath(QStringLiteral("a/b"))));
    if (how != u"replaced")
        write(m_file, withPort(2002));
    QTRY_COMPARE_WITH_TIMEOUT(m_changes.size(), 1, 1000);
    QVERIFY(clock.elapsed() < 1000);
    QCOMPARE(portOf(0), 2002);
    QVERIFY(m_faults.isEmpty());
}

void TestConfigWatcher::tells_every_one_of_several_changes()
{
    for (int i = 0; i < 4; ++i) {
        const QString next = m_folder->filePath(QStringLiteral("next"));
        write(next, withPort(3000 + i));
        QCOMPARE(::rename(QFile::encodeName(next).constData(), QFile::encodeName(m_file).constData()), 0);
        QTRY_COMPARE(m_changes.size(), i + 1);
        QCOMPARE(portOf(i), 3000 + i);
    }
}

void TestConfigWatcher::follows_a_link_to_another_file()
{
    QTemporaryDir elsewhere;
    const QString target = elsewhere.filePath(QStringLiteral("dotfile.json"));
    write(target, withPort(4001));
    QVERIFY(QFile::remove(m_file));
    QVERIFY(QFile::link(target, m_file));
    QTRY_COMPARE(m_changes.size(), 1);
    const QString next = elsewhere.filePath(QStringLiteral("next"));
    write(next, withPort(4002));
    QCOMPARE(::rename(QFile::encodeName(next).constData(), QFile::encodeName(target).constData()), 0);
    QTRY_COMPARE(m_changes.size(), 2);
    QCOMPARE(portOf(1), 4002);
}

void TestConfigWatcher::is_silent_about_a_file_that_says_the_same()
{
    write(m_file, withPort(1001));
    tellsANeighbour(withPort(1));
    QVERIFY(m_changes.isEmpty());
    write(m_file, withPort(1002));
    QTRY_COMPARE(m_changes.size(), 1);
}

void TestConfigWatcher::keeps_silent_while_a_file_is_half_written()
{
    const QByteArray text = withPort(5000);
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(text.first(10));
    file.flush();
    tellsANeighbour(withPort(1)); // the first look falls into this
    file.write(text.sliced(10));
    file.close();
    QTRY_COMPARE(m_changes.size(), 1);
    QCOMPARE(portOf(0), 5000);
    QVERIFY(m_faults.isEmpty());
}

void TestConfigWatcher::tells_a_broken_file_once_and_its_repair()
{
    write(m_file, "{ \"listen\": }");
    QTRY_COMPARE(m_faults.size(), 1);
    QVERIFY2(m_faults[0].startsWith(m_file + QStringLiteral(": line 1, column 13: this is not JSON")),
             qPrintable(m_faults[0]));
    tellsANeighbour("{"); // which is looked at twice
    QCOMPARE(m_faults.size(), 1);
    QVERIFY(m_changes.isEmpty());
    write(m_file, withPort(1001)); // what it was before
    QTRY_COMPARE(m_changes.size(), 1);
    write(m_file, "{ \"listen\": }");
    QTRY_COMPARE(m_faults.size(), 2);
}

void TestConfigWatcher::serves_the_desk_when_the_file_is_deleted()
{
    QVERIFY(QFile::remove(m_file));
    QTRY_COMPARE_WITH_TIMEOUT(m_changes.size(), 1, 1000);
    QCOMPARE(m_changes[0].config.servers.size(), 1);
    QCOMPARE(m_changes[0].config.servers[0].kind, QStringLiteral("desk"));
}

void TestConfigWatcher::makes_the_token_that_the_file_asks_for()
{
    write(m_file, "{\"auth\": {\"tokenFile\": \"token\"}}");
    QTRY_COMPARE(m_changes.size(), 1);
    QCOMPARE(m_changes[0].config.tokenFile, m_folder->filePath(QStringLiteral("token")));
    QFile file(m_changes[0].config.tokenFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().trimmed(), m_changes[0].config.token);
    QCOMPARE(m_changes[0].config.token.size(), 43);
}

void TestConfigWatcher::tells_a_token_file_that_cannot_be_used()
{
    write(m_folder->filePath(QStringLiteral("token")), "abc");
    write(m_file, "{\"auth\": {\"tokenFile\": \"token\"}}");
    QTRY_COMPARE(m_faults.size(), 1);
    QVERIFY2(m_faults[0].contains(QStringLiteral("auth.tokenFile: ")), qPrintable(m_faults[0]));
    QVERIFY2(m_faults[0].contains(QStringLiteral("chmod 600")), qPrintable(m_faults[0]));
    QVERIFY(m_changes.isEmpty());
}

QTEST_GUILESS_MAIN(TestConfigWatcher)
#include "tst_configwatcher.moc"
