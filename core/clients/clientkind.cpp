// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/clientkind.h"

#include <QDir>

#include <algorithm>

namespace Signalbox {

namespace {

using Base = ClientKind::Base;
using Format = ClientKind::Format;

constexpr ClientKind knownClients[] = {
    {.id = "claude-code",
     .name = "Claude Code",
     .base = Base::Home,
     .folder = ".claude",
     .file = ".claude.json",
     .folderVariable = "CLAUDE_CONFIG_DIR",
     .movedFile = ".claude.json",
     .format = Format::Json,
     .table = "mcpServers",
     .type = "http",
     .url = "url",
     .headers = "headers",
     .fillsInVariables = true,
     .afterwards = "Sessions of Claude Code that run already notice it when they are started anew."},
    {.id = "claude-desktop",
     .name = "Claude Desktop",
     .base = Base::Config,
     .folder = "Claude",
     .file = "Claude/claude_desktop_config.json",
     .folderVariable = nullptr,
     .movedFile = nullptr,
     .format = Format::Json,
     .table = "mcpServers",
     .type = nullptr,
     .url = nullptr,
     .headers = nullptr,
     .fillsInVariables = false,
     .afterwards = "Quit Claude Desktop completely and start it again."},
    {.id = "cursor",
     .name = "Cursor",
     .base = Base::Home,
     .folder = ".cursor",
     .file = ".cursor/mcp.json",
     .folderVariable = nullptr,
     .movedFile = nullptr,
     .format = Format::JsonWithComments,
     .table = "mcpServers",
     .type = nullptr,
     .url = "url",
     .headers = "headers",
     .fillsInVariables = true,
     .afterwards = "Cursor notices by itself; the server can be switched on in its settings."},
    {.id = "vscode",
     .name = "VS Code",
     .base = Base::Config,
     .folder = "Code/User",
     .file = "Code/User/mcp.json",
     .folderVariable = nullptr,
     .movedFile = nullptr,
     .format = Format::JsonWithComments,
     .table = "servers",
     .type = "http",
     .url = "url",
     .headers = "headers",
     .fillsInVariables = true,
     .afterwards = "VS Code asks whether the server is trusted when it is used first."},
    {.id = "codex",
     .name = "Codex",
     .base = Base::Home,
     .folder = ".codex",
     .file = ".codex/config.toml",
     .folderVariable = "CODEX_HOME",
     .movedFile = "config.toml",
     .format = Format::Toml,
     .table = "mcp_servers",
     .type = nullptr,
     .url = "url",
     .headers = "http_headers",
     .fillsInVariables = false,
     .afterwards = "Codex notices at its next start."},
    {.id = "gemini",
     .name = "Gemini CLI",
     .base = Base::Home,
     .folder = ".gemini",
     .file = ".gemini/settings.json",
     .folderVariable = nullptr,
     .movedFile = nullptr,
     .format = Format::JsonWithComments,
     .table = "mcpServers",
     .type = nullptr,
     .url = "httpUrl",
     .headers = "headers",
     .fillsInVariables = true,
     .afterwards = "Gemini CLI notices at its next start."},
    {.id = "windsurf",
     .name = "Windsurf",
     .base = Base::Home,
     .folder = ".codeium/windsurf",
     .file = ".codeium/windsurf/mcp_config.json",
     .folderVariable = nullptr,
     .movedFile = nullptr,
     .format = Format::Json,
     .table = "mcpServers",
     .type = nullptr,
     .url = "serverUrl",
     .headers = "headers",
     .fillsInVariables = true,
     .afterwards = "Press Refresh in Windsurf's list of servers."},
    {.id = "zed",
     .name = "Zed",
     .base = Base::Config,
     .folder = "zed",
     .file = "zed/settings.json",
     .folderVariable = nullptr,
     .movedFile = nullptr,
     .format = Format::JsonWithComments,
     .table = "context_servers",
     .type = nullptr,
     .url = "url",
     .headers = "headers",
     .fillsInVariables = false,
     .afterwards = "Zed notices by itself."},
};

QString homeOf(const QProcessEnvironment &environment)
{
    const QString home = environment.value(QStringLiteral("HOME"));
    return QDir::isAbsolutePath(home) ? home : QDir::homePath();
}

QString baseOf(Base base, const QProcessEnvironment &environment)
{
    if (base == Base::Home)
        return homeOf(environment);
    const QString config = environment.value(QStringLiteral("XDG_CONFIG_HOME"));
    return QDir::isAbsolutePath(config) ? config : homeOf(environment) + QStringLiteral("/.config");
}

/** Where the person has moved the client's folder to; empty if they have not. */
QString movedFolder(const ClientKind &kind, const QProcessEnvironment &environment)
{
    const QString folder = kind.folderVariable ? environment.value(QLatin1StringView(kind.folderVariable)) : QString();
    return QDir::isAbsolutePath(folder) ? QDir::cleanPath(folder) : QString();
}

} // namespace

QString ClientKind::folderPath(const QProcessEnvironment &environment) const
{
    const QString moved = movedFolder(*this, environment);
    return moved.isEmpty() ? baseOf(base, environment) + u'/' + QLatin1StringView(folder) : moved;
}

QString ClientKind::filePath(const QProcessEnvironment &environment) const
{
    const QString moved = movedFolder(*this, environment);
    return moved.isEmpty() ? baseOf(base, environment) + u'/' + QLatin1StringView(file)
                           : moved + u'/' + QLatin1StringView(movedFile);
}

std::span<const ClientKind> clientKinds()
{
    return knownClients;
}

const ClientKind *clientKind(const QString &id)
{
    const auto it =
        std::ranges::find_if(knownClients, [&](const ClientKind &kind) { return id == QLatin1StringView(kind.id); });
    return it == std::end(knownClients) ? nullptr : &*it;
}

} // namespace Signalbox
