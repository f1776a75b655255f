// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/pluginhost.h"

namespace Signalbox {

/**
 * What the file's metadata tells, with the problem that keeps it from being used, if any; runs none of its code.
 * Outside a trusted folder the file and its folder must belong to root or the user and be writable by nobody else.
 */
PluginFact readPluginFile(const QString &file, bool trusted);

} // namespace Signalbox
