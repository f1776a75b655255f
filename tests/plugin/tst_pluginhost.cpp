// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/pluginhost.h"
#include "tests/fakes/fakeplugin.h"
#include "tests/fakes/fakeserver.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace Signalbox;

namespace {

const QString samples = QStringLiteral(TEST_BINARY_DIRECTORY "/tests/sampleplugins/");
const QString sample = QStringLiteral("sample");
const QJsonObject settings{{QStringLiteral("word"), QStringLiteral("a")}};

/** A folder of its own with one of the sample plugins in it; gives the file. */
QString place(const QString &name, const QString &folder)
{
    const QString file = folder + QLatin1Char('/') + name + QStringLiteral(".so");
    QFile::copy(samples + QStringLiteral("lib") + name + QStringLiteral(".so"), file);
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    return file;
}

} // namespace

/** Plugins are found, checked, loaded when needed, and refused with a reason. */
class TestPluginHost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_host = std::make_unique<PluginHost>(QString());
    }

    void a_plugin_is_described_without_being_loaded()
    {
        place(QStringLiteral("good"), m_folder->path());
        QSignalSpy changed(m_host.get(), &PluginHost::pluginsChanged);
        m_host->scan({m_folder->path()});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_host->plugins().size(), 1);
        const PluginFact fact = m_host->plugins().first();
        QCOMPARE(fact.kind, sample);
        QCOMPARE(fact.name, QStringLiteral("A sample"));
        QCOMPARE(fact.version, QStringLiteral("1.2.3"));
        QVERIFY(fact.settingsSchema.contains(QStringLiteral("required")));
        QVERIFY(!fact.loaded);
        QVERIFY2(fact.problem.isEmpty(), qPrintable(fact.problem));
    }

    void the_first_backend_loads_it()
    {
        place(QStringLiteral("good"), m_folder->path());
        m_host->scan({m_folder->path()});
        QVERIFY(m_host->has(sample));
        const auto made = m_host->create(sample, settings, {});
        QVERIFY(made.ok());
        QVERIFY(m_host->plugins().first().loaded);
        QSignalSpy opened(made->get(), &Backend::opened);
        made->get()->open();
        QTRY_COMPARE(opened.size(), 1);
    }

    void a_refusal_of_the_plugin_is_passed_on()
    {
        place(QStringLiteral("good"), m_folder->path());
        m_host->scan({m_folder->path()});
        const auto made = m_host->create(sample, {}, {});
        QVERIFY(!made);
        QCOMPARE(made.error().sentence, QStringLiteral("word: expected a text, got nothing"));
    }

    void what_cannot_be_used_says_why_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *says) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(says);
        };
        row("otherthing", "It is a Qt plugin for something else: expected interface org.signalbox.BackendPlugin/1");
        row("otherversion", "got org.signalbox.BackendPlugin/0");
        row("faulty", "kind: expected a word of lower-case letters");
    }

    void what_cannot_be_used_says_why()
    {
        QFETCH(QString, name);
        QFETCH(QString, says);
        place(name, m_folder->path());
        m_host->scan({m_folder->path()});
        QCOMPARE(m_host->plugins().size(), 1);
        QVERIFY2(m_host->plugins().first().problem.contains(says), qPrintable(m_host->plugins().first().problem));
        QVERIFY(!m_host->has(sample));
    }

    void what_is_no_plugin_says_so_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("text") << QByteArray("not a library at all");
        QTest::newRow("empty") << QByteArray();
        QFile library(samples + QStringLiteral("libgood.so"));
        QVERIFY(library.open(QIODevice::ReadOnly));
        QTest::newRow("cut off") << library.read(2000);
    }

    void what_is_no_plugin_says_so()
    {
        QFETCH(QByteArray, content);
        QFile file(m_folder->filePath(QStringLiteral("x.so")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        m_host->scan({m_folder->path()});
        QCOMPARE(m_host->plugins().size(), 1);
        QVERIFY(m_host->plugins().first().problem.startsWith(QStringLiteral("It is no plugin this program can load")));
    }

    void a_root_object_that_is_no_factory_is_noticed_when_loaded()
    {
        place(QStringLiteral("nofactory"), m_folder->path());
        m_host->scan({m_folder->path()});
        QVERIFY(m_host->has(sample));
        const auto made = m_host->create(sample, settings, {});
        QVERIFY(!made);
        QVERIFY(made.error().sentence.contains(QStringLiteral("its root object is no BackendPlugin")));
        QVERIFY(!m_host->has(sample));
    }

    void the_first_of_a_kind_wins()
    {
        const QTemporaryDir second;
        place(QStringLiteral("good"), m_folder->path());
        place(QStringLiteral("good"), second.path());
        m_host->scan({m_folder->path(), second.path()});
        QCOMPARE(m_host->plugins().size(), 2);
        QVERIFY(m_host->plugins().at(0).problem.isEmpty());
        QVERIFY(m_host->plugins().at(1).problem.contains(QStringLiteral("already provided by ") + m_folder->path()));
    }

    void a_folder_that_is_named_twice_counts_once()
    {
        place(QStringLiteral("good"), m_folder->path());
        m_host->scan({m_folder->path(), m_folder->path() + QStringLiteral("/.")});
        m_host->scan({m_folder->path()});
        QCOMPARE(m_host->plugins().size(), 1);
    }

    void what_others_may_write_is_refused_data()
    {
        QTest::addColumn<int>("right");
        QTest::newRow("group") << int(QFile::WriteGroup);
        QTest::newRow("everybody") << int(QFile::WriteOther);
    }

    void what_others_may_write_is_refused()
    {
        QFETCH(int, right);
        const QString file = place(QStringLiteral("good"), m_folder->path());
        QFile::setPermissions(file, QFile::permissions(file) | QFile::Permission(right));
        m_host->scan({m_folder->path()});
        QVERIFY(m_host->plugins().first().problem.contains(QStringLiteral("chmod go-w")));
        QVERIFY(!m_host->has(sample));
    }

    void a_folder_that_others_may_write_is_refused()
    {
        place(QStringLiteral("good"), m_folder->path());
        QFile::setPermissions(m_folder->path(), QFile::Permissions(0x7777));
        m_host->scan({m_folder->path()});
        QVERIFY(m_host->plugins().first().problem.contains(QStringLiteral("chmod go-w")));
    }

    void what_belongs_to_somebody_else_is_refused()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give a file away");
        constexpr uid_t somebody = 12'345;
        const QString file = place(QStringLiteral("good"), m_folder->path());
        QCOMPARE(::chown(file.toLocal8Bit().constData(), somebody, 0), 0);
        m_host->scan({m_folder->path()});
        QVERIFY(m_host->plugins().first().problem.contains(QStringLiteral("belongs to another user (12345)")));
    }

    void a_plugin_that_crashes_is_not_loaded_again()
    {
        const QTemporaryDir state;
        const QString file = place(QStringLiteral("crashing"), m_folder->path());
        QCOMPARE(use(state.path()), QStringLiteral("crashed"));
        const QString second = use(state.path());
        QVERIFY2(second.contains(QStringLiteral("crashed the program")), qPrintable(second));
        QVERIFY2(second.contains(state.filePath(QStringLiteral("quarantine.json"))), "the way out is named");
        QCOMPARE(use(state.path()), second);
        // Another version of the file is another chance, and this one is sound.
        QVERIFY(QFile::remove(file));
        QVERIFY(QFile::copy(samples + QStringLiteral("libgood.so"), file));
        QCOMPARE(use(state.path()), QStringLiteral("made"));
    }

    void a_line_struck_out_ends_the_quarantine()
    {
        const QTemporaryDir state;
        place(QStringLiteral("crashing"), m_folder->path());
        QCOMPARE(use(state.path()), QStringLiteral("crashed"));
        QVERIFY(use(state.path()).contains(QStringLiteral("quarantine.json")));
        QFile list(state.filePath(QStringLiteral("quarantine.json")));
        QVERIFY(list.open(QIODevice::WriteOnly | QIODevice::Truncate));
        list.write("{}");
        list.close();
        QCOMPARE(use(state.path()), QStringLiteral("crashed"));
    }

    void a_kind_nobody_provides_is_answered_with_those_that_are_there()
    {
        FakePlugin plugin;
        m_host->add(QStringLiteral("fake"), &plugin);
        const auto made = m_host->create(QStringLiteral("telepathy"), {}, {});
        QVERIFY(!made);
        QCOMPARE(made.error().sentence,
                 QStringLiteral("type: expected fake, got \"telepathy\": no plugin of that kind "
                                "is installed."));
    }

    void a_plugin_in_memory_is_as_good_as_a_file()
    {
        FakePlugin plugin;
        m_host->add(QStringLiteral("fake"), &plugin, {{QStringLiteral("type"), QStringLiteral("object")}});
        QVERIFY(m_host->has(QStringLiteral("fake")));
        const auto made = m_host->create(QStringLiteral("fake"), settings, {});
        QVERIFY(made.ok());
        QVERIFY(qobject_cast<FakeServer *>(made->get()));
        QCOMPARE(plugin.asked, QList<QJsonObject>{settings});
    }

    void plugins_are_sought_beside_the_program_first()
    {
        qputenv("SIGNALBOX_PLUGIN_PATH", "/one:/two");
        const QStringList folders = PluginHost::searchPath();
        qunsetenv("SIGNALBOX_PLUGIN_PATH");
        QCOMPARE(folders.first(), QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins"));
        QCOMPARE(folders.mid(folders.size() - 2), (QStringList{QStringLiteral("/one"), QStringLiteral("/two")}));
    }

private:
    /** What another process says that uses the plugin in m_folder. */
    QString use(const QString &state)
    {
        QProcess process;
        process.start(QStringLiteral(TEST_BINARY_DIRECTORY "/tests/pluginuser"), {state, m_folder->path()});
        if (!process.waitForFinished() || process.exitStatus() == QProcess::CrashExit)
            return QStringLiteral("crashed");
        return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PluginHost> m_host;
};

QTEST_GUILESS_MAIN(TestPluginHost)
#include "tst_pluginhost.moc"
