// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/settingsmask.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

/** Nothing is secret about the name of a variable that holds the secret. */
bool isReference(const QString &text)
{
    const qsizetype from = text.startsWith(u"Bearer ") ? 7 : 0;
    const QStringView rest = QStringView(text).sliced(from);
    return rest.startsWith(u"${") && rest.indexOf(u'}') == rest.size() - 1 && !rest.contains(u":-");
}

QJsonValue masked(const QJsonValue &value)
{
    const bool isOpen = !value.isString() || value.toString().isEmpty() || isReference(value.toString());
    return isOpen ? value : QJsonValue(maskedSecret());
}

QJsonObject withMaskedMembers(QJsonObject map)
{
    for (auto member = map.begin(); member != map.end(); ++member) {
        if (soundsSecret(member.key()))
            member.value() = masked(member.value());
    }
    return map;
}

QJsonObject maskedServer(QJsonObject server)
{
    for (const char *key : {"env", "headers", "environment", "requestHeaders"}) {
        const QJsonValue map = server.value(QLatin1StringView(key));
        if (map.isObject())
            server.insert(QLatin1StringView(key), withMaskedMembers(map.toObject()));
    }
    return server;
}

} // namespace

QString maskedSecret()
{
    return QString(8, QChar(0x2022));
}

bool soundsSecret(const QString &name)
{
    static constexpr std::array parts = {"token",   "secret", "passw",      "pwd",          "apikey",    "api_key",
                                         "api-key", "auth",   "credential", "cookie",       "private",   "_key",
                                         "-key",    "_pat",   "dsn",        "database_url", "connection"};
    const QString lower = name.toLower();
    return lower == u"key" || lower == u"pat"
        || std::ranges::any_of(parts, [&](const char *part) { return lower.contains(QLatin1StringView(part)); });
}

QJsonObject withSecretsMasked(const QJsonObject &settings)
{
    QJsonObject result = settings;
    QJsonObject auth = result.value(QStringLiteral("auth")).toObject();
    if (auth.contains(QStringLiteral("token"))) {
        auth.insert(QStringLiteral("token"), masked(auth.value(QStringLiteral("token"))));
        result.insert(QStringLiteral("auth"), auth);
    }
    for (const QString &key : {QStringLiteral("mcpServers"), QStringLiteral("servers")}) {
        if (!result.value(key).isObject())
            continue;
        QJsonObject servers = result.value(key).toObject();
        for (auto server = servers.begin(); server != servers.end(); ++server) {
            if (server.value().isObject())
                server.value() = maskedServer(server.value().toObject());
        }
        result.insert(key, servers);
    }
    return result;
}

QJsonValue withMasksFilled(const QJsonValue &value, const QJsonValue &before)
{
    if (value.isString() && value.toString() == maskedSecret() && before.isString())
        return before;
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        member.value() = withMasksFilled(member.value(), before.toObject().value(member.key()));
    return object;
}

} // namespace Signalbox
