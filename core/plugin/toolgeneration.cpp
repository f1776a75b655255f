// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/toolgeneration.h"

#include "core/wire/errorcodes.h"

#include <array>

namespace Signalbox {

namespace {

// Newest first: the first row is what a client gets whose wish we do not know.
constexpr std::array handshakeVersions{
    ToolGeneration{"2025-11-25", false, true, true, true, true},
    ToolGeneration{"2025-06-18", false, true, true, true, false},
    ToolGeneration{"2025-03-26", false, true, false, true, false},
    ToolGeneration{"2024-11-05", false, false, false, false, false},
};

constexpr std::array statelessRows{
    ToolGeneration{"2026-07-28", true, true, true, true, true},
};

constexpr QByteArrayView versionKey = "io.modelcontextprotocol/protocolVersion";
constexpr QByteArrayView capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr QByteArrayView logLevelKey = "io.modelcontextprotocol/logLevel";

constexpr std::array<QByteArrayView, 8> levelNames{
    "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency",
};

} // namespace

const ToolGeneration *ToolGeneration::forHandshake(QByteArrayView wanted)
{
    for (const ToolGeneration &row : handshakeVersions) {
        if (row.version == wanted)
            return &row;
    }
    return &handshakeVersions.front();
}

bool ToolGeneration::isStatelessRequest(const Message &message)
{
    const JsonView meta = message.meta();
    if (message.isMethod("initialize"))
        return meta[versionKey].isString() && meta[capabilitiesKey].isObject();
    return meta[versionKey].exists();
}

Result<const ToolGeneration *, ToolRefusal> ToolGeneration::ofStateless(const Message &message)
{
    const JsonView version = message.meta()[versionKey];
    if (!version.isString())
        return ToolRefusal{ErrorCode::invalidParams,
                           QStringLiteral("params._meta: expected %1 as a string, or a handshake with initialize first")
                               .arg(QLatin1String(versionKey)),
                           {}};
    if (!message.meta()[capabilitiesKey].isObject())
        return ToolRefusal{
            ErrorCode::invalidParams, QStringLiteral("params._meta: expected %1 as an object").arg(QLatin1String(capabilitiesKey)), {}};
    const JsonView level = message.meta()[logLevelKey];
    if (level.exists() && !logLevelNamed(level))
        return ToolRefusal{
            ErrorCode::invalidParams, QStringLiteral("params._meta: expected a log level in %1").arg(QLatin1String(logLevelKey)), {}};
    for (const ToolGeneration &row : statelessRows) {
        if (version.equals(row.version))
            return &row;
    }
    return ToolRefusal{ErrorCode::unsupportedVersion, QStringLiteral("Unsupported protocol version"),
                       "{\"supported\":" + statelessVersions() + ",\"requested\":" + version.raw().toByteArray() + '}'};
}

QByteArray ToolGeneration::statelessVersions()
{
    QByteArray list;
    for (const ToolGeneration &row : statelessRows)
        list += (list.isEmpty() ? "" : ",") + jsonString(row.version);
    return '[' + list + ']';
}

QByteArrayView logLevelName(LogLevel level)
{
    return levelNames[static_cast<size_t>(level)];
}

std::optional<LogLevel> logLevelNamed(JsonView name)
{
    for (size_t i = 0; i < levelNames.size(); ++i) {
        if (name.equals(levelNames[i]))
            return static_cast<LogLevel>(i);
    }
    return std::nullopt;
}

} // namespace Signalbox
