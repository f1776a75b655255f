// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Signalbox {

/** "gw-" and 32 random base64url characters (192 bits from the system): nobody can guess one. */
QByteArray newSessionId();

} // namespace Signalbox
