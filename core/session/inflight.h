// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Signalbox {

/** A request of a session that is not answered yet; the session owns it, its front knows the rest. */
class InFlight
{
public:
    virtual ~InFlight() = default;
    /** The client no longer wants it: the server is told, the client gets no answer. */
    virtual void cancel(const QString &reason) = 0;
    /** Its session is over: cancelled, and whoever still waits is told that. */
    virtual void abandon() = 0;
};

} // namespace Signalbox
