// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/clients/household.h"
#include "ui/clients/clientspage.h"
#include "ui/commands.h"

#include <QApplication>
#include <QCheckBox>
#include <QJsonArray>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>

using namespace Signalbox;

namespace {

/** The page over a home folder of its own, with a gateway that says where it is. */
struct Sight
{
    Sight()
        : commands([this](const QString &, const QJsonObject &, const auto &answer) {
            answer(QJsonObject{{QStringLiteral("settings"), house.instance.settingsFile},
                               {QStringLiteral("urls"), QJsonArray{house.door.url}}});
        })
    {
        qputenv("HOME", QFile::encodeName(house.root.path()));
        qunsetenv("XDG_CONFIG_HOME");
        qunsetenv("CLAUDE_CONFIG_DIR");
        qunsetenv("CODEX_HOME");
    }
    void open()
    {
        page = std::make_unique<ClientsPage>(&commands, house.instance.stateFolder);
        page->resize(1100, 620);
        page->show();
        QTRY_VERIFY(!stateOf(0).isEmpty());
    }
    QTreeWidget *list() const { return page->findChild<QTreeWidget *>(QStringLiteral("clients")); }
    QString stateOf(int row) const { return list()->topLevelItem(row)->text(1); }
    void choose(const QString &name) const
    {
        list()->setCurrentItem(list()->findItems(name, Qt::MatchExactly).value(0));
    }
    QPushButton *button(const char *name) const { return page->findChild<QPushButton *>(QLatin1StringView(name)); }
    QString result(const char *name) const { return page->findChild<QLabel *>(QLatin1StringView(name))->text(); }
    QString diff() const
    {
        for (const QPlainTextEdit *view : page->findChildren<QPlainTextEdit *>()) {
            if (view->isVisible())
                return view->toPlainText();
        }
        return {};
    }
    /** For a person who wants to look: a picture in the folder of SIGNALBOX_SHOTS. */
    void shoot(const char *name) const
    {
        const QString folder = qEnvironmentVariable("SIGNALBOX_SHOTS");
        if (folder.isEmpty())
            return;
        page->grab().save(QStringLiteral("%1/clients-%2.png").arg(folder, QLatin1StringView(name)));
        const QPalette light = QApplication::palette();
        QPalette dark(QColor(0x30, 0x33, 0x38), QColor(0x2b, 0x2d, 0x30));
        dark.setColor(QPalette::Base, QColor(0x1e, 0x1f, 0x22));
        QApplication::setPalette(dark);
        QCoreApplication::processEvents();
        page->grab().save(QStringLiteral("%1/clients-dark-%2.png").arg(folder, QLatin1StringView(name)));
        QApplication::setPalette(light);
    }

    Household house;
    Commands commands;
    std::unique_ptr<ClientsPage> page;
};

} // namespace

class TestClientsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void every_client_is_listed_with_its_state();
    void a_change_is_shown_then_written_then_undone();
    void a_file_changed_behind_its_back_is_told_and_looked_at_again();
    void an_entry_of_somebody_else_goes_only_when_ticked();
    void servers_are_ticked_and_taken_over();
    void without_a_gateway_nothing_can_be_changed();
};

void TestClientsPage::every_client_is_listed_with_its_state()
{
    Sight sight;
    QVERIFY(sight.house.write(sight.house.fileOf("cursor"), "{ oops"));
    QVERIFY(sight.house.write(sight.house.fileOf("zed"), "{}"));
    sight.open();
    QCOMPARE(sight.list()->topLevelItemCount(), int(clientKinds().size()));
    QCOMPARE(sight.stateOf(0), QStringLiteral("Not found here"));
    QCOMPARE(sight.stateOf(2), QStringLiteral("Unusable file"));
    QCOMPARE(sight.stateOf(7), QStringLiteral("Not connected"));
    sight.choose(QStringLiteral("Cursor"));
    QVERIFY(!sight.button("connect")->isEnabled());
    sight.shoot("unusable");
    sight.choose(QStringLiteral("Claude Code"));
    QVERIFY(!sight.button("connect")->isEnabled());
}

void TestClientsPage::a_change_is_shown_then_written_then_undone()
{
    Sight sight;
    const QString file = sight.house.fileOf("zed");
    const QByteArray before = "// mine\n{\n  \"theme\": \"One\", // nice\n  \"context_servers\": {\n"
                              "    \"files\": { \"command\": \"npx\", \"env\": { \"A\": \"hunter2\" } },\n  },\n}\n";
    QVERIFY(sight.house.write(file, before));
    sight.open();
    sight.choose(QStringLiteral("Zed"));
    QVERIFY2(sight.diff().contains(QStringLiteral("+     \"signalbox\": {")), qPrintable(sight.diff()));
    QVERIFY(!sight.diff().contains(QStringLiteral("hunter2")));
    QCOMPARE(Household::bytesOf(file), before);
    sight.shoot("preview");
    QVERIFY(!sight.button("undo")->isEnabled());
    QTest::mouseClick(sight.button("connect"), Qt::LeftButton);
    QCOMPARE(sight.stateOf(7), QStringLiteral("Connected"));
    QVERIFY(sight.result("result").startsWith(QStringLiteral("Done.")));
    QVERIFY(Household::bytesOf(file).contains("signalbox"));
    QVERIFY(sight.diff().contains(QStringLiteral("-     \"signalbox\": {")));
    sight.shoot("connected");
    QTest::mouseClick(sight.button("undo"), Qt::LeftButton);
    QCOMPARE(Household::bytesOf(file), before);
    QCOMPARE(sight.stateOf(7), QStringLiteral("Not connected"));
}

void TestClientsPage::a_file_changed_behind_its_back_is_told_and_looked_at_again()
{
    Sight sight;
    const QString file = sight.house.fileOf("cursor");
    QVERIFY(sight.house.write(file, "{\"a\": 1}"));
    sight.open();
    sight.choose(QStringLiteral("Cursor"));
    QVERIFY(sight.house.write(file, "{\"a\": 2}"));
    QTest::mouseClick(sight.button("connect"), Qt::LeftButton);
    QVERIFY(sight.result("result").contains(QStringLiteral("changed in the meantime")));
    QCOMPARE(Household::bytesOf(file), QByteArray("{\"a\": 2}"));
    QTest::mouseClick(sight.button("connect"), Qt::LeftButton);
    QCOMPARE(sight.stateOf(2), QStringLiteral("Connected"));
}

void TestClientsPage::an_entry_of_somebody_else_goes_only_when_ticked()
{
    Sight sight;
    QVERIFY(sight.house.write(sight.house.fileOf("cursor"),
                              "{\"mcpServers\": {\"signalbox\": {\"url\": \"https://x.example\"}}}"));
    sight.open();
    sight.choose(QStringLiteral("Cursor"));
    QCOMPARE(sight.stateOf(2), QStringLiteral("Name is taken"));
    QVERIFY(!sight.button("connect")->isEnabled());
    auto *replace = sight.page->findChild<QCheckBox *>();
    QVERIFY(replace->isVisible());
    replace->setChecked(true);
    QVERIFY(sight.button("connect")->isEnabled());
    sight.shoot("taken");
    QTest::mouseClick(sight.button("connect"), Qt::LeftButton);
    QCOMPARE(sight.stateOf(2), QStringLiteral("Connected"));
}

void TestClientsPage::servers_are_ticked_and_taken_over()
{
    Sight sight;
    QVERIFY(
        sight.house.write(sight.house.fileOf("cursor"),
                          "{\"mcpServers\": {\"files\": {\"command\": \"npx\", \"args\": [\"--token\", \"hunter2\"]},"
                          "\"asks\": {\"url\": \"https://x.example\", \"headers\": {\"A\": \"${input:x}\"}}}}"));
    sight.open();
    QTest::mouseClick(sight.button("importServers"), Qt::LeftButton);
    auto *servers = sight.page->findChild<QTreeWidget *>(QStringLiteral("servers"));
    QCOMPARE(servers->topLevelItemCount(), 2);
    QVERIFY(!sight.button("import")->isEnabled());
    QTreeWidgetItem *files = servers->findItems(QStringLiteral("files"), Qt::MatchExactly).value(0);
    QTreeWidgetItem *asks = servers->findItems(QStringLiteral("asks"), Qt::MatchExactly).value(0);
    QVERIFY(files && asks && !(asks->flags() & Qt::ItemIsUserCheckable));
    files->setCheckState(0, Qt::Checked);
    QVERIFY(sight.button("import")->isEnabled());
    QVERIFY(sight.diff().contains(QStringLiteral("+     \"files\": {")));
    QVERIFY(!sight.diff().contains(QStringLiteral("hunter2")) && !files->text(2).contains(QStringLiteral("hunter2")));
    sight.shoot("import");
    QTest::mouseClick(sight.button("import"), Qt::LeftButton);
    QVERIFY(sight.result("importResult").startsWith(QStringLiteral("Done.")));
    QVERIFY(Household::bytesOf(sight.house.instance.settingsFile).contains("hunter2"));
    QVERIFY(!(files->flags() & Qt::ItemIsUserCheckable));
}

void TestClientsPage::without_a_gateway_nothing_can_be_changed()
{
    Commands silent({});
    ClientsPage page(&silent, QString());
    page.show();
    for (const QPushButton *button : page.findChildren<QPushButton *>())
        QVERIFY(!button->isVisible() || !button->isEnabled() || button->text().contains(QStringLiteral("Look")));
}

QTEST_MAIN(TestClientsPage)
#include "tst_clientspage.moc"
