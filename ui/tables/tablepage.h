// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace Signalbox {

class FactTable;
class SortedRows;

/** How a page of the window presents its table. */
struct TableSetup
{
    QString name; //!< key of the remembered columns
    QString emptyWords; //!< what an empty table means and what to do
    QString filterHint;
    QList<int> widths; //!< of the columns, in characters
    QList<int> hidden; //!< columns that are there for whoever wants them
    int stretchColumn = 0; //!< takes the room that is left
    bool followsEnd = false; //!< newest at the end, seen until the person scrolls up; cannot be sorted
};

/** A table with a filter line, words for emptiness, buttons for the selected rows and room for details below. */
class TablePage : public Page
{
    Q_OBJECT

public:
    TablePage(FactTable *facts, TableSetup setup, QWidget *parent = nullptr);

    /** A button that works on the selected rows. */
    QPushButton *addAction(const char *icon, const QString &text, const QString &hint);
    /** More ways to filter, beside the words. */
    void addFilter(QWidget *filter);
    SortedRows *rows() const { return m_rows; }
    /** Shown below the table, with that part of the height until the person moves the border. */
    void setDetails(QWidget *details, int percent = 42);
    /** Shown beside table and details while it is visible. */
    void setSide(QWidget *side);
    void focusFilter() override;

    QTableView *table() const { return m_table; }
    QList<quint64> selectedNumbers() const; //!< in the order of the rows
    quint64 currentNumber() const; //!< 0 = no row
    /** Selects the row of that number, if there is one, and shows it. */
    void choose(quint64 number);

    void remember(QSettings &settings) const override;
    void recall(QSettings &settings) override;

Q_SIGNALS:
    void selectionChanged();
    void inspectAsked(quint64 number); //!< its traffic

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setUpTable();
    void setUpColumns();
    void fitColumns();
    void chooseColumns(const QPoint &place);
    void copyRows() const;
    void showEmptiness();

    FactTable *m_facts;
    TableSetup m_setup;
    SortedRows *m_rows;
    QTableView *m_table;
    QLineEdit *m_filter;
    QStackedWidget *m_stack;
    QLabel *m_empty;
    QHBoxLayout *m_actions;
    QSplitter *m_splitter;
    QSplitter *m_across;
};

} // namespace Signalbox
