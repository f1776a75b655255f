// SPDX-License-Identifier: GPL-3.0-or-later
// What the clients call what: each spelling becomes the one of Signalbox's settings.
#include "core/clients/foundservers.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace Signalbox {

namespace {

const QString urlKey = QStringLiteral("url");
const QString typeKeyText = QStringLiteral("type");
const QString headersKey = QStringLiteral("headers");
const QString envKey = QStringLiteral("env");

/** `$NAME`, of Gemini CLI; the other spellings are understood as they are. */
QString withBraces(const QString &text)
{
    static const QRegularExpression bare(QStringLiteral("\\$([A-Za-z_][A-Za-z0-9_]*)"));
    return QString(text).replace(bare, QStringLiteral("${\\1}"));
}

/** Every text below `value` through `change`. */
template <typename Change> QJsonValue everyText(const QJsonValue &value, const Change &change)
{
    if (value.isString())
        return change(value.toString());
    if (value.isArray()) {
        QJsonArray list;
        for (const QJsonValue &element : value.toArray())
            list.append(everyText(element, change));
        return list;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        it.value() = everyText(it.value(), change);
    return object;
}

/** Codex names variables of the environment where others write a reference. */
void addReferences(const QJsonObject &entry, QJsonObject &result)
{
    QJsonObject headers = result.value(headersKey).toObject();
    const QJsonObject named = entry.value(QStringLiteral("env_http_headers")).toObject();
    for (auto it = named.begin(); it != named.end(); ++it)
        headers.insert(it.key(), QStringLiteral("${%1}").arg(it.value().toString()));
    const QString bearer = entry.value(QStringLiteral("bearer_token_env_var")).toString();
    if (!bearer.isEmpty())
        headers.insert(QStringLiteral("Authorization"), QStringLiteral("Bearer ${%1}").arg(bearer));
    if (!headers.isEmpty())
        result.insert(headersKey, headers);
    QJsonObject variables = result.value(envKey).toObject();
    for (const QJsonValue &variable : entry.value(QStringLiteral("env_vars")).toArray()) {
        const QString name =
            variable.isObject() ? variable.toObject().value(QStringLiteral("name")).toString() : variable.toString();
        if (!name.isEmpty())
            variables.insert(name, QStringLiteral("${%1}").arg(name));
    }
    if (!variables.isEmpty())
        result.insert(envKey, variables);
}

void addProgram(const QJsonObject &entry, const QJsonValue &command, QJsonObject &result)
{
    // Zed used to keep the whole command line in one object.
    const QJsonObject whole = command.toObject();
    const auto part = [&](const char *key) {
        const QJsonValue value = entry.value(QLatin1StringView(key));
        return value.isUndefined() ? whole.value(QLatin1StringView(key)) : value;
    };
    result.insert(QStringLiteral("command"), command.isObject() ? whole.value(QStringLiteral("path")) : command);
    for (const char *key : {"args", "env", "cwd"}) {
        const QJsonValue value = part(key);
        const bool isEmpty =
            (value.isObject() && value.toObject().isEmpty()) || (value.isArray() && value.toArray().isEmpty());
        if (!value.isUndefined() && !value.isNull() && !isEmpty)
            result.insert(QLatin1StringView(key), value);
    }
}

void addAddress(const ClientKind &kind, const QJsonObject &entry, QJsonObject &result)
{
    const QString type = entry.value(typeKeyText).toString();
    // Gemini CLI tells the two by the key of the address.
    const bool isOld = type == u"sse" || (kind.idText() == u"gemini" && type.isEmpty() && entry.contains(urlKey));
    if (isOld)
        result.insert(typeKeyText, QStringLiteral("sse"));
    result.insert(urlKey, addressIn(entry));
    for (const char *key : {"headers", "http_headers", "requestHeaders"}) {
        const QJsonObject headers = entry.value(QLatin1StringView(key)).toObject();
        if (!headers.isEmpty())
            result.insert(headersKey, headers);
    }
}

} // namespace

Result<QJsonObject> translatedEntry(const ClientKind &kind, const QJsonObject &entry, const QString &home)
{
    QJsonObject result;
    const QJsonValue command = entry.value(QStringLiteral("command"));
    if (!addressIn(entry).isEmpty())
        addAddress(kind, entry, result);
    else if (!command.toString().isEmpty() || command.toObject().value(QStringLiteral("path")).isString())
        addProgram(entry, command, result);
    else
        return Reason{QStringLiteral("has neither a command nor an address; it may belong to an extension of %1")
                          .arg(kind.nameText())};
    addReferences(entry, result);
    QString asked;
    const bool isGemini = kind.idText() == u"gemini";
    result = everyText(result, [&](QString text) {
                 static const QRegularExpression theirs(QStringLiteral("\\$\\{(input:|workspaceFolder|file:)"));
                 if (asked.isEmpty())
                     asked = theirs.match(text).captured(1);
                 text.replace(QStringLiteral("${userHome}"), home);
                 return isGemini ? withBraces(text) : text;
             }).toObject();
    if (!asked.isEmpty())
        return Reason{QStringLiteral("uses ${%1…}, which only %2 can fill in").arg(asked, kind.nameText())};
    if (entry.value(QStringLiteral("disabled")) == true || entry.value(QStringLiteral("enabled")) == false)
        result.insert(QStringLiteral("disabled"), true);
    return result;
}

} // namespace Signalbox
