// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/tablelook.h"

#include <QHeaderView>
#include <QProxyStyle>
#include <QScrollBar>
#include <QStyleOption>
#include <QTableView>
#include <QTreeView>

#include <memory>

namespace Signalbox {

namespace {

constexpr int air = 8; //!< px above and below the words of a row together
constexpr int room = 2; //!< px more at each side of a cell

class CellStyle : public QProxyStyle
{
public:
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        const int own = QProxyStyle::pixelMetric(metric, option, widget);
        return metric == PM_FocusFrameHMargin ? own + room : own;
    }

    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override
    {
        const QRect own = QProxyStyle::subElementRect(element, option, widget);
        return element == SE_HeaderLabel ? own.adjusted(room, 0, -room, 0) : own;
    }

    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override
    {
        const QSize own = QProxyStyle::sizeFromContents(type, option, size, widget);
        return type == CT_ItemViewItem ? own.expandedTo({0, option->fontMetrics.height() + air}) : own;
    }
};

void giveCellStyle(QAbstractItemView *view, QHeaderView *header)
{
    auto *style = new CellStyle;
    style->setParent(view);
    view->setStyle(style);
    header->setStyle(style);
}

} // namespace

void giveTableLook(QTableView *table)
{
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setTextElideMode(Qt::ElideRight);
    table->setIconSize({16, 16});
    table->setFrameShape(QFrame::NoFrame);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + air);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setHighlightSections(false);
    giveCellStyle(table, table->horizontalHeader());
}

void giveTreeLook(QTreeView *tree)
{
    tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    tree->setAlternatingRowColors(true);
    tree->setUniformRowHeights(true);
    tree->setFrameShape(QFrame::NoFrame);
    giveCellStyle(tree, tree->header());
}

int columnWidth(const QTableView *table, int characters)
{
    return characters * table->fontMetrics().averageCharWidth() + 4 * room;
}

void fitColumn(QTableView *table, int column, int least)
{
    QHeaderView *header = table->horizontalHeader();
    const int others = header->length() - header->sectionSize(column);
    header->resizeSection(column, qMax(columnWidth(table, least), table->viewport()->width() - others));
}

void followEnd(QTableView *table)
{
    QScrollBar *bar = table->verticalScrollBar();
    const auto isAtEnd = std::make_shared<bool>(true);
    QObject::connect(bar, &QScrollBar::valueChanged, table,
                     [bar, isAtEnd](int value) { *isAtEnd = value >= bar->maximum(); });
    QObject::connect(bar, &QScrollBar::rangeChanged, table, [bar, isAtEnd](int, int maximum) {
        if (*isAtEnd)
            bar->setValue(maximum);
    });
    QObject::connect(table->model(), &QAbstractItemModel::rowsRemoved, table,
                     [table, bar, isAtEnd](const QModelIndex &, int first, int last) {
                         if (!*isAtEnd && first == 0 && table->verticalScrollMode() == QAbstractItemView::ScrollPerItem)
                             bar->setValue(qMax(0, bar->value() - (last - first + 1)));
                     });
}

} // namespace Signalbox
