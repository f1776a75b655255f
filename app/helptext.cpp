// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/helptext.h"

#include "app/cli/subcommand.h"

namespace Signalbox {

namespace {

constexpr int helpColumns = 92;

QString optionTitle(const OptionText &option)
{
    QString title = option.letter.isEmpty() ? option.name : option.letter + QStringLiteral(", ") + option.name;
    return option.value.isEmpty() ? title : title + u' ' + option.value;
}

QString helpRow(const QString &title, const QString &text)
{
    return QStringLiteral("  %1 %2\n").arg(title, -14).arg(text);
}

QString optionsText(const QString &subcommand)
{
    QString text = QStringLiteral("\nOptions:\n");
    const QList<OptionText> offered = optionsOf(subcommand);
    for (const OptionText &option : offered)
        text += helpRow(optionTitle(option), option.help);
    return text;
}

QString exitText()
{
    QString text = QStringLiteral("\n");
    QString line = QStringLiteral("Exit codes:");
    for (const HelpWords::Exit &exit : HelpWords::exits) {
        const bool isLast = &exit == std::end(HelpWords::exits) - 1;
        const QString words = QStringLiteral(" %1 %2%3").arg(exit.code).arg(QLatin1StringView(exit.meaning), isLast ? u"." : u",");
        if (line.size() + words.size() > helpColumns) {
            text += line + u'\n';
            line = words.sliced(1);
        } else {
            line += words;
        }
    }
    return text + line + u'\n';
}

} // namespace

QString helpText(const QString &subcommand)
{
    if (const Subcommand *asked = subcommandNamed(subcommand)) {
        const QString words = QLatin1StringView(asked->words);
        return QStringLiteral("Usage: signalbox %1%2 [options]\n\n").arg(subcommand, words.isEmpty() ? words : u' ' + words)
            + QString::fromUtf8(asked->help) + optionsText(subcommand) + exitText();
    }
    QString text = QStringLiteral("signalbox: one local address in front of all your MCP servers\n"
                                  "\n"
                                  "Usage: signalbox [options]\n"
                                  "       signalbox COMMAND [options]\n"
                                  "\n")
        + QLatin1StringView(HelpWords::program) + QStringLiteral("\nCommands (each has a --help of its own):\n");
    for (const Subcommand &each : subcommands()) {
        const QString title = QStringLiteral("%1 %2").arg(QLatin1StringView(each.name), QLatin1StringView(each.words)).trimmed();
        text += helpRow(title, QString::fromUtf8(each.summary));
    }
    return text + optionsText({}) + u'\n' + QLatin1StringView(HelpWords::settings) + u'\n' + QLatin1StringView(HelpWords::signals)
        + exitText();
}

} // namespace Signalbox
