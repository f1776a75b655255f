// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/generation.h"

#include "core/mirror/statelessmeta.h"
#include "core/session/features.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

constexpr QByteArrayView capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";

Refusal refusal(int code, const char16_t *sentence)
{
    return {400, code, QString::fromUtf16(sentence), {}, {}};
}

/** Whether a message says about itself what a stateless request must. */
bool isComplete(const Message &message)
{
    const JsonView version = claimedVersion(message);
    return version.isString() && isStatelessVersion(version.string()) && message.meta()[capabilitiesKey].isObject();
}

Result<Generation, Refusal> ofRequest(const Message &request, bool modernHeader)
{
    if (request.isMethod("initialize") && !isComplete(request)) {
        if (modernHeader)
            return refusal(ErrorCode::headerMismatch, u"MCP-Protocol-Version names a version without initialize");
        return Generation::Legacy;
    }
    if (claimedVersion(request).exists())
        return Generation::Modern;
    if (!modernHeader)
        return Generation::Legacy;
    if (!request.meta().isObject())
        return refusal(ErrorCode::invalidParams,
                       u"params._meta is missing; the version in MCP-Protocol-Version demands it");
    if (!request.meta()[capabilitiesKey].exists()) {
        return refusal(ErrorCode::invalidParams,
                       u"params._meta lacks io.modelcontextprotocol/protocolVersion and "
                       u"io.modelcontextprotocol/clientCapabilities");
    }
    return refusal(ErrorCode::invalidParams, u"params._meta lacks io.modelcontextprotocol/protocolVersion");
}

Result<Generation, Refusal> ofNotification(const Message &notification, const QByteArray &header, bool modernHeader)
{
    const JsonView claimed = claimedVersion(notification);
    if (!claimed.exists())
        return modernHeader ? Generation::Modern : Generation::Legacy;
    if (!claimed.isString() || claimed.string().isEmpty())
        return refusal(ErrorCode::invalidParams,
                       u"params._meta: io.modelcontextprotocol/protocolVersion is not a version");
    if (!header.isNull() && header != claimed.string())
        return refusal(ErrorCode::headerMismatch, u"MCP-Protocol-Version and params._meta name different versions");
    return Generation::Modern;
}

} // namespace

Result<Generation, Refusal> generationOf(const Post &post, const QByteArray &versionHeader)
{
    if (post.isBatch) {
        for (const Message &message : post.messages) {
            if (claimedVersion(message).exists())
                return refusal(ErrorCode::invalidRequest,
                               u"a batch cannot carry messages of a version without batches");
        }
        return Generation::Legacy;
    }
    const Message &message = post.messages.constFirst();
    const bool modernHeader = isStatelessVersion(versionHeader);
    switch (message.kind()) {
    case Message::Kind::Request:
        return ofRequest(message, modernHeader);
    case Message::Kind::Notification:
        return ofNotification(message, versionHeader, modernHeader);
    case Message::Kind::None:
    case Message::Kind::Result:
    case Message::Kind::Error:
        break;
    }
    return Generation::Legacy;
}

} // namespace Signalbox
