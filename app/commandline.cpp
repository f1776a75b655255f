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

bool setNumber(quint64 &target, const QString &value)
{
    bool isNumber = false;
    target = value.toULongLong(&isNumber);
    return isNumber && target > 0;
}

constexpr Option options[] = {
    {ProgramScope, "--at-login", nullptr, nullptr, "started with the session: no window while there is a tray icon",
     [](CommandLine &line, const QString &) { return line.atLogin = true; }},
    {ConnectScope, "--backend", nullptr, "NAME", "reach this one backend alone, its tools under their own names",
     [](CommandLine &line, const QString &value) { return setText(line.backend, value) && !value.contains(u'/'); }},
    {InspectScope, "--backend", nullptr, "NAME", "only what this server says and is told",
     [](CommandLine &line, const QString &value) { return setText(line.backend, value); }},
    {ToolsScope, "--backend", nullptr, "NAME", "only the tools of this one",
     [](CommandLine &line, const QString &value) { return setText(line.backend, value); }},
    {InspectScope, "--body", nullptr, nullptr, "each message itself below its line",
     [](CommandLine &line, const QString &) { return line.body = true; }},
    {InspectScope, "--call", nullptr, "N", "only the call of that number, on both sides and with what is still kept of it",
     [](CommandLine &line, const QString &value) { return setNumber(line.call, value); }},
    {EverywhereScope, "--config", nullptr, "FILE", "settings to use instead of ~/.config/signalbox/signalbox.json",
     [](CommandLine &line, const QString &value) { return setText(line.configFile, value); }},
    {InspectScope, "--errors", nullptr, nullptr, "only what failed",
     [](CommandLine &line, const QString &) { return line.errors = true; }},
    {LogScope, "--follow", "-f", nullptr, "go on telling until the gateway ends or Ctrl-C",
     [](CommandLine &line, const QString &) { return line.follow = true; }},
    {ProgramScope, "--headless", nullptr, nullptr, "no window and no tray icon, even if there is a display",
     [](CommandLine &line, const QString &) { return line.headless = true; }},
    {EverywhereScope, "--help", "-h", nullptr, "print this text",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Help;
         return true;
     }},
    {InspectScope, "--id", nullptr, "ID", "only messages with that id, as it stands in them on either side",
     [](CommandLine &line, const QString &value) { return setText(line.id, value); }},
    {JsonScope, "--json", nullptr, nullptr, "print JSON, for programs",
     [](CommandLine &line, const QString &) { return line.json = true; }},
    {LogScope, "--lines", "-n", "N", "how many lines to begin with, 50 if not said", setLines},
    {ProgramScope, "--manual", nullptr, nullptr, "print the manual page; to read it: signalbox --manual | man -l -",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Manual;
         return true;
     }},
    {InspectScope, "--method", nullptr, "NAME", "only requests of that method, their answers, or such notifications",
     [](CommandLine &line, const QString &value) { return setText(line.method, value); }},
    {ProgramScope, "--port", nullptr, "N", "port to listen on instead of the one in the settings; 0 takes any that is free",
     setPort},
    {ClientsScope, "--replace", nullptr, nullptr, "connect: an entry of the same name that leads elsewhere may go",
     [](CommandLine &line, const QString &) { return line.replace = true; }},
    {InspectScope, "--session", nullptr, "N", "only this session, and what servers do for it",
     [](CommandLine &line, const QString &value) { return setNumber(line.session, value); }},
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

QList<OptionText> optionsOf(const QString &subcommand)
{
    const Subcommand *named = subcommandNamed(subcommand);
    const unsigned scope = named ? named->scope : unsigned(ProgramScope);
    QList<OptionText> texts;
    for (const Option &option : options) {
        if ((option.scope & scope) != 0)
            texts.append({QLatin1StringView(option.name), QLatin1StringView(option.letter), QLatin1StringView(option.value),
                          QString::fromUtf8(option.help), option.scope == EverywhereScope});
    }
    return texts;
}

} // namespace Signalbox
