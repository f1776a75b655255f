// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

#include <span>

namespace Signalbox {

/** What an option belongs to; a bit each. */
enum Scope : unsigned {
    ProgramScope = 1,
    ConnectScope = 2,
    AskingScope = 4, //!< subcommands that ask the running gateway
    CheckScope = 8,
    JsonScope = 16,
    ToolsScope = 32,
    LogScope = 64,
    ClientsScope = 128,
    InspectScope = 256,
    EverywhereScope = ~0U
};

/** One word behind the program's name, and what may follow it. */
struct Subcommand
{
    const char *name;
    unsigned scope; //!< of its options
    CommandLine::Task task;
    const char *words; //!< that follow it, for the help: "NAME", "[FILE]"
    int fewestWords;
    int mostWords;
    const char *summary; //!< for the list of them
    const char *help;
};

std::span<const Subcommand> subcommands();
/** Null if there is none of that name. */
const Subcommand *subcommandNamed(const QString &name);
/** The one that was probably meant; empty if none is near. */
QString subcommandLike(const QString &name);

} // namespace Signalbox
