// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace Signalbox {

class Bus;
class Control;
class Router;

/** Pausing everything: no new tool call is let through until the person resumes. Not kept over a restart. */
class PauseCommands : public QObject
{
    Q_OBJECT

public:
    /** All outlive this. */
    PauseCommands(Control *control, Bus *bus, Router *router, QObject *parent = nullptr);

private:
    void setPaused(bool isPaused);

    Bus *m_bus;
    Router *m_router;
};

} // namespace Signalbox
