// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/completion.h"

#include "app/announcement.h"
#include "app/cli/subcommand.h"

namespace Signalbox {

namespace {

QString wordsOf(const QString &subcommand)
{
    QStringList words;
    const QList<OptionText> offered = optionsOf(subcommand);
    for (const OptionText &option : offered)
        words.append(option.name);
    return words.join(u' ');
}

/** After these a file, a folder or the name of a server may follow. */
constexpr const char *head = "# bash completion for signalbox\n"
                             "_signalbox() {\n"
                             "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words\n"
                             "    COMPREPLY=()\n"
                             "    case $before in\n"
                             "    --config) compopt -o default; return ;;\n"
                             "    --state) compopt -o dirnames; return ;;\n"
                             "    restart | start | stop | --backend)\n"
                             "        words=$(\"$1\" backends --json 2> /dev/null | sed -n 's/^ *\"slug\": \"\\([a-z0-9_-]*\\)\".*/\\1/p')\n"
                             "        [[ $word == -* ]] || { COMPREPLY=($(compgen -W \"$words\" -- \"$word\")); return; }\n"
                             "        ;;\n"
                             "    --method) words='completion/complete initialize logging/setLevel prompts/get prompts/list"
                             " resources/list resources/read tools/call tools/list'\n"
                             "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\")); return ;;\n"
                             "    check) [[ $word == -* ]] || { compopt -o default; return; } ;;\n"
                             "    esac\n"
                             "    case ${COMP_WORDS[1]} in\n";

constexpr const char *tail = "    esac\n"
                             "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                             "}\n"
                             "complete -F _signalbox signalbox\n";

} // namespace

QString bashCompletion()
{
    QString script = QLatin1StringView(head);
    QStringList names;
    for (const Subcommand &each : subcommands()) {
        const QString name = QLatin1StringView(each.name);
        names.append(name);
        script += QStringLiteral("    %1) words='%2' ;;\n").arg(name, wordsOf(name));
    }
    script += QStringLiteral("    -*) words='%1' ;;\n").arg(wordsOf({}));
    script += QStringLiteral("    *) words='%1 %2' ;;\n").arg(names.join(u' '), wordsOf({}));
    return script + QLatin1StringView(tail);
}

int showCompletion(const CommandLine &)
{
    printOut(bashCompletion());
    return 0;
}

} // namespace Signalbox
