// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>
#include <QList>

namespace Signalbox {

/** A notification of a server that belongs to no call, on its way to the clients that may and want to see it. */
struct TaggedNotice
{
    /** Whom it concerns. */
    enum class Scope {
        Viewers, //!< every client whose view contains the source
        Clients //!< exactly `clients`
    };
    quint64 serial = 0;
    QByteArray source; //!< slug of the backend; empty = the gateway itself
    Scope scope = Scope::Viewers;
    QList<quint64> clients; //!< Client::number
    Message plain; //!< for views of that one backend: names as the server gave them
    Message prefixed; //!< for views of all backends: names as the Catalog gave them; none = not for them
};

/** The fronts, as the house behind them sees them. */
class NoticeReceiver
{
public:
    /** Gives it to every client concerned, on exactly one stream each; returns how many there were. */
    virtual int deliver(const TaggedNotice &notice) = 0;

protected:
    ~NoticeReceiver() = default;
};

} // namespace Signalbox
