// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/section.h"

#include <QProcessEnvironment>

namespace Signalbox {

/*
 * The settings about who may come in and where: `auth`, `listen`, `policy`, and `roots`, which is what servers may know
 * of us. `top` is the whole file.
 */

/** What keeps all of the settings from being used: with doubt about `auth` nobody may come in. */
std::optional<ConfigProblem> readAuth(Section &top, const QProcessEnvironment &environment, Config &config);
/** After readAuth(): addresses other than this machine's own need a token. */
void readListen(Section &top, Config &config);
void readPolicy(Section &top, Config &config);
void readRoots(Section &top, Config &config);

} // namespace Signalbox
