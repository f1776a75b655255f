// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/manual.h"

#include "app/cli/subcommand.h"
#include "app/helptext.h"

#include <QStringList>

namespace Signalbox {

namespace {

struct ManualEntry
{
    const char *name;
    const char *text;
};

constexpr ManualEntry manualEnvironment[] = {
    {"NO_COLOR", "If it is set, nothing is coloured. Nothing is in a pipe either."},
    {"SIGNALBOX_PLUGIN_PATH", "Folders, separated by colons, with more kinds of servers."},
    {"SIGNALBOX_TOKEN", "The token that \"signalbox connect --url\" shows to a gateway that wants one."},
    {"XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR", "Where the files below are, if not in the usual places."}};

constexpr ManualEntry manualFiles[] = {
    {"~/.config/signalbox/signalbox.json", "The settings. Each settings file has a gateway of its own."},
    {"~/.local/state/signalbox/", "What outlives a run; a folder for each settings file."},
    {"$XDG_RUNTIME_DIR/signalbox/", "The sockets over which the commands ask a gateway; only its user can open them."}};

constexpr ManualEntry manualExamples[] = {
    {"signalbox --headless", "The gateway without a window, for example on a server."},
    {"signalbox clients connect all", "Connects every AI client that is installed, after it has shown what would change."},
    {"signalbox check || signalbox status", "What is wrong, and where."},
    {"signalbox inspect --errors --body", "What goes wrong between clients and servers, as it happens."},
    {"signalbox inspect --json --method tools/call > calls.jsonl", "Records calls of tools until Ctrl-C."}};

/** Text for a line that begins with no sign of a request. */
QString roffText(const QString &text)
{
    QString safe;
    for (const QChar character : text) {
        if (character == u'\\')
            safe += QStringLiteral("\\e");
        else if (character == u'-')
            safe += QStringLiteral("\\-");
        else if (character == u'~')
            safe += QStringLiteral("\\(ti");
        else if (character == u'"')
            safe += QStringLiteral("\\(dq");
        else
            safe += character;
    }
    return safe.startsWith(u'.') || safe.startsWith(u'\'') ? QStringLiteral("\\&") + safe : safe;
}

QString roffText(const char *text)
{
    return roffText(QString::fromUtf8(text));
}

QString roffBold(const QString &text)
{
    return QStringLiteral("\\fB%1\\fR").arg(roffText(text));
}

QString roffSection(const QString &name)
{
    return QStringLiteral(".SH %1\n").arg(name);
}

QString roffEntry(const QString &title, const QString &text)
{
    return QStringLiteral(".TP\n%1\n%2\n").arg(title, text);
}

/** Paragraphs, and tables: rows are indented, what goes on with one is indented further. */
QString roffParagraphs(const char *text)
{
    QString page;
    const QStringList lines = QString::fromUtf8(text).trimmed().split(u'\n');
    for (const QString &line : lines) {
        const bool isRow = line.startsWith(u"  ") && line.at(2) != u' ';
        if (isRow)
            page += roffEntry(roffBold(line.trimmed().section(u' ', 0, 0)), roffText(line.trimmed().section(u' ', 1).trimmed()));
        else
            page += line.isEmpty() ? QStringLiteral(".PP\n") : roffText(line.trimmed()) + u'\n';
    }
    return page;
}

QString roffOption(const OptionText &option)
{
    QString title = option.letter.isEmpty() ? roffBold(option.name) : roffBold(option.letter) + QStringLiteral(", ") + roffBold(option.name);
    if (!option.value.isEmpty())
        title += QStringLiteral(" \\fI%1\\fR").arg(roffText(option.value));
    return roffEntry(title, roffText(option.help));
}

QString roffCommands()
{
    QString page = roffSection(QStringLiteral("COMMANDS"));
    page += roffText("They ask the gateway that runs with the same settings, unless they say otherwise. Each takes --config, --state and --help as well.") + u'\n';
    for (const Subcommand &each : subcommands()) {
        const QString name = QLatin1StringView(each.name);
        page += QStringLiteral(".SS \"%1\"\n").arg(roffText(QStringLiteral("%1 %2").arg(name, QLatin1StringView(each.words)).trimmed()));
        page += roffParagraphs(each.help);
        const QList<OptionText> offered = optionsOf(name);
        for (const OptionText &one : offered)
            page += one.isEverywhere ? QString() : roffOption(one);
    }
    return page;
}

template <size_t Count> QString roffEntries(const char *name, const ManualEntry (&list)[Count])
{
    QString page = roffSection(QLatin1StringView(name));
    for (const ManualEntry &each : list)
        page += roffEntry(roffBold(QString::fromUtf8(each.name)), roffText(each.text));
    return page;
}

} // namespace

QString manualPage()
{
    QString page = QStringLiteral(".\\\" Made by signalbox --manual.\n"
                                  ".TH SIGNALBOX 1 \"\" \"signalbox %1\" \"User Commands\"\n"
                                  ".SH NAME\n"
                                  "signalbox \\- one local address in front of all your MCP servers\n"
                                  ".SH SYNOPSIS\n"
                                  ".B signalbox\n"
                                  "[\\fIoptions\\fR]\n"
                                  ".br\n"
                                  ".B signalbox\n"
                                  "\\fICOMMAND\\fR [\\fIoptions\\fR]\n")
                       .arg(roffText(SIGNALBOX_VERSION));
    page += roffSection(QStringLiteral("DESCRIPTION")) + roffParagraphs(HelpWords::program) + QStringLiteral(".PP\n")
        + roffParagraphs(HelpWords::settings) + QStringLiteral(".PP\n") + roffParagraphs(HelpWords::signals);
    page += roffSection(QStringLiteral("OPTIONS"));
    const QList<OptionText> offered = optionsOf({});
    for (const OptionText &one : offered)
        page += roffOption(one);
    page += roffCommands() + roffSection(QStringLiteral("EXIT STATUS"));
    for (const HelpWords::Exit &exit : HelpWords::exits)
        page += roffEntry(roffBold(QString::number(exit.code)), roffText(exit.meaning));
    return page + roffEntries("ENVIRONMENT", manualEnvironment) + roffEntries("FILES", manualFiles) + roffEntries("EXAMPLES", manualExamples)
        + roffSection(QStringLiteral("SEE ALSO")) + QStringLiteral("The Model Context Protocol: https://modelcontextprotocol.io\n");
}

} // namespace Signalbox
