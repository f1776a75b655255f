// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/screen.h"
#include "app/commandline.h"

#include <QDateTime>
#include <QJsonObject>

namespace Signalbox {

/** The subcommand "inspect"; the exit code. */
int inspectWire(const CommandLine &line);

/** One message of the wire, as the gateway tells it: a line, and with `hasBody` the message below it. */
QString wireText(const QJsonObject &record, bool hasBody, const Screen &screen);

} // namespace Signalbox
