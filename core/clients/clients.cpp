// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/clients.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <sys/stat.h>

namespace Signalbox {

namespace {

const QString entryName = QLatin1StringView(Clients::EntryName);

QJsonObject objectIn(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

Reason inFile(const QString &file, const Reason &reason)
{
    return Reason{reason.sentence.contains(file) ? reason.sentence
                                                 : QStringLiteral("%1, %2").arg(file, reason.sentence)};
}

Result<const ClientKind *> known(const QString &id)
{
    if (const ClientKind *kind = clientKind(id))
        return kind;
    QStringList ids;
    for (const ClientKind &kind : clientKinds())
        ids << kind.idText();
    return Reason{
        QStringLiteral("client: expected one of %1; got \"%2\"").arg(ids.join(QStringLiteral(", ")), id.left(60))};
}

/** The outermost folder of the path that is not there; empty if all are. */
QString missingFolder(const QString &file)
{
    QString missing;
    for (QString folder = QFileInfo(file).absolutePath(); !QFileInfo::exists(folder);
         folder = QFileInfo(folder).absolutePath())
        missing = folder;
    return missing;
}

/** Takes away what was made for the file, as far as nothing else is in it. */
void removeFolders(const QString &file, const QString &outermost)
{
    QString folder = QFileInfo(file).absolutePath();
    while (!outermost.isEmpty() && folder.startsWith(outermost) && QDir().rmdir(folder))
        folder = QFileInfo(folder).absolutePath();
}

/** The bytes that were kept; nothing if they are gone. */
std::optional<QByteArray> keptBytes(const UndoRecord &record)
{
    QFile file(record.backup);
    if (!file.open(QIODevice::ReadOnly) || file.size() > ForeignFile::MaxSize)
        return std::nullopt;
    return file.readAll();
}

} // namespace

Clients::Clients(Door door, const Instance &instance)
    : m_door(std::move(door))
    , m_environment(instance.environment)
    , m_records(instance.stateFolder + QStringLiteral("/clients"))
{
}

Result<Clients::Opened> Clients::open(const ClientKind &kind, const QString &path)
{
    const Result<ForeignFile> file = ForeignFile::read(path);
    if (!file)
        return file.error();
    const Result<ServerList> servers = ServerList::read(kind, file->bytes());
    if (!servers)
        return inFile(path, servers.error());
    return Opened{*file, *servers};
}

/** Written by us, or leading here. */
bool Clients::isOurs(const QString &client, const QJsonObject &entry) const
{
    const std::optional<UndoRecord> record = m_records.find(client);
    return m_door.isOwn(entry) || (record && record->entry == entry);
}

QList<ClientState> Clients::list() const
{
    QList<ClientState> all;
    for (const ClientKind &kind : clientKinds())
        all.append(state(kind));
    return all;
}

ClientState Clients::state(const ClientKind &kind) const
{
    ClientState result;
    result.id = kind.idText();
    result.name = kind.nameText();
    result.file = kind.filePath(m_environment);
    result.isInstalled = QFileInfo::exists(kind.folderPath(m_environment)) || QFileInfo::exists(result.file);
    const auto opened = open(kind, result.file);
    if (!opened) {
        result.state = ClientState::Unusable;
        result.sentence = opened.error().sentence;
        return result;
    }
    for (const ServerList::Server &server : opened->servers.servers()) {
        if (!isOurs(result.id, server.entry) && server.name != entryName)
            result.servers << server.name;
        else if (m_door.isOwn(server.entry))
            result.state = ClientState::Connected;
    }
    const std::optional<UndoRecord> record = m_records.find(result.id);
    const ServerList::Server *entry = opened->servers.find(entryName);
    if (!entry) {
        result.canUndo =
            record && opened->file.exists() && UndoRecords::digestOf(opened->file.bytes()) == record->digest;
        return result;
    }
    const Result<QByteArray> wanted = m_door.entryFor(kind);
    result.canUndo = isOurs(result.id, entry->entry);
    if (!result.canUndo) {
        result.state = ClientState::OtherEntry;
        result.sentence = QStringLiteral("has an entry \"%1\" that leads somewhere else").arg(entryName);
    } else if (wanted && entry->entry == objectIn(*wanted)) {
        result.state = ClientState::Connected;
    } else {
        result.state = wanted ? ClientState::Outdated : ClientState::Connected;
        result.sentence = wanted ? QStringLiteral("its entry is not up to date; connect it again") : QString();
    }
    return result;
}

Result<ClientChange> Clients::connecting(const QString &client, bool replace) const
{
    const auto kind = known(client);
    if (!kind)
        return kind.error();
    const QString path = (*kind)->filePath(m_environment);
    const Result<QByteArray> entry = m_door.entryFor(**kind);
    if (!entry)
        return entry.error();
    const auto opened = open(**kind, path);
    if (!opened)
        return opened.error();
    const ServerList::Server *existing = opened->servers.find(entryName);
    const bool wasConnected = existing && isOurs(client, existing->entry);
    ClientChange change;
    change.client = client;
    change.afterwards = QString::fromUtf8((*kind)->afterwards);
    if (existing && existing->entry == objectIn(*entry)) {
        change.sentence = QStringLiteral("%1 is connected already.").arg((*kind)->nameText());
        return change;
    }
    if (existing && !wasConnected && !replace)
        return Reason{
            QStringLiteral("%1 has an entry \"%2\" in %3 that leads somewhere else; it is left alone unless you "
                           "ask for it to be replaced")
                .arg((*kind)->nameText(), entryName, path)};
    const Result<void> allowed = opened->file.mayBeWritten();
    if (!allowed)
        return allowed.error();
    const Result<QByteArray> text = opened->servers.with(entryName, *entry);
    if (!text)
        return inFile(path, text.error());
    change.sentence = opened->file.exists() ? QStringLiteral("This changes %1.").arg(path)
                                            : QStringLiteral("This makes the file %1.").arg(path);
    change.preview = lineDiff(opened->file.bytes(), *text);
    change.was = opened->file;
    change.willBe = *text;
    // With a token inside it is for its owner alone.
    change.mode = m_door.token.isEmpty() || !(*kind)->url ? opened->file.mode() : 0600;

    UndoRecord record;
    record.file = path;
    record.wasThere = opened->file.exists();
    record.madeFolder = missingFolder(path);
    record.wasConnected = wasConnected;
    record.mode = opened->file.mode();
    record.digest = UndoRecords::digestOf(*text);
    record.entry = objectIn(*entry);
    // Nobody else has written since we did: the way back is still the one from then.
    const std::optional<UndoRecord> before = m_records.find(client);
    if (before && before->file == path && before->digest == UndoRecords::digestOf(opened->file.bytes())) {
        const QJsonObject now = record.entry;
        const QByteArray digest = record.digest;
        record = *before;
        record.entry = now;
        record.digest = digest;
    }
    change.record = record;
    return change;
}

Result<ClientChange> Clients::undoing(const QString &client) const
{
    const auto kind = known(client);
    if (!kind)
        return kind.error();
    const std::optional<UndoRecord> record = m_records.find(client);
    const QString path = record ? record->file : (*kind)->filePath(m_environment);
    const Result<ForeignFile> file = ForeignFile::read(path);
    if (!file)
        return file.error();
    if (record && file->exists() && !record->wasConnected && UndoRecords::digestOf(file->bytes()) == record->digest)
        return takingBack(**kind, *file, *record);
    return takingOut(**kind, path);
}

/** The file is as we left it: back come the bytes from before. */
Result<ClientChange> Clients::takingBack(const ClientKind &kind, const ForeignFile &file,
                                         const UndoRecord &record) const
{
    const std::optional<QByteArray> kept = record.wasThere ? keptBytes(record) : QByteArray();
    if (!kept)
        return takingOut(kind, record.file);
    ClientChange change;
    change.client = kind.idText();
    change.afterwards = QString::fromUtf8(kind.afterwards);
    change.was = file;
    change.preview = lineDiff(file.bytes(), *kept);
    change.goes = !record.wasThere;
    change.mode = record.mode;
    change.sentence = change.goes ? QStringLiteral("This removes %1, which was not there before.").arg(record.file)
                                  : QStringLiteral("This brings back %1 as it was, byte for byte.").arg(record.file);
    if (!change.goes)
        change.willBe = *kept;
    return change;
}

/** Somebody has changed the file since: our entry alone goes. */
Result<ClientChange> Clients::takingOut(const ClientKind &kind, const QString &path) const
{
    const auto opened = open(kind, path);
    if (!opened)
        return opened.error();
    ClientChange change;
    change.client = kind.idText();
    const ServerList::Server *existing = opened->servers.find(entryName);
    if (!existing) {
        change.sentence =
            QStringLiteral("%1 has no entry \"%2\": there is nothing to undo.").arg(kind.nameText(), entryName);
        return change;
    }
    if (!isOurs(kind.idText(), existing->entry))
        return Reason{
            QStringLiteral("the entry \"%1\" in %2 is not the one that was written; take it out by hand if you "
                           "do not want it")
                .arg(entryName, path)};
    const Result<QByteArray> text = opened->servers.without(entryName);
    if (!text)
        return inFile(path, text.error());
    change.afterwards = QString::fromUtf8(kind.afterwards);
    change.sentence = QStringLiteral("This takes the entry \"%1\" out of %2; what else was changed there stays.")
                          .arg(entryName, path);
    change.preview = lineDiff(opened->file.bytes(), *text);
    change.was = opened->file;
    change.willBe = *text;
    change.mode = opened->file.mode();
    return change;
}

Result<void> Clients::carryOut(const ClientChange &change) const
{
    if (change.isNothing() || !change.was)
        return {};
    const QString path = change.was->path();
    if (change.goes) {
        const Result<void> gone = change.was->remove();
        if (!gone)
            return gone;
        const std::optional<UndoRecord> record = m_records.find(change.client);
        if (record)
            removeFolders(path, record->madeFolder);
        m_records.forget(change.client);
        return {};
    }
    if (change.record) {
        UndoRecord record = *change.record;
        if (record.wasThere && record.backup.isEmpty()) {
            const Result<QString> kept = m_records.keep(change.client, change.was->bytes());
            if (!kept)
                return kept.error();
            record.backup = *kept;
        }
        const QString folder = QFileInfo(path).absolutePath();
        if (!QFileInfo::exists(folder) && !QDir().mkpath(folder))
            return Reason{QStringLiteral("the folder %1 cannot be made").arg(folder)};
        const Result<void> written = change.was->replace(*change.willBe, change.mode);
        return written ? m_records.write(change.client, record) : written;
    }
    const Result<void> written = change.was->replace(*change.willBe, change.mode);
    if (written)
        m_records.forget(change.client);
    return written;
}

} // namespace Signalbox
