// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcessEnvironment>

namespace Signalbox {

/**
 * Whether a window can be shown here. Asked before there is a QApplication, which ends the process if it finds no
 * display; so this talks to the display itself.
 */
bool hasDisplay(const QProcessEnvironment &environment);

} // namespace Signalbox
