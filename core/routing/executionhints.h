// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Signalbox {

/**
 * A list of tools, `{"tools":[…]}`, without what `execution` says of each (2025-11-25: Tasks): some clients refuse to call
 * a tool that demands a task of a kind they were not offered. The gateway makes it on their behalf.
 */
QByteArray withoutExecutionHints(const QByteArray &toolList);

} // namespace Signalbox
