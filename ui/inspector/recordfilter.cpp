// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/recordfilter.h"

#include "ui/inspector/recordmodel.h"

namespace Signalbox {

namespace {

/** Letters of ASCII without case, all others as they are: no message is decoded for a search. */
bool contains(const QByteArray &bytes, const QByteArray &part)
{
    return QLatin1StringView(bytes).contains(QLatin1StringView(part), Qt::CaseInsensitive);
}

} // namespace

RecordFilter::RecordFilter(RecordModel *records, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_records(records)
{
    setDynamicSortFilter(true);
    setSourceModel(records);
}

void RecordFilter::setWanted(const Wanted &wanted)
{
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    m_bytes = wanted.text.trimmed().toUtf8();
    invalidateFilter();
}

bool RecordFilter::accepts(const TapRecord &record) const
{
    if (m_wanted.call && record.call != m_wanted.call)
        return false;
    if (m_wanted.client && record.client != m_wanted.client)
        return false;
    if (!m_wanted.backend.isEmpty() && record.backend != m_wanted.backend)
        return false;
    if (!m_wanted.method.isEmpty() && record.method != m_wanted.method)
        return false;
    if (m_wanted.errorsOnly && !RecordModel::isFailure(record))
        return false;
    return m_bytes.isEmpty() || contains(record.method, m_bytes) || contains(record.id, m_bytes)
        || contains(record.who, m_bytes) || contains(record.backend, m_bytes) || contains(record.bytes, m_bytes);
}

QList<TapRecord> RecordFilter::records() const
{
    QList<TapRecord> seen;
    for (int row = 0; row < rowCount(); ++row)
        seen.append(m_records->at(mapToSource(index(row, 0)).row()));
    return seen;
}

bool RecordFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    return accepts(m_records->at(row));
}

} // namespace Signalbox
