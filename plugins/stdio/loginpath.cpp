// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/loginpath.h"

#include <QDir>
#include <QVersionNumber>

#include <algorithm>
#include <csignal>

#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr qsizetype longestOutput = 1024 * 1024;

QString userShell()
{
    const QString shell = qEnvironmentVariable("SHELL");
    if (!shell.isEmpty())
        return shell;
    const passwd *entry = ::getpwuid(::geteuid());
    return entry && entry->pw_shell && *entry->pw_shell ? QString::fromLocal8Bit(entry->pw_shell)
                                                        : QStringLiteral("/bin/sh");
}

/** What stands between the last two zeros: start-up files print whatever they like before. */
QString betweenMarks(const QByteArray &output)
{
    const qsizetype end = output.lastIndexOf('\0');
    const qsizetype begin = end > 0 ? output.lastIndexOf('\0', end - 1) : -1;
    return begin < 0 ? QString() : QString::fromLocal8Bit(output.mid(begin + 1, end - begin - 1));
}

QString newestNode(const QString &home)
{
    const QDir versions(home + QStringLiteral("/.nvm/versions/node"));
    const QStringList names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    const auto number = [](const QString &name) { return QVersionNumber::fromString(name.mid(1)); }; // "v20.2.0"
    const auto newest = std::max_element(
        names.begin(), names.end(), [number](const QString &a, const QString &b) { return number(a) < number(b); });
    return newest == names.end() ? QString() : versions.filePath(*newest) + QStringLiteral("/bin");
}

/** Login shell first, then ours, then where tools usually live; each folder once, relative ones never. */
QString merged(const QString &login)
{
    const QString home = QDir::homePath();
    QStringList folders = login.split(QLatin1Char(':')) + qEnvironmentVariable("PATH").split(QLatin1Char(':'));
    folders << home + QStringLiteral("/.local/bin") << home + QStringLiteral("/.cargo/bin") << newestNode(home)
            << QStringLiteral("/usr/local/bin");
    folders.removeIf([](const QString &folder) { return !QDir::isAbsolutePath(folder); });
    folders.removeDuplicates();
    return folders.join(QLatin1Char(':'));
}

} // namespace

LoginPath::LoginPath(const QString &shell, int limit, QObject *parent)
    : QObject(parent)
    , m_shell(shell)
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(limit);
    connect(&m_limit, &QTimer::timeout, this, &LoginPath::finish);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &LoginPath::read);
    connect(&m_process, &QProcess::finished, this, &LoginPath::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish();
    });
}

LoginPath::~LoginPath()
{
    m_process.disconnect(this);
    killGroup();
}

void LoginPath::ask()
{
    if (m_isKnown || m_isAsked) {
        if (m_isKnown)
            QMetaObject::invokeMethod(this, &LoginPath::known, Qt::QueuedConnection);
        return;
    }
    m_isAsked = true;
    QMetaObject::invokeMethod(this, &LoginPath::start, Qt::QueuedConnection);
}

void LoginPath::start()
{
    // No terminal to take away from anybody, a group of its own to be killed as one, and gone when we are.
    m_process.setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::signal(SIGPIPE, SIG_DFL);
    });
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_limit.start();
    m_process.start(m_shell.isEmpty() ? userShell() : m_shell,
                    {QStringLiteral("-ilc"), QStringLiteral("printf '\\0%s\\0' \"$PATH\"")});
}

void LoginPath::read()
{
    m_output += m_process.readAllStandardOutput();
    if (m_output.size() > longestOutput)
        finish();
}

void LoginPath::finish()
{
    if (m_isKnown)
        return;
    m_isKnown = true;
    m_limit.stop();
    m_output += m_process.readAllStandardOutput();
    m_path = merged(betweenMarks(m_output));
    m_output.clear();
    if (m_process.state() != QProcess::NotRunning)
        killGroup();
    Q_EMIT known();
}

void LoginPath::killGroup()
{
    const pid_t group = pid_t(m_process.processId());
    if (group > 0 && ::kill(-group, SIGKILL) != 0)
        ::kill(group, SIGKILL); // not yet leader of its group
}

} // namespace Signalbox
