// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/toolserver.h"

#include <QDateTime>

namespace Signalbox {

/** The tool `current_time`. The moment is an argument, so that tests need no clock. */
class CurrentTime
{
public:
    static Tool tool();
    /** An empty `zone` is the zone of this computer, else an IANA name. */
    static ToolResult at(const QDateTime &moment, const QByteArray &zone);
};

} // namespace Signalbox
