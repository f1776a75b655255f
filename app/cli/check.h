// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace Signalbox {

/** The subcommand "check"; the exit code. */
int check(const CommandLine &line, int &argc, char **argv);

} // namespace Signalbox
