// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/statefolder.h"

namespace Signalbox {

/** The secret with which this instance seals what clients carry for it: 32 random bytes that outlive it. */
Result<QByteArray> persistentKey(const StateFolder &folder);

} // namespace Signalbox
