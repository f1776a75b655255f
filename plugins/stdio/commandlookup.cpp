// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/commandlookup.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace Signalbox {

namespace {

QString findIn(const QString &path, const QString &name)
{
    QStringList folders = path.split(QLatin1Char(':'), Qt::SkipEmptyParts);
    // An empty list would make findExecutable() look in our own PATH instead.
    return folders.isEmpty() ? QString() : QStandardPaths::findExecutable(name, folders);
}

/** The program that a script's `#!/usr/bin/env NAME` line asks for; most wrappers (npx, uvx) begin like that. */
QString interpreterOf(const QString &program)
{
    constexpr qint64 longestLine = 256;
    QFile file(program);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray start = file.read(longestLine);
    if (!start.startsWith("#!"))
        return {};
    QList<QByteArray> words = start.mid(2).split('\n').first().simplified().split(' ');
    if (words.first() != "/usr/bin/env" && words.first() != "/bin/env")
        return {};
    words.removeFirst();
    words.removeIf([](const QByteArray &word) { return word.startsWith('-') || word.contains('='); });
    return words.isEmpty() ? QString() : QString::fromLocal8Bit(words.first());
}

/** A tool's wrapper stands beside the tool: its own folder, last, spares many a PATH. */
QString withFolderOf(const QString &path, const QString &program)
{
    const QString folder = QFileInfo(program).path();
    const QStringList folders = path.split(QLatin1Char(':'), Qt::SkipEmptyParts);
    return folders.contains(folder) ? path : (folders + QStringList{folder}).join(QLatin1Char(':'));
}

QString lookUp(const StdioSettings &settings, const QString &path)
{
    if (settings.command.contains(QLatin1Char('/')))
        return QDir::cleanPath(QDir(settings.folder).absoluteFilePath(settings.command));
    return findIn(path, settings.command);
}

FoundCommand tryPath(const StdioSettings &settings, const QString &path, const QString &origin)
{
    FoundCommand found{lookUp(settings, path), path, origin, {}};
    if (found.program.isEmpty()) {
        found.missing = settings.command;
        return found;
    }
    found.path = withFolderOf(path, found.program);
    const QString interpreter = interpreterOf(found.program);
    if (!interpreter.isEmpty() && findIn(found.path, interpreter).isEmpty())
        found.missing = interpreter;
    return found;
}

} // namespace

FoundCommand findCommand(const StdioSettings &settings, const QString &loginPath)
{
    const QString configured = settings.environment.value(QStringLiteral("PATH"));
    if (!configured.isEmpty() && loginPath.isEmpty())
        return tryPath(settings, configured, QStringLiteral("settings (env.PATH)"));
    if (loginPath.isEmpty())
        return tryPath(settings, qEnvironmentVariable("PATH"), QStringLiteral("gateway"));
    const QString joined = configured.isEmpty() ? loginPath : configured + QLatin1Char(':') + loginPath;
    return tryPath(settings, joined, QStringLiteral("login shell"));
}

QString whyNotRunnable(const QString &program)
{
    const QFileInfo info(program);
    if (!info.exists())
        return QStringLiteral("%1 does not exist").arg(program);
    if (!info.isFile())
        return QStringLiteral("%1 is a folder, not a program").arg(program);
    if (!info.isExecutable())
        return QStringLiteral("%1 may not be executed: run chmod +x on it if it is a program").arg(program);
    return {};
}

} // namespace Signalbox
