// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/tapring.h"

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
    if (m_records.empty() || serial < m_records.front().serial || serial > m_last)
        return nullptr;
    return &m_records[size_t(serial - m_records.front().serial)];
}

TapBatch TapRing::after(quint64 serial, qsizetype most) const
{
    TapBatch batch;
    if (m_records.empty())
        return batch;
    const quint64 first = m_records.front().serial;
    if (serial + 1 < first)
        batch.missed = first - serial - 1;
    const size_t from = serial < first ? 0 : size_t(serial - first + 1);
    const size_t to = std::min(m_records.size(), from + size_t(most));
    for (size_t at = from; at < to; ++at)
        batch.records.append(m_records[at]);
    return batch;
}

void TapRing::clear()
{
    m_records.clear();
    m_bytes = 0;
}

} // namespace Signalbox
