// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>

namespace Signalbox {

/** One file of tests/corpus. */
struct Sample
{
    QByteArray name;
    QByteArray bytes;
};

/** The files of one folder of the corpus; `folder` is below the folder of the test's source. */
inline QList<Sample> corpus(const QString &folder)
{
    QList<Sample> samples;
    const QDir directory(QStringLiteral(TEST_SOURCE_DIRECTORY "/../corpus/") + folder);
    for (const QString &name : directory.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        QFile file(directory.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            samples.append({name.chopped(5).toUtf8(), file.readAll()});
    }
    return samples;
}

} // namespace Signalbox
