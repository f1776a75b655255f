// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/firststeps.h"
#include "ui/page.h"

class QLabel;
class QTableView;
class QTreeView;
class QSplitter;

namespace Signalbox {

class Board;
class Commands;
class Graph;
class ProblemList;
class SettingsStore;
class SortedRows;

/** What is wrong, what runs now, how fast everything goes and what it costs, on one page. */
class OverviewPage : public Page
{
    Q_OBJECT

public:
    /** Board and commands outlive this. */
    OverviewPage(Board *board, Commands *commands, QWidget *parent = nullptr);

    void remember(QSettings &settings) const override;
    void recall(QSettings &settings) override;

Q_SIGNALS:
    void settingsAsked();
    void backendAsked(quint64 number); //!< its log
    void newServerAsked();
    void importAsked();
    void clientsAsked();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeGraphs();
    QWidget *makeCalls();
    QWidget *makeProcesses();
    void refresh();
    void refreshCalls();
    void mend(const Remedy &remedy);

    Board *m_board;
    Commands *m_commands;
    SettingsStore *m_settings;
    FirstSteps::Known m_known;
    ProblemList *m_problems;
    QList<Graph *> m_graphs;
    SortedRows *m_rows;
    QTableView *m_calls;
    QLabel *m_callsTitle;
    QLabel *m_noCalls;
    QTreeView *m_processes;
    QLabel *m_noProcesses;
    QSplitter *m_splitter;
};

} // namespace Signalbox
