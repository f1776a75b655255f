// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QString>

#include <optional>

#include <sys/types.h>

namespace Signalbox {

/** What is needed to take a change of a client's file back to the byte. */
struct UndoRecord
{
    QString file; //!< of the client
    bool wasThere = false; //!< the file, before
    QString madeFolder; //!< the outermost that was made for it; empty = none
    bool wasConnected = false; //!< by an entry of ours already: then the bytes from before are no way back
    mode_t mode = 0600; //!< of the file, before
    QByteArray digest; //!< of the file as it was left
    QJsonObject entry; //!< that was written
    QString backup; //!< path of the bytes from before; empty = there was no file
};

/** The records of all clients in a folder of the state folder, for this user alone, with the last backups of each. */
class UndoRecords
{
public:
    static constexpr int KeptBackups = 5; //!< of each client

    explicit UndoRecords(QString folder)
        : m_folder(std::move(folder))
    {
    }

    static QByteArray digestOf(const QByteArray &bytes);

    std::optional<UndoRecord> find(const QString &client) const;
    /** Where the bytes were kept. */
    Result<QString> keep(const QString &client, const QByteArray &bytes) const;
    Result<void> write(const QString &client, const UndoRecord &record) const;
    void forget(const QString &client) const;

private:
    QString recordFile(const QString &client) const { return m_folder + u'/' + client + QStringLiteral(".json"); }

    QString m_folder;
};

} // namespace Signalbox
