// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace Signalbox {

/** Runs the gateway until it is asked to end, with a window if there is a display for it; the exit code. */
int run(const CommandLine &line, int &argc, char **argv);

} // namespace Signalbox
