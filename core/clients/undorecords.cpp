// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/undorecords.h"

#include "core/config/privatefiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace Signalbox {

namespace {

constexpr qint64 longestRecord = 256 * 1024;

const QString fileKey = QStringLiteral("file");
const QString wasThereKey = QStringLiteral("wasThere");
const QString madeFolderKey = QStringLiteral("madeFolder");
const QString wasConnectedKey = QStringLiteral("wasConnected");
const QString modeKey = QStringLiteral("mode");
const QString digestKey = QStringLiteral("digest");
const QString entryKey = QStringLiteral("entry");
const QString backupKey = QStringLiteral("backup");

} // namespace

QByteArray UndoRecords::digestOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

std::optional<UndoRecord> UndoRecords::find(const QString &client) const
{
    QFile file(recordFile(client));
    if (!file.open(QIODevice::ReadOnly) || file.size() > longestRecord)
        return std::nullopt;
    const QJsonObject written = QJsonDocument::fromJson(file.readAll()).object();
    UndoRecord record;
    record.file = written.value(fileKey).toString();
    record.wasThere = written.value(wasThereKey).toBool();
    record.madeFolder = written.value(madeFolderKey).toString();
    record.wasConnected = written.value(wasConnectedKey).toBool();
    record.mode = mode_t(written.value(modeKey).toInteger(0600)) & 07777;
    record.digest = written.value(digestKey).toString().toLatin1();
    record.entry = written.value(entryKey).toObject();
    record.backup = written.value(backupKey).toString();
    if (record.file.isEmpty() || record.digest.isEmpty())
        return std::nullopt;
    return record;
}

Result<QString> UndoRecords::keep(const QString &client, const QByteArray &bytes) const
{
    const Result<void> made = makePrivateFolder(m_folder);
    if (!made)
        return made.error();
    const QDir folder(m_folder);
    const QStringList kept = folder.entryList({client + QStringLiteral(".*.backup")}, QDir::Files, QDir::Name);
    const qint64 last = kept.isEmpty() ? 0 : kept.last().section(u'.', -2, -2).toLongLong();
    for (qsizetype i = 0; i + KeptBackups <= kept.size(); ++i)
        QFile::remove(folder.filePath(kept[i]));
    const QString path = folder.filePath(QStringLiteral("%1.%2.backup").arg(client).arg(last + 1, 8, 10, QChar(u'0')));
    const Result<void> written = writeDurably(path, bytes);
    if (!written)
        return written.error();
    return path;
}

Result<void> UndoRecords::write(const QString &client, const UndoRecord &record) const
{
    const Result<void> made = makePrivateFolder(m_folder);
    if (!made)
        return made;
    const QJsonObject written{{fileKey, record.file},
                              {wasThereKey, record.wasThere},
                              {madeFolderKey, record.madeFolder},
                              {wasConnectedKey, record.wasConnected},
                              {modeKey, qint64(record.mode)},
                              {digestKey, QString::fromLatin1(record.digest)},
                              {entryKey, record.entry},
                              {backupKey, record.backup}};
    return writeDurably(recordFile(client), QJsonDocument(written).toJson());
}

void UndoRecords::forget(const QString &client) const
{
    QFile::remove(recordFile(client));
}

} // namespace Signalbox
