// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QHash>
#include <QTimer>

#include <functional>

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
    using Condition = std::function<bool(int row)>;
    /** Only rows of the source that fulfil all conditions; `key` names one, an empty one is no condition. */
    void setCondition(int key, Condition condition);
    bool isFiltered() const { return !m_words.isEmpty() || !m_conditions.isEmpty(); }

Q_SIGNALS:
    void conditionsChanged();

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    void sortLater();
    void sortAgain();

    QTimer m_pulse;
    QStringList m_words;
    QHash<int, Condition> m_conditions;
};

} // namespace Signalbox
