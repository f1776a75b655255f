// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/clients/clientspage.h"

#include "core/clients/foundservers.h"
#include "ui/clients/clientpanel.h"
#include "ui/clients/importpanel.h"
#include "ui/commands.h"
#include "ui/icons.h"
#include "ui/tables/tablelook.h"
#include "ui/words.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

namespace Signalbox {

namespace {

Mark markOf(const ClientState &state)
{
    if (state.state == ClientState::Unusable)
        return {"state-failed", Tone::Bad};
    if (!state.isInstalled)
        return {"state-away", Tone::Muted};
    if (state.state == ClientState::Connected)
        return {"state-ready", Tone::Good};
    if (state.state == ClientState::NotConnected)
        return {"state-quiet", Tone::Muted};
    return {"state-warning", Tone::Warning};
}

} // namespace

ClientsPage::ClientsPage(Commands *commands, QString stateFolder, QWidget *parent)
    : Page(parent)
    , m_commands(commands)
    , m_list(new QTreeWidget)
    , m_import(new QPushButton(markIcon({"backends", Tone::Plain}), tr("&Import servers…")))
    , m_again(new QPushButton(markIcon({"action-restart", Tone::Plain}), tr("Look a&gain")))
    , m_splitter(new QSplitter)
    , m_stack(new QStackedWidget)
    , m_nothing(new QLabel(tr("Waiting for the gateway to start…")))
    , m_panel(new ClientPanel)
    , m_importPanel(new ImportPanel)
{
    m_instance.stateFolder = std::move(stateFolder);
    m_instance.environment = QProcessEnvironment::systemEnvironment();
    buildList();
    m_import->setObjectName(QStringLiteral("importServers"));
    m_import->setEnabled(false);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setWordWrap(true);
    for (QWidget *each :
         {static_cast<QWidget *>(m_nothing), static_cast<QWidget *>(m_panel), static_cast<QWidget *>(m_importPanel)})
        m_stack->addWidget(each);

    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_import);
    buttons->addWidget(m_again);
    buttons->addStretch();
    leftLayout->addLayout(buttons);
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_stack);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({fontMetrics().averageCharWidth() * 48, fontMetrics().averageCharWidth() * 80});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);

    m_import->setToolTip(tr("Take servers that clients have by themselves over into Signalbox"));
    auto *again = new QShortcut(QKeySequence(QKeySequence::Refresh), this);
    again->setContext(Qt::WidgetWithChildrenShortcut);
    m_again->setToolTip(tr("Read the clients' files anew (%1)").arg(again->key().toString(QKeySequence::NativeText)));
    connect(again, &QShortcut::activated, this, &ClientsPage::look);
    connect(m_again, &QPushButton::clicked, this, &ClientsPage::look);
    connect(m_import, &QPushButton::clicked, this, [this] {
        m_importPanel->tell({}, true);
        showImport();
    });
    connect(m_importPanel, &ImportPanel::left, this, &ClientsPage::showClient);
    connect(m_importPanel, &ImportPanel::previewWanted, this, &ClientsPage::showImport);
    connect(m_importPanel, &ImportPanel::chosen, this, &ClientsPage::takeOver);
    connect(m_panel, &ClientPanel::previewWanted, this, &ClientsPage::showClient);
    connect(m_panel, &ClientPanel::chosen, this, &ClientsPage::carryOut);
}

ClientsPage::~ClientsPage() = default;

void ClientsPage::buildList()
{
    m_list->setObjectName(QStringLiteral("clients"));
    m_list->setHeaderLabels({tr("Client"), tr("State")});
    m_list->setRootIsDecorated(false);
    giveTreeLook(m_list);
    m_list->setAccessibleName(tr("Clients"));
    m_list->header()->resizeSection(0, fontMetrics().averageCharWidth() * 22);
    for (const ClientKind &kind : clientKinds()) {
        auto *row = new QTreeWidgetItem(m_list, {kind.nameText(), QString()});
        row->setData(0, Qt::UserRole, kind.idText());
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this] {
        m_panel->tell({}, true);
        showClient();
    });
}

QString ClientsPage::chosenClient() const
{
    const QTreeWidgetItem *row = m_list->currentItem();
    return row ? row->data(0, Qt::UserRole).toString() : QString();
}

/** Which settings and which address is for the gateway to say. */
void ClientsPage::look()
{
    m_commands->ask(QStringLiteral("version"), {}, this, [this](const Result<QJsonObject> &answer) {
        if (answer)
            heard(answer->value(QStringLiteral("settings")).toString(),
                  answer->value(QStringLiteral("urls")).toArray().at(0).toString());
    });
}

void ClientsPage::startImport()
{
    m_isImportWanted = true;
    look();
}

void ClientsPage::heard(const QString &settingsFile, const QString &url)
{
    m_instance.settingsFile = settingsFile;
    m_clients.reset();
    if (m_instance.stateFolder.isEmpty())
        return;
    const Result<Door> door = Door::of(m_instance, url, QCoreApplication::applicationFilePath());
    if (door)
        m_clients.emplace(*door, m_instance);
    else
        m_nothing->setText(Words::tame(door.error().sentence, 600));
    fill();
}

void ClientsPage::fill()
{
    m_states = m_clients ? m_clients->list() : QList<ClientState>();
    for (int i = 0; i < m_states.size(); ++i) {
        const ClientState &state = m_states[i];
        QTreeWidgetItem *row = m_list->topLevelItem(i);
        row->setText(1, clientStateText(state));
        row->setIcon(1, markIcon(markOf(state)));
        row->setToolTip(0, Words::hint(Words::tame(state.file, 500)));
        row->setToolTip(1, Words::hint(Words::tame(state.sentence, 500)));
    }
    if (std::exchange(m_isImportWanted, false) || m_stack->currentWidget() == m_importPanel)
        showImport();
    else
        showClient();
}

void ClientsPage::showClient()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    const bool isKnown = row >= 0 && row < m_states.size();
    if (isKnown)
        m_panel->show(*m_clients, m_states[row]);
    m_stack->setCurrentWidget(isKnown ? static_cast<QWidget *>(m_panel) : m_nothing);
    m_import->setEnabled(m_clients.has_value());
}

void ClientsPage::showImport()
{
    if (!m_clients)
        return showClient();
    m_importPanel->show(ServerImport(*m_clients, m_instance));
    m_stack->setCurrentWidget(m_importPanel);
}

void ClientsPage::carryOut(const ClientChange &change)
{
    if (!m_clients)
        return;
    const Result<void> done = m_clients->carryOut(change);
    m_panel->tell(done ? tr("Done. %1").arg(change.afterwards) : done.error().sentence, done.ok());
    fill();
}

void ClientsPage::takeOver(const ImportChange &change)
{
    if (!m_clients)
        return;
    const Result<void> done = ServerImport(*m_clients, m_instance).carryOut(change);
    m_importPanel->tell(done ? tr("Done. The gateway has them within a second.") : done.error().sentence, done.ok());
    fill();
}

void ClientsPage::focusFilter()
{
    m_list->setFocus();
}

void ClientsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    look();
}

/** The person may have been in the client in the meantime. */
void ClientsPage::changeEvent(QEvent *event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && isVisible())
        look();
}

void ClientsPage::remember(QSettings &settings) const
{
    settings.setValue(QStringLiteral("clients/chosen"), chosenClient());
    settings.setValue(QStringLiteral("clients/split"), m_splitter->saveState());
}

void ClientsPage::recall(QSettings &settings)
{
    m_splitter->restoreState(settings.value(QStringLiteral("clients/split")).toByteArray());
    const QString chosen = settings.value(QStringLiteral("clients/chosen")).toString();
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        if (m_list->topLevelItem(i)->data(0, Qt::UserRole).toString() == chosen)
            m_list->setCurrentItem(m_list->topLevelItem(i));
    }
}

} // namespace Signalbox
