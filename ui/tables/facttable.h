// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/icons.h"
#include "ui/words.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QTimer>

#include <functional>

namespace Signalbox {

/** How one column shows a fact. */
template <typename Fact> struct FactColumn
{
    QString title;
    std::function<QString(const Fact &fact, const QDateTime &now)> text;
    std::function<QVariant(const Fact &fact)> rank = nullptr; //!< what sorting compares; without it the text
    std::function<QString(const Fact &fact)> hint = nullptr; //!< the exact or the long version
    std::function<Mark(const Fact &fact)> mark = nullptr; //!< icon of the state
    bool isNumber = false;
    bool ages = false; //!< the text changes while the fact does not
};

/**
 * A table of facts that changes row by row: what arrives is staged and applied at most ten times a second, nothing is
 * ever reset, so selection and scroll position stay.
 */
class FactTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { NumberRole = Qt::UserRole, RankRole };

    explicit FactTable(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;

    /** The time that ages are counted from. */
    void setNow(const QDateTime &now);
    QDateTime now() const { return m_now; }
    /** The number of the fact in that row. */
    virtual quint64 numberAt(int row) const = 0;

Q_SIGNALS:
    void applied(); //!< what was staged is in the table

protected:
    void stage();
    virtual void apply() = 0;
    virtual int rows() const = 0;
    virtual int columns() const = 0;
    virtual bool ages(int column) const = 0;

private:
    QTimer m_pulse;
    QDateTime m_now = QDateTime::currentDateTimeUtc();
};

/** The part of a FactTable that knows what its facts are: rows, and columns that show them. */
template <typename Fact> class FactRows : public FactTable
{
    // g++ 12 falls over columns with members left out unless it has seen before how a whole one is made.
    static_assert(std::is_default_constructible_v<FactColumn<Fact>>);

public:
    using Columns = QList<FactColumn<Fact>>;

    FactRows(Columns columnList, QObject *parent)
        : FactTable(parent)
        , m_columns(std::move(columnList))
    {
    }

    const Fact &at(int row) const { return m_rows.at(row); }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const Fact &fact = m_rows.at(index.row());
        const FactColumn<Fact> &column = m_columns.at(index.column());
        switch (role) {
        case Qt::DisplayRole:
            return column.text(fact, now());
        case Qt::ToolTipRole:
            return column.hint ? Words::hint(column.hint(fact)) : QVariant();
        case Qt::DecorationRole:
            return column.mark ? QVariant(markIcon(column.mark(fact))) : QVariant();
        case Qt::TextAlignmentRole:
            return alignment(column);
        case NumberRole:
            return numberAt(index.row());
        case RankRole:
            return column.rank ? column.rank(fact) : QVariant(column.text(fact, now()));
        default:
            return {};
        }
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
            return {};
        if (role == Qt::DisplayRole)
            return m_columns.at(section).title;
        return role == Qt::TextAlignmentRole ? alignment(m_columns.at(section)) : QVariant();
    }

protected:
    int rows() const override { return static_cast<int>(m_rows.size()); }
    int columns() const override { return static_cast<int>(m_columns.size()); }
    bool ages(int column) const override { return m_columns.at(column).ages; }

    QList<Fact> m_rows;

private:
    static QVariant alignment(const FactColumn<Fact> &column)
    {
        return QVariant::fromValue(Qt::Alignment(column.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }

    Columns m_columns;
};

} // namespace Signalbox
