// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/taprecord.h"

#include <QString>

namespace Signalbox {

/** Whether there is an HTTP request to repeat: what came from a client. */
bool hasCurl(const TapRecord &record);

/**
 * The request as lines for a shell, against the gateway at `url` (one of its addresses). What is a secret has to be put
 * into SESSION or TOKEN by whoever runs it; nothing that a client wrote is ever more than text to the shell.
 */
QString curlText(const TapRecord &record, const QString &url);

} // namespace Signalbox
