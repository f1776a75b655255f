// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/screen.h"
#include "app/commandline.h"

#include <QDateTime>
#include <QJsonObject>

namespace Signalbox {

/** The subcommand "status"; the exit code. */
int showStatus(const CommandLine &line);

/** What the gateway answered to "version", "status" and "backends", under these names. */
QString statusText(const QJsonObject &answers, const Screen &screen, const QDateTime &now);
/** Whether a server has failed, so that somebody has to look. */
bool hasTrouble(const QJsonObject &answers);

} // namespace Signalbox
