// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/clients.h"

namespace Signalbox {

/** A server that a client has by itself and that Signalbox could have instead. */
struct FoundServer
{
    QString name; //!< what it would be called in Signalbox's settings, unique there
    QStringList clients; //!< names of those that have it
    QJsonObject entry; //!< for mcpServers; may hold secrets, never shown
    QString summary; //!< what it is, with secrets covered
    QString hindrance; //!< why it cannot be taken over; empty = it can
    bool isThere = false; //!< in Signalbox's settings already, under this name
};

/** An import, worked out and not yet carried out. */
struct ImportChange
{
    QString sentence;
    QList<DiffLine> preview; //!< empty = nothing changes
    std::optional<ForeignFile> was;
    std::optional<QByteArray> willBe;
};

/** Takes the servers of AI clients over into Signalbox's own settings. The clients' files are only read. */
class ServerImport
{
public:
    /** `clients` outlives this. */
    ServerImport(const Clients &clients, Instance instance);

    /** What all clients have, each server once. The error is about Signalbox's own file. */
    Result<QList<FoundServer>> find() const;
    /** Adds those of these names. */
    Result<ImportChange> importing(const QStringList &names) const;
    Result<void> carryOut(const ImportChange &change) const;

private:
    const Clients &m_clients;
    Instance m_instance;
};

/** An entry of a client as Signalbox's settings write it; the error says why that cannot be. */
Result<QJsonObject> translatedEntry(const ClientKind &kind, const QJsonObject &entry, const QString &home);

} // namespace Signalbox
