// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/section.h"

#include <QProcessEnvironment>

namespace Signalbox {

/**
 * Reads one entry of mcpServers. Nothing if the server cannot be started as it is written; what is wrong is noted in
 * the section's problems either way. `limits` are the general ones.
 */
std::optional<ServerConfig> readServer(const QString &name, const QByteArray &slug, Section entry, const Limits &limits,
                                       const QProcessEnvironment &environment);

/** Reads an object of limits over those given; `perServer` allows only what a server may have of its own. */
Limits readLimits(Section section, Limits limits, bool perServer);

} // namespace Signalbox
