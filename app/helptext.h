// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Signalbox {

/** `subcommand` is empty for the program as a whole. */
QString helpText(const QString &subcommand = {});

// What the help and the manual page both say.
namespace HelpWords {

inline constexpr auto program = "Starts the gateway and prints the address for MCP clients. With a display there is\n"
                                "a tray icon and a window as well. Clients that only know the older HTTP+SSE go to\n"
                                "/sse instead of /mcp.\n";
inline constexpr auto settings = "Settings: the \"mcpServers\" of another MCP client can be pasted as they are. A change of\n"
                                 "the file applies by itself; the signal HUP reads it again at once. Without a file the\n"
                                 "built-in server \"desk\" serves.\n";
inline constexpr auto signals = "The signals INT and TERM end everything in good order, a second one at once.\n";

struct Exit
{
    int code;
    const char *meaning;
};
inline constexpr Exit exits[] = {{0, "ended as asked"},
                                 {1, "something that is needed cannot be used"},
                                 {2, "wrong usage"},
                                 {3, "already running"},
                                 {4, "the settings cannot be used"},
                                 {5, "cannot listen"},
                                 {6, "no gateway runs"},
                                 {7, "trouble was found: by check, or a server has failed"}};

} // namespace HelpWords

} // namespace Signalbox
