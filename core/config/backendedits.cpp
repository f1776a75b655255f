// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/backendedits.h"

#include "core/config/jsonedit.h"
#include "core/config/maskfilling.h"
#include "core/config/settingstext.h"
#include "core/config/slug.h"
#include "core/config/usualorder.h"

namespace Signalbox::BackendEdits {

namespace {

const QString mapKey = QStringLiteral("mcpServers");
const QString offKey = QStringLiteral("disabled");
const QString onKey = QStringLiteral("enabled"); //!< what some other clients write
constexpr qsizetype longestServerName = 100;

JsonEdit::Path pathOf(const QString &name)
{
    return JsonEdit::path({mapKey, name});
}

Result<QByteArray> with(const QByteArray &text, const JsonEdit::Path &path, const QJsonValue &value)
{
    const Result<JsonEdit> edit = JsonEdit::parse(text, JsonEdit::Dialect::LastCounts);
    return edit ? edit->with(path, inUsualOrder(value)) : edit.error();
}

Result<QByteArray> without(const QByteArray &text, const JsonEdit::Path &path)
{
    const Result<JsonEdit> edit = JsonEdit::parse(text, JsonEdit::Dialect::LastCounts);
    return edit ? edit->without(path) : edit.error();
}

Result<QJsonObject> settingsIn(const QByteArray &text)
{
    const auto object = objectFromText(text, QStringLiteral("the settings"));
    if (!object)
        return Reason{object.error().text()};
    return *object;
}

Result<QJsonObject> serversIn(const QByteArray &text)
{
    const Result<QJsonObject> settings = settingsIn(text);
    return settings ? settings->value(mapKey).toObject() : settings;
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
    const Result<QJsonValue> filled = withMasksFilled(settings, {}, {mapKey, name});
    return filled ? with(text, pathOf(name), *filled) : filled.error();
}

Result<QByteArray> edit(const QByteArray &text, const QString &name, const QString &newName,
                        const QJsonObject &settings)
{
    const Result<QString> key = keyFor(text, name);
    if (!key)
        return key.error();
    const QJsonObject before = *settingsIn(text);
    const Result<QJsonValue> filled = withMasksFilled(settings, before, {mapKey, *key});
    if (!filled)
        return filled.error();
    if (newName.isEmpty() || newName == *key)
        return with(text, pathOf(*key), *filled);
    const Result<void> good = judgeNewName(before.value(mapKey).toObject(), newName);
    if (!good)
        return good.error();
    const Result<QByteArray> rest = without(text, pathOf(*key));
    return rest ? with(*rest, pathOf(newName), *filled) : rest;
}

Result<QByteArray> remove(const QByteArray &text, const QString &name)
{
    const Result<QString> key = keyFor(text, name);
    return key ? without(text, pathOf(*key)) : key.error();
}

Result<QByteArray> setDisabled(const QByteArray &text, const QString &name, bool isDisabled)
{
    const Result<QString> key = keyFor(text, name);
    if (!key)
        return key.error();
    const JsonEdit::Path path = pathOf(*key);
    const QJsonObject entry = serversIn(text)->value(*key).toObject();
    QByteArray result = text;
    if (entry.contains(onKey)) {
        const Result<QByteArray> written = with(result, path + JsonEdit::path({onKey}), !isDisabled);
        if (!written)
            return written;
        result = *written;
    }
    if (!isDisabled)
        return without(result, path + JsonEdit::path({offKey}));
    return with(result, path + JsonEdit::path({offKey}), true);
}

} // namespace Signalbox::BackendEdits
