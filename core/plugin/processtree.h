// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

namespace Signalbox {

/**
 * A process of this machine and whatever descends from it, parents before children, at most `most`: read from /proc now,
 * some tens of microseconds each. Empty if it is gone.
 */
QList<ProcessFact> processTree(qint64 root, qsizetype most);

} // namespace Signalbox
