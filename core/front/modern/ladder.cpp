// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/ladder.h"

#include "core/mirror/headervalue.h"
#include "core/mirror/mirroredheaders.h"
#include "core/session/features.h"

namespace Signalbox {

namespace {

Refusal invalid(const QString &sentence)
{
    return {400, ErrorCode::invalidParams, sentence, {}, {}};
}

Refusal mismatch(const QString &sentence)
{
    return {400, ErrorCode::headerMismatch, sentence, {}, {}};
}

Result<void, Refusal> checkMeta(const Message &request, const StatelessMeta &meta)
{
    if (!request.meta().isObject())
        return invalid(QStringLiteral("params._meta: expected an object"));
    if (!meta.version.isString())
        return invalid(QStringLiteral("params._meta: io.modelcontextprotocol/protocolVersion: expected a string"));
    if (!meta.capabilities.isObject())
        return invalid(QStringLiteral("params._meta: io.modelcontextprotocol/clientCapabilities: expected an object"));
    if (meta.info.exists() && !meta.info.isObject())
        return invalid(QStringLiteral("params._meta: io.modelcontextprotocol/clientInfo: expected an object"));
    if (meta.progressToken.exists() && !meta.progressToken.isString() && !meta.progressToken.integer())
        return invalid(QStringLiteral("params._meta: progressToken: expected a string or an integer"));
    return {};
}

Result<void, Refusal> checkName(const Message &request, const HeaderList &headers)
{
    const JsonView named = repeatedName(request);
    if (!named.isString())
        return {};
    const QByteArray header = headerValue(headers, "Mcp-Name");
    if (header.isNull())
        return mismatch(QStringLiteral("the header Mcp-Name is missing"));
    const auto said = decodedHeaderValue(header);
    if (!said)
        return mismatch(QStringLiteral("the header Mcp-Name is neither plain ASCII nor valid Base64 between its markers"));
    if (!named.equals(*said))
        return mismatch(QStringLiteral("the header Mcp-Name names something else than the request"));
    return {};
}

QByteArray quotedList(const QList<QByteArray> &words)
{
    QByteArrayList quoted;
    for (const QByteArray &word : words)
        quoted.append(jsonString(word));
    return '[' + quoted.join(',') + ']';
}

} // namespace

Refusal unsupportedVersion(const QByteArray &requested)
{
    const QByteArray data =
        "{\"supported\":" + quotedList(statelessVersions()) + ",\"requested\":" + jsonString(requested) + '}';
    return {400, ErrorCode::unsupportedVersion,
            QStringLiteral("Unsupported protocol version; without initialize this server speaks %1")
                .arg(QString::fromLatin1(statelessVersions().join(", "))),
            data,
            {}};
}

Result<void, Refusal> checkStateless(const Message &request, const StatelessMeta &meta, const HeaderList &headers)
{
    for (const char *once : {"Mcp-Method", "Mcp-Name"}) {
        if (headerCount(headers, once) > 1)
            return mismatch(QStringLiteral("the header %1 may appear once").arg(QLatin1StringView(once)));
    }
    if (auto said = checkMeta(request, meta); !said)
        return said;
    const QByteArray version = meta.version.string();
    const QByteArray versionHeader = headerValue(headers, "MCP-Protocol-Version");
    const QByteArray methodHeader = headerValue(headers, "Mcp-Method");
    if (!versionHeader.isNull() && versionHeader != version)
        return mismatch(QStringLiteral("MCP-Protocol-Version and params._meta name different versions"));
    if (!methodHeader.isNull() && !request.isMethod(methodHeader))
        return mismatch(QStringLiteral("the header Mcp-Method names another method than the request"));
    if (!statelessVersions().contains(version))
        return unsupportedVersion(version);
    if (versionHeader.isNull())
        return mismatch(QStringLiteral("the header MCP-Protocol-Version is missing"));
    if (methodHeader.isNull())
        return mismatch(QStringLiteral("the header Mcp-Method is missing"));
    return checkName(request, headers);
}

Result<void, Refusal> checkToolHeaders(const Message &call, const QList<ToolHeader> &repeated, const HeaderList &headers)
{
    const JsonView arguments = call.params()["arguments"];
    for (const ToolHeader &one : repeated) {
        const QString name = QString::fromLatin1(one.name);
        const JsonView argument = repeatedArgument(arguments, one);
        const QByteArray header = headerValue(headers, one.name);
        if (headerCount(headers, one.name) > 1)
            return mismatch(QStringLiteral("the header %1 may appear once").arg(name));
        // What the schema does not allow there is for the tool to refuse.
        if (argument.exists() && !headerText(argument))
            continue;
        if (header.isNull() && argument.exists())
            return mismatch(QStringLiteral("the header %1 is missing").arg(name));
        if (header.isNull())
            continue;
        const auto said = decodedHeaderValue(header);
        if (!said)
            return mismatch(QStringLiteral("the header %1 is neither plain ASCII nor valid Base64 between its markers").arg(name));
        if (!argument.exists() || !saysTheSame(*said, argument))
            return mismatch(QStringLiteral("the header %1 says something else than the argument").arg(name));
    }
    return {};
}

} // namespace Signalbox
