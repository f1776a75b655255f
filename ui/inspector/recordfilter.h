// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/taprecord.h"

#include <QSortFilterProxyModel>

namespace Signalbox {

class RecordModel;

/** The messages that the person wants to see, in the order in which they passed. */
class RecordFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    struct Wanted
    {
        quint64 client = 0; //!< number of the session; 0 = all
        QByteArray backend; //!< slug; empty = all
        QByteArray method; //!< empty = all
        QString text; //!< in method, id, name or the message itself; empty = anything
        bool errorsOnly = false;
        quint64 call = 0; //!< nothing but the messages of that call; 0 = all

        bool operator==(const Wanted &) const = default;
    };

    explicit RecordFilter(RecordModel *records, QObject *parent = nullptr);

    void setWanted(const Wanted &wanted);
    const Wanted &wanted() const { return m_wanted; }
    bool isFiltered() const { return !(m_wanted == Wanted()); }
    bool accepts(const TapRecord &record) const;
    QList<TapRecord> records() const; //!< those that are seen

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    RecordModel *m_records;
    Wanted m_wanted;
    QByteArray m_bytes; //!< of the text
};

} // namespace Signalbox
