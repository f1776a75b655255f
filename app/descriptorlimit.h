// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Signalbox {

/**
 * Allows this process as many open files as the system lets it have, and tells what the limit was: children get that
 * back, because some programs visit every possible descriptor.
 */
quint64 raiseDescriptorLimit();

} // namespace Signalbox
