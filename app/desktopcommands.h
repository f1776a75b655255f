// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/autostart.h"
#include "core/control/control.h"

namespace Signalbox {

class Bus;

/** How the program stands in the person's session: its window, and whether it starts at login. */
class DesktopCommands
{
public:
    /** Puts its rows into the table; control and bus outlive this, and this the last command. */
    DesktopCommands(Control *control, Bus *bus, Autostart autostart, bool hasWindow);

private:
    QJsonObject login() const;

    Autostart m_autostart;
};

} // namespace Signalbox
