// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Signalbox {

/** A list of tools, `{"tools":[…]}`, without what `execution` says of each (2025-11-25: Tasks). */
QByteArray withoutExecutionHints(const QByteArray &toolList);

/**
 * The same, but only where a tool demands a task: some clients refuse to call one if they were not offered tasks. The
 * gateway makes it on their behalf. All else stays as it is.
 */
QByteArray withoutTaskDemands(const QByteArray &toolList);

} // namespace Signalbox
