// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace Signalbox {

/** The subcommand "completion"; the exit code. */
int showCompletion(const CommandLine &line);

/** A script for bash, made from the tables of subcommands and options. */
QString bashCompletion();

} // namespace Signalbox
