// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>

namespace Signalbox {

inline const QByteArray processTagName = QByteArrayLiteral("SIGNALBOX_PROCESS_TAG");
/** A mark "NAME=value" for our children that no other process gives its own, so that the watchdog ends ours alone. */
QByteArray freshProcessTag();

/**
 * Forks a small process that outlives this one by a moment: however the gateway ends, it ends whatever still carries
 * `tag` ("NAME=value") in its environment, TERM first and KILL two seconds later, and is gone itself. Called first
 * thing in main, before threads and QCoreApplication; nothing of it is felt afterwards. The tag must not be in the
 * gateway's own environment.
 */
Result<void> startWatchdog(const QByteArray &tag);

/** The gateway ends in good order: lets the watchdog look once more and waits until it is gone. */
void endWatchdog();

} // namespace Signalbox
