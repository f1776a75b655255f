// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace Signalbox {

/** Carries out the subcommand of the line; the exit code. */
int runSubcommand(const CommandLine &line, int &argc, char **argv);

} // namespace Signalbox
