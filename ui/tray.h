// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overview.h"

#include <QHash>
#include <QMenu>
#include <QSystemTrayIcon>

namespace Signalbox {

class BackendModel;
class Board;

/** The icon in the tray: the state as colour and sign, the counts as tool tip, the rest as menu. Make it after
 * TrayWait. */
class Tray : public QObject
{
    Q_OBJECT

public:
    /** `isOnBus`: the panel is a StatusNotifierWatcher, not an XEmbed tray. The board outlives this. */
    Tray(Board *board, bool isOnBus, QObject *parent = nullptr);

    /** Whether the desktop has a tray now; an icon appears by itself where an XEmbed tray comes later. */
    static bool isThere() { return QSystemTrayIcon::isSystemTrayAvailable(); }
    /** A message at the icon, where the desktop has no notifications of its own. */
    void tell(const QString &title, const QString &sentence) { m_icon.showMessage(title, sentence); }
    QMenu *menu() { return &m_menu; }

Q_SIGNALS:
    void windowAsked();
    void backendsAsked();
    void messageChosen();
    void quitAsked();

private:
    void update();
    QString plain(const QString &text) const;
    void updateAddresses();
    void updateBackends();
    void activate(QSystemTrayIcon::ActivationReason reason);

    Overview *m_overview;
    BackendModel *m_backends;
    bool m_isOnBus;
    QSystemTrayIcon m_icon;
    QMenu m_menu;
    QAction *m_headline;
    QAction *m_counts;
    QList<QAction *> m_addresses;
    QAction *m_addressesEnd; //!< separator behind them
    QHash<quint64, QAction *> m_rows; //!< of the backends
    QAction *m_more;
    int m_state = -1; //!< that the icon shows
};

} // namespace Signalbox
