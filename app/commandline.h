// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace Signalbox {

/** What the person asked for on the command line. */
struct CommandLine
{
    enum class Task { Run, Connect, Help, Version };

    Task task = Task::Run;
    bool headless = false;
    bool atLogin = false; //!< started by the session, not by a person
    QString configFile; //!< empty = the usual place
    QString stateFolder; //!< empty = the usual place
    std::optional<quint16> port;
    QString url; //!< connect: of a gateway that is not started for it; empty = the one of the settings
    QString backend; //!< connect: the one backend that is wanted; empty = all
    QString helpOn; //!< help: the subcommand asked about; empty = the program
};

/** `arguments` without the program's name. The error is a sentence about the first thing that is not understood. */
Result<CommandLine> parseCommandLine(const QStringList &arguments);

/** `subcommand` is empty for the program as a whole. */
QString helpText(const QString &subcommand = {});

} // namespace Signalbox
