// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/screen.h"
#include "app/commandline.h"

#include <QDateTime>
#include <QJsonObject>
#include <QJsonValue>

namespace Signalbox {

// Subcommands that show what the gateway has; they return the exit code.
int listSessions(const CommandLine &line);
int listBackends(const CommandLine &line);
int listTools(const CommandLine &line);

// What they print of the gateway's answers.
QString sessionsText(const QJsonObject &answer, const Screen &screen, const QDateTime &now);
QString backendsText(const QJsonObject &answer, const Screen &screen, const QDateTime &now);
QString toolsText(const QJsonObject &answer, const Screen &screen);
/** What is the matter with a backend, in a paragraph of its own. */
QString reasonText(const QJsonValue &backend, const Screen &screen);
/** How the state of a backend looks. */
Screen::Style styleOfState(const QString &state);

} // namespace Signalbox
