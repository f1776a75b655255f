// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/stdio/stdiosettings.h"

namespace Signalbox {

/** Where a command was found, and the PATH its process gets. */
struct FoundCommand
{
    QString program; //!< absolute; empty = not found
    QString path;
    QString pathOrigin; //!< for a person: whose PATH it is
    QString missing; //!< what was looked for in vain: the command itself or the interpreter its first line asks for
};

/**
 * Looks a command up the way a shell would, in the PATH of the settings if they have one, else in the gateway's own.
 * A `loginPath` that is not empty is looked through afterwards, and then replaces the PATH.
 */
FoundCommand findCommand(const StdioSettings &settings, const QString &loginPath);

/** In words for a person why that file cannot be run; empty if it can. */
QString whyNotRunnable(const QString &program);

} // namespace Signalbox
