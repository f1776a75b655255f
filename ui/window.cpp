// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window.h"

#include "ui/backends/backendspage.h"
#include "ui/board.h"
#include "ui/clients/clientspage.h"
#include "ui/commands.h"
#include "ui/overview/overviewpage.h"
#include "ui/inspector/inspectorpage.h"
#include "ui/overview/overviewstrip.h"
#include "ui/questions/questionpanel.h"
#include "ui/settings/settingspage.h"
#include "ui/tables/tablepages.h"
#include "ui/themed.h"
#include "ui/tools/toolspage.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace Signalbox {

Window::Window(Board *board, Commands *commands, const QString &settingsFolder, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_commands(commands)
    , m_side(new QListWidget)
    , m_stack(new QStackedWidget)
    , m_failureRow(new QWidget)
    , m_failure(new QLabel)
    , m_questions(new QuestionPanel(board, commands))
{
    if (!settingsFolder.isEmpty())
        m_settingsFile = settingsFolder + QStringLiteral("/window.ini");
    setWindowTitle(tr("Signalbox"));
    buildSide();
    buildFailureRow();
    buildPages(settingsFolder);
    buildShortcuts();

    auto *middle = new QHBoxLayout;
    middle->addWidget(m_side);
    // No page makes the window wider than a small screen.
    m_stack->setMinimumWidth(fontMetrics().averageCharWidth() * 80);
    middle->addWidget(m_stack, 1);
    auto *layout = new QVBoxLayout(this);
    auto *strip = new OverviewStrip(board->overview());
    connect(m_stack, &QStackedWidget::currentChanged, strip,
            [this, strip](int row) { strip->setTroubleShown(row != rowOf(Overview)); });
    strip->setTroubleShown(m_stack->currentIndex() != rowOf(Overview));
    strip->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    layout->addWidget(strip);
    layout->addWidget(m_failureRow);
    layout->addWidget(m_questions);
    layout->addLayout(middle, 1);

    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        m_board->setNow(now);
        m_questions->setNow(now);
    });
    connect(board->overview(), &Signalbox::Overview::changed, this, &Window::updateSide);
    connect(commands, &Commands::failed, this, &Window::tellFailure);
    connect(commands, &Commands::asked, m_failureRow, &QWidget::hide);
    openView(Overview);
    updateSide();
    recall();
}

Window::~Window()
{
    remember();
}

void Window::buildPages(const QString &settingsFolder)
{
    auto *overview = new OverviewPage(m_board, m_commands);
    addPage(Overview, "overview", tr("Overview"), overview);
    connect(overview, &OverviewPage::settingsAsked, this, [this] { openView(Settings); });
    connect(overview, &OverviewPage::backendAsked, this, [this](quint64 number) { showRow(Backends, number); });
    connect(overview, &OverviewPage::clientsAsked, this, [this] { openView(Clients); });
    TablePage *sessions = makeSessionsPage(m_board, m_commands);
    addPage(Sessions, "sessions", tr("Sessions"), sessions);
    connect(sessions, &TablePage::inspectAsked, this, &Window::inspect);
    addPage(Streams, "streams", tr("Streams"), makeStreamsPage(m_board, m_commands));
    addPage(Notifications, "notices", tr("Notifications"), makeNotificationsPage(m_board));
    auto *backends = new BackendsPage(m_board, m_commands);
    addPage(Backends, "backends", tr("Backends"), backends);
    connect(overview, &OverviewPage::newServerAsked, this, [this, backends] {
        openView(Backends);
        backends->startAdding();
    });
    addPage(Tools, "tools", tr("Tools"), new ToolsPage(m_board, m_commands));
    addPage(Inspector, "inspector", tr("Inspector"), new InspectorPage(m_board->bus()));
    addPage(Settings, "settings", tr("Settings"), new SettingsPage(m_board, m_commands));
    auto *clients = new ClientsPage(m_commands, settingsFolder);
    addPage(Clients, "clients", tr("Connect a client"), clients);
    connect(overview, &OverviewPage::importAsked, this, [this, clients] {
        openView(Clients);
        clients->startImport();
    });
}

void Window::addPage(View view, const char *icon, const QString &title, Page *page)
{
    m_places.append({view, title, page});
    if (const auto *table = qobject_cast<TablePage *>(page))
        table->table()->setAccessibleName(title);
    m_stack->addWidget(page);
    m_side->addItem(new QListWidgetItem(markIcon({icon, Tone::Plain}), title));
}

void Window::buildSide()
{
    m_side->setAccessibleName(tr("Views"));
    m_side->setFrameShape(QFrame::NoFrame);
    m_side->setIconSize({20, 20});
    m_side->setSpacing(2);
    m_side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_side->setFixedWidth(fontMetrics().averageCharWidth() * 24 + 40);
    connect(m_side, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
}

void Window::buildFailureRow()
{
    m_failure->setTextFormat(Qt::PlainText);
    m_failure->setWordWrap(true);
    auto *sign = new QLabel;
    setMark(sign, {"state-failed", Tone::Bad}, 16);
    auto *close = new QPushButton(tr("Cl&ose"));
    connect(close, &QPushButton::clicked, m_failureRow, &QWidget::hide);
    auto *layout = new QHBoxLayout(m_failureRow);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(sign);
    layout->addWidget(m_failure, 1);
    layout->addWidget(close);
    m_failureRow->hide();
}

void Window::buildShortcuts()
{
    for (int row = 0; row < m_places.size(); ++row) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + row)), this);
        connect(shortcut, &QShortcut::activated, m_side, [this, row] { m_side->setCurrentRow(row); });
        m_side->item(row)->setToolTip(shortcut->key().toString(QKeySequence::NativeText));
    }
    auto *find = new QShortcut(QKeySequence(QKeySequence::Find), this);
    connect(find, &QShortcut::activated, this, [this] { m_places.at(m_stack->currentIndex()).page->focusFilter(); });
    auto *close = new QShortcut(QKeySequence(QKeySequence::Close), this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
    auto *quit = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q), this);
    connect(quit, &QShortcut::activated, this, &Window::quitAsked);
}

int Window::rowOf(View view) const
{
    const auto place = std::ranges::find(m_places, view, &Place::view);
    return place == m_places.end() ? -1 : int(place - m_places.begin());
}

Page *Window::page(View view) const
{
    const int row = rowOf(view);
    return row < 0 ? nullptr : m_places.at(row).page;
}

void Window::openView(View view)
{
    const int row = rowOf(view);
    if (row >= 0)
        m_side->setCurrentRow(row);
}

void Window::showRow(View view, quint64 number)
{
    openView(view);
    if (auto *table = qobject_cast<TablePage *>(page(view)))
        table->choose(number);
}

void Window::inspect(quint64 session)
{
    openView(Inspector);
    if (Page *inspector = page(Inspector))
        inspector->showSession(session);
}

void Window::updateSide()
{
    const Signalbox::Overview::Counts counts = m_board->overview()->counts();
    const auto count = [this](View view, int things) {
        const int row = rowOf(view);
        m_side->item(row)->setText(
            tr("%1 (%2)").arg(m_places.at(row).title, Words::count(static_cast<quint64>(things))));
    };
    count(Sessions, counts.sessions);
    count(Streams, counts.streams);
    count(Backends, counts.backends);
}

void Window::present()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void Window::tellFailure(const QString &command, const QString &sentence)
{
    m_failure->setText(tr("%1: %2").arg(Words::command(command), Words::tame(sentence, 500)));
    m_failureRow->show();
}

void Window::showEvent(QShowEvent *event)
{
    m_board->look(true);
    m_board->setNow(QDateTime::currentDateTimeUtc());
    m_clock.start();
    QWidget::showEvent(event);
    Q_EMIT shownOrHidden(true);
}

void Window::hideEvent(QHideEvent *event)
{
    m_clock.stop();
    m_board->look(false);
    remember();
    QWidget::hideEvent(event);
    Q_EMIT shownOrHidden(false);
}

void Window::remember() const
{
    if (m_settingsFile.isEmpty())
        return;
    QSettings settings(m_settingsFile, QSettings::IniFormat);
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/view"), m_places.at(m_stack->currentIndex()).view);
    for (const Place &place : m_places)
        place.page->remember(settings);
}

void Window::recall()
{
    resize(1280, 720);
    if (m_settingsFile.isEmpty())
        return;
    QSettings settings(m_settingsFile, QSettings::IniFormat);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    openView(View(settings.value(QStringLiteral("window/view"), Overview).toInt()));
    for (const Place &place : std::as_const(m_places))
        place.page->recall(settings);
}

} // namespace Signalbox
