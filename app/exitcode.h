// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Signalbox {

/** How the program ends; documented in its help. */
enum ExitCode {
    Ended = 0,
    Failed = 1, //!< the state folder or something else that is needed cannot be used
    WrongUsage = 2,
    AlreadyRunning = 3,
    SettingsUnusable = 4,
    CannotListen = 5,
    NoGateway = 6, //!< a subcommand found none running
    TroubleFound = 7 //!< a subcommand worked, and what it looked at does not
};

} // namespace Signalbox
