// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/statelessresults.h"

#include "core/wire/errorcodes.h"

#include <algorithm>
#include <array>

namespace Signalbox::StatelessResults {

namespace {

/** Those that say how long they may be kept. */
constexpr std::array<QByteArrayView, 6> cacheable = {
    "server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list", "resources/read"};

QByteArray withIdentity(JsonView meta)
{
    if (!meta.isObject())
        return '{' + identity() + '}';
    if (meta["io.modelcontextprotocol/serverInfo"].exists())
        return meta.raw().toByteArray();
    const QByteArray inner = meta.raw().sliced(1).toByteArray();
    return '{' + identity() + (meta.begin() == meta.end() ? "" : ",") + inner;
}

} // namespace

QByteArray identity()
{
    return QByteArrayLiteral(R"("io.modelcontextprotocol/serverInfo":{"name":"signalbox","title":"Signalbox","version":")" SIGNALBOX_VERSION "\"}");
}

Message completed(const Message &answer, QByteArrayView method)
{
    const JsonView result = answer.resultValue();
    const bool isCacheable = std::find(cacheable.begin(), cacheable.end(), method) != cacheable.end();
    bool hasType = false;
    bool hasAge = false;
    bool hasScope = false;
    QByteArray meta;
    QByteArray members;
    members.reserve(result.raw().size() + 200);
    for (auto member = result.begin(); member != result.end(); ++member) {
        const JsonView key = member.key();
        if (key.equals("_meta")) {
            meta = withIdentity(member.value());
            continue;
        }
        hasType = hasType || key.equals("resultType");
        hasAge = hasAge || key.equals("ttlMs");
        hasScope = hasScope || key.equals("cacheScope");
        members.append(',').append(key.raw()).append(':').append(member.value().raw());
    }
    QByteArray whole;
    whole.reserve(members.size() + 250);
    whole.append(R"({"_meta":)").append(meta.isEmpty() ? withIdentity({}) : meta);
    if (!hasType)
        whole += R"(,"resultType":"complete")";
    if (isCacheable && !hasAge)
        whole += R"(,"ttlMs":0)";
    if (isCacheable && !hasScope)
        whole += R"(,"cacheScope":"private")";
    return Message::result(answer.id(), whole.append(members).append('}'));
}

Message adapted(const Message &error, const Message &request)
{
    const QByteArray sentence = error.errorValue()["message"].string();
    const JsonView data = error.errorValue()["data"];
    switch (error.errorCode()) {
    case ErrorCode::resourceNotFound:
        return Message::error(error.id(), ErrorCode::invalidParams, sentence,
                              data["uri"].exists() ? data.raw().toByteArray() : "{\"uri\":" + request.uri().raw().toByteArray() + '}');
    case ErrorCode::headerMismatch:
    case ErrorCode::unsupportedVersion:
        // That is between us and the server.
        return Message::error(error.id(), ErrorCode::internalError, "the server behind refuses the gateway: " + sentence);
    case ErrorCode::urlsRequired: {
        QByteArray urls;
        for (JsonView each : data["elicitations"])
            urls += ' ' + each["url"].string();
        return Message::error(error.id(), ErrorCode::internalError, sentence + (urls.isEmpty() ? "" : "; to be visited first:") + urls);
    }
    default:
        return error;
    }
}

int statusOf(const Message &answer)
{
    return answer.errorCode() == ErrorCode::missingCapability ? 400 : 200;
}

Message inputRequired(QByteArrayView id, const QByteArray &questions, const QByteArray &state)
{
    return Message::result(id,
                           R"({"_meta":{)" + identity() + R"(},"resultType":"input_required","inputRequests":)" + questions
                               + R"(,"requestState":)" + jsonString(state) + '}');
}

} // namespace Signalbox::StatelessResults
