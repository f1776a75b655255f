// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace Signalbox {

/** The subcommand "clients"; the exit code. */
int clientsCommand(const CommandLine &line);

} // namespace Signalbox
