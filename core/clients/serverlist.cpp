// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/serverlist.h"

#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace Signalbox {

ServerList::ServerList(const ClientKind &kind, Text text)
    : m_kind(&kind)
    , m_text(std::move(text))
{
}

Result<ServerList> ServerList::read(const ClientKind &kind, const QByteArray &text)
{
    const auto made = [&](auto edit) -> Result<ServerList> {
        if (!edit)
            return edit.error();
        ServerList list(kind, Text(std::move(*edit)));
        const Result<void> collected = list.collect();
        if (!collected)
            return collected.error();
        return list;
    };
    if (kind.format == ClientKind::Format::Toml)
        return made(TomlEdit::parse(text));
    const bool hasComments = kind.format == ClientKind::Format::JsonWithComments;
    return made(JsonEdit::parse(text, hasComments ? JsonEdit::Dialect::Comments : JsonEdit::Dialect::Strict));
}

Result<void> ServerList::collect()
{
    QJsonValue table;
    if (const auto *json = std::get_if<JsonEdit>(&m_text)) {
        if (json->root().exists() && !json->root().isObject())
            return Reason{QStringLiteral("expected an object, { … }, in the whole file")};
        const JsonView raw = json->at({m_kind->table});
        if (raw.exists())
            table =
                raw.isObject() ? QJsonValue(QJsonDocument::fromJson(raw.raw().toByteArray()).object()) : QJsonValue();
        else
            table = QJsonValue(QJsonValue::Undefined);
    } else {
        table = std::get<TomlEdit>(m_text).root().value(QLatin1StringView(m_kind->table));
    }
    if (!table.isUndefined() && !table.isObject())
        return Reason{QStringLiteral("%1: expected an object that maps names to servers; this is something else")
                          .arg(QLatin1StringView(m_kind->table))};
    const QJsonObject servers = table.toObject();
    for (auto it = servers.begin(); it != servers.end(); ++it)
        m_servers.append({it.key(), it.value().toObject()});
    return {};
}

const ServerList::Server *ServerList::find(const QString &name) const
{
    const auto it = std::ranges::find_if(m_servers, [&](const Server &server) { return server.name == name; });
    return it == m_servers.end() ? nullptr : &*it;
}

Result<QByteArray> ServerList::with(const QString &name, const QByteArray &entry) const
{
    if (const auto *json = std::get_if<JsonEdit>(&m_text))
        return json->with({m_kind->table, name.toUtf8()}, entry);
    return std::get<TomlEdit>(m_text).with(QLatin1StringView(m_kind->table), name, JsonView(entry));
}

Result<QByteArray> ServerList::without(const QString &name) const
{
    if (const auto *json = std::get_if<JsonEdit>(&m_text))
        return json->without({m_kind->table, name.toUtf8()});
    return std::get<TomlEdit>(m_text).without(QLatin1StringView(m_kind->table), name);
}

} // namespace Signalbox
