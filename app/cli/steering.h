// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace Signalbox {

// Subcommands that change something; they return the exit code.
int steerBackend(const CommandLine &line); //!< restart, start, stop
int closeNumber(const CommandLine &line);

} // namespace Signalbox
