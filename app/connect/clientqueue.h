// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <deque>
#include <vector>

namespace Signalbox {

/** A message of the client on its way to the gateway. */
struct Outgoing
{
    Message message;
    quint64 exchange = 0; //!< 0 = no request
    qint64 since = 0; //!< steady ms
    int attempts = 0; //!< how often a gateway has not carried it out
};

/** What waits for a gateway, in the order of the client. */
class ClientQueue
{
public:
    void append(Outgoing outgoing);
    /** Back to its place: it came before what was never sent. */
    void putBack(Outgoing outgoing);
    Outgoing takeFirst();
    /** Forgets the request with that id; false if none waits. */
    bool forget(QByteArrayView id);
    std::vector<Outgoing> takeOlderThan(qint64 since);

    bool isEmpty() const { return m_waiting.empty(); }
    bool hasRequests() const { return m_requests > 0; }
    /** More than should be kept: the client is not to be read for a while. */
    bool isFull() const;

private:
    using Place = std::deque<Outgoing>::iterator;
    void insert(Place place, Outgoing outgoing);
    Place take(Place place, Outgoing &taken);

    std::deque<Outgoing> m_waiting;
    qsizetype m_bytes = 0;
    qsizetype m_requests = 0;
};

} // namespace Signalbox
