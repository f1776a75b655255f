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
    enum class Task { Run, Connect, Subcommand, Help, Manual, Version };

    Task task = Task::Run;
    bool headless = false;
    bool atLogin = false; //!< started by the session, not by a person
    QString configFile; //!< empty = the usual place
    QString stateFolder; //!< empty = the usual place
    std::optional<quint16> port;
    QString url; //!< connect: of a gateway that is not started for it; empty = the one of the settings
    QString backend; //!< connect, inspect, tools: the one backend that is wanted; empty = all
    QString subcommand; //!< the word behind the program's name; also when its help is asked for
    QStringList words; //!< that follow the subcommand
    bool json = false; //!< for a program to read
    bool replace = false; //!< clients: an entry of ours may take the place of another's
    bool yes = false; //!< clients: nobody is asked before something is written
    bool follow = false; //!< log: go on telling
    int lines = 50; //!< log: of what happened so far, at most
    // inspect: which messages are wanted; empty = all
    quint64 session = 0;
    quint64 call = 0;
    QString method;
    QString id;
    bool errors = false;
    bool body = false; //!< inspect: the messages themselves, too
};

/** `arguments` without the program's name. The error is a sentence about the first thing that is not understood. */
Result<CommandLine> parseCommandLine(const QStringList &arguments);

/** An option as people read of it. */
struct OptionText
{
    QString name; //!< "--lines"
    QString letter; //!< "-n"; empty = there is none
    QString value; //!< "N", what follows it; empty = nothing
    QString help;
    bool isEverywhere = false; //!< every subcommand has it
};
/** The options that may follow the subcommand; empty = the program alone. */
QList<OptionText> optionsOf(const QString &subcommand);

} // namespace Signalbox
