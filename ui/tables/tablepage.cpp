// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/tablepage.h"

#include "ui/tables/facttable.h"
#include "ui/tables/sortedrows.h"
#include "ui/tables/tablelook.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace Signalbox {

TablePage::TablePage(FactTable *facts, TableSetup setup, QWidget *parent)
    : Page(parent)
    , m_facts(facts)
    , m_setup(std::move(setup))
    , m_rows(new SortedRows(this))
    , m_table(new QTableView)
    , m_filter(new QLineEdit)
    , m_stack(new QStackedWidget)
    , m_empty(new QLabel)
    , m_actions(new QHBoxLayout)
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_across(new QSplitter(Qt::Horizontal))
{
    m_rows->setSourceModel(facts);
    m_filter->setPlaceholderText(m_setup.filterHint);
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(m_setup.filterHint);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    setUpTable();

    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_splitter->addWidget(m_stack);
    m_splitter->setChildrenCollapsible(false);
    m_across->setChildrenCollapsible(false);
    m_across->addWidget(m_splitter);
    m_actions->addWidget(m_filter, 1);
    m_actions->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_actions);
    layout->addWidget(m_across, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_rows->setWanted(words);
        showEmptiness();
    });
    connect(m_rows, &SortedRows::conditionsChanged, this, &TablePage::showEmptiness);
    connect(m_rows, &QAbstractItemModel::rowsInserted, this, &TablePage::showEmptiness);
    connect(m_rows, &QAbstractItemModel::rowsRemoved, this, &TablePage::showEmptiness);
    showEmptiness();
}

void TablePage::setUpTable()
{
    m_table->setModel(m_rows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    giveTableLook(m_table);
    setUpColumns();
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TablePage::selectionChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TablePage::selectionChanged);

    auto *copy = new QAction(m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &TablePage::copyRows);
    m_table->QWidget::addAction(copy);
    if (m_setup.followsEnd) {
        followEnd(m_table);
        return;
    }
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->setSortingEnabled(true);
}

void TablePage::setUpColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setMinimumSectionSize(columnWidth(m_table, 5));
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    for (qsizetype column = 0; column < m_setup.widths.size(); ++column)
        header->resizeSection(static_cast<int>(column), columnWidth(m_table, m_setup.widths.at(column)));
    for (const int column : std::as_const(m_setup.hidden))
        header->hideSection(column);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TablePage::chooseColumns);
    m_table->viewport()->installEventFilter(this);
}

bool TablePage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fitColumns();
    return QWidget::eventFilter(watched, event);
}

/** One column takes the room that is left. */
void TablePage::fitColumns()
{
    const int column = m_setup.stretchColumn;
    fitColumn(m_table, column, m_setup.widths.at(column));
}

QPushButton *TablePage::addAction(const char *icon, const QString &text, const QString &hint)
{
    auto *button = new QPushButton(text);
    button->setIcon(markIcon({icon, Tone::Plain}));
    button->setToolTip(hint);
    button->setEnabled(false);
    button->setAutoDefault(false);
    m_actions->addWidget(button);
    return button;
}

void TablePage::addFilter(QWidget *filter)
{
    m_actions->insertWidget(1, filter);
}

void TablePage::setDetails(QWidget *details, int percent)
{
    details->setMinimumHeight(fontMetrics().height() * 10);
    m_splitter->addWidget(details);
    m_splitter->setSizes({(100 - percent) * 10, percent * 10});
    m_splitter->setStretchFactor(0, 100 - percent);
    m_splitter->setStretchFactor(1, percent);
}

void TablePage::setSide(QWidget *side)
{
    m_across->addWidget(side);
    m_across->setStretchFactor(0, 1);
    m_across->setStretchFactor(1, 0);
}

void TablePage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

QList<quint64> TablePage::selectedNumbers() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QList<quint64> numbers;
    for (const QModelIndex &row : std::as_const(rows))
        numbers.append(row.data(FactTable::NumberRole).toULongLong());
    return numbers;
}

quint64 TablePage::currentNumber() const
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid() && m_table->selectionModel()->isRowSelected(current.row()))
        return current.data(FactTable::NumberRole).toULongLong();
    const QList<quint64> selected = selectedNumbers();
    return selected.isEmpty() ? 0 : selected.constFirst();
}

void TablePage::choose(quint64 number)
{
    m_filter->clear();
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        const QModelIndex index = m_rows->index(row, 0);
        if (index.data(FactTable::NumberRole).toULongLong() != number)
            continue;
        m_table->selectRow(row);
        m_table->scrollTo(index);
        m_table->setFocus();
        return;
    }
}

void TablePage::remember(QSettings &settings) const
{
    settings.setValue(m_setup.name + QStringLiteral("/columns"), m_table->horizontalHeader()->saveState());
    settings.setValue(m_setup.name + QStringLiteral("/parts"), m_splitter->saveState());
}

void TablePage::recall(QSettings &settings)
{
    m_table->horizontalHeader()->restoreState(settings.value(m_setup.name + QStringLiteral("/columns")).toByteArray());
    m_splitter->restoreState(settings.value(m_setup.name + QStringLiteral("/parts")).toByteArray());
}

void TablePage::chooseColumns(const QPoint &place)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QHeaderView *header = m_table->horizontalHeader();
    for (int column = 0; column < m_facts->columnCount(); ++column) {
        QAction *action = menu->addAction(m_facts->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        action->setEnabled(column != m_setup.stretchColumn);
        connect(action, &QAction::toggled, this, [this, header, column](bool shown) {
            header->setSectionHidden(column, !shown);
            fitColumns();
        });
    }
    menu->popup(header->mapToGlobal(place));
}

/** The selected rows as text, cells parted by tabs. */
void TablePage::copyRows() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (int column = 0; column < m_rows->columnCount(); ++column)
            cells.append(row.siblingAtColumn(column).data().toString());
        lines.append(cells.join(QLatin1Char('\t')));
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void TablePage::showEmptiness()
{
    const bool isEmpty = m_rows->rowCount() == 0;
    m_empty->setText(m_rows->isFiltered() && m_facts->rowCount() > 0 ? tr("Nothing here fits the filter.")
                                                                     : m_setup.emptyWords);
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
}

} // namespace Signalbox
