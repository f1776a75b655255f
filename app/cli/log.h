// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/screen.h"
#include "app/commandline.h"

#include <QDateTime>
#include <QJsonObject>

namespace Signalbox {

/** The subcommand "log"; the exit code. */
int showLog(const CommandLine &line);

/** One line of the gateway's answer to "log". */
QString logLine(const QJsonObject &line, const Screen &screen, const QDateTime &now);

} // namespace Signalbox
