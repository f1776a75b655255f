// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace Signalbox {

/**
 * `signalbox connect`: carries messages between the standard input and output of this process and the gateway, until
 * the client closes the input. Returns the exit code.
 */
int connectClient(const CommandLine &line, int &argc, char **argv);

} // namespace Signalbox
