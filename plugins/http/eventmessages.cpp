// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/eventmessages.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qsizetype longestId = 1'024;
constexpr qint64 mostIdBytes = 64 * 1'024;
constexpr size_t mostIds = 1'000;

/** Whether it can travel back in a header. */
bool isUsable(const QByteArray &id)
{
    const auto isControl = [](char c) { return static_cast<uchar>(c) < 0x20 || c == 0x7f; };
    return id.size() <= longestId && std::ranges::none_of(id, isControl);
}

} // namespace

EventMessages::EventMessages(qint64 longestEvent)
    : m_longestEvent(longestEvent)
    , m_reader(longestEvent)
{
}

void EventMessages::add(QByteArrayView bytes)
{
    m_reader.add(bytes);
}

std::optional<QByteArray> EventMessages::next()
{
    while (std::optional<ServerEvent> event = m_reader.next()) {
        if (event->retry)
            m_delay.ask(*event->retry);
        const bool isNews = !isRepeated(*event);
        if (event->id)
            m_lastId = isUsable(*event->id) ? *event->id : QByteArray();
        if (!isNews)
            continue;
        m_delay.succeeded();
        if (event->type == "message" && !event->data.isEmpty())
            return std::move(event->data);
    }
    return std::nullopt;
}

bool EventMessages::isRepeated(const ServerEvent &event)
{
    if (!event.id || event.id->isEmpty())
        return false;
    // Some servers count anew on each connection: what says something else is something else.
    const size_t content = qHash(event.data);
    const auto before = m_before.constFind(*event.id);
    if (before != m_before.constEnd() && *before == content)
        return true;
    remember(*event.id, content);
    return false;
}

void EventMessages::remember(const QByteArray &id, size_t content)
{
    if (!isUsable(id))
        return;
    const bool isKnown = m_told.contains(id);
    m_told.insert(id, content);
    if (isKnown)
        return;
    m_tellings.push_back(id);
    m_toldBytes += id.size();
    while (m_toldBytes > mostIdBytes || m_tellings.size() > mostIds) {
        m_toldBytes -= m_tellings.front().size();
        m_told.remove(m_tellings.front());
        m_tellings.pop_front();
    }
}

void EventMessages::reconnect()
{
    m_reader = EventReader(m_longestEvent);
    m_before = m_told;
}

} // namespace Signalbox
