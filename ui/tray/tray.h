// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tray/traymenu.h"

#include <QSystemTrayIcon>

namespace Signalbox {

class Overview;

/** The icon in the tray: the state as colour and sign, the counts as tool tip, the rest as menu. Make it after
 * TrayWait. */
class Tray : public QObject
{
    Q_OBJECT

public:
    /** `isOnBus`: the panel is a StatusNotifierWatcher, not an XEmbed tray. Board and commands outlive this. */
    Tray(Board *board, Commands *commands, bool isOnBus, QObject *parent = nullptr);

    /** Whether the desktop has a tray now; an icon appears by itself where an XEmbed tray comes later. */
    static bool isThere() { return QSystemTrayIcon::isSystemTrayAvailable(); }
    TrayMenu *menu() { return &m_menu; }
    /** Words beside the icon, where nobody else shows notifications. */
    void tell(const QString &title, const QString &sentence);

Q_SIGNALS:
    void windowAsked();
    void messageChosen();

private:
    void update();
    void activate(QSystemTrayIcon::ActivationReason reason);

    Overview *m_overview;
    QSystemTrayIcon m_icon;
    TrayMenu m_menu;
    bool m_isOnBus;
    int m_state = -1; //!< that the icon shows
};

} // namespace Signalbox
