// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/limits.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace Signalbox {

/** One entry of mcpServers. */
struct ServerConfig
{
    enum class Instances { Shared, Session };
    enum class Start { Lazy, Eager };
    enum class Generations { Auto, Legacy, Modern, Both };

    QString name; //!< the key, as the user wrote it
    QByteArray slug; //!< in URLs and in front of tool names: [a-z0-9_-]{1,24}, unique
    QString kind; //!< plugin kind: "stdio", "http", "desk", …
    QJsonObject settings; //!< what the plugin gets: the entry without our own keys, variables expanded
    bool disabled = false;
    Instances instances = Instances::Shared;
    Start start = Start::Lazy;
    Generations generations = Generations::Auto; //!< which generations of the protocol the server is spoken to in
    Limits limits; //!< the general ones with this server's own on top

    bool operator==(const ServerConfig &other) const; //!< whether a running backend may stay as it is
};

/** What a file says that cannot be used: the rest of the file still works. */
struct ConfigProblem
{
    QString file;
    QString path; //!< "listen.port", "mcpServers.files.args[1]"
    QString sentence; //!< "expected 1 to 65535, got 70000"
    QString text() const;
};

/** The settings as the program uses them: complete, validated, variables expanded. A value; compares member by member.
 */
struct Config
{
    QList<ServerConfig> servers; //!< in the order of the file
    QStringList addresses = {QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
    quint16 port = 3625;
    QStringList allowedHosts; //!< besides the loopback names
    QStringList allowedOrigins; //!< exact origins besides the loopback ones
    QByteArray token; //!< bearer token asked of clients; empty = none
    QString tokenFile; //!< where the token comes from or is generated; empty = none
    QStringList subscribe; //!< slugs whose notifications clients of /mcp get; empty = all
    QHash<QByteArray, QStringList> hiddenTools; //!< by slug, names as the server knows them
    QByteArray roots; //!< JSON array given to servers that ask for roots on their own; empty = []
    Limits limits;

    bool operator==(const Config &other) const = default;
};

} // namespace Signalbox
