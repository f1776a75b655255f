// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/table.h"

#include "app/cli/plaintext.h"

#include <algorithm>
#include <numeric>

namespace Signalbox {

namespace {
constexpr int gap = 2;
constexpr int narrowest = 8; //!< that a column shrinks to
}

void Table::add(const QList<Cell> &cells)
{
    Q_ASSERT(cells.size() == m_columns.size());
    QList<Cell> row;
    for (const Cell &cell : cells)
        row.append({PlainText::tame(cell.text), cell.style});
    m_rows.append(row);
}

QList<int> Table::widths(const Screen &screen) const
{
    QList<int> widths;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        int width = PlainText::columns(m_columns[i].title);
        for (const QList<Cell> &row : m_rows)
            width = std::max(width, PlainText::columns(row[i].text));
        widths.append(width);
    }
    const int gaps = gap * int(widths.size() - 1);
    while (screen.width > 0) {
        const int excess = std::accumulate(widths.cbegin(), widths.cend(), gaps) - screen.width;
        qsizetype widest = -1;
        for (qsizetype i = 0; i < widths.size(); ++i) {
            const bool shrinks = m_columns[i].kind == Column::Long && widths[i] > narrowest;
            if (shrinks && (widest < 0 || widths[i] > widths[widest]))
                widest = i;
        }
        if (excess <= 0 || widest < 0)
            break;
        --widths[widest];
    }
    return widths;
}

QString Table::line(const QList<Cell> &cells, const QList<int> &widths, const Screen &screen) const
{
    QString line;
    int pending = 0; // blanks that are written only if something follows
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const QString text = PlainText::cut(cells[i].text, widths[i]);
        const int blanks = widths[i] - PlainText::columns(text);
        const bool isRight = m_columns[i].kind == Column::Number;
        if (!text.isEmpty())
            line += QString(pending + (isRight ? blanks : 0), u' ') + screen.painted(text, cells[i].style);
        pending = (text.isEmpty() ? pending + widths[i] : (isRight ? 0 : blanks)) + gap;
    }
    return line;
}

QString Table::text(const Screen &screen) const
{
    const QList<int> widths = this->widths(screen);
    QList<Cell> titles;
    for (const Column &column : m_columns)
        titles.append({column.title, Screen::Heading});
    QString text = line(titles, widths, screen) + u'\n';
    for (const QList<Cell> &row : m_rows)
        text += line(row, widths, screen) + u'\n';
    return text;
}

} // namespace Signalbox
