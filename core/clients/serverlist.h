// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/clientkind.h"
#include "core/clients/tomledit.h"
#include "core/config/jsonedit.h"

#include <QJsonObject>

#include <variant>

namespace Signalbox {

/** The servers in a client's settings, whatever the format of the file. */
class ServerList
{
public:
    struct Server
    {
        QString name;
        QJsonObject entry;
    };

    /** Fails if the text is malformed, or its table of servers is none. */
    static Result<ServerList> read(const ClientKind &kind, const QByteArray &text);

    const QList<Server> &servers() const { return m_servers; }
    const Server *find(const QString &name) const;

    /** The text with a server of that name; `entry` is a JSON object on one line. */
    Result<QByteArray> with(const QString &name, const QByteArray &entry) const;
    Result<QByteArray> without(const QString &name) const;

private:
    using Text = std::variant<JsonEdit, TomlEdit>;
    ServerList(const ClientKind &kind, Text text);
    Result<void> collect();

    const ClientKind *m_kind;
    Text m_text;
    QList<Server> m_servers;
};

} // namespace Signalbox
