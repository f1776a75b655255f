// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"

#include <QByteArrayList>

namespace Signalbox {

/** What the settings hold that nobody may see on the wire: the gateway's token, and what servers are given under names of
 * secrets, in their arguments and in addresses. */
QByteArrayList secretsIn(const Config &config);

} // namespace Signalbox
