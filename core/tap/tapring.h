// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/taprecord.h"

#include <deque>

namespace Signalbox {

/** The latest records, bounded in number and in bytes; the oldest go first. */
class TapRing
{
public:
    struct Bounds
    {
        size_t records = 5'000;
        qint64 bytes = 16 * 1024 * 1024;
    };

    TapRing() = default;
    explicit TapRing(Bounds bounds) : m_bounds(bounds) { }

    /** Numbers it and keeps it; its serial. */
    quint64 add(TapRecord record);
    /** One passed that nobody keeps. */
    void skip() { ++m_last; }
    /** Null if it is gone, or was never there. Valid until the next add(). */
    TapRecord *find(quint64 serial);
    /** Those after `serial`, `most` at a time. */
    TapBatch after(quint64 serial, qsizetype most) const;
    quint64 last() const { return m_last; }
    size_t count() const { return m_records.size(); }
    qint64 bytes() const { return m_bytes; }
    void clear();

private:
    static qint64 weightOf(const TapRecord &record);

    Bounds m_bounds;
    std::deque<TapRecord> m_records;
    qint64 m_bytes = 0;
    quint64 m_last = 0;
};

} // namespace Signalbox
