// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/owntrials.h"

#include <QJsonObject>

namespace Signalbox {

/**
 * Has the servers tried by the gateway that answers at that control socket, with what the settings `file` says of them.
 * The exit code: Ended, whatever is wrong with the servers.
 */
int tryInGateway(const QString &controlSocket, const QList<ServerConfig> &servers, const QJsonObject &file, const TrialReport &report);

} // namespace Signalbox
