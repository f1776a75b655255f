// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/transport.h"

#include <QHash>

#include <deque>
#include <optional>

namespace Signalbox {

/**
 * When a message may leave. Nothing overtakes the handshake: what comes before the answer to `initialize` waits for it
 * in its order, and `notifications/initialized` travels alone. A server without a handshake sees none of that. After
 * it everything is free, but for a bound on requests whose answer has not begun.
 */
class SendQueue
{
public:
    void add(const Message &message, const Route &route);
    /** The next message that may leave now; from then on it is under way. */
    std::optional<Departure> next();
    /** It is under way no more: the server has it, or it failed. */
    void taken(quint64 key);
    /** Something the server said: perhaps the answer to the handshake. */
    void heard(const Message &message);
    /** Takes out a message that has not left. */
    void remove(quint64 exchange);

    /** The handshake whose answer is awaited. */
    const std::optional<Departure> &greeting() const { return m_greeting; }
    void forgetGreeting() { m_greeting.reset(); }
    bool isShakingHands() const { return m_greeting || m_confirmation != 0; }
    /** The handshake failed: gives back all that waited for it. */
    std::deque<Departure> breakHandshake();
    void clear();

    bool hasRoom() const;
    /** Once after each time there was no room, when there is plenty again. */
    bool hasDrained();

private:
    struct UnderWay
    {
        qint64 bytes = 0;
        bool isRequest = false;
    };

    Departure depart(std::deque<Departure> &from);

    std::deque<Departure> m_inOrder;
    std::deque<Departure> m_requests; //!< free to go as soon as there are fewer under way
    std::deque<Departure> m_answers; //!< to questions asked in the handshake
    QHash<quint64, UnderWay> m_underWay;
    std::optional<Departure> m_greeting;
    bool m_isAnswered = false; //!< the handshake was, and is not confirmed yet
    quint64 m_confirmation = 0;
    quint64 m_lastNumber = 0;
    int m_requestsUnderWay = 0;
    qint64 m_bytes = 0; //!< of all that waits or is under way
    bool m_wasFull = false;
};

} // namespace Signalbox
