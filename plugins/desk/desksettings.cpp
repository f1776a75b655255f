// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/desksettings.h"

#include <QHash>
#include <QJsonValue>
#include <QStringList>

namespace Signalbox {

namespace {
const QHash<QString, bool DeskSettings::*> &switches()
{
    static const QHash<QString, bool DeskSettings::*> table{
        {QStringLiteral("notify"), &DeskSettings::notify},
        {QStringLiteral("open"), &DeskSettings::open},
        {QStringLiteral("clipboardRead"), &DeskSettings::clipboardRead},
        {QStringLiteral("clipboardWrite"), &DeskSettings::clipboardWrite},
    };
    return table;
}
} // namespace

Result<DeskSettings> DeskSettings::read(const QJsonObject &entry)
{
    const QJsonValue own = entry.value(QLatin1String("signalbox")).toObject().value(QLatin1String("settings"));
    if (!own.isUndefined() && !own.isObject())
        return Reason{QStringLiteral("signalbox.settings: expected an object")};
    DeskSettings settings;
    const QJsonObject given = own.toObject();
    for (auto it = given.begin(); it != given.end(); ++it) {
        const auto known = switches().constFind(it.key());
        if (known == switches().constEnd()) {
            QStringList names = switches().keys();
            names.sort();
            return Reason{QStringLiteral("signalbox.settings.%1: expected one of %2")
                              .arg(it.key(), names.join(QStringLiteral(", ")))};
        }
        if (!it->isBool())
            return Reason{QStringLiteral("signalbox.settings.%1: expected true or false").arg(it.key())};
        settings.*(*known) = it->toBool();
    }
    return settings;
}

} // namespace Signalbox
