// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/traymenu.h"

#include "ui/board.h"
#include "ui/commands.h"

#include <QClipboard>
#include <QGuiApplication>

namespace Signalbox {

namespace {

constexpr int shownBackends = 15;
constexpr int shownClients = 15;
constexpr int shownNotices = 8;
constexpr qsizetype shownAddresses = 4;
constexpr int betweenNotices = 2000; // ms

/** Setting a text that is already there would make the panel fetch the menu again. */
void setText(QAction *action, const QString &text)
{
    if (action->text() != text)
        action->setText(text);
}

QJsonObject numbered(quint64 number)
{
    return {{QStringLiteral("number"), static_cast<qint64>(number)}};
}

} // namespace

TrayMenu::TrayMenu(Board *board, Commands *commands, bool isOnBus, QObject *parent)
    : QObject(parent)
    , m_board(board)
    , m_commands(commands)
    , m_isOnBus(isOnBus)
    , m_draw(isOnBus ? anywhereIcon : markIcon)
{
    buildHead();
    buildThings();
    buildEnd();
    m_noticePause.setSingleShot(true);
    m_noticePause.setInterval(betweenNotices);
    connect(&m_noticePause, &QTimer::timeout, this, &TrayMenu::updateNotices);
    connect(board->notices(), &FactTable::applied, this, [this] {
        if (!m_noticePause.isActive())
            m_noticePause.start();
    });
    connect(board->overview(), &Overview::changed, this, &TrayMenu::update);
    update();
    updateNotices();
}

void TrayMenu::buildHead()
{
    m_headline = m_menu.addAction(QString());
    m_counts = m_menu.addAction(QString());
    m_figures = m_menu.addAction(QString());
    for (QAction *action : {m_headline, m_counts, m_figures})
        connect(action, &QAction::triggered, this, [this] { Q_EMIT viewAsked(Window::Overview); });
    m_addressesEnd = m_menu.addSeparator();
}

void TrayMenu::buildThings()
{
    m_moreBackends = m_menu.addAction(QString());
    connect(m_moreBackends, &QAction::triggered, this, [this] { Q_EMIT viewAsked(Window::Backends); });
    m_backends = std::make_unique<NumberedMenus>(
        &m_menu, m_moreBackends, m_draw, [this](QMenu *menu, quint64 number) { fillBackend(menu, number); });
    m_menu.addSeparator();
    m_clientsMenu = m_menu.addMenu(tr("&Clients"));
    m_moreClients = m_clientsMenu->addAction(QString());
    connect(m_moreClients, &QAction::triggered, this, [this] { Q_EMIT viewAsked(Window::Sessions); });
    m_clients = std::make_unique<NumberedMenus>(
        m_clientsMenu, m_moreClients, m_draw, [this](QMenu *menu, quint64 number) { fillClient(menu, number); });
    m_noticesMenu = m_menu.addMenu(tr("&Notifications"));
    for (int at = 0; at < shownNotices; ++at) {
        QAction *action = m_noticesMenu->addAction(QString());
        connect(action, &QAction::triggered, this, [this, action] { Q_EMIT noticeAsked(action->data().toULongLong()); });
        m_notices.append(action);
    }
}

void TrayMenu::buildEnd()
{
    m_menu.addSeparator();
    m_pause = m_menu.addAction(QString());
    connect(m_pause, &QAction::triggered, this, [this] {
        m_commands->ask(m_board->overview()->isPaused() ? QStringLiteral("resume") : QStringLiteral("pause"));
    });
    QAction *open = m_menu.addAction(tr("&Open window"));
    connect(open, &QAction::triggered, this, &TrayMenu::windowAsked);
    QAction *settings = m_menu.addAction(tr("&Settings…"));
    connect(settings, &QAction::triggered, this, [this] { Q_EMIT viewAsked(Window::Settings); });
    QAction *quit = m_menu.addAction(tr("&Quit Signalbox"));
    connect(quit, &QAction::triggered, this, &TrayMenu::quitAsked);
}

void TrayMenu::fillBackend(QMenu *menu, quint64 number)
{
    const std::tuple<const char *, QString, QString> rows[] = {
        {"action-start", tr("&Start"), QStringLiteral("backend.start")},
        {"action-stop", tr("S&top"), QStringLiteral("backend.stop")},
        {"action-restart", tr("&Restart"), QStringLiteral("backend.restart")}};
    for (const auto &[icon, text, command] : rows) {
        QAction *action = menu->addAction(m_draw({icon, Tone::Plain}), text);
        action->setObjectName(command);
        connect(action, &QAction::triggered, this, [this, number, command = command] {
            if (const BackendFact *backend = m_board->backends()->find(number))
                m_commands->ask(command, {{QStringLiteral("name"), backend->slug}});
        });
    }
    QAction *log = menu->addAction(tr("Show &log"));
    connect(log, &QAction::triggered, this, [this, number] { Q_EMIT backendAsked(number); });
}

void TrayMenu::fillClient(QMenu *menu, quint64 number)
{
    QAction *show = menu->addAction(tr("&Show"));
    connect(show, &QAction::triggered, this, [this, number] { Q_EMIT sessionAsked(number); });
    QAction *close = menu->addAction(m_draw({"action-close", Tone::Plain}), tr("&Disconnect"));
    connect(close, &QAction::triggered, this,
            [this, number] { m_commands->ask(QStringLiteral("session.close"), numbered(number)); });
}

void TrayMenu::update()
{
    Overview *overview = m_board->overview();
    setText(m_headline, plain(overview->headline()));
    setText(m_counts, plain(overview->sentence()));
    setText(m_figures, plain(figures()));
    setText(m_pause, overview->isPaused() ? tr("R&esume") : tr("&Pause everything"));
    updateAddresses();
    updateBackends();
    updateClients();
}

QString TrayMenu::figures() const
{
    const History &history = m_board->history();
    const auto rounded = [](const Series &series) {
        return Words::count(static_cast<quint64>(qMax(0.0, series.last()) + 0.5));
    };
    return tr("%1 running, %2 calls/s, %3 events/s")
        .arg(Words::count(static_cast<quint64>(m_board->overview()->counts().callsOpen)), rounded(history.calls()),
             rounded(history.events()));
}

/**
 * A text of which no character is the sign of a shortcut. Qt's menus read &; a panel's menu reads _, into which Qt
 * turns the first & and nothing else.
 */
QString TrayMenu::plain(const QString &text) const
{
    QString escaped = text;
    if (!m_isOnBus)
        return escaped.replace(QLatin1Char('&'), QStringLiteral("&&"));
    escaped.replace(QLatin1Char('_'), QStringLiteral("__"));
    const qsizetype first = escaped.indexOf(QLatin1Char('&'));
    return first < 0 ? escaped : escaped.insert(first, QLatin1Char('&'));
}

void TrayMenu::updateAddresses()
{
    const QStringList urls = m_board->overview()->addresses().mid(0, shownAddresses);
    while (m_addresses.size() > urls.size())
        m_addresses.takeLast()->deleteLater();
    while (m_addresses.size() < urls.size()) {
        auto *action = new QAction(&m_menu);
        connect(action, &QAction::triggered, action,
                [action] { QGuiApplication::clipboard()->setText(action->data().toString()); });
        m_menu.insertAction(m_addressesEnd, action);
        m_addresses.append(action);
    }
    for (qsizetype at = 0; at < urls.size(); ++at) {
        m_addresses.at(at)->setData(urls.at(at));
        setText(m_addresses.at(at), plain(tr("Copy %1").arg(urls.at(at))));
    }
}

void TrayMenu::updateBackends()
{
    const BackendModel &backends = *m_board->backends();
    const int count = backends.rowCount();
    QList<NumberedMenus::Entry> entries;
    for (int row = 0; row < qMin(count, shownBackends); ++row) {
        const BackendFact &backend = backends.at(row);
        entries.append({backend.number, plain(tr("%1: %2").arg(Words::tame(backend.name, 40), Words::state(backend))),
                        BackendModel::mark(backend.state)});
    }
    m_backends->show(entries);
    for (int row = 0; row < qMin(count, shownBackends); ++row) {
        const BackendFact &backend = backends.at(row);
        const bool isDown = backend.state == BackendFact::Found || backend.state == BackendFact::Stopped
            || backend.state == BackendFact::Failed;
        const QList<QAction *> actions = m_backends->menu(backend.number)->actions();
        actions.at(0)->setEnabled(isDown && !backend.disabled);
        actions.at(1)->setEnabled(backend.state != BackendFact::Stopped && !backend.disabled);
        actions.at(2)->setEnabled(!backend.disabled);
    }
    setText(m_moreBackends, count == 0 ? tr("No backends") : tr("%1 more backends").arg(count - shownBackends));
    m_moreBackends->setVisible(count == 0 || count > shownBackends);
}

/** The newest of them. */
void TrayMenu::updateClients()
{
    const SessionModel &sessions = *m_board->sessions();
    const int count = sessions.rowCount();
    QList<NumberedMenus::Entry> entries;
    for (int row = count - 1; row >= qMax(0, count - shownClients); --row) {
        const SessionFact &session = sessions.at(row);
        const QString name = Words::tame((session.client + QLatin1Char(' ') + session.clientVersion).trimmed(), 40);
        const QString shown = name.isEmpty() ? tr("Session %1").arg(session.number) : name;
        entries.append({session.number, plain(tr("%1: %2").arg(shown, Words::state(session))), SessionModel::mark(session)});
    }
    m_clients->show(entries);
    setText(m_clientsMenu->menuAction(), tr("&Clients (%1)").arg(count));
    setText(m_moreClients, count == 0 ? tr("No client is connected") : tr("%1 more clients").arg(count - shownClients));
    m_moreClients->setVisible(count == 0 || count > shownClients);
}

void TrayMenu::updateNotices()
{
    const NoticeModel &notices = *m_board->notices();
    const int count = notices.rowCount();
    for (int at = 0; at < shownNotices; ++at) {
        QAction *action = m_notices.at(at);
        const int row = count - 1 - at;
        action->setVisible(row >= 0 || at == 0);
        action->setEnabled(row >= 0);
        if (row < 0) {
            setText(action, tr("Nothing yet"));
            continue;
        }
        const NoticeFact &notice = notices.at(row);
        action->setData(notice.serial);
        setText(action, plain(tr("%1 %2: %3").arg(Words::clock(notice.at).left(8), Words::tame(notice.source, 30),
                                                  NoticeModel::mainWord(notice))));
    }
}

} // namespace Signalbox
