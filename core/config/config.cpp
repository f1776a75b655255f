// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/config.h"

namespace Signalbox {

bool ServerConfig::operator==(const ServerConfig &other) const = default;

QString ConfigProblem::text() const
{
    const QString where = path.isEmpty() ? QString() : path + QStringLiteral(": ");
    return file + QStringLiteral(": ") + where + sentence;
}

} // namespace Signalbox
