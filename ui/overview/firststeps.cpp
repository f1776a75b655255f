// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/firststeps.h"

#include "ui/overview/overview.h"

namespace Signalbox {

QList<Problem> FirstSteps::of(const Overview &overview, const Known &known)
{
    QList<Problem> steps;
    if (overview.addresses().isEmpty())
        return steps;
    if (!known.hasServers) {
        steps.append({QStringLiteral("first/server"),
                      {"backends", Tone::Busy},
                      tr("Give Signalbox a server"),
                      tr("Paste what the README of a server says, a command line or JSON, or take over the servers that a "
                         "client on this machine already has."),
                      {{Remedy::AddServer, tr("Add a server…"), {}, {}, 0},
                       {Remedy::ImportServers, tr("Take over from a client…"), {}, {}, 0}}});
    }
    if (!known.hasMetClient) {
        steps.append({QStringLiteral("first/client"),
                      {"clients", Tone::Busy},
                      tr("Connect a client"),
                      tr("Claude Code, Claude Desktop, Cursor, VS Code, Codex, Gemini CLI, Windsurf and Zed are connected with a "
                         "click. Every other one takes the address above."),
                      {{Remedy::ConnectClient, tr("Connect a client…"), {}, {}, 0}}});
    }
    return steps;
}

} // namespace Signalbox
