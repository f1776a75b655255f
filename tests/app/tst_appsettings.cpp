// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/programhouse.h"

#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace Signalbox;

/** The real program and its settings file. */
class TestAppSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_house = std::make_unique<ProgramHouse>(); }
    void says_where_the_settings_are_wrong();
    void prints_problems_of_the_settings_and_runs();
    void follows_the_settings_while_it_runs();
    void keeps_its_port_when_only_the_addresses_change();
    void reads_the_settings_again_at_a_hangup();
    void keeps_the_token_out_of_the_line_to_paste();
    void makes_a_token_and_says_where_it_is();

private:
    std::unique_ptr<ProgramHouse> m_house;
};

void TestAppSettings::says_where_the_settings_are_wrong()
{
    m_house->writeSettings("{\n  \"listen\": }\n");
    const auto process = m_house->start({QStringLiteral("--headless")});
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 4);
    const QByteArray sentence = process->readAllStandardError();
    const QByteArray begin = "signalbox: " + m_house->settingsFile().toUtf8() + ": line 2, column 13: ";
    QVERIFY2(sentence.startsWith(begin), sentence.constData());
}

void TestAppSettings::prints_problems_of_the_settings_and_runs()
{
    m_house->writeSettings("{\"listen\": {\"port\": 70000}}");
    const auto process = m_house->run();
    QCOMPARE(process->readAllStandardError(),
             "signalbox: " + m_house->settingsFile().toUtf8() + ": listen.port: expected 1 to 65535, got 70000\n");
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

void TestAppSettings::follows_the_settings_while_it_runs()
{
    const auto withPort = [](quint16 port) {
        return "{\"listen\": {\"addresses\": [\"127.0.0.1\"], \"port\": " + QByteArray::number(port) + "}}";
    };
    m_house->writeSettings(withPort(ProgramHouse::freePort()));
    const auto process = m_house->start({QStringLiteral("--headless")});
    const QString first = m_house->nextUrl(*process);
    QVERIFY(!first.isEmpty());
    m_house->writeSettings(withPort(ProgramHouse::freePort()));
    const QString second = m_house->nextUrl(*process, first);
    QVERIFY(!second.isEmpty());
    QVERIFY(ProgramHouse::isReachable(second));
    m_house->writeSettings("{ broken");
    QVERIFY(ProgramHouse::complains(*process, "stay in force"));
    QVERIFY(ProgramHouse::isReachable(second));
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

void TestAppSettings::keeps_its_port_when_only_the_addresses_change()
{
    m_house->writeSettings(R"({"listen": {"addresses": ["127.0.0.1"]}})");
    const auto process = m_house->run();
    const auto told = [this](const char *key) { return m_house->ask(QStringLiteral("status"))->value(QLatin1String(key)); };
    const int port = told("port").toInt();
    QVERIFY(port > 0);
    m_house->writeSettings(R"({"listen": {"addresses": ["127.0.0.1", "127.0.0.2"]}})");
    QTRY_COMPARE(told("addresses").toArray().size(), 2);
    QCOMPARE(told("port").toInt(), port);
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

void TestAppSettings::reads_the_settings_again_at_a_hangup()
{
    m_house->writeSettings("{\"nonsense\": 1}");
    const auto process = m_house->run();
    QVERIFY(ProgramHouse::complains(*process, "nonsense: unknown key"));
    ::kill(pid_t(process->processId()), SIGHUP);
    QVERIFY(ProgramHouse::complains(*process, "nonsense: unknown key"));
    const Result<QJsonObject> answer = m_house->ask(QStringLiteral("settings.reload"));
    QVERIFY(answer.ok());
    QCOMPARE(answer->value(QStringLiteral("problems")).toArray().size(), 1);
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

void TestAppSettings::keeps_the_token_out_of_the_line_to_paste()
{
    m_house->writeSettings("{\"auth\": {\"token\": \"very-secret\"}}");
    const auto process = m_house->run();
    QVERIFY(m_house->printed().contains("--header \"Authorization: Bearer TOKEN\""));
    QVERIFY(!m_house->printed().contains("very-secret"));
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

void TestAppSettings::makes_a_token_and_says_where_it_is()
{
    m_house->writeSettings("{\"auth\": {\"tokenFile\": \"token\"}}");
    const auto process = m_house->run();
    const QByteArray file = m_house->path("config/signalbox/token").toUtf8();
    QVERIFY2(m_house->printed().contains("Bearer $(cat '" + file + "')\""), m_house->printed().constData());
    QVERIFY(QFile::exists(QString::fromUtf8(file)));
    QCOMPARE(ProgramHouse::end(*process, SIGTERM), 0);
}

QTEST_GUILESS_MAIN(TestAppSettings)
#include "tst_appsettings.moc"
