// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/announcement.h"
#include "app/cli/cli.h"
#include "app/commandline.h"
#include "app/connect/connect.h"
#include "app/exitcode.h"
#include "app/helptext.h"
#include "app/manual.h"
#include "app/run.h"

using namespace Signalbox;

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const Result<CommandLine> line = parseCommandLine(arguments);
    if (!line) {
        printError(line.error().sentence);
        return WrongUsage;
    }
    if (line->task == CommandLine::Task::Help) {
        printOut(helpText(line->subcommand));
        return Ended;
    }
    if (line->task == CommandLine::Task::Manual) {
        printOut(manualPage());
        return Ended;
    }
    if (line->task == CommandLine::Task::Version) {
        printOut(QStringLiteral("signalbox " SIGNALBOX_VERSION "\n"));
        return Ended;
    }
    if (line->task == CommandLine::Task::Connect)
        return connectClient(*line, argc, argv);
    if (line->task == CommandLine::Task::Subcommand)
        return runSubcommand(*line, argc, argv);
    return run(*line, argc, argv);
}
