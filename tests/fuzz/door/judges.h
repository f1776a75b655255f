// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Signalbox {

/**
 * What must hold at the HTTP door for any bytes at all. Each is empty if it does, else says what does not. The fuzzers
 * and tst_doorfuzz feed the same judges.
 */

/** A head, an empty line and a body: which generation it is of, and what the checks of that generation say. */
QByteArray postTrouble(QByteArrayView bytes);
/** A text to put into a header, and the same bytes as a header's value. */
QByteArray valueTrouble(QByteArrayView bytes);
/** The params of a request whose state is sealed. */
QByteArray sealTrouble(QByteArrayView bytes);
/** The inputSchema of a tool. */
QByteArray schemaTrouble(QByteArrayView bytes);

} // namespace Signalbox
