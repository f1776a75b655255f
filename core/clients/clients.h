// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/door.h"
#include "core/clients/foreignfile.h"
#include "core/clients/linediff.h"
#include "core/clients/serverlist.h"
#include "core/clients/undorecords.h"

namespace Signalbox {

/** How it stands with one client. */
struct ClientState
{
    enum State {
        NotConnected,
        Connected,
        Outdated, //!< our entry is there, but says something else than it should by now
        OtherEntry, //!< somebody else's entry has our name
        Unusable //!< its file cannot be used; `sentence` says why
    };

    QString id;
    QString name;
    QString file;
    bool isInstalled = false;
    State state = NotConnected;
    QString sentence; //!< what there is to say, for a person; may be empty
    QStringList servers; //!< that the client reaches by itself, without us
    bool canUndo = false;
};

/** A change of a client's file, worked out and not yet carried out. */
struct ClientChange
{
    QString client; //!< its id
    QString sentence; //!< what it is, for a person
    QList<DiffLine> preview; //!< empty = nothing changes
    QString afterwards; //!< what the person may have to do once it is done
    bool isNothing() const { return !willBe && !goes; }

    // For carryOut().
    std::optional<ForeignFile> was;
    std::optional<QByteArray> willBe;
    bool goes = false; //!< the file
    mode_t mode = 0600;
    std::optional<UndoRecord> record; //!< to keep; none = the one there is to be forgotten
};

/**
 * Writes this gateway into the settings of AI clients, and takes it out again. Blocks while it reads and writes files
 * of at most 16 MiB. Whatever is malformed or unexpected is left alone, with a sentence.
 */
class Clients
{
public:
    static constexpr auto EntryName = "signalbox";

    Clients(Door door, const Instance &instance);

    QList<ClientState> list() const;
    ClientState state(const ClientKind &kind) const;
    /** `replace`: an entry of somebody else under our name may go. */
    Result<ClientChange> connecting(const QString &client, bool replace) const;
    Result<ClientChange> undoing(const QString &client) const;
    /** Refused if the file is no longer the one that the change was worked out for. */
    Result<void> carryOut(const ClientChange &change) const;

private:
    struct Opened //!< a client's file and what it says
    {
        ForeignFile file;
        ServerList servers;
    };
    static Result<Opened> open(const ClientKind &kind, const QString &path);
    bool isOurs(const QString &client, const QJsonObject &entry) const;
    Result<ClientChange> takingBack(const ClientKind &kind, const ForeignFile &file, const UndoRecord &record) const;
    Result<ClientChange> takingOut(const ClientKind &kind, const QString &path) const;

    Door m_door;
    QProcessEnvironment m_environment;
    UndoRecords m_records;
};

} // namespace Signalbox
