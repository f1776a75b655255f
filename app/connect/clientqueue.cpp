// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/clientqueue.h"

#include <algorithm>
#include <utility>

namespace Signalbox {

namespace {

constexpr qsizetype bytesLimit = 16 * 1024 * 1024;
constexpr size_t countLimit = 10'000;

} // namespace

void ClientQueue::insert(Place place, Outgoing outgoing)
{
    m_bytes += outgoing.message.bytes().size();
    m_requests += outgoing.exchange != 0 ? 1 : 0;
    m_waiting.insert(place, std::move(outgoing));
}

ClientQueue::Place ClientQueue::take(Place place, Outgoing &taken)
{
    taken = std::move(*place);
    m_bytes -= taken.message.bytes().size();
    m_requests -= taken.exchange != 0 ? 1 : 0;
    return m_waiting.erase(place);
}

void ClientQueue::append(Outgoing outgoing)
{
    insert(m_waiting.end(), std::move(outgoing));
}

void ClientQueue::putBack(Outgoing outgoing)
{
    const auto place = std::find_if(m_waiting.begin(), m_waiting.end(), [&outgoing](const Outgoing &other) {
        return other.exchange == 0 || other.exchange > outgoing.exchange;
    });
    insert(place, std::move(outgoing));
}

Outgoing ClientQueue::takeFirst()
{
    Outgoing first;
    take(m_waiting.begin(), first);
    return first;
}

bool ClientQueue::forget(QByteArrayView id)
{
    const auto found = std::find_if(m_waiting.begin(), m_waiting.end(), [id](const Outgoing &outgoing) {
        return outgoing.exchange != 0 && outgoing.message.id() == id;
    });
    if (found == m_waiting.end())
        return false;
    Outgoing forgotten;
    take(found, forgotten);
    return true;
}

std::vector<Outgoing> ClientQueue::takeOlderThan(qint64 since)
{
    std::vector<Outgoing> old;
    for (auto place = m_waiting.begin(); place != m_waiting.end();) {
        if (place->since > since)
            ++place;
        else
            place = take(place, old.emplace_back());
    }
    return old;
}

bool ClientQueue::isFull() const
{
    return m_bytes > bytesLimit || m_waiting.size() > countLimit;
}

} // namespace Signalbox
