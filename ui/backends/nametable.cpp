// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backends/nametable.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QTableWidget>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr int shownRows = 4;

/** Tab goes through the cells that are edited and leaves behind the last one, instead of beginning again. */
class CellTable : public QTableWidget
{
public:
    using QTableWidget::QTableWidget;

protected:
    void closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint) override
    {
        const bool isForward = hint == QAbstractItemDelegate::EditNextItem;
        const bool isBackward = hint == QAbstractItemDelegate::EditPreviousItem;
        const bool isLast = currentRow() == rowCount() - 1 && currentColumn() == columnCount() - 1;
        const bool isFirst = currentRow() == 0 && currentColumn() == 0;
        const bool leaves = (isForward && isLast) || (isBackward && isFirst);
        QTableWidget::closeEditor(editor, leaves ? QAbstractItemDelegate::NoHint : hint);
        if (leaves)
            focusNextPrevChild(isForward);
    }
};

} // namespace

NameTable::NameTable(const QString &what, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_table(new CellTable(0, 2))
{
    m_table->setHorizontalHeaderLabels({what, tr("Value")});
    m_table->setAccessibleName(what);
    m_table->setToolTip(hint);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Interactive);
    m_table->horizontalHeader()->resizeSection(0, fontMetrics().averageCharWidth() * 22);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked
                             | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->setFixedHeight((fontMetrics().height() + 8) * (shownRows + 1) + 6);
    m_table->installEventFilter(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    setFocusProxy(m_table);
    connect(m_table, &QTableWidget::itemClicked, m_table, &QTableWidget::editItem);
    connect(m_table, &QTableWidget::itemChanged, this, [this] {
        if (m_isFilling)
            return;
        keepEmptyRow();
        Q_EMIT edited();
    });
    keepEmptyRow();
}

void NameTable::addRow(const QString &name, const QString &value)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, 0, new QTableWidgetItem(name));
    m_table->setItem(row, 1, new QTableWidgetItem(value));
}

void NameTable::keepEmptyRow()
{
    const int last = m_table->rowCount() - 1;
    if (last >= 0 && m_table->item(last, 0)->text().isEmpty() && m_table->item(last, 1)->text().isEmpty())
        return;
    m_isFilling = true;
    addRow({}, {});
    m_isFilling = false;
}

void NameTable::setValues(const QJsonObject &values)
{
    m_isFilling = true;
    m_table->setRowCount(0);
    for (auto value = values.begin(); value != values.end(); ++value)
        addRow(value.key(), value->toString());
    m_isFilling = false;
    keepEmptyRow();
}

QJsonObject NameTable::values() const
{
    QJsonObject values;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QString name = m_table->item(row, 0)->text().trimmed();
        if (!name.isEmpty())
            values.insert(name, m_table->item(row, 1)->text());
    }
    return values;
}

void NameTable::removeCurrent()
{
    const int row = m_table->currentRow();
    if (row < 0)
        return;
    m_table->removeRow(row);
    keepEmptyRow();
    Q_EMIT edited();
}

bool NameTable::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        removeCurrent();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace Signalbox
