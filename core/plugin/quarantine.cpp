// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/quarantine.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace Signalbox {

namespace {

constexpr qint64 longestFile = 1024 * 1024;

/** Differs as soon as the plugin was replaced: then it deserves another try. */
QString stampOf(const QString &file)
{
    const QFileInfo info(file);
    return QStringLiteral("%1 %2").arg(info.size()).arg(info.lastModified().toMSecsSinceEpoch());
}

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.read(longestFile) : QByteArray();
}

} // namespace

Quarantine::Quarantine(const QString &stateFolder)
    : m_folder(stateFolder)
{
    if (m_folder.isEmpty())
        return;
    read();
    const QString crashed = QString::fromUtf8(contentOf(sentinelFile()));
    if (crashed.isEmpty())
        return;
    m_stamps.insert(crashed, stampOf(crashed));
    write();
    QFile::remove(sentinelFile());
}

QString Quarantine::listFile() const
{
    return m_folder + QStringLiteral("/quarantine.json");
}

QString Quarantine::sentinelFile() const
{
    return m_folder + QStringLiteral("/plugin-loading");
}

void Quarantine::read()
{
    const QJsonObject list = QJsonDocument::fromJson(contentOf(listFile())).object();
    for (auto entry = list.begin(); entry != list.end(); ++entry)
        m_stamps.insert(entry.key(), entry.value().toString());
}

void Quarantine::write() const
{
    QJsonObject list;
    for (auto entry = m_stamps.begin(); entry != m_stamps.end(); ++entry)
        list.insert(entry.key(), entry.value());
    QSaveFile file(listFile());
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.write(QJsonDocument(list).toJson());
    file.commit();
}

QString Quarantine::problem(const QString &file) const
{
    const auto stamp = m_stamps.constFind(file);
    if (stamp == m_stamps.constEnd() || *stamp != stampOf(file))
        return {};
    return QStringLiteral("It crashed the program the last time it was loaded and is not tried again. Replace the file "
                          "with another version, or remove its line from %1, then restart.")
        .arg(listFile());
}

void Quarantine::loading(const QString &file) const
{
    if (m_folder.isEmpty())
        return;
    QFile sentinel(sentinelFile());
    if (sentinel.open(QIODevice::WriteOnly | QIODevice::Truncate))
        sentinel.write(file.toUtf8());
}

void Quarantine::loaded() const
{
    if (!m_folder.isEmpty())
        QFile::remove(sentinelFile());
}

} // namespace Signalbox
