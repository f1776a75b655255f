// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

namespace Signalbox {

class UiModule;

/**
 * The module with tray and window, from beside the program; never unloaded. The reason says why there is none, as on a
 * machine where only the headless part is installed.
 */
Result<UiModule *> loadUi();

} // namespace Signalbox
