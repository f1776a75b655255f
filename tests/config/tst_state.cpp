// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/epochfile.h"
#include "core/config/statelock.h"
#include "core/config/tokenfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Signalbox;

namespace {

int modeOf(const QString &path)
{
    struct stat facts = {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? int(facts.st_mode & 07777) : -1;
}

/** Another process that holds the lock until it is killed. */
class Holder
{
public:
    explicit Holder(const StateFolder &folder)
    {
        int ends[2];
        if (::pipe(ends) != 0)
            return;
        m_pid = ::fork();
        if (m_pid == 0) {
            const auto lock = StateLock::take(folder);
            const char byte = lock ? 'y' : 'n';
            if (::write(ends[1], &byte, 1) == 1)
                ::pause();
            ::_exit(0);
        }
        ::close(ends[1]);
        m_holds = ::read(ends[0], &m_answer, 1) == 1 && m_answer == 'y';
        ::close(ends[0]);
    }
    ~Holder() { kill(); }
    void kill()
    {
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
        m_pid = 0;
    }
    bool holds() const { return m_holds; }
    pid_t pid() const { return m_pid; }

private:
    pid_t m_pid = 0;
    char m_answer = 0;
    bool m_holds = false;
};

} // namespace

class TestState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tells_instances_apart_by_settings_and_state_folder();
    void finds_its_places_in_the_environment();
    void makes_its_folders_for_one_user_alone();
    void gives_the_lock_to_one_process();
    void gives_the_lock_back_when_the_process_is_killed();
    void does_not_follow_a_link_to_its_lock();
    void never_gives_an_epoch_twice();
    void goes_past_an_unreadable_epoch_data();
    void goes_past_an_unreadable_epoch();
    void refuses_an_epoch_that_cannot_be_written();
    void makes_a_token_once();
    void refuses_a_token_that_others_can_read_data();
    void refuses_a_token_that_others_can_read();

private:
    std::unique_ptr<QTemporaryDir> m_place;
    StateFolder m_folder;
};

void TestState::init()
{
    m_place = std::make_unique<QTemporaryDir>();
    m_folder.path = m_place->filePath(QStringLiteral("state"));
    m_folder.controlSocket = m_place->filePath(QStringLiteral("run/x.sock"));
    QVERIFY(m_folder.make().ok());
}

void TestState::tells_instances_apart_by_settings_and_state_folder()
{
    const QProcessEnvironment environment;
    const QString file = m_place->filePath(QStringLiteral("s.json"));
    const auto socketOf = [&](const QString &config, const QString &state) {
        return StateFolder::locate(config, state, environment).path + u' '
            + StateFolder::locate(config, state, environment).controlSocket;
    };
    QCOMPARE(socketOf(file, {}), socketOf(m_place->path() + QStringLiteral("/./x/../s.json"), {}));
    QVERIFY(socketOf(file, {}) != socketOf(m_place->filePath(QStringLiteral("t.json")), {}));
    QVERIFY(socketOf(file, {}) != socketOf(file, m_folder.path));
    const QString link = m_place->filePath(QStringLiteral("link.json"));
    QVERIFY(QFile::link(file, link));
    QFile made(file);
    QVERIFY(made.open(QIODevice::WriteOnly));
    QCOMPARE(socketOf(link, {}), socketOf(file, {}));
}

void TestState::finds_its_places_in_the_environment()
{
    QProcessEnvironment environment;
    const StateFolder usual = StateFolder::locate(QStringLiteral("/c.json"), {}, environment);
    QVERIFY(usual.path.startsWith(QDir::homePath() + QStringLiteral("/.local/state/signalbox/")));
    QCOMPARE(usual.controlSocket, usual.path + QStringLiteral("/control.sock"));
    environment.insert(QStringLiteral("XDG_STATE_HOME"), m_place->path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path);
    const StateFolder told = StateFolder::locate(QStringLiteral("/c.json"), {}, environment);
    QVERIFY(told.path.startsWith(m_place->path() + QStringLiteral("/signalbox/")));
    QVERIFY(told.controlSocket.startsWith(m_folder.path + QStringLiteral("/signalbox/")));
    environment.insert(QStringLiteral("XDG_STATE_HOME"), QStringLiteral("relative"));
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_place->filePath(QStringLiteral("not there")));
    const StateFolder wrong = StateFolder::locate(QStringLiteral("/c.json"), {}, environment);
    QCOMPARE(wrong.path, usual.path);
    QCOMPARE(wrong.controlSocket, usual.controlSocket);
}

void TestState::makes_its_folders_for_one_user_alone()
{
    QCOMPARE(modeOf(m_folder.path), 0700);
    QCOMPARE(modeOf(m_place->filePath(QStringLiteral("run"))), 0700);
    QVERIFY(QFile::setPermissions(m_folder.path, QFile::Permissions(0x7777)));
    QVERIFY(m_folder.make().ok());
    QCOMPARE(modeOf(m_folder.path), 0700);

    QFile file(m_place->filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto onFile = makePrivateFolder(file.fileName());
    QVERIFY(!onFile.ok());
    QVERIFY2(onFile.error().sentence.contains(file.fileName()), qPrintable(onFile.error().sentence));
    if (::geteuid() != 0) // root may have any folder
        QVERIFY(!makePrivateFolder(QStringLiteral("/etc")).ok());
}

void TestState::gives_the_lock_to_one_process()
{
    const Holder holder(m_folder);
    QVERIFY(holder.holds());
    const auto second = StateLock::take(m_folder);
    QVERIFY(!second.ok());
    QVERIFY(second.error().held);
    QCOMPARE(second.error().pid, qint64(holder.pid()));
    QCOMPARE(second.error().controlSocket, m_folder.controlSocket);
    QVERIFY(second.error().sentence.contains(QString::number(holder.pid())));
}

void TestState::gives_the_lock_back_when_the_process_is_killed()
{
    Holder holder(m_folder);
    QVERIFY(holder.holds());
    holder.kill();
    {
        const auto next = StateLock::take(m_folder);
        QVERIFY(next.ok());
        QVERIFY(!StateLock::take(m_folder).ok());
    }
    QVERIFY(StateLock::take(m_folder).ok());
}

void TestState::does_not_follow_a_link_to_its_lock()
{
    const QString elsewhere = m_place->filePath(QStringLiteral("elsewhere"));
    QVERIFY(QFile::link(elsewhere, m_folder.file(QStringLiteral("lock"))));
    const auto lock = StateLock::take(m_folder);
    QVERIFY(!lock.ok());
    QVERIFY(!lock.error().held);
    QVERIFY(!QFileInfo::exists(elsewhere));
}

void TestState::never_gives_an_epoch_twice()
{
    const auto first = raiseEpoch(m_folder, 5'000);
    QCOMPARE(first->number, quint64(5'000));
    QVERIFY(first->trouble.isEmpty());
    QCOMPARE(raiseEpoch(m_folder, 5'000)->number, quint64(5'001));
    QCOMPARE(raiseEpoch(m_folder, 1)->number, quint64(5'002)); // a clock that was set back changes nothing
    QCOMPARE(modeOf(m_folder.file(QStringLiteral("epoch"))), 0600);
    QCOMPARE(QDir(m_folder.path).entryList(QDir::Files | QDir::Hidden), QStringList{QStringLiteral("epoch")});
}

void TestState::goes_past_an_unreadable_epoch_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("words") << QByteArray("many\n");
    QTest::newRow("cut off") << QByteArray("500");
    QTest::newRow("zero") << QByteArray("0\n");
    QTest::newRow("negative") << QByteArray("-5\n");
    QTest::newRow("about to overflow") << QByteArray("18446744073709551615\n");
    QTest::newRow("too long") << QByteArray(1000, '1');
}

void TestState::goes_past_an_unreadable_epoch()
{
    QFETCH(QByteArray, text);
    QFile file(m_folder.file(QStringLiteral("epoch")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    const auto epoch = raiseEpoch(m_folder, 1'700'000'000'000);
    QCOMPARE(epoch->number, quint64(1'700'000'000'000));
    QVERIFY(epoch->trouble.contains(file.fileName()));
    QVERIFY(raiseEpoch(m_folder, 1'700'000'000'000)->trouble.isEmpty());
}

void TestState::refuses_an_epoch_that_cannot_be_written()
{
    m_folder.path = m_place->filePath(QStringLiteral("nowhere"));
    QVERIFY(!raiseEpoch(m_folder, 1).ok());
}

void TestState::makes_a_token_once()
{
    const QString path = m_place->filePath(QStringLiteral("token"));
    const auto token = tokenFromFile(path);
    QVERIFY(token.ok());
    QCOMPARE(token->size(), 43); // 32 bytes
    QCOMPARE(QByteArray::fromBase64(*token, QByteArray::Base64UrlEncoding).size(), 32);
    QCOMPARE(modeOf(path), 0600);
    QCOMPARE(*tokenFromFile(path), *token);
    QVERIFY(*tokenFromFile(m_place->filePath(QStringLiteral("other"))) != *token);
    QCOMPARE(QDir(m_place->path()).entryList(QDir::Files | QDir::Hidden).size(), 2);
}

void TestState::refuses_a_token_that_others_can_read_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("linked");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("group") << QByteArray("abc\n") << 0640 << false << QStringLiteral("by others; do: chmod 600");
    QTest::newRow("all") << QByteArray("abc\n") << 0604 << false << QStringLiteral("by others; do: chmod 600");
    QTest::newRow("link") << QByteArray("abc\n") << 0600 << true << QStringLiteral("is a link");
    QTest::newRow("empty") << QByteArray() << 0600 << false << QStringLiteral("holds no token");
    QTest::newRow("two words") << QByteArray("a b\n") << 0600 << false << QStringLiteral("holds no token");
    QTest::newRow("long") << QByteArray(1025, 'a') << 0600 << false << QStringLiteral("holds no token");
    QTest::newRow("good") << QByteArray("abc\n") << 0600 << false << QString();
}

void TestState::refuses_a_token_that_others_can_read()
{
    QFETCH(QByteArray, text);
    QFETCH(int, mode);
    QFETCH(bool, linked);
    QFETCH(QString, sentence);
    QString path = m_place->filePath(QStringLiteral("token"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), mode_t(mode)), 0);
    if (linked) {
        path = m_place->filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(file.fileName(), path));
    }
    const auto token = tokenFromFile(path);
    QCOMPARE(token.ok(), sentence.isEmpty());
    if (!token)
        QVERIFY2(token.error().sentence.contains(sentence), qPrintable(token.error().sentence));
}

QTEST_GUILESS_MAIN(TestState)
#include "tst_state.moc"
