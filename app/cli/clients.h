// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/clientsorder.h"

namespace Signalbox {

/** The subcommand "clients"; the exit code. */
int clientsCommand(const ClientsOrder &order);

} // namespace Signalbox
