// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/statefolder.h"

namespace Signalbox {

/** The number of this start, which no start before it had. */
struct Epoch
{
    quint64 number = 0;
    QString trouble; //!< what was wrong with the number that was kept; empty if nothing
};

/**
 * Raises the epoch in the state folder, which is locked. On return it is on disk. The first epoch, and one that follows
 * an unreadable number, is the time in milliseconds: later starts count up from there, more slowly than the clock.
 */
Result<Epoch> raiseEpoch(const StateFolder &folder, qint64 nowMs);

} // namespace Signalbox
