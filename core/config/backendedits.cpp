// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/backendedits.h"

#include "core/config/settingsedit.h"
#include "core/config/settingsmask.h"
#include "core/config/settingstext.h"
#include "core/config/slug.h"

namespace Signalbox::BackendEdits {

namespace {

const QString mapKey = QStringLiteral("mcpServers");
const QString offKey = QStringLiteral("disabled");
const QString onKey = QStringLiteral("enabled"); //!< what some other clients write
constexpr qsizetype longestServerName = 100;

QStringList pathOf(const QString &name)
{
    return {mapKey, name};
}

Result<QJsonObject> serversIn(const QByteArray &text)
{
    const auto object = objectFromText(text, QStringLiteral("the settings"));
    if (!object)
        return Reason{object.error().text()};
    return object->value(mapKey).toObject();
}

/** The key of the settings for a name or a slug. */
Result<QString> keyFor(const QByteArray &text, const QString &name)
{
    const Result<QJsonObject> servers = serversIn(text);
    if (!servers)
        return servers.error();
    if (servers->contains(name))
        return name;
    const QStringList names = keysInOrder(text, "mcpServers");
    const qsizetype index = slugsOf(names).indexOf(name.toUtf8());
    if (index >= 0)
        return names[index];
    const QString there = names.isEmpty() ? QStringLiteral("there is none")
                                          : QStringLiteral("there are: ") + names.join(QStringLiteral(", "));
    return Reason{QStringLiteral("name: the settings have no server \"%1\"; %2").arg(name.left(longestServerName), there)};
}

Result<void> judgeNewName(const QJsonObject &servers, const QString &name)
{
    const bool isPlain = std::ranges::all_of(name, [](QChar c) { return c.isPrint(); });
    if (name.trimmed().isEmpty() || name.trimmed() != name || name.size() > longestServerName || !isPlain)
        return Reason{
            QStringLiteral("name: expected 1 to %1 visible characters without blanks around them").arg(longestServerName)};
    if (servers.contains(name))
        return Reason{
            QStringLiteral("name: there is a server \"%1\" already; choose another name, or edit that one").arg(name)};
    return {};
}

} // namespace

Result<QByteArray> add(const QByteArray &text, const QString &name, const QJsonObject &settings)
{
    const Result<QJsonObject> servers = serversIn(text);
    if (!servers)
        return servers.error();
    const Result<void> good = judgeNewName(*servers, name);
    if (!good)
        return good.error();
    return withSetting(text, pathOf(name), settings);
}

Result<QByteArray> edit(const QByteArray &text, const QString &name, const QString &newName,
                        const QJsonObject &settings)
{
    const Result<QString> key = keyFor(text, name);
    if (!key)
        return key.error();
    const QJsonObject servers = *serversIn(text);
    const QJsonValue filled = withMasksFilled(settings, servers.value(*key));
    if (newName.isEmpty() || newName == *key)
        return withSetting(text, pathOf(*key), filled);
    const Result<void> good = judgeNewName(servers, newName);
    if (!good)
        return good.error();
    const Result<QByteArray> without = withoutSetting(text, pathOf(*key));
    return without ? withSetting(*without, pathOf(newName), filled) : without;
}

Result<QByteArray> remove(const QByteArray &text, const QString &name)
{
    const Result<QString> key = keyFor(text, name);
    return key ? withoutSetting(text, pathOf(*key)) : key.error();
}

Result<QByteArray> setDisabled(const QByteArray &text, const QString &name, bool isDisabled)
{
    const Result<QString> key = keyFor(text, name);
    if (!key)
        return key.error();
    const QStringList path = pathOf(*key);
    const QJsonObject entry = serversIn(text)->value(*key).toObject();
    QByteArray result = text;
    if (entry.contains(onKey)) {
        const Result<QByteArray> written = withSetting(result, path + QStringList(onKey), !isDisabled);
        if (!written)
            return written;
        result = *written;
    }
    if (!isDisabled)
        return withoutSetting(result, path + QStringList(offKey));
    return withSetting(result, path + QStringList(offKey), true);
}

} // namespace Signalbox::BackendEdits
