// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/sortedrows.h"

#include "ui/tables/facttable.h"

#include <QElapsedTimer>

namespace Signalbox {

namespace {
constexpr int pulse = 250; // ms
constexpr int share = 20; // sorting may take one part of this many of the time
} // namespace

SortedRows::SortedRows(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
    m_pulse.setSingleShot(true);
    m_pulse.setInterval(pulse);
    connect(&m_pulse, &QTimer::timeout, this, &SortedRows::sortAgain);
}

void SortedRows::setSourceModel(QAbstractItemModel *model)
{
    QSortFilterProxyModel::setSourceModel(model);
    connect(model, &QAbstractItemModel::dataChanged, this, &SortedRows::sortLater);
    connect(model, &QAbstractItemModel::rowsInserted, this, &SortedRows::sortLater);
}

void SortedRows::setWanted(const QString &words)
{
    m_words = words.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void SortedRows::setCondition(int key, Condition condition)
{
    if (condition)
        m_conditions.insert(key, std::move(condition));
    else
        m_conditions.remove(key);
    invalidateFilter();
    Q_EMIT conditionsChanged();
}

bool SortedRows::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant one = left.data(FactTable::RankRole);
    const QVariant other = right.data(FactTable::RankRole);
    if (one.userType() == QMetaType::QString)
        return QString::localeAwareCompare(one.toString(), other.toString()) < 0;
    return QVariant::compare(one, other) == QPartialOrdering::Less;
}

bool SortedRows::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    for (const Condition &condition : m_conditions) {
        if (!condition(row))
            return false;
    }
    return std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        for (int column = 0; column < sourceModel()->columnCount(parent); ++column) {
            if (sourceModel()->index(row, column, parent).data().toString().contains(word, Qt::CaseInsensitive))
                return true;
        }
        return false;
    });
}

void SortedRows::sortLater()
{
    if (sortColumn() >= 0 && !m_pulse.isActive())
        m_pulse.start();
}

void SortedRows::sortAgain()
{
    if (sortColumn() < 0)
        return;
    QElapsedTimer taken;
    taken.start();
    sort(sortColumn(), sortOrder());
    m_pulse.setInterval(qMax(pulse, static_cast<int>(taken.elapsed()) * share));
}

} // namespace Signalbox
