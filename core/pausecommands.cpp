// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pausecommands.h"

#include "core/bus/bus.h"
#include "core/control/control.h"
#include "core/routing/router.h"

namespace Signalbox {

PauseCommands::PauseCommands(Control *control, Bus *bus, Router *router, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_router(router)
{
    const auto add = [&](const char *name, const char *help, bool isPaused) {
        control->add({QLatin1StringView(name), {}, QString::fromLatin1(help)},
                     [this, isPaused](const QJsonObject &, const Control::Answer &answer) {
                         setPaused(isPaused);
                         answer(QJsonObject{{QStringLiteral("paused"), isPaused}});
                     });
    };
    add("pause", "Let no new tool call through; running ones go on", true);
    add("resume", "Let tool calls through again", false);
    connect(m_bus, &Bus::recapitulationAsked, this, [this] { Q_EMIT m_bus->pausedChanged(m_router->isPaused()); });
}

void PauseCommands::setPaused(bool isPaused)
{
    if (m_router->isPaused() == isPaused)
        return;
    m_router->setPaused(isPaused);
    Q_EMIT m_bus->pausedChanged(isPaused);
}

} // namespace Signalbox
