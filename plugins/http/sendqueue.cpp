// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/sendqueue.h"

#include "plugins/http/messagetext.h"

#include <algorithm>

namespace Signalbox {

namespace {

/** Each costs a connection until the server begins to answer, here and there. */
constexpr int mostRequestsUnderWay = 256;
constexpr qsizetype mostRequestsWaiting = 1'024;
constexpr qint64 mostBytes = 16 * 1024 * 1024;
/** Keys of what belongs to no exchange; exchanges count from 1. */
constexpr quint64 ownKeys = quint64(1) << 63;

} // namespace

void SendQueue::add(const Message &message, const Route &route)
{
    const quint64 key = route.exchange != 0 ? route.exchange : ownKeys + ++m_lastNumber;
    m_bytes += message.bytes().size();
    // A server that asks in the middle of the handshake may wait for the answer before it goes on.
    const bool isAnswerInHandshake = m_greeting && message.isResponse();
    (isAnswerInHandshake ? m_answers : m_inOrder).push_back({key, message, route});
    m_wasFull = m_wasFull || !hasRoom();
}

std::optional<Departure> SendQueue::next()
{
    if (!m_answers.empty())
        return depart(m_answers);
    if (isShakingHands())
        return std::nullopt;
    const bool isFree = m_requestsUnderWay < mostRequestsUnderWay;
    if (isFree && !m_requests.empty())
        return depart(m_requests);
    while (!m_inOrder.empty()) {
        const Message &message = m_inOrder.front().message;
        if (isFree || !message.isRequest() || message.isMethod("initialize"))
            return depart(m_inOrder);
        m_requests.push_back(std::move(m_inOrder.front()));
        m_inOrder.pop_front();
    }
    return std::nullopt;
}

Departure SendQueue::depart(std::deque<Departure> &from)
{
    Departure departure = std::move(from.front());
    from.pop_front();
    const Message &message = departure.message;
    m_underWay.insert(departure.key, {message.bytes().size(), message.isRequest()});
    m_requestsUnderWay += message.isRequest() ? 1 : 0;
    if (message.isRequest() && message.isMethod("initialize"))
        m_greeting = departure;
    if (m_isAnswered && message.isMethod("notifications/initialized")) {
        m_isAnswered = false;
        m_confirmation = departure.key;
    }
    return departure;
}

void SendQueue::taken(quint64 key)
{
    const auto found = m_underWay.constFind(key);
    if (found == m_underWay.constEnd())
        return;
    m_bytes -= found->bytes;
    m_requestsUnderWay -= found->isRequest ? 1 : 0;
    m_underWay.erase(found);
    if (key == m_confirmation)
        m_confirmation = 0;
}

void SendQueue::heard(const Message &message)
{
    if (!m_greeting || !message.isResponse() || !isSameId(message.id(), m_greeting->message.id()))
        return;
    m_isAnswered = message.kind() == Message::Kind::Result;
    m_greeting.reset();
}

void SendQueue::remove(quint64 exchange)
{
    for (std::deque<Departure> *waiting : {&m_inOrder, &m_requests, &m_answers}) {
        const auto found = std::find_if(waiting->begin(), waiting->end(),
                                        [exchange](const Departure &each) { return each.key == exchange; });
        if (found == waiting->end())
            continue;
        m_bytes -= found->message.bytes().size();
        waiting->erase(found);
        return;
    }
}

std::deque<Departure> SendQueue::breakHandshake()
{
    m_greeting.reset();
    std::deque<Departure> waited;
    for (std::deque<Departure> *waiting : {&m_answers, &m_inOrder, &m_requests}) {
        for (Departure &departure : *waiting) {
            m_bytes -= departure.message.bytes().size();
            waited.push_back(std::move(departure));
        }
        waiting->clear();
    }
    return waited;
}

void SendQueue::clear()
{
    *this = SendQueue();
}

bool SendQueue::hasRoom() const
{
    return m_bytes <= mostBytes && qsizetype(m_requests.size()) <= mostRequestsWaiting;
}

bool SendQueue::hasDrained()
{
    const bool isPlenty = m_bytes <= mostBytes / 2 && qsizetype(m_requests.size()) <= mostRequestsWaiting / 2;
    if (!m_wasFull || !isPlenty)
        return false;
    m_wasFull = false;
    return true;
}

} // namespace Signalbox
