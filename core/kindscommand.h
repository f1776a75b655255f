// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/control.h"

namespace Signalbox {

class PluginHost;

/** What kinds of backends there are, for whoever adds one. */
Command kindsCommand();
QJsonObject kindsOf(const PluginHost &plugins);

} // namespace Signalbox
