// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/tray.h"

#include "ui/board.h"
#include "ui/icons.h"
#include "ui/words.h"

namespace Signalbox {

Tray::Tray(Board *board, Commands *commands, bool isOnBus, QObject *parent)
    : QObject(parent)
    , m_overview(board->overview())
    , m_menu(board, commands, isOnBus)
    , m_isOnBus(isOnBus)
{
    connect(m_overview, &Overview::changed, this, &Tray::update);
    connect(&m_icon, &QSystemTrayIcon::activated, this, &Tray::activate);
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::messageChosen);
    m_icon.setContextMenu(m_menu.menu());
    update();
    m_icon.show();
}

void Tray::update()
{
    if (m_state != m_overview->state()) {
        static constexpr const char *plates[] = {"tray-idle", "tray-working", "tray-attention", "tray-trouble"};
        m_state = m_overview->state();
        const QIcon plate = plateIcon(plates[m_state]);
        m_icon.setIcon(plate);
        m_menu.setIcon(plate);
    }
    const QString tip = tr("Signalbox: %1\n%2").arg(m_overview->headline(), m_overview->sentence());
    // Qt's own tool tips take names that look like markup for markup; panels show the text as it is.
    const QString shown = m_isOnBus ? tip : Words::hint(tip);
    if (m_icon.toolTip() != shown)
        m_icon.setToolTip(shown);
}

void Tray::tell(const QString &title, const QString &sentence)
{
    m_icon.showMessage(title, sentence, QSystemTrayIcon::Warning);
}

void Tray::activate(QSystemTrayIcon::ActivationReason reason)
{
    if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
        Q_EMIT windowAsked();
}

} // namespace Signalbox
