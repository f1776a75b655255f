// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QTimer>

namespace Signalbox {

/**
 * Rows in the order and selection that the person wants. Sorts again at most four times a second and less often
 * where sorting is dear: sorting at each change of a row costs more than the table itself.
 */
class SortedRows : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit SortedRows(QObject *parent = nullptr);

    void setSourceModel(QAbstractItemModel *model) override;
    /** Only rows in which a cell contains all of these words. */
    void setWanted(const QString &words);
    bool isFiltered() const { return !m_words.isEmpty(); }

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    void sortLater();
    void sortAgain();

    QTimer m_pulse;
    QStringList m_words;
};

} // namespace Signalbox
