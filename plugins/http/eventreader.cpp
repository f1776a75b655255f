// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/eventreader.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

namespace Signalbox {

namespace {

constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";
constexpr std::ptrdiff_t mostLookedAt = 1'024;
constexpr int longestRetry = 3'600'000; //!< ms; what is longer nobody waits for

std::optional<int> retryIn(QByteArrayView value)
{
    constexpr qsizetype mostDigits = 9;
    const bool digits = !value.isEmpty() && value.size() <= mostDigits
        && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits)
        return {};
    return std::min(value.toInt(), longestRetry);
}

} // namespace

void EventReader::add(QByteArrayView bytes)
{
    if (m_isTooLong)
        return;
    if (m_begin == m_buffer.size()) {
        m_buffer.clear();
        m_begin = m_scanned = 0;
    }
    m_buffer.append(bytes);
}

void EventReader::compact()
{
    // Half of it is read: moving the other half costs each byte one move at most.
    if (m_begin < 64 * 1024 || m_begin < m_buffer.size() / 2)
        return;
    m_buffer.remove(0, m_begin);
    m_scanned -= m_begin;
    m_begin = 0;
}

/** Where the next line ends and where the one after it begins; -1 if its end is not there yet. */
qsizetype EventReader::lineEnd(qsizetype *after)
{
    if (m_feedMayFollow && m_begin < m_buffer.size()) {
        m_feedMayFollow = false;
        if (m_buffer.at(m_begin) == '\n')
            m_scanned = ++m_begin;
    }
    const char *begin = m_buffer.constData();
    const char *end = begin + m_buffer.size();
    const char *feed = nullptr;
    const char *carriage = nullptr;
    // Piece by piece: where lines end in one of the two alone, the other is looked for in vain each time.
    for (const char *from = begin + m_scanned; from != end && !feed && !carriage;) {
        const char *until = from + std::min(end - from, mostLookedAt);
        feed = static_cast<const char *>(std::memchr(from, '\n', size_t(until - from)));
        until = feed ? feed : until;
        carriage = static_cast<const char *>(std::memchr(from, '\r', size_t(until - from)));
        from = until;
    }
    if (!carriage && !feed) {
        m_scanned = m_buffer.size();
        return -1;
    }
    if (!carriage) {
        *after = feed + 1 - begin;
        return feed - begin;
    }
    // The line is over at once, although a line feed that belongs to it may still come.
    m_feedMayFollow = carriage + 1 == end;
    *after = carriage + (!m_feedMayFollow && carriage[1] == '\n' ? 2 : 1) - begin;
    return carriage - begin;
}

std::optional<ServerEvent> EventReader::next()
{
    if (m_isAtStart) {
        const QByteArrayView head = QByteArrayView(m_buffer).first(std::min(m_buffer.size(), byteOrderMark.size()));
        if (head.size() < byteOrderMark.size() && byteOrderMark.startsWith(head))
            return {};
        m_isAtStart = false;
        if (head == byteOrderMark)
            m_begin = m_scanned = byteOrderMark.size();
    }
    while (!m_isTooLong) {
        qsizetype after = 0;
        const qsizetype end = lineEnd(&after);
        const qsizetype pending = (end < 0 ? m_buffer.size() : end) - m_begin;
        if (m_event.data.size() + pending > m_longestEvent + 64) {
            m_isTooLong = true;
            m_buffer.clear();
            m_event = {};
            return {};
        }
        if (end < 0) {
            compact();
            return {};
        }
        const bool complete = takeLine(QByteArrayView(m_buffer).sliced(m_begin, end - m_begin));
        m_begin = m_scanned = after;
        if (complete) {
            if (m_event.type.isEmpty())
                m_event.type = "message";
            return std::exchange(m_event, {});
        }
    }
    return {};
}

/** Whether the line ended an event. */
bool EventReader::takeLine(QByteArrayView line)
{
    if (line.isEmpty()) {
        const bool says = m_event.hasData || m_event.id || m_event.retry;
        if (!says)
            m_event = {};
        return says;
    }
    if (line.front() == ':')
        return false;
    const qsizetype colon = line.indexOf(':');
    if (colon < 0) {
        takeField(line, {});
        return false;
    }
    QByteArrayView value = line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    takeField(line.first(colon), value);
    return false;
}

void EventReader::takeField(QByteArrayView name, QByteArrayView value)
{
    if (name == "data") {
        if (m_event.hasData)
            m_event.data.append('\n');
        m_event.hasData = true;
        m_event.data.append(value);
    } else if (name == "event") {
        m_event.type = value.toByteArray();
    } else if (name == "id") {
        if (!value.contains('\0'))
            m_event.id = value.toByteArray();
    } else if (name == "retry") {
        if (const auto retry = retryIn(value))
            m_event.retry = retry;
    }
}

} // namespace Signalbox
