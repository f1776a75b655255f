// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/statefolder.h"

#include "core/config/privatefiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace Signalbox {

namespace {

/** Links resolved as far as the path exists, so that two ways to one file are one instance. */
QString canonical(const QString &path)
{
    const QFileInfo info(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    const QString resolved = info.canonicalFilePath();
    if (!resolved.isEmpty())
        return resolved;
    if (info.isRoot())
        return info.filePath();
    return QDir::cleanPath(canonical(info.path()) + u'/' + info.fileName());
}

QString key(const QString &configFile, const QString &chosen)
{
    constexpr qsizetype length = 16;
    const QString identity =
        chosen.isEmpty() ? canonical(configFile) : canonical(configFile) + u'\n' + canonical(chosen);
    const QByteArray hash = QCryptographicHash::hash(identity.toUtf8(), QCryptographicHash::Sha256).toHex();
    return QString::fromLatin1(hash.first(length));
}

} // namespace

StateFolder StateFolder::locate(const QString &configFile, const QString &chosen,
                                const QProcessEnvironment &environment)
{
    const QString name = key(configFile, chosen);
    const QString stateHome = environment.value(QStringLiteral("XDG_STATE_HOME"));
    const QString base =
        QDir::isAbsolutePath(stateHome) ? stateHome : QDir::homePath() + QStringLiteral("/.local/state");
    const QString runtime = environment.value(QStringLiteral("XDG_RUNTIME_DIR"));
    StateFolder folder;
    folder.path = chosen.isEmpty() ? QDir::cleanPath(base + QStringLiteral("/signalbox/") + name) : canonical(chosen);
    folder.controlSocket = QDir::isAbsolutePath(runtime) && QFileInfo(runtime).isDir()
        ? QDir::cleanPath(runtime + QStringLiteral("/signalbox/") + name + QStringLiteral(".sock"))
        : folder.file(QStringLiteral("control.sock"));
    return folder;
}

Result<void> StateFolder::make() const
{
    const auto made = makePrivateFolder(path);
    if (!made)
        return made;
    return makePrivateFolder(QFileInfo(controlSocket).absolutePath());
}

} // namespace Signalbox
