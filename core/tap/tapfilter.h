// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/taprecord.h"

namespace Signalbox {

/** Which messages somebody wants to see; what is left empty takes all. A value: may go to any thread. */
struct TapFilter
{
    quint64 client = 0; //!< number of the session; 0 = all
    QByteArray backend; //!< slug
    QByteArray method; //!< an answer has that of its request
    QByteArray text; //!< in method, id, names or the message itself; without case
    bool errorsOnly = false;
    quint64 call = 0; //!< nothing but the messages of that call; 0 = all
    QByteArray id; //!< on either side of the gateway; that of a text also without its quotes

    bool operator==(const TapFilter &) const = default;

    bool accepts(const TapRecord &record) const;
};

} // namespace Signalbox
