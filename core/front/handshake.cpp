// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/handshake.h"

#include "core/routing/router.h"

namespace Signalbox {

namespace {

/** Both are kept as long as the session lives. */
constexpr qsizetype longestPart = 64 * 1024;

} // namespace

bool isInitialize(const Message &message)
{
    return message.isRequest() && message.isMethod("initialize");
}

Result<Wish> readInitialize(const Message &request)
{
    const JsonView params = request.params();
    const JsonView version = params["protocolVersion"];
    const JsonView capabilities = params["capabilities"];
    const JsonView info = params["clientInfo"];
    if (!version.isString())
        return Reason{QStringLiteral("params.protocolVersion: expected a string")};
    if (capabilities.exists() && !capabilities.isObject())
        return Reason{QStringLiteral("params.capabilities: expected an object")};
    if (info.exists() && !info.isObject())
        return Reason{QStringLiteral("params.clientInfo: expected an object")};
    if (capabilities.raw().size() > longestPart || info.raw().size() > longestPart)
        return Reason{
            QStringLiteral("params: expected at most %1 bytes of capabilities and clientInfo").arg(longestPart)};
    Wish wish;
    wish.features = featuresOf(version.string());
    if (!wish.features)
        wish.features = newestFeatures();
    wish.can = featuresIn(capabilities);
    if (capabilities.exists())
        wish.capabilities = capabilities.raw().toByteArray();
    wish.info = info.raw().toByteArray();
    return wish;
}

QByteArray initializeResult(const Features &features, const Greeting &greeting)
{
    QByteArray result = "{\"protocolVersion\":" + jsonString(features.version);
    result += ",\"capabilities\":" + (greeting.capabilities.isEmpty() ? QByteArray("{}") : greeting.capabilities);
    result += ",\"serverInfo\":{\"name\":\"signalbox\"";
    if (features.titles)
        result += ",\"title\":\"Signalbox\"";
    result += ",\"version\":\"" SIGNALBOX_VERSION "\"}";
    if (!greeting.instructions.isEmpty())
        result += ",\"instructions\":" + jsonString(greeting.instructions);
    return result + '}';
}

} // namespace Signalbox
