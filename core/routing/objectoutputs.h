// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Signalbox {

/**
 * A list of tools for a client with a session: without the `outputSchema` of those whose structured output is no object.
 * Such output is new with 2026-07-28, and older clients refuse the whole list for it.
 */
QByteArray withObjectOutputs(const QByteArray &toolList);

} // namespace Signalbox
