// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/programhouse.h"

#include "core/config/statefolder.h"
#include "core/control/controlclient.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

namespace Signalbox {

ProgramHouse::ProgramHouse()
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    for (const char *name : {"config/signalbox", "state", "run"})
        QDir().mkpath(path(name));
    m_environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path("config"));
    m_environment.insert(QStringLiteral("XDG_STATE_HOME"), path("state"));
    m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), path("run"));
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        m_environment.remove(QLatin1StringView(name));
    writeSettings("{}");
}

void ProgramHouse::writeSettings(const QByteArray &text) const
{
    QFile file(settingsFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void ProgramHouse::setVariable(const char *name, const char *value)
{
    m_environment.insert(QLatin1StringView(name), QString::fromUtf8(value));
}

std::unique_ptr<QProcess> ProgramHouse::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setWorkingDirectory(m_folder.path());
    process->start(QStringLiteral(TEST_BINARY_DIRECTORY "/bin/signalbox"), arguments);
    return process;
}

std::unique_ptr<QProcess> ProgramHouse::run(const QStringList &arguments)
{
    auto process = start(arguments + QStringList{QStringLiteral("--port"), QStringLiteral("0")});
    if (nextUrl(*process).isEmpty())
        qWarning("%s", process->readAllStandardError().constData());
    return process;
}

QString ProgramHouse::nextUrl(QProcess &process, const QString &last)
{
    static const QRegularExpression address(QStringLiteral("listens at (http://127\\.0\\.0\\.1:\\d+/mcp)\\n"));
    QString found;
    const auto cameOrEnded = [&] {
        m_printed += process.readAllStandardOutput();
        for (auto it = address.globalMatch(QString::fromUtf8(m_printed)); it.hasNext();)
            found = it.next().captured(1);
        const bool complete = m_printed.lastIndexOf("For Claude Code") > m_printed.lastIndexOf("listens at");
        return (complete && !found.isEmpty() && found != last) || process.state() == QProcess::NotRunning;
    };
    const bool came = QTest::qWaitFor(cameOrEnded, 20'000);
    return came && found != last ? found : QString();
}

bool ProgramHouse::complains(QProcess &process, const QByteArray &what)
{
    QByteArray complaints;
    return QTest::qWaitFor([&] { return (complaints += process.readAllStandardError()).contains(what); });
}

int ProgramHouse::end(QProcess &process, int signal)
{
    ::kill(pid_t(process.processId()), signal);
    const bool ended = process.waitForFinished(20'000) && process.exitStatus() == QProcess::NormalExit;
    return ended ? process.exitCode() : -1;
}

Result<QJsonObject> ProgramHouse::ask(const QString &command) const
{
    Result<ControlClient> client =
        ControlClient::connectTo(StateFolder::locate(settingsFile(), {}, m_environment).controlSocket);
    if (!client)
        return client.error();
    return client->ask(command, {});
}

bool ProgramHouse::isReachable(const QString &url)
{
    static const QRegularExpression port(QStringLiteral(":(\\d+)/"));
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port.match(url).captured(1).toUShort());
    return socket.waitForConnected(2'000);
}

QByteArray ProgramHouse::mapsOf(const QProcess &process)
{
    QFile file(QStringLiteral("/proc/%1/maps").arg(process.processId()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

quint16 ProgramHouse::freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace Signalbox
