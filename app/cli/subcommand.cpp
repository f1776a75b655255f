// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/subcommand.h"

#include "core/config/nearest.h"

#include <algorithm>
#include <vector>

namespace Signalbox {

namespace {

constexpr unsigned asking = AskingScope | JsonScope;

constexpr Subcommand table[] = {
    {"backends", asking, CommandLine::Task::Subcommand, "", 0, 0, "the servers behind the gateway: state, tools, calls",
     "Lists the servers with their state, and in words what is the matter with those that do not\n"
     "work.\n"},
    {"check", CheckScope | JsonScope, CommandLine::Task::Subcommand, "[FILE]", 0, 1,
     "checks the settings and tries every server",
     "Reads the settings file (or FILE) and names everything in it that cannot be used. Then each\n"
     "server that is not disabled is tried in a process of its own: found, started, asked who it\n"
     "is and for its tools, ended. What is in use is not disturbed; no gateway needs to run.\n"},
    {"clients", ClientsScope | JsonScope, CommandLine::Task::Subcommand, "[ACTION] [NAME...]", 0, 1'000,
     "connects AI clients by their own settings",
     "Connects AI clients to this gateway by an entry in their own settings files. What would\n"
     "change is shown first; a terminal is asked, otherwise nothing is written without --yes.\n"
     "\n"
     "Actions:\n"
     "  list       all clients that are known, and how it stands with them\n"
     "  connect    writes the entry; \"all\" means every client that is installed\n"
     "  undo       brings the file back as it was; if somebody has changed it since, only our\n"
     "             entry goes\n"
     "  import     adds servers that clients have by themselves to the settings of Signalbox;\n"
     "             without a name they are listed, \"all\" takes every one\n"},
    {"close", AskingScope, CommandLine::Task::Subcommand, "NUMBER", 1, 1, "ends a session, or closes one of its streams",
     "Ends the session of that number; its client begins a new one. Or closes the stream of that\n"
     "number; its client resumes it and misses nothing. \"signalbox sessions\" has the numbers.\n"},
    {"completion", AskingScope, CommandLine::Task::Subcommand, "", 0, 0, "a script that completes commands in bash",
     "Prints a script for bash that completes commands, options and the names of servers. In\n"
     "~/.bashrc: source <(signalbox completion)\n"},
    {"connect", ConnectScope, CommandLine::Task::Connect, "", 0, 0,
     "for a client that only speaks over its standard input and output",
     "Carries MCP messages between its standard input and output and the gateway. Set it as the\n"
     "command of a client that cannot reach an address, for example Claude Desktop. Starts the\n"
     "gateway if none runs, goes on when the gateway is restarted, and ends with its client.\n"
     "\n"
     "A token that the settings demand is found by itself; for --url it is taken from the\n"
     "environment variable SIGNALBOX_TOKEN.\n"},
    {"inspect", asking | InspectScope, CommandLine::Task::Subcommand, "", 0, 0, "the messages of clients and servers as they pass",
     "Shows every message on both sides of the gateway from now on: between clients and gateway,\n"
     "and between gateway and servers. \"#12\" is the gateway's own number of a call, the same on\n"
     "both sides; an answer tells how long the server took and what the gateway added. Secrets are\n"
     "hidden. The gateway records only while somebody looks, here or in the window; messages that\n"
     "come faster than they are read are left out, and it is told how many. With --json each line\n"
     "is an object, the same as in the files that the window saves.\n"},
    {"log", asking | LogScope, CommandLine::Task::Subcommand, "", 0, 0, "what happened lately; -f goes on telling",
     "Tells what happened lately: sessions that came and went, servers that changed their state,\n"
     "troubles. Notifications of servers are kept only while somebody watches, so they are told\n"
     "from the moment on that -f or the window is there. With --json a line is an object.\n"},
    {"restart", AskingScope, CommandLine::Task::Subcommand, "NAME", 1, 1, "ends a server and starts it again",
     "Ends the server of that name and starts it again, then waits until it is ready or has\n"
     "failed. Sessions go on.\n"},
    {"sessions", asking, CommandLine::Task::Subcommand, "", 0, 0, "the clients that are there, and their streams",
     "Lists the sessions of clients and below each its streams. Clients of the protocol version\n"
     "without sessions are not among them: they exist for the time of a request.\n"},
    {"start", AskingScope, CommandLine::Task::Subcommand, "NAME", 1, 1, "starts a server",
     "Starts the server of that name and waits until it is ready or has failed.\n"},
    {"status", asking, CommandLine::Task::Subcommand, "", 0, 0, "what the gateway does, and whether all is well",
     "Tells in a few lines where the gateway listens, who uses it, what it did, and which servers\n"
     "need attention.\n"},
    {"stop", AskingScope, CommandLine::Task::Subcommand, "NAME", 1, 1, "ends a server until it is started by hand",
     "Ends the server of that name. It stays down, and its calls are refused, until it is started\n"
     "again with \"signalbox start\" or in the window.\n"},
    {"tools", asking | ToolsScope, CommandLine::Task::Subcommand, "", 0, 0, "the tools as clients see them, with their cost",
     "Lists all tools under the names that clients of /mcp see, with the size of their definitions\n"
     "in estimated tokens: what every client pays for knowing them.\n"},
};

} // namespace

std::span<const Subcommand> subcommands()
{
    return table;
}

const Subcommand *subcommandNamed(const QString &name)
{
    const auto it = std::ranges::find_if(table, [&](const Subcommand &s) { return name == QLatin1StringView(s.name); });
    return it == std::end(table) ? nullptr : it;
}

QString subcommandLike(const QString &name)
{
    std::vector<const char *> names;
    for (const Subcommand &each : table)
        names.push_back(each.name);
    return nearest(name, names);
}

} // namespace Signalbox
