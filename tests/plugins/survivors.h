// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QStringList>

namespace Signalbox {

/** Process ids of whatever has `token` among its arguments, found without anything the product itself goes by. */
inline QStringList survivors(const QByteArray &token)
{
    QStringList found;
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &process : processes) {
        QFile arguments(QStringLiteral("/proc/") + process + QStringLiteral("/cmdline"));
        if (arguments.open(QIODevice::ReadOnly) && arguments.readAll().split('\0').contains(token))
            found.append(process);
    }
    return found;
}

} // namespace Signalbox
