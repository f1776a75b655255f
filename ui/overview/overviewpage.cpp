// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overviewpage.h"

#include "ui/board.h"
#include "ui/commands.h"
#include "ui/overview/graph.h"
#include "ui/overview/problemlist.h"
#include "ui/settings/settingsstore.h"
#include "ui/tables/sortedrows.h"
#include "ui/tables/tablelook.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

QString rate(double value)
{
    if (value < 0)
        return OverviewPage::tr("–");
    if (value >= 1000)
        return OverviewPage::tr("%1/s").arg(Words::count(static_cast<quint64>(value)));
    return OverviewPage::tr("%1/s").arg(QLocale().toString(value, 'f', value < 10 && value > 0 ? 1 : 0));
}

QString duration(double milliseconds)
{
    if (milliseconds <= 0)
        return OverviewPage::tr("–");
    if (milliseconds < 1)
        return OverviewPage::tr("%1 µs").arg(QLocale().toString(milliseconds * 1000, 'f', 0));
    return Words::milliseconds(milliseconds);
}

QString sizeWords(double bytes)
{
    return bytes < 0 ? OverviewPage::tr("–") : Words::bytes(static_cast<quint64>(bytes));
}

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

QLabel *emptyWords(const QString &text)
{
    auto *label = new QLabel(text);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

OverviewPage::OverviewPage(Board *board, Commands *commands, QWidget *parent)
    : Page(parent)
    , m_board(board)
    , m_commands(commands)
    , m_settings(new SettingsStore(board, commands, this))
    , m_problems(new ProblemList)
    , m_rows(new SortedRows(this))
    , m_calls(new QTableView)
    , m_callsTitle(heading({}))
    , m_noCalls(emptyWords(tr("No call is running.")))
    , m_processes(new QTreeView)
    , m_noProcesses(emptyWords(tr("No server runs as a process of this machine.")))
    , m_splitter(new QSplitter)
{
    m_splitter->addWidget(makeCalls());
    m_splitter->addWidget(makeProcesses());
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({600, 400});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_problems);
    layout->addWidget(makeGraphs());
    layout->addWidget(m_splitter, 1);

    connect(m_problems, &ProblemList::wanted, this, &OverviewPage::mend);
    connect(m_settings, &SettingsStore::changed, this, &OverviewPage::refresh);
    connect(board->overview(), &Signalbox::Overview::changed, this, &OverviewPage::refresh);
    connect(board, &Board::sampled, this, [this] {
        for (Graph *graph : std::as_const(m_graphs))
            graph->refresh();
    });
    refresh();
}

QWidget *OverviewPage::makeGraphs()
{
    const History &history = m_board->history();
    m_graphs = {
        new Graph(tr("Calls"), {{&history.calls(), {}, Tone::Busy}}, rate),
        new Graph(tr("Time of a call"),
                  {{&history.taken(), tr("servers"), Tone::Busy}, {&history.added(), tr("added"), Tone::Good}}, duration),
        new Graph(tr("Events to clients"), {{&history.events(), {}, Tone::Busy}}, rate),
        new Graph(tr("Memory of the servers"), {{&history.memory(), {}, Tone::Busy}}, sizeWords)};
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (Graph *graph : std::as_const(m_graphs))
        layout->addWidget(graph, 1);
    row->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    return row;
}

QWidget *OverviewPage::makeCalls()
{
    m_rows->setSourceModel(m_board->calls());
    m_calls->setModel(m_rows);
    giveTableLook(m_calls);
    m_calls->setAccessibleName(tr("Running now"));
    m_calls->horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 9);
    m_calls->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_calls->horizontalHeader()->setSortIndicatorClearable(true);
    m_calls->setSortingEnabled(true);
    const int widths[] = {17, 26, 13, 20, 9};
    for (int column = 0; column < m_board->calls()->columnCount(); ++column)
        m_calls->setColumnWidth(column, columnWidth(m_calls, widths[column]));
    m_calls->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_rows, signal, this, &OverviewPage::refreshCalls);

    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_callsTitle);
    layout->addWidget(m_noCalls, 1);
    layout->addWidget(m_calls, 1);
    refreshCalls();
    return box;
}

QWidget *OverviewPage::makeProcesses()
{
    m_processes->setModel(m_board->processes());
    giveTreeLook(m_processes);
    m_processes->setAccessibleName(tr("Processes of the servers"));
    m_processes->header()->setStretchLastSection(false);
    m_processes->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (const int column : {ProcessModel::Memory, ProcessModel::Age, ProcessModel::Id})
        m_processes->header()->resizeSection(column, fontMetrics().averageCharWidth() * 13);
    const auto shown = [this] {
        const bool isEmpty = m_board->processes()->rowCount() == 0;
        m_processes->setVisible(!isEmpty);
        m_noProcesses->setVisible(isEmpty);
    };
    // A server is opened when it is new; what the person closes stays closed.
    connect(m_board->processes(), &QAbstractItemModel::rowsInserted, this,
            [this, shown](const QModelIndex &parent) {
                if (parent.isValid() && m_board->processes()->rowCount(parent) == 1)
                    m_processes->expand(parent);
                shown();
            });
    connect(m_board->processes(), &QAbstractItemModel::rowsRemoved, this, shown);
    m_processes->expandAll();

    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(heading(tr("Processes")));
    layout->addWidget(m_noProcesses, 1);
    layout->addWidget(m_processes, 1);
    shown();
    return box;
}

void OverviewPage::refresh()
{
    m_known.hasServers = !m_settings->isKnown() || (m_settings->exists() && !m_settings->servers().isEmpty());
    m_known.hasMetClient = m_known.hasMetClient || m_board->overview()->counts().sessions > 0;
    m_problems->show(Problems::of(*m_board->overview(), *m_board->backends())
                     + FirstSteps::of(*m_board->overview(), m_known));
    refreshCalls();
}

void OverviewPage::refreshCalls()
{
    const int shown = m_rows->rowCount();
    const int open = m_board->overview()->traffic().callsOpen;
    m_callsTitle->setText(shown > 0 && open > shown
                              ? tr("Running now: the oldest %1 of %2").arg(shown).arg(Words::count(static_cast<quint64>(open)))
                              : tr("Running now"));
    m_calls->setVisible(shown > 0);
    m_noCalls->setVisible(shown == 0);
}

void OverviewPage::mend(const Remedy &remedy)
{
    switch (remedy.kind) {
    case Remedy::Command:
        m_commands->ask(remedy.command, remedy.arguments);
        return;
    case Remedy::ShowBackend:
        Q_EMIT backendAsked(remedy.number);
        return;
    case Remedy::OpenSettings:
        Q_EMIT settingsAsked();
        return;
    case Remedy::Dismiss:
        m_board->overview()->dismissTrouble(remedy.number);
        return;
    case Remedy::AddServer:
        Q_EMIT newServerAsked();
        return;
    case Remedy::ImportServers:
        Q_EMIT importAsked();
        return;
    case Remedy::ConnectClient:
        Q_EMIT clientsAsked();
        return;
    }
}

void OverviewPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_settings->refresh();
    for (Graph *graph : std::as_const(m_graphs))
        graph->refresh();
}

void OverviewPage::remember(QSettings &settings) const
{
    settings.setValue(QStringLiteral("overview/parts"), m_splitter->saveState());
    settings.setValue(QStringLiteral("overview/hasMetClient"), m_known.hasMetClient);
}

void OverviewPage::recall(QSettings &settings)
{
    m_splitter->restoreState(settings.value(QStringLiteral("overview/parts")).toByteArray());
    m_known.hasMetClient = m_known.hasMetClient || settings.value(QStringLiteral("overview/hasMetClient")).toBool();
    refresh();
}

} // namespace Signalbox
