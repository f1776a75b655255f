// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/ask.h"
#include "core/call/client.h"
#include "core/session/event.h"

#include <QByteArray>
#include <QHash>

#include <functional>

namespace Signalbox {

/**
 * The questions a client has before it, by the ids we gave them. An id is the number of the Ask, and so is the progress
 * token if the server wants progress; answers and progress come back under those.
 */
class OpenAsks
{
public:
    /** Says something on the stream on which the question was put; false if nobody can hear it. */
    using Say = std::function<bool(const EventPtr &)>;

    OpenAsks() = default;
    ~OpenAsks();
    OpenAsks(const OpenAsks &) = delete;
    OpenAsks &operator=(const OpenAsks &) = delete;

    /** Puts it to the client; false, and nothing happened to it, if nobody can hear it. */
    bool put(const AskPtr &ask, Say say);
    /** A response of the client; an unknown or late one is dropped. */
    void answered(const Message &response);
    /** notifications/progress of the client on its way to an answer. */
    void progressed(const Message &notification);
    /** The client is gone. */
    void refuseAll();
    bool isEmpty() const { return m_rows.isEmpty(); }

private:
    struct Row
    {
        AskPtr ask;
        Say say;
    };
    void withdrawn(const Ask &ask, const QString &why);

    QHash<QByteArray, Row> m_rows;
};

} // namespace Signalbox
