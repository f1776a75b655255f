// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tray/numberedmenus.h"
#include "ui/window.h"

#include <QMenu>
#include <QTimer>

namespace Signalbox {

class Board;
class Commands;

/** What the tray offers: addresses, counts, servers, clients and news, and what can be done about them. */
class TrayMenu : public QObject
{
    Q_OBJECT

public:
    /** `isOnBus`: a panel draws the menu, not Qt. Board and commands outlive this. */
    TrayMenu(Board *board, Commands *commands, bool isOnBus, QObject *parent = nullptr);

    QMenu *menu() { return &m_menu; }
    /** Of the state at the head. */
    void setIcon(const QIcon &icon) { m_headline->setIcon(icon); }
    void update();

Q_SIGNALS:
    void windowAsked();
    void viewAsked(Signalbox::Window::View view);
    void backendAsked(quint64 number); //!< its log
    void noticeAsked(quint64 serial);
    void sessionAsked(quint64 number);
    void quitAsked();

private:
    void buildHead();
    void buildThings();
    void buildEnd();
    void fillBackend(QMenu *menu, quint64 number);
    void fillClient(QMenu *menu, quint64 number);
    void updateAddresses();
    void updateBackends();
    void updateClients();
    void updateNotices();
    QString plain(const QString &text) const;
    QString figures() const;

    Board *m_board;
    Commands *m_commands;
    bool m_isOnBus;
    NumberedMenus::Draw m_draw;
    QMenu m_menu;
    QAction *m_headline = nullptr;
    QAction *m_counts = nullptr;
    QAction *m_figures = nullptr;
    QList<QAction *> m_addresses;
    QAction *m_addressesEnd = nullptr; //!< separator behind them
    std::unique_ptr<NumberedMenus> m_backends;
    QAction *m_moreBackends = nullptr;
    QMenu *m_clientsMenu = nullptr;
    std::unique_ptr<NumberedMenus> m_clients;
    QAction *m_moreClients = nullptr;
    QMenu *m_noticesMenu = nullptr;
    QList<QAction *> m_notices; //!< newest first
    QTimer m_noticePause; //!< news come much faster than a menu is read
    QAction *m_pause = nullptr;
};

} // namespace Signalbox
