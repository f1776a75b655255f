// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/foundservers.h"

#include "core/clients/masks.h"
#include "core/config/slug.h"
#include "core/config/usualorder.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace Signalbox {

namespace {

constexpr auto serversKey = "mcpServers";
constexpr qsizetype mostServers = 500;

/** What makes two entries the same server. */
QJsonObject withoutState(QJsonObject entry)
{
    entry.remove(QStringLiteral("disabled"));
    entry.remove(QStringLiteral("signalbox"));
    return entry;
}

struct OwnSettings
{
    ForeignFile file;
    JsonEdit text;
    QJsonObject servers;
};

Result<OwnSettings> openOwn(const QString &path)
{
    const Result<ForeignFile> file = ForeignFile::read(path);
    if (!file)
        return file.error();
    const Result<JsonEdit> text = JsonEdit::parse(file->bytes());
    if (!text)
        return Reason{QStringLiteral("%1, %2").arg(path, text.error().sentence)};
    const JsonView table = text->at({serversKey});
    if (table.exists() && !table.isObject())
        return Reason{QStringLiteral("%1: mcpServers: expected an object").arg(path)};
    return OwnSettings{*file, *text, QJsonDocument::fromJson(table.raw().toByteArray()).object()};
}

/** A name whose slug no other has. */
QString freeName(const QString &wished, const QList<QByteArray> &taken)
{
    QString name = wished;
    for (int i = 2; taken.contains(slugOf(name)); ++i)
        name = QStringLiteral("%1-%2").arg(wished.left(20)).arg(i);
    return name;
}

} // namespace

ServerImport::ServerImport(const Clients &clients, Instance instance)
    : m_clients(clients)
    , m_instance(std::move(instance))
{
}

Result<QList<FoundServer>> ServerImport::find() const
{
    const Result<OwnSettings> own = openOwn(m_instance.settingsFile);
    if (!own)
        return own.error();
    const QString home = m_instance.environment.value(QStringLiteral("HOME"));
    QList<FoundServer> all;
    QList<QByteArray> taken;
    for (auto it = own->servers.begin(); it != own->servers.end(); ++it)
        taken.append(slugOf(it.key()));
    for (const ClientKind &kind : clientKinds()) {
        const Result<ForeignFile> file = ForeignFile::read(kind.filePath(m_instance.environment));
        const Result<ServerList> list = file ? ServerList::read(kind, file->bytes()) : Result<ServerList>(file.error());
        if (!list)
            continue; // the list of clients says why
        const QStringList theirs = m_clients.state(kind).servers;
        for (const ServerList::Server &server : list->servers()) {
            if (!theirs.contains(server.name) || all.size() >= mostServers)
                continue;
            FoundServer found;
            found.clients << kind.nameText();
            const Result<QJsonObject> entry = translatedEntry(kind, server.entry, home);
            if (entry)
                found.entry = *entry;
            else
                found.hindrance = entry.error().sentence;
            const auto isSame = [&](const FoundServer &other) {
                return entry && other.hindrance.isEmpty() && withoutState(other.entry) == withoutState(*entry);
            };
            const auto same = std::ranges::find_if(all, isSame);
            if (same != all.end()) {
                same->clients << kind.nameText();
                continue;
            }
            found.name = server.name;
            for (auto it = own->servers.begin(); entry && it != own->servers.end(); ++it) {
                found.isThere = found.isThere || withoutState(it.value().toObject()) == withoutState(*entry);
                if (withoutState(it.value().toObject()) == withoutState(*entry))
                    found.name = it.key();
            }
            if (!found.isThere && found.hindrance.isEmpty()) {
                found.name = freeName(server.name, taken);
                taken.append(slugOf(found.name));
            }
            found.summary = Masks::summary(found.entry);
            all.append(found);
        }
    }
    return all;
}

Result<ImportChange> ServerImport::importing(const QStringList &names) const
{
    const Result<OwnSettings> own = openOwn(m_instance.settingsFile);
    if (!own)
        return own.error();
    const Result<QList<FoundServer>> found = find();
    if (!found)
        return found.error();
    ImportChange change;
    JsonEdit text = own->text;
    QStringList added;
    const auto add = [&](const QString &name, const QJsonObject &entry) -> Result<void> {
        const Result<QByteArray> next = text.with({serversKey, name.toUtf8()}, inUsualOrder(entry));
        if (!next)
            return Reason{QStringLiteral("%1, %2").arg(m_instance.settingsFile, next.error().sentence)};
        Result<JsonEdit> parsed = JsonEdit::parse(*next);
        if (!parsed)
            return parsed.error();
        text = std::move(*parsed);
        return {};
    };
    // Without a file the built-in server runs; with one only what it names.
    if (!own->file.exists()) {
        const Result<void> kept = add(QStringLiteral("desk"), {{QStringLiteral("type"), QStringLiteral("desk")}});
        if (!kept)
            return kept.error();
    }
    for (const QString &name : names) {
        const auto it = std::ranges::find_if(*found, [&](const FoundServer &each) { return each.name == name; });
        if (it == found->end())
            return Reason{QStringLiteral("no client has a server \"%1\"").arg(name.left(60))};
        if (!it->hindrance.isEmpty())
            return Reason{QStringLiteral("\"%1\" %2").arg(name, it->hindrance)};
        if (it->isThere || added.contains(name))
            continue;
        const Result<void> put = add(name, it->entry);
        if (!put)
            return put.error();
        added << name;
    }
    if (added.isEmpty()) {
        change.sentence = QStringLiteral("There is nothing to import.");
        return change;
    }
    const Result<void> allowed = own->file.mayBeWritten();
    if (!allowed)
        return allowed.error();
    change.sentence =
        QStringLiteral("This adds %1 to %2.").arg(added.join(QStringLiteral(", ")), m_instance.settingsFile);
    change.preview = lineDiff(own->file.bytes(), text.text());
    change.was = own->file;
    change.willBe = text.text();
    return change;
}

Result<void> ServerImport::carryOut(const ImportChange &change) const
{
    if (!change.was || !change.willBe)
        return {};
    const QString folder = QFileInfo(m_instance.settingsFile).absolutePath();
    if (!QFileInfo::exists(folder) && !QDir().mkpath(folder))
        return Reason{QStringLiteral("the folder %1 cannot be made").arg(folder)};
    // Secrets may have come along.
    return change.was->replace(*change.willBe, change.was->mode() & 0700);
}

} // namespace Signalbox
