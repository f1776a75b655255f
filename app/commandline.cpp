// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include <QUrl>

#include <algorithm>

namespace Signalbox {

namespace {

/** What an option belongs to. */
enum Scope : unsigned { Program = 1, Connecting = 2, Everywhere = 3 };

struct Option
{
    unsigned scope;
    const char *name;
    const char *value; //!< what follows it; nullptr = nothing
    const char *help;
    /** Whether the value is understood; if not, `value` says what was expected. */
    bool (*apply)(CommandLine &line, const QString &value);
};

bool setPort(CommandLine &line, const QString &value)
{
    bool isNumber = false;
    const uint port = value.toUInt(&isNumber);
    if (!isNumber || port > 65535)
        return false;
    line.port = quint16(port);
    return true;
}

bool setText(QString &target, const QString &value)
{
    target = value;
    return !value.isEmpty();
}

bool setUrl(CommandLine &line, const QString &value)
{
    const QUrl url(value, QUrl::StrictMode);
    line.url = value;
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == u"http" || url.scheme() == u"https");
}

constexpr Option options[] = {
    {Program, "--at-login", nullptr, "started with the session: no window while there is a tray icon",
     [](CommandLine &line, const QString &) { return line.atLogin = true; }},
    {Connecting, "--backend", "NAME", "reach this one backend alone, its tools under their own names",
     [](CommandLine &line, const QString &value) { return setText(line.backend, value) && !value.contains(u'/'); }},
    {Everywhere, "--config", "FILE", "settings to use instead of ~/.config/signalbox/signalbox.json",
     [](CommandLine &line, const QString &value) { return setText(line.configFile, value); }},
    {Program, "--headless", nullptr, "no window and no tray icon, even if there is a display",
     [](CommandLine &line, const QString &) { return line.headless = true; }},
    {Everywhere, "--help", nullptr, "print this text",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Help;
         return true;
     }},
    {Program, "--port", "N", "port to listen on instead of the one in the settings; 0 takes any that is free", setPort},
    {Everywhere, "--state", "DIR", "folder for what outlives a run, instead of one in ~/.local/state",
     [](CommandLine &line, const QString &value) { return setText(line.stateFolder, value); }},
    {Connecting, "--url", "URL", "address of the gateway, for example http://127.0.0.1:3625/mcp; none is started then",
     setUrl},
    {Program, "--version", nullptr, "print the version",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Version;
         return true;
     }},
};

struct Subcommand
{
    const char *name;
    unsigned scope;
    CommandLine::Task task;
    const char *summary;
    const char *help;
};

constexpr Subcommand subcommands[] = {
    {"clients", 0, CommandLine::Task::Help, "connects AI clients by their own settings, takes it back, imports servers", ""},
    {"connect", Connecting, CommandLine::Task::Connect,
     "for a client that only speaks over its standard input and output",
     "Carries MCP messages between its standard input and output and the gateway. Set it as the\n"
     "command of a client that cannot reach an address, for example Claude Desktop. Starts the\n"
     "gateway if none runs, goes on when the gateway is restarted, and ends with its client.\n"},
};

const Subcommand *findSubcommand(const QString &name)
{
    const auto it =
        std::ranges::find_if(subcommands, [&](const Subcommand &s) { return name == QLatin1StringView(s.name); });
    return it == std::end(subcommands) ? nullptr : it;
}

const Option *find(const QString &name, unsigned scope)
{
    const auto it = std::ranges::find_if(
        options, [&](const Option &o) { return (o.scope & scope) != 0 && name == QLatin1StringView(o.name); });
    return it == std::end(options) ? nullptr : it;
}

QString titleOf(const Option &option)
{
    const QString name = QLatin1StringView(option.name);
    return option.value ? name + u' ' + QLatin1StringView(option.value) : name;
}

Reason unknown(const QString &word)
{
    const QString what = word.startsWith(u'-') ? QStringLiteral("option") : QStringLiteral("word");
    return Reason{QStringLiteral("unknown %1 \"%2\"; see signalbox --help").arg(what, word)};
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    CommandLine line;
    const Subcommand *subcommand = arguments.isEmpty() ? nullptr : findSubcommand(arguments.first());
    const unsigned scope = subcommand ? subcommand->scope : unsigned(Program);
    if (subcommand)
        line.task = subcommand->task;
    for (qsizetype i = subcommand ? 1 : 0; i < arguments.size(); ++i) {
        const qsizetype equals = arguments[i].indexOf(u'=');
        const QString name = equals < 0 ? arguments[i] : arguments[i].first(equals);
        const Option *option = find(name == u"-h" ? QStringLiteral("--help") : name, scope);
        if (!option)
            return unknown(arguments[i]);
        if (!option->value && equals >= 0)
            return Reason{QStringLiteral("%1 takes no value").arg(name)};
        const bool valueFollows = i + 1 < arguments.size() && !arguments[i + 1].startsWith(u"--");
        if (option->value && equals < 0 && !valueFollows)
            return Reason{QStringLiteral("%1 needs a value: %2").arg(name, titleOf(*option))};
        QString value;
        if (option->value)
            value = equals >= 0 ? arguments[i].sliced(equals + 1) : arguments[++i];
        if (!option->apply(line, value))
            return Reason{QStringLiteral("%1 cannot be \"%2\": %3").arg(name, value, QString::fromUtf8(option->help))};
    }
    if (subcommand && line.task == CommandLine::Task::Help)
        line.helpOn = QLatin1StringView(subcommand->name);
    return line;
}

QString helpText(const QString &subcommand)
{
    const Subcommand *asked = findSubcommand(subcommand);
    const auto optionsOf = [](unsigned scope) {
        QString text = QStringLiteral("\nOptions:\n");
        for (const Option &option : options) {
            if ((option.scope & scope) != 0)
                text += QStringLiteral("  %1 %2\n").arg(titleOf(option), -14).arg(QString::fromUtf8(option.help));
        }
        return text;
    };
    if (asked) {
        return QStringLiteral("Usage: signalbox %1 [options]\n\n").arg(QLatin1StringView(asked->name))
            + QString::fromUtf8(asked->help) + optionsOf(asked->scope)
            + QStringLiteral("\n"
                             "A token that the settings demand is found by itself; for --url it is taken from the\n"
                             "environment variable SIGNALBOX_TOKEN.\n");
    }
    QString text = QStringLiteral("signalbox: one local address in front of all your MCP servers\n"
                                  "\n"
                                  "Usage: signalbox [options]\n"
                                  "       signalbox COMMAND [options]\n"
                                  "\n"
                                  "Starts the gateway and prints the address for MCP clients. With a display there is\n"
                                  "a tray icon and a window as well. Clients that only know the older HTTP+SSE go to\n"
                                  "/sse instead of /mcp.\n"
                                  "\n"
                                  "Commands (each has a --help of its own):\n");
    for (const Subcommand &each : subcommands)
        text += QStringLiteral("  %1 %2\n").arg(QLatin1StringView(each.name), -14).arg(QString::fromUtf8(each.summary));
    return text + optionsOf(Program)
        + QStringLiteral("\n"
                         "Settings: the \"mcpServers\" of another MCP client can be pasted as they are. A change of\n"
                         "the file applies by itself; the signal HUP reads it again at once. Without a file the\n"
                         "built-in server \"desk\" serves.\n"
                         "\n"
                         "The signals INT and TERM end everything in good order, a second one at once.\n"
                         "\n"
                         "Exit codes: 0 ended as asked, 1 something that is needed cannot be used, 2 wrong usage,\n"
                         "3 already running, 4 the settings cannot be used, 5 cannot listen.\n");
}

} // namespace Signalbox
