// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/eventlog.h"

#include <QSet>

#include <algorithm>

namespace Signalbox {

namespace {
/** A stream that carries every answer of its client loses one now and then for as long as it lives. */
constexpr qsizetype mostLostAnswers = 1'000;
} // namespace

EventId EventLog::append(const EventPtr &event, qint64 now, const LogBounds &bounds)
{
    Entry entry{event, ++m_last, now, m_lostAtEnd, 0};
    if (m_lostAtEnd > 0)
        entry.lostBack = quint32(m_last - m_lastLost);
    m_lostAtEnd = 0;
    m_entries.append(std::move(entry));

    const qint64 size = event->payload.size();
    m_bytes += size;
    m_backlogBytes += size;
    ++m_backlog;
    if (event->kind == Event::Kind::LogLine)
        ++m_logLines;

    // What the present reader has been given is only kept for its return: the oldest of it goes first.
    while (m_attached && isOver(bounds) && m_entries.constFirst().sequence <= m_cursor)
        remove(0, true);
    const bool coalesced = isOver(bounds) && dropOlderTwin();
    if (event->kind == Event::Kind::News && !coalesced)
        m_twins = true;
    while (isOver(bounds))
        makeRoom();
    return idOf(m_last);
}

bool EventLog::isOver(const LogBounds &bounds) const
{
    return m_entries.size() > 1 && (m_entries.size() > bounds.events || m_bytes > bounds.bytes);
}

void EventLog::makeRoom()
{
    if (dropTwins() || dropLogLine())
        return;
    remove(0, true);
}

/** The newest event, if it is news, replaces an earlier one with the same key. */
bool EventLog::dropOlderTwin()
{
    const Event &newest = *m_entries.constLast().event;
    if (newest.kind != Event::Kind::News)
        return false;
    for (qsizetype i = m_entries.size() - 2; i >= 0; --i) {
        const Event &event = *m_entries.at(i).event;
        if (event.kind == Event::Kind::News && event.key == newest.key) {
            remove(i, false);
            return true;
        }
    }
    return false;
}

/** One pass over everything, worth it only if news was kept since the last one. */
bool EventLog::dropTwins()
{
    if (!std::exchange(m_twins, false))
        return false;
    const qsizetype before = m_entries.size();
    QSet<QByteArray> later;
    for (qsizetype i = before - 1; i >= 0; --i) {
        const Event &event = *m_entries.at(i).event;
        if (event.kind != Event::Kind::News)
            continue;
        if (later.contains(event.key))
            remove(i, false);
        else
            later.insert(event.key);
    }
    return m_entries.size() < before;
}

bool EventLog::dropLogLine()
{
    if (m_logLines == 0)
        return false;
    const auto found = std::find_if(m_entries.cbegin(), m_entries.cend() - 1,
                                    [](const Entry &entry) { return entry.event->kind == Event::Kind::LogLine; });
    if (found == m_entries.cend() - 1)
        return false;
    remove(found - m_entries.cbegin(), true);
    return true;
}

void EventLog::remove(qsizetype index, bool lost)
{
    const Entry gone = m_entries.at(index);
    const qint64 size = gone.event->payload.size();
    m_bytes -= size;
    if (gone.event->kind == Event::Kind::LogLine)
        --m_logLines;
    if (gone.sequence > m_cursor) {
        m_backlogBytes -= size;
        --m_backlog;
        m_overrun = m_overrun || lost;
    }
    if (lost && gone.event->kind == Event::Kind::Answer)
        rememberLost(gone);
    m_entries.removeAt(index);

    // What was lost up to here now lies before the entry that followed.
    const quint32 count = gone.lostBefore + (lost ? 1 : 0);
    if (count == 0)
        return;
    const quint64 newest = lost ? gone.sequence : gone.sequence - gone.lostBack;
    if (index < m_entries.size()) {
        Entry &next = m_entries[index];
        if (next.lostBefore == 0)
            next.lostBack = quint32(next.sequence - newest);
        next.lostBefore += count;
    } else {
        m_lastLost = m_lostAtEnd == 0 ? newest : m_lastLost;
        m_lostAtEnd += count;
    }
}

void EventLog::rememberLost(const Entry &answer)
{
    m_lostAnswers.append({answer.sequence, answer.event->key});
    if (m_lostAnswers.size() > mostLostAnswers)
        m_lostAnswers.removeFirst();
}

qsizetype EventLog::indexAfter(quint64 sequence) const
{
    const auto found = std::upper_bound(m_entries.cbegin(), m_entries.cend(), sequence,
                                        [](quint64 wanted, const Entry &entry) { return wanted < entry.sequence; });
    return found - m_entries.cbegin();
}

const EventLog::Entry *EventLog::after(quint64 sequence) const
{
    const qsizetype index = indexAfter(sequence);
    return index < m_entries.size() ? &m_entries.at(index) : nullptr;
}

std::optional<EventLog::Gap> EventLog::gapAfter(quint64 sequence) const
{
    Gap gap;
    const auto count = [&gap, sequence](quint64 lost, quint64 newest) {
        if (lost > 0 && newest > sequence)
            gap.missed += std::min(lost, newest - sequence);
    };
    const qsizetype first = indexAfter(sequence);
    for (qsizetype i = first; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries.at(i);
        count(entry.lostBefore, entry.sequence - entry.lostBack);
    }
    count(m_lostAtEnd, m_lastLost);
    if (gap.missed == 0)
        return std::nullopt;
    gap.before = first < m_entries.size() ? m_entries.at(first).sequence - 1 : m_last;
    return gap;
}

QList<QByteArray> EventLog::answersLostAfter(quint64 sequence) const
{
    QList<QByteArray> ids;
    for (const LostAnswer &answer : m_lostAnswers) {
        if (answer.sequence > sequence)
            ids.append(answer.id);
    }
    return ids;
}

void EventLog::moveTo(quint64 sequence)
{
    m_attached = true;
    m_cursor = sequence;
    m_overrun = false;
    m_backlog = 0;
    m_backlogBytes = 0;
    for (qsizetype i = indexAfter(sequence); i < m_entries.size(); ++i) {
        ++m_backlog;
        m_backlogBytes += m_entries.at(i).event->payload.size();
    }
}

void EventLog::advance(quint64 sequence)
{
    for (const Entry *entry = after(m_cursor); entry && entry->sequence <= sequence; entry = after(m_cursor)) {
        m_cursor = entry->sequence;
        --m_backlog;
        m_backlogBytes -= entry->event->payload.size();
    }
    m_cursor = std::max(m_cursor, sequence);
    m_written = std::max(m_written, m_cursor);
}

void EventLog::expire(qint64 now, qint64 age)
{
    while (!m_entries.isEmpty() && now - m_entries.constFirst().at >= age)
        remove(0, true);
    if (m_entries.isEmpty())
        m_entries = {}; // an idle stream keeps no storage
}

void EventLog::clear()
{
    while (!m_entries.isEmpty())
        remove(0, true);
    m_entries = {};
}

} // namespace Signalbox
