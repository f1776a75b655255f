// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/stdio/loginpath.h"

namespace Signalbox {

/** What all backends of the plugin share; it lives as long as the plugin or the last of them. */
struct Household
{
    LoginPath loginPath;
    QObject departing; //!< owns the children that were killed and wait to be taken leave of by the system
};

} // namespace Signalbox
