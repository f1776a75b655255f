// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/recordfilter.h"

#include "ui/inspector/recordmodel.h"

namespace Signalbox {

RecordFilter::RecordFilter(RecordModel *records, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_records(records)
{
    setDynamicSortFilter(true);
    setSourceModel(records);
}

void RecordFilter::setWanted(const TapFilter &wanted)
{
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    invalidateFilter();
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
    return m_wanted.accepts(m_records->at(row));
}

} // namespace Signalbox
