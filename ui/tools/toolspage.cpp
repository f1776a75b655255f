// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolspage.h"

#include "ui/board.h"
#include "ui/commands.h"
#include "ui/tools/tooldetails.h"
#include "ui/tools/toolmodel.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr int pause = 100; //!< ms between news of a change and the question for the list

TableSetup setup()
{
    return {QStringLiteral("tools"),
            TablePage::tr("No tool is known. Tools appear here once a server has told what it can do."),
            TablePage::tr("Find tools by name, title or description"),
            {40, 14, 10, 14, 22, 40},
            {4},
            5,
            false};
}

} // namespace

ToolsPage::ToolsPage(Board *board, Commands *commands, QWidget *parent)
    : ToolsPage(new ToolModel, board, commands, parent)
{
}

ToolsPage::ToolsPage(ToolModel *tools, Board *board, Commands *commands, QWidget *parent)
    : TablePage(tools, setup(), parent)
    , m_board(board)
    , m_commands(commands)
    , m_tools(tools)
    , m_details(new ToolDetails(commands))
    , m_sums(new QLabel)
    , m_hide(addAction("state-away", tr("Hi&de"), tr("No client sees it or can call it any more; what it costs is saved")))
    , m_show(addAction("state-ready", tr("Sho&w"), tr("Clients see it and can call it again")))
{
    m_tools->setParent(this);
    m_sums->setTextFormat(Qt::PlainText);
    m_sums->setWordWrap(true);
    m_sums->setForegroundRole(QPalette::PlaceholderText);
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, m_sums);
    setDetails(m_details, 60);
    m_hide->setObjectName(QStringLiteral("hide"));
    m_show->setObjectName(QStringLiteral("show"));
    connect(m_hide, &QPushButton::clicked, this, [this] { setHidden(true); });
    connect(m_show, &QPushButton::clicked, this, [this] { setHidden(false); });
    connect(this, &TablePage::selectionChanged, this, &ToolsPage::showChosen);
    connect(m_tools, &FactTable::applied, this, &ToolsPage::showChosen);
    connect(board, &Board::personsCallProgressed, m_details, &ToolDetails::progress);
    m_soon.setSingleShot(true);
    m_soon.setInterval(pause);
    connect(&m_soon, &QTimer::timeout, this, &ToolsPage::refresh);
    connect(board, &Board::catalogChanged, this, [this] {
        m_isStale = true;
        if (isVisible() && !m_soon.isActive())
            m_soon.start();
    });
    connect(m_tools, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this](const QModelIndex &, int first, int last) {
        for (int row = first; row <= last; ++row)
            m_details->forget(m_tools->numberAt(row));
    });
    updateSums();
    updateButtons();
}

void ToolsPage::showEvent(QShowEvent *event)
{
    if (!m_isLoaded)
        load();
    if (m_isStale)
        refresh();
    TablePage::showEvent(event);
}

/** Servers sleep until somebody needs them; whoever looks at the tools does. */
void ToolsPage::load()
{
    m_isLoaded = true;
    m_commands->ask(QStringLiteral("tools.load"), {}, this, [this](const Result<QJsonObject> &answer) {
        if (!answer)
            m_isLoaded = false; // the gateway is not up yet; the next look asks again
        m_isStale = true;
        refresh();
    });
}

void ToolsPage::refresh()
{
    if (m_isAsking || !m_isStale)
        return;
    m_isStale = false;
    m_isAsking = true;
    m_commands->ask(QStringLiteral("tools"), {}, this, [this](const Result<QJsonObject> &answer) {
        m_isAsking = false;
        if (answer)
            take(answer);
        else
            m_isStale = true;
        if (answer && m_isStale && isVisible())
            m_soon.start();
    });
}

void ToolsPage::take(const Result<QJsonObject> &answer)
{
    m_servers.clear();
    for (const QJsonValue &value : answer->value(QStringLiteral("servers")).toArray()) {
        const QJsonObject server = value.toObject();
        Server &known = m_servers[server.value(QStringLiteral("backend")).toString()];
        known.name = server.value(QStringLiteral("name")).toString();
        for (const QJsonValue &tool : server.value(QStringLiteral("hiddenTools")).toArray())
            known.hidden.append(tool.toString());
    }
    m_tools->setTools(answer->value(QStringLiteral("tools")).toArray());
    updateSums();
}

void ToolsPage::updateSums()
{
    const ToolModel::Sums &sums = m_tools->sums();
    if (sums.tools + sums.hiddenTools == 0) {
        m_sums->setText(tr("Sleeping servers are started to be asked for their tools."));
        return;
    }
    QString text = tr("Tools that a client of all servers gets: %1, about %2 tokens in every conversation.")
                       .arg(sums.tools)
                       .arg(Words::count(sums.shown));
    if (sums.hiddenTools > 0)
        text += QLatin1Char(' ') + tr("Hidden: %1, which saves %2.").arg(sums.hiddenTools).arg(Words::count(sums.hidden));
    QStringList single;
    for (auto it = sums.byBackend.cbegin(); it != sums.byBackend.cend() && single.size() < 8; ++it)
        single.append(tr("%1 %2").arg(Words::tame(it.key(), 24), Words::count(it.value())));
    if (sums.byBackend.size() > 1)
        text += QLatin1Char('\n') + tr("One server alone: %1").arg(single.join(QStringLiteral(",  ")));
    m_sums->setText(text);
}

void ToolsPage::showChosen()
{
    updateButtons();
    const ToolRow *tool = m_tools->find(currentNumber());
    if (tool)
        m_details->show(*tool);
    else
        m_details->showNothing();
}

void ToolsPage::updateButtons()
{
    bool canHide = false;
    bool canShow = false;
    for (const quint64 number : selectedNumbers()) {
        const ToolRow *tool = m_tools->find(number);
        canHide = canHide || (tool && !tool->isHidden);
        canShow = canShow || (tool && tool->isHidden);
    }
    m_hide->setEnabled(canHide);
    m_show->setEnabled(canShow);
}

void ToolsPage::setHidden(bool isHidden)
{
    QSet<QString> changed;
    for (const quint64 number : selectedNumbers()) {
        const ToolRow *tool = m_tools->find(number);
        if (!tool || tool->isHidden == isHidden || !m_servers.contains(tool->backend))
            continue;
        QStringList &hidden = m_servers[tool->backend].hidden;
        if (isHidden)
            hidden.append(tool->original);
        else
            hidden.removeAll(tool->original);
        hidden.removeDuplicates();
        changed.insert(tool->backend);
    }
    for (const QString &backend : std::as_const(changed)) {
        const Server &server = m_servers.value(backend);
        const QJsonArray path{QStringLiteral("mcpServers"), server.name, QStringLiteral("signalbox"), QStringLiteral("hiddenTools")};
        m_commands->ask(QStringLiteral("settings.set"),
                        {{QStringLiteral("path"), path}, {QStringLiteral("value"), QJsonArray::fromStringList(server.hidden)}});
    }
}

} // namespace Signalbox
