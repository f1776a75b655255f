// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <span>

/** The keys the settings know, object by object. The reader refuses others; the schema is tested against these. */
namespace Signalbox::Keys {

inline constexpr const char *top[] = {"$schema", "mcpServers", "listen", "auth",
                                      "limits",  "subscribe",  "policy", "roots"};
inline constexpr const char *listen[] = {"addresses", "port"};
inline constexpr const char *auth[] = {"token", "tokenFile"};
inline constexpr const char *policy[] = {"allowedHosts", "allowedOrigins"};
inline constexpr const char *root[] = {"uri", "name"};
inline constexpr const char *server[] = {"type", "disabled", "signalbox", "command", "args",
                                         "env",  "cwd",      "url",       "headers"};
inline constexpr const char *signalbox[] = {"instances", "generations", "start", "limits", "settings",
                                            "hiddenTools"};

/** The keys that a server of kind "stdio" or "http" hands to its plugin. */
inline constexpr const char *stdio[] = {"command", "args", "env", "cwd"};
inline constexpr const char *http[] = {"url", "headers"};

} // namespace Signalbox::Keys
