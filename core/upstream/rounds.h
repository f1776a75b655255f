// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/wire/message.h"

#include <QHash>
#include <QList>

namespace Signalbox {

/**
 * Calls of one leg whose server ended a round with questions instead of asking them while it works: what it asked, what
 * was answered, and the request with the answers in it. Calls are known by the id of the request that was answered so.
 */
class Rounds
{
public:
    static constexpr int most = 10; //!< of one call
    static constexpr int pause = 250; //!< ms before a request is made again for which there was nothing to answer

    /** The questions in that answer, with ids of ours; none if the server only wants to be asked again. */
    Result<QList<Message>> begin(quint64 call, const Message &answer);
    /** Whether a response is one to a question of begin(). */
    static bool isReply(const Message &response);
    /** Keeps it. The call whose round has an end with it, else 0. */
    quint64 keep(const Message &response);
    /** Why the round failed; null if it did not. */
    QByteArray refusal(quint64 call) const { return m_open.value(call).refusal; }
    /** The request of the next round; the round is over. */
    Message next(quint64 call, const Message &request);
    void forget(quint64 call) { m_open.remove(call); }

private:
    struct Row
    {
        QByteArrayList keys; //!< raw, in the order of the server
        QByteArrayList answers; //!< raw; empty where it is awaited
        QByteArray state; //!< raw; empty if there was none
        QByteArray refusal;
    };
    QHash<quint64, Row> m_open;
};

} // namespace Signalbox
