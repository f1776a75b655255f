// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include <algorithm>

namespace Signalbox {

namespace {

struct Option
{
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

constexpr Option options[] = {
    {"--at-login", nullptr, "started with the session: no window while there is a tray icon",
     [](CommandLine &line, const QString &) { return line.atLogin = true; }},
    {"--config", "FILE", "settings to use instead of ~/.config/signalbox/signalbox.json",
     [](CommandLine &line, const QString &value) { return setText(line.configFile, value); }},
    {"--headless", nullptr, "no window and no tray icon, even if there is a display",
     [](CommandLine &line, const QString &) { return line.headless = true; }},
    {"--help", nullptr, "print this text",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Help;
         return true;
     }},
    {"--port", "N", "port to listen on instead of the one in the settings; 0 takes any that is free", setPort},
    {"--state", "DIR", "folder for what outlives a run, instead of one in ~/.local/state",
     [](CommandLine &line, const QString &value) { return setText(line.stateFolder, value); }},
    {"--version", nullptr, "print the version",
     [](CommandLine &line, const QString &) {
         line.task = CommandLine::Task::Version;
         return true;
     }},
};

const Option *find(const QString &name)
{
    const auto it = std::ranges::find_if(options, [&](const Option &o) { return name == QLatin1StringView(o.name); });
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
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const qsizetype equals = arguments[i].indexOf(u'=');
        const QString name = equals < 0 ? arguments[i] : arguments[i].first(equals);
        const Option *option = find(name == u"-h" ? QStringLiteral("--help") : name);
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
    return line;
}

QString helpText()
{
    QString text = QStringLiteral("signalbox: one local address in front of all your MCP servers\n"
                                  "\n"
                                  "Usage: signalbox [options]\n"
                                  "\n"
                                  "Starts the gateway and prints the address for MCP clients. With a display there is\n"
                                  "a tray icon and a window as well.\n"
                                  "\n"
                                  "Options:\n");
    for (const Option &option : options)
        text += QStringLiteral("  %1 %2\n").arg(titleOf(option), -14).arg(QString::fromUtf8(option.help));
    return text
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
