// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"

#include <QJsonObject>

#include <functional>

namespace Signalbox {

/** Told of each server in the order they were given; `answer` is that of the command "backend.test". */
using TrialReport = std::function<void(const ServerConfig &server, QJsonObject answer)>;

/**
 * Tries the servers in this process, as the gateway would; for when none runs. Called with no thread and no application
 * object in existence. The exit code: that of a signal if one ended it, else Ended.
 */
int tryHere(const QList<ServerConfig> &servers, const TrialReport &report, int &argc, char **argv);

} // namespace Signalbox
