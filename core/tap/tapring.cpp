// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/tapring.h"

#include <algorithm>

namespace Signalbox {

/** Strings that records share with the message are not counted: they are short. */
qint64 TapRing::weightOf(const TapRecord &record)
{
    return qint64(sizeof(TapRecord)) + record.bytes.size() + record.headers.size() + record.address.size()
        + record.method.size() + record.id.size();
}

quint64 TapRing::add(TapRecord record)
{
    record.serial = ++m_last;
    m_bytes += weightOf(record);
    m_records.push_back(std::move(record));
    while (m_records.size() > m_bounds.records || (m_bytes > m_bounds.bytes && m_records.size() > 1)) {
        m_bytes -= weightOf(m_records.front());
        m_records.pop_front();
    }
    return m_last;
}

TapRecord *TapRing::find(quint64 serial)
{
    const auto found = std::ranges::lower_bound(m_records, serial, {}, &TapRecord::serial);
    return found == m_records.end() || found->serial != serial ? nullptr : &*found;
}

TapBatch TapRing::after(quint64 serial, qsizetype most) const
{
    TapBatch batch;
    auto record = std::ranges::upper_bound(m_records, serial, {}, &TapRecord::serial);
    for (; record != m_records.end() && batch.records.size() < most; ++record)
        batch.records.append(*record);
    if (!batch.records.isEmpty())
        batch.missed = batch.records.constLast().serial - serial - quint64(batch.records.size());
    return batch;
}

void TapRing::clear()
{
    m_records.clear();
    m_bytes = 0;
}

} // namespace Signalbox
