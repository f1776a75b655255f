// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/screen.h"
#include "app/commandline.h"

#include <QJsonObject>

namespace Signalbox {

/** The subcommand "check"; the exit code. */
int check(const CommandLine &line, int &argc, char **argv);

/** How the test of one server went: what the command "backend.test" answers. */
QString trialText(const QString &name, const QJsonObject &answer, const Screen &screen);

} // namespace Signalbox
