// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window.h"

#include "ui/backenddetails.h"
#include "ui/board.h"
#include "ui/noticedetails.h"
#include "ui/overviewstrip.h"
#include "ui/tablepage.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace Signalbox {

Window::Window(Board *board, const QString &settingsFolder, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_backendDetails(new BackendDetails)
    , m_noticeDetails(new NoticeDetails)
    , m_side(new QListWidget)
    , m_stack(new QStackedWidget)
    , m_failureRow(new QWidget)
    , m_failure(new QLabel)
{
    if (!settingsFolder.isEmpty())
        m_settingsFile = settingsFolder + QStringLiteral("/window.ini");
    setWindowTitle(tr("Signalbox"));
    buildPages();
    buildSide();
    buildShortcuts();

    m_failure->setTextFormat(Qt::PlainText);
    m_failure->setWordWrap(true);
    auto *sign = new QLabel;
    sign->setPixmap(markIcon({"state-failed", Tone::Bad}).pixmap(16, 16));
    auto *close = new QPushButton(tr("Cl&ose"));
    connect(close, &QPushButton::clicked, m_failureRow, &QWidget::hide);
    auto *failureLayout = new QHBoxLayout(m_failureRow);
    failureLayout->setContentsMargins(0, 0, 0, 0);
    failureLayout->addWidget(sign);
    failureLayout->addWidget(m_failure, 1);
    failureLayout->addWidget(close);
    m_failureRow->hide();

    auto *middle = new QHBoxLayout;
    middle->addWidget(m_side);
    middle->addWidget(m_stack, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new OverviewStrip(board->overview()));
    layout->addWidget(m_failureRow);
    layout->addLayout(middle, 1);

    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, [this] { m_board->setNow(QDateTime::currentDateTimeUtc()); });
    connect(board->overview(), &Overview::changed, this, &Window::updateSide);
    openView(Sessions);
    updateSide();
    recall();
}

Window::~Window()
{
    remember();
}

void Window::buildPages()
{
    m_pages = {new TablePage(m_board->sessions(),
                             {QStringLiteral("sessions"),
                              tr("No client is connected. Copy the address above into a client to connect it."),
                              tr("Find sessions"),
                              {24, 18, 19, 14, 14, 9, 10, 10, 10, 11, 10, 12, 10, 10},
                              {8, 9, 13},
                              0,
                              false}),
               new TablePage(m_board->streams(),
                             {QStringLiteral("streams"),
                              tr("No stream is open. Clients open one to hear what the servers have to say."),
                              tr("Find streams"),
                              {24, 19, 26, 12, 11, 10, 13, 24, 10},
                              {},
                              0,
                              false}),
               new TablePage(m_board->backends(),
                             {QStringLiteral("backends"),
                              tr("No backend is configured. Add one to mcpServers in the settings file."),
                              tr("Find backends"),
                              {20, 16, 10, 32, 14, 9, 11, 12, 10, 10, 9, 14, 11, 13, 10},
                              {6, 7, 11},
                              3,
                              false}),
               new TablePage(m_board->notices(),
                             {QStringLiteral("notifications"),
                              tr("No server has said anything yet. What comes from now on is listed here."),
                              tr("Find notifications"),
                              {15, 16, 26, 11, 13, 40},
                              {},
                              5,
                              true})};
    m_buttons.resize(m_pages.size());
    addCommand(Sessions, "action-close", tr("C&lose session"), tr("The client has to connect anew"),
               QStringLiteral("session.close"));
    addCommand(Streams, "action-close", tr("C&lose stream"), tr("The client may resume it and loses nothing"),
               QStringLiteral("stream.close"));
    addCommand(Backends, "action-start", tr("&Start"), tr("Start the backend"), QStringLiteral("backend.start"));
    addCommand(Backends, "action-restart", tr("&Restart"), tr("End the backend and start it again"),
               QStringLiteral("backend.restart"));
    addCommand(Backends, "action-stop", tr("S&top"), tr("End the backend; it stays away until started"),
               QStringLiteral("backend.stop"));

    page(Backends)->setDetails(m_backendDetails);
    page(Notifications)->setDetails(m_noticeDetails);
    connect(page(Backends), &TablePage::selectionChanged, this, &Window::showBackend);
    connect(m_board->backends(), &FactTable::applied, this, &Window::showBackend);
    connect(page(Notifications), &TablePage::selectionChanged, this, &Window::showNotice);
    for (int view = Sessions; view <= Notifications; ++view) {
        m_stack->addWidget(page(View(view)));
        connect(page(View(view)), &TablePage::selectionChanged, this, [this, view] { enableButtons(View(view)); });
    }
}

void Window::buildSide()
{
    static constexpr const char *icons[] = {"sessions", "streams", "backends", "notices"};
    for (const char *icon : icons)
        m_side->addItem(new QListWidgetItem(markIcon({icon, Tone::Plain}), QString()));
    m_side->setAccessibleName(tr("Views"));
    m_side->setFrameShape(QFrame::NoFrame);
    m_side->setIconSize({20, 20});
    m_side->setSpacing(2);
    m_side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_side->setFixedWidth(fontMetrics().averageCharWidth() * 24 + 40);
    connect(m_side, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
}

void Window::buildShortcuts()
{
    for (int view = Sessions; view <= Notifications; ++view) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + view)), this);
        connect(shortcut, &QShortcut::activated, this, [this, view] { openView(View(view)); });
        m_side->item(view)->setToolTip(shortcut->key().toString(QKeySequence::NativeText));
    }
    auto *find = new QShortcut(QKeySequence(QKeySequence::Find), this);
    connect(find, &QShortcut::activated, this, [this] { page(View(m_stack->currentIndex()))->focusFilter(); });
    auto *close = new QShortcut(QKeySequence(QKeySequence::Close), this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
    auto *quit = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q), this);
    connect(quit, &QShortcut::activated, this, &Window::quitAsked);
}

void Window::addCommand(View view, const char *icon, const QString &text, const QString &hint, const QString &command)
{
    QPushButton *button = page(view)->addAction(icon, text, hint);
    button->setObjectName(command);
    m_buttons[view].append(button);
    connect(button, &QPushButton::clicked, this, [this, view, command] { askForSelection(view, command); });
}

void Window::askForSelection(View view, const QString &command)
{
    m_failureRow->hide();
    const QList<quint64> numbers = page(view)->selectedNumbers();
    for (const quint64 number : numbers)
        Q_EMIT commandAsked(command, {{QStringLiteral("number"), static_cast<qint64>(number)}});
}

void Window::enableButtons(View view)
{
    const bool isChosen = !page(view)->selectedNumbers().isEmpty();
    for (QPushButton *button : std::as_const(m_buttons.at(view)))
        button->setEnabled(isChosen);
}

void Window::openView(View view)
{
    m_side->setCurrentRow(view);
}

void Window::showBackend()
{
    if (const BackendFact *backend = m_board->backends()->find(page(Backends)->currentNumber()))
        m_backendDetails->show(*backend, QDateTime::currentDateTimeUtc());
    else
        m_backendDetails->showNothing();
}

void Window::showNotice()
{
    const quint64 serial = page(Notifications)->currentNumber();
    if (serial == m_shownNotice)
        return; // the reader's place in the text stays while rows come and go
    m_shownNotice = serial;
    const NoticeFact *notice = m_board->notices()->find(serial);
    if (notice)
        m_noticeDetails->show(*notice);
    else
        m_noticeDetails->showNothing();
}

void Window::updateSide()
{
    const Overview::Counts counts = m_board->overview()->counts();
    const auto say = [this](View view, const QString &name, int count) {
        m_side->item(view)->setText(tr("%1 (%2)").arg(name, Words::count(static_cast<quint64>(count))));
    };
    say(Sessions, tr("Sessions"), counts.sessions);
    say(Streams, tr("Streams"), counts.streams);
    say(Backends, tr("Backends"), counts.backends);
    m_side->item(Notifications)->setText(tr("Notifications"));
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
    m_board->setNow(QDateTime::currentDateTimeUtc());
    m_clock.start();
    QWidget::showEvent(event);
}

void Window::hideEvent(QHideEvent *event)
{
    m_clock.stop();
    remember();
    QWidget::hideEvent(event);
}

void Window::remember() const
{
    if (m_settingsFile.isEmpty())
        return;
    QSettings settings(m_settingsFile, QSettings::IniFormat);
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/view"), m_stack->currentIndex());
    for (const TablePage *page : m_pages)
        page->remember(settings);
}

void Window::recall()
{
    resize(1200, 720);
    if (m_settingsFile.isEmpty())
        return;
    QSettings settings(m_settingsFile, QSettings::IniFormat);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    openView(View(qBound<int>(Sessions, settings.value(QStringLiteral("window/view")).toInt(), Notifications)));
    for (TablePage *page : std::as_const(m_pages))
        page->recall(settings);
}

} // namespace Signalbox
