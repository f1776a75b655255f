// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/eventid.h"

#include <array>
#include <charconv>

namespace Signalbox {

namespace {

constexpr int base = 36;
constexpr int longestNumber = 13; // 2^64 in base 36

void appendNumber(QByteArray &bytes, quint64 number)
{
    std::array<char, longestNumber> digits;
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
    bytes.append(digits.data(), written.ptr - digits.data());
}

/** Takes a canonical number off the front of `text`; false if there is none. */
bool takeNumber(QByteArrayView &text, quint64 &number)
{
    if (text.isEmpty() || (text.front() == '0' && text.size() > 1 && text.at(1) != '-'))
        return false;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (read.ec != std::errc())
        return false;
    text = text.sliced(read.ptr - text.data());
    return true;
}

bool takeHyphen(QByteArrayView &text)
{
    if (text.isEmpty() || text.front() != '-')
        return false;
    text = text.sliced(1);
    return true;
}

} // namespace

QByteArray EventId::text() const
{
    QByteArray bytes;
    bytes.reserve(3 * longestNumber + 2);
    appendTo(bytes);
    return bytes;
}

void EventId::appendTo(QByteArray &bytes) const
{
    appendNumber(bytes, epoch);
    bytes.append('-');
    appendNumber(bytes, stream);
    bytes.append('-');
    appendNumber(bytes, sequence);
}

std::optional<EventId> EventId::parse(QByteArrayView text)
{
    if (text.size() > 3 * longestNumber + 2)
        return std::nullopt;
    // from_chars also reads capitals; text() writes none.
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z')
            return std::nullopt;
    }
    EventId id;
    const bool ok = takeNumber(text, id.epoch) && takeHyphen(text) && takeNumber(text, id.stream) && takeHyphen(text)
        && takeNumber(text, id.sequence);
    if (!ok || !text.isEmpty())
        return std::nullopt;
    return id;
}

} // namespace Signalbox
