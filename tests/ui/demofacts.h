// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;

namespace Signalbox {

class Board;
class Bus;
class Tap;

/** Tells the bus plausible facts of a gateway: scene "empty", "busy" or "trouble". */
void feed(Bus &bus, const QString &scene);
/** Two minutes of work, as fast as the history takes them. */
void feedHistory(Board *board);
/** A call as it passes both sides; every fifth is refused. */
void feedWire(Tap *tap);

} // namespace Signalbox
