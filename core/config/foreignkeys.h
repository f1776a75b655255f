// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/section.h"

namespace Signalbox {

/**
 * Keys that other programs write into entries of mcpServers, so that an entry can be pasted as it is: spellings of
 * keys we have become ours, what only concerns the other program is dropped in silence, and what the user would miss
 * is noted.
 */
QJsonObject withoutForeignKeys(Section entry);

} // namespace Signalbox
