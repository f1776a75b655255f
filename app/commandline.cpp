// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include "app/cli/subcommand.h"

#include <QUrl>

#include <algorithm>

namespace Signalbox {

namespace {

struct Option
{
    unsigned scope;
    const char *name;
    const char *letter; //!< the short way to say it; nullptr = there is none
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

bool setLines(CommandLine &line, const QString &value)
{
    bool isNumber = false;
    const int lines = value.toInt(&isNumber);
    line.lines = lines;
    return isNumber && lines >= 0;
}

constexpr Option options[] = {
    {ProgramScope, "--at-login", nullptr, nullptr, "started with the session: no window while there is a tray icon",
     [](CommandLine &line, const QString &) { return line.atLogin = true; }},
    {ConnectScope, "--backend", nullptr, "NAME", "reach this one backend alone, its tools under their own names",
     [](CommandLine &line, const QString &value) { return setText(line.backend, value) && !value.contains(u'/'); }},
    {ToolsScope, "--backend", nullptr, "NAME", "only the tools of this one",
     [](CommandLine &line, const QString &value) { return setText(line.backend, value); }},
    {EverywhereScope, "--config", nullptr, "FILE", "settings to use instead of ~/.config/signalbox/signalbox.json",
     [](CommandLine &line, const QString &value) { return setText(line.configFile, value); }},
    {LogScope, "--follow", "-f", nullptr, "go on telling until the gateway ends or Ctrl-C",
     [](CommandLine &line, const QString &) { return line.follow = true; }},
    {ProgramScope, "--headless", nullptr, nullptr, "no window and no tray icon, even if there is a display",
     [](CommandLine &line, const QString &) { return line.headless = true; }},
    {EverywhereScope, "--help", "-h", nullptr, "print this text",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Help;
         return true;
     }},
    {JsonScope, "--json", nullptr, nullptr, "print JSON, for programs",
     [](CommandLine &line, const QString &) { return line.json = true; }},
    {LogScope, "--lines", "-n", "N", "how many lines to begin with, 50 if not said", setLines},
    {ProgramScope, "--port", nullptr, "N", "port to listen on instead of the one in the settings; 0 takes any that is free",
     setPort},
    {ClientsScope, "--replace", nullptr, nullptr, "connect: an entry of the same name that leads elsewhere may go",
     [](CommandLine &line, const QString &) { return line.replace = true; }},
    {EverywhereScope, "--state", nullptr, "DIR", "folder for what outlives a run, instead of one in ~/.local/state",
     [](CommandLine &line, const QString &value) { return setText(line.stateFolder, value); }},
    {ConnectScope, "--url", nullptr, "URL", "address of the gateway, for example http://127.0.0.1:3625/mcp; none is started then",
     setUrl},
    {ProgramScope, "--version", nullptr, nullptr, "print the version",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Version;
         return true;
     }},
    {ClientsScope, "--yes", "-y", nullptr, "ask nobody", [](CommandLine &line, const QString &) { return line.yes = true; }},
};

const Option *find(const QString &name, unsigned scope)
{
    const auto it = std::ranges::find_if(options, [&](const Option &o) {
        return (o.scope & scope) != 0 && (name == QLatin1StringView(o.name) || (o.letter && name == QLatin1StringView(o.letter)));
    });
    return it == std::end(options) ? nullptr : it;
}

QString titleOf(const Option &option)
{
    QString title = QLatin1StringView(option.name);
    if (option.letter)
        title = QLatin1StringView(option.letter) + QStringLiteral(", ") + title;
    return option.value ? title + u' ' + QLatin1StringView(option.value) : title;
}

Reason unknownOption(const QString &word, const QString &subcommand)
{
    const QString where = subcommand.isEmpty() ? QString() : subcommand + u' ';
    return Reason{QStringLiteral("unknown option \"%1\"; see signalbox %2--help").arg(word, where)};
}

Reason unknownCommand(const QString &word)
{
    const QString meant = subcommandLike(word);
    if (meant.isEmpty())
        return Reason{QStringLiteral("unknown command \"%1\"; see signalbox --help").arg(word)};
    return Reason{QStringLiteral("unknown command \"%1\"; did you mean \"signalbox %2\"?").arg(word, meant)};
}

Result<void> checkWords(const CommandLine &line, const Subcommand &subcommand)
{
    const qsizetype count = line.words.size();
    if (line.task == CommandLine::Task::Help || (count >= subcommand.fewestWords && count <= subcommand.mostWords))
        return {};
    const QString usage = QStringLiteral("signalbox %1 %2").arg(QLatin1StringView(subcommand.name), QLatin1StringView(subcommand.words));
    const QString what = count < subcommand.fewestWords
        ? QStringLiteral("%1 is missing").arg(QLatin1StringView(subcommand.words))
        : QStringLiteral("unexpected word \"%1\"").arg(line.words[subcommand.mostWords]);
    return Reason{QStringLiteral("%1; usage: %2").arg(what, usage.trimmed())};
}

/** Takes the option at `at`, and its value if that is the next argument. */
Result<void> takeOption(CommandLine &line, const QStringList &arguments, qsizetype &at, unsigned scope)
{
    const QString argument = arguments[at];
    const qsizetype equals = argument.indexOf(u'=');
    const QString name = equals < 0 ? argument : argument.first(equals);
    const Option *option = find(name, scope);
    if (!option)
        return unknownOption(argument, line.subcommand);
    if (!option->value && equals >= 0)
        return Reason{QStringLiteral("%1 takes no value").arg(name)};
    const bool valueFollows = at + 1 < arguments.size() && !arguments[at + 1].startsWith(u"--");
    if (option->value && equals < 0 && !valueFollows)
        return Reason{QStringLiteral("%1 needs a value: %2").arg(name, titleOf(*option))};
    QString value;
    if (option->value)
        value = equals >= 0 ? argument.sliced(equals + 1) : arguments[++at];
    if (!option->apply(line, value))
        return Reason{QStringLiteral("%1 cannot be \"%2\": %3").arg(name, value, QString::fromUtf8(option->help))};
    return {};
}

QString optionsText(unsigned scope)
{
    QString text = QStringLiteral("\nOptions:\n");
    for (const Option &option : options) {
        if ((option.scope & scope) != 0)
            text += QStringLiteral("  %1 %2\n").arg(titleOf(option), -14).arg(QString::fromUtf8(option.help));
    }
    return text;
}

const QString exitCodes = QStringLiteral("\n"
                                         "Exit codes: 0 ended as asked, 1 something that is needed cannot be used, 2 wrong usage,\n"
                                         "3 already running, 4 the settings cannot be used, 5 cannot listen, 6 no gateway runs,\n"
                                         "7 trouble was found: by check, or a server has failed.\n");

} // namespace

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    CommandLine line;
    const bool isBare = arguments.isEmpty() || arguments.first().startsWith(u'-');
    const Subcommand *subcommand = isBare ? nullptr : subcommandNamed(arguments.first());
    if (!isBare && !subcommand)
        return unknownCommand(arguments.first());
    if (subcommand) {
        line.task = subcommand->task;
        line.subcommand = arguments.first();
    }
    const unsigned scope = subcommand ? subcommand->scope : unsigned(ProgramScope);
    for (qsizetype i = subcommand ? 1 : 0; i < arguments.size(); ++i) {
        if (!arguments[i].startsWith(u'-')) {
            if (!subcommand)
                return unknownCommand(arguments[i]);
            line.words.append(arguments[i]);
            continue;
        }
        const Result<void> taken = takeOption(line, arguments, i, scope);
        if (!taken)
            return taken.error();
    }
    if (!subcommand)
        return line;
    const Result<void> checked = checkWords(line, *subcommand);
    if (!checked)
        return checked.error();
    return line;
}

QStringList optionsOf(const QString &subcommand)
{
    const Subcommand *named = subcommandNamed(subcommand);
    const unsigned scope = named ? named->scope : unsigned(ProgramScope);
    QStringList names;
    for (const Option &option : options) {
        if ((option.scope & scope) != 0)
            names.append(QLatin1StringView(option.name));
    }
    return names;
}

QString helpText(const QString &subcommand)
{
    if (const Subcommand *asked = subcommandNamed(subcommand)) {
        const QString words = QLatin1StringView(asked->words);
        return QStringLiteral("Usage: signalbox %1%2 [options]\n\n")
                   .arg(QLatin1StringView(asked->name), words.isEmpty() ? words : u' ' + words)
            + QString::fromUtf8(asked->help) + optionsText(asked->scope) + exitCodes;
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
    for (const Subcommand &each : subcommands()) {
        const QString title = QStringLiteral("%1 %2").arg(QLatin1StringView(each.name), QLatin1StringView(each.words)).trimmed();
        text += QStringLiteral("  %1 %2\n").arg(title, -14).arg(QString::fromUtf8(each.summary));
    }
    return text + optionsText(ProgramScope)
        + QStringLiteral("\n"
                         "Settings: the \"mcpServers\" of another MCP client can be pasted as they are. A change of\n"
                         "the file applies by itself; the signal HUP reads it again at once. Without a file the\n"
                         "built-in server \"desk\" serves.\n"
                         "\n"
                         "The signals INT and TERM end everything in good order, a second one at once.\n")
        + exitCodes;
}

} // namespace Signalbox
