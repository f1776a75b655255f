// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/screen.h"

#include <QList>

namespace Signalbox {

/** Rows in aligned columns that fit the screen: the columns that may shrink do so, the widest first. */
class Table
{
public:
    struct Column
    {
        enum Kind { Text, Number, Long };
        QString title;
        Kind kind = Text;
    };
    struct Cell
    {
        Cell(QString cellText, Screen::Style cellStyle = Screen::Plain)
            : text(std::move(cellText)), style(cellStyle)
        {
        }
        QString text;
        Screen::Style style;
    };

    explicit Table(QList<Column> columns) : m_columns(std::move(columns)) { }

    /** A cell for each column; text from outside is tamed here. */
    void add(const QList<Cell> &cells);
    bool isEmpty() const { return m_rows.isEmpty(); }
    QString text(const Screen &screen) const;

private:
    QList<int> widths(const Screen &screen) const;
    QString line(const QList<Cell> &cells, const QList<int> &widths, const Screen &screen) const;

    QList<Column> m_columns;
    QList<QList<Cell>> m_rows;
};

} // namespace Signalbox
