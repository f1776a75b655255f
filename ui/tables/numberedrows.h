// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/facttable.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>

namespace Signalbox {

/** Facts about things that come, change and go, one row each, in the order of their numbers' first appearance. */
template <typename Fact> class NumberedRows : public FactRows<Fact>
{
public:
    using FactRows<Fact>::FactRows;

    void take(const Fact &fact)
    {
        if (fact.number == 0)
            return;
        m_gone.remove(fact.number);
        m_staged.insert(fact.number, fact);
        this->stage();
    }

    void drop(quint64 number)
    {
        m_staged.remove(number);
        if (!m_rowOf.contains(number))
            return;
        m_gone.insert(number);
        this->stage();
    }

    /** Drops everything else. */
    void keepOnly(const QSet<quint64> &numbers)
    {
        for (auto staged = m_staged.begin(); staged != m_staged.end();)
            staged = numbers.contains(staged.key()) ? std::next(staged) : m_staged.erase(staged);
        for (auto row = m_rowOf.cbegin(); row != m_rowOf.cend(); ++row) {
            if (numbers.contains(row.key()))
                continue;
            m_gone.insert(row.key());
            this->stage();
        }
    }

    quint64 numberAt(int row) const override { return this->m_rows.at(row).number; }
    int rowOf(quint64 number) const { return m_rowOf.value(number, -1); }
    /** Valid until the next turn of the event loop; null if there is no such row. */
    const Fact *find(quint64 number) const
    {
        const int row = rowOf(number);
        return row < 0 ? nullptr : &this->m_rows.at(row);
    }

protected:
    void apply() override
    {
        removeGone();
        replaceKnown();
        insertNew();
    }

private:
    /** Calls `act(first, last)` for each run of neighbours in `rows`, from the bottom up. */
    template <typename Act> static void forEachRun(QList<int> rows, Act act)
    {
        std::sort(rows.begin(), rows.end());
        for (qsizetype last = rows.size() - 1; last >= 0;) {
            qsizetype first = last;
            while (first > 0 && rows.at(first - 1) == rows.at(first) - 1)
                --first;
            act(rows.at(first), rows.at(last));
            last = first - 1;
        }
    }

    void removeGone()
    {
        QList<int> rows;
        for (const quint64 number : std::as_const(m_gone)) {
            m_staged.remove(number);
            rows.append(m_rowOf.take(number));
        }
        m_gone.clear();
        forEachRun(rows, [this](int first, int last) {
            this->beginRemoveRows({}, first, last);
            this->m_rows.remove(first, last - first + 1);
            this->endRemoveRows();
        });
        if (!rows.isEmpty())
            countFrom(*std::min_element(rows.cbegin(), rows.cend()));
    }

    void replaceKnown()
    {
        QList<int> rows;
        for (auto staged = m_staged.begin(); staged != m_staged.end();) {
            const int row = rowOf(staged.key());
            if (row < 0) {
                ++staged;
                continue;
            }
            this->m_rows[row] = staged.value();
            rows.append(row);
            staged = m_staged.erase(staged);
        }
        forEachRun(rows, [this](int first, int last) {
            Q_EMIT this->dataChanged(this->index(first, 0), this->index(last, this->columns() - 1));
        });
    }

    void insertNew()
    {
        if (m_staged.isEmpty())
            return;
        const int first = this->rows();
        this->beginInsertRows({}, first, first + static_cast<int>(m_staged.size()) - 1);
        this->m_rows.append(m_staged.values());
        m_staged.clear();
        countFrom(first);
        this->endInsertRows();
    }

    void countFrom(int first)
    {
        for (int row = first; row < this->rows(); ++row)
            m_rowOf.insert(this->m_rows.at(row).number, row);
    }

    QHash<quint64, int> m_rowOf;
    QMap<quint64, Fact> m_staged; //!< changed since the last pulse
    QSet<quint64> m_gone;
};

} // namespace Signalbox
