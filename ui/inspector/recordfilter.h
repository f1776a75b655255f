// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/tapfilter.h"

#include <QSortFilterProxyModel>

namespace Signalbox {

class RecordModel;

/** The messages that the person wants to see, in the order in which they passed. */
class RecordFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit RecordFilter(RecordModel *records, QObject *parent = nullptr);

    void setWanted(const TapFilter &wanted);
    const TapFilter &wanted() const { return m_wanted; }
    QList<TapRecord> records() const; //!< those that are seen

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    RecordModel *m_records;
    TapFilter m_wanted;
};

} // namespace Signalbox
