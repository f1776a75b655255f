// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>

namespace Signalbox {

/** What a person wrote about a program in mcpServers, checked. */
struct StdioSettings
{
    QString command;
    QStringList arguments;
    QMap<QString, QString> environment;
    QString folder; //!< absolute

    static Result<StdioSettings> read(const QJsonObject &settings);
};

} // namespace Signalbox
