// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"

namespace Signalbox {

/** The line of the text, counted from 1, that a problem is about: that of its key, or the nearest one around it. */
int lineOf(const ConfigProblem &problem, const QByteArray &text);

} // namespace Signalbox
