// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Signalbox {

/** signalbox(1) as man reads it, made of the same tables as the help. */
QString manualPage();

} // namespace Signalbox
