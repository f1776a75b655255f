// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kindscommand.h"

#include "core/plugin/pluginhost.h"

#include <QJsonArray>

namespace Signalbox {

Command kindsCommand()
{
    return {QStringLiteral("backend.kinds"), {}, QStringLiteral("The kinds of backends there are plugins for")};
}

QJsonObject kindsOf(const PluginHost &plugins)
{
    QJsonArray kinds;
    const QList<PluginFact> all = plugins.plugins();
    for (const PluginFact &plugin : all) {
        kinds.append(QJsonObject{{QStringLiteral("kind"), plugin.kind},
                                 {QStringLiteral("name"), plugin.name},
                                 {QStringLiteral("problem"), plugin.problem},
                                 {QStringLiteral("schema"), plugin.settingsSchema}});
    }
    return {{QStringLiteral("kinds"), kinds}};
}

} // namespace Signalbox
