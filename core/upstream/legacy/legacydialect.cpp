// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/legacy/legacydialect.h"

#include "core/mirror/statelessmeta.h"
#include "core/upstream/legacy/sessiontask.h"
#include "core/wire/errorcodes.h"

#include <array>

namespace Signalbox {

namespace {

constexpr std::array<QByteArrayView, 5> acceptedVersions = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05",
                                                            "2024-10-07"};

/** What we can route: a superset on a shared leg (checked again per question), the client's own on a leg of its own. */
QByteArray offeredCapabilities(const Client *bound)
{
    ClientFeatures can;
    if (bound)
        can = bound->features;
    else
        can = {.roots = true, .rootsListChanged = true, .sampling = true, .samplingTools = true,
               .samplingContext = true, .elicitationForm = true, .elicitationUrl = true};

    QByteArrayList parts;
    if (can.roots)
        parts << (can.rootsListChanged ? R"("roots":{"listChanged":true})" : R"("roots":{})");
    if (can.sampling) {
        QByteArrayList details;
        if (can.samplingContext)
            details << R"("context":{})";
        if (can.samplingTools)
            details << R"("tools":{})";
        parts << R"("sampling":{)" + details.join(',') + '}';
    }
    if (can.elicitationForm || can.elicitationUrl) {
        QByteArrayList modes;
        if (can.elicitationForm)
            modes << R"("form":{})";
        if (can.elicitationUrl)
            modes << R"("url":{})";
        parts << R"("elicitation":{)" + modes.join(',') + '}';
    }
    return '{' + parts.join(',') + '}';
}

constexpr QByteArrayView statelessPrefix = "\"io.modelcontextprotocol/"; // as it stands in JSON

/**
 * What a stateless client says of itself in every request was said at the handshake, and rounds there are none. The
 * params without that, and with our token.
 */
QByteArray sessionBasedParams(const Message &request, QByteArrayView token)
{
    const JsonView params = request.params();
    QByteArray text;
    text.reserve(params.raw().size());
    for (auto member = params.begin(), end = params.end(); member != end; ++member) {
        if (member.key().equals("inputResponses") || member.key().equals("requestState") || member.key().equals("task"))
            continue;
        text.append(text.isEmpty() ? '{' : ',').append(member.key().raw()).append(':');
        if (!member.key().equals("_meta")) {
            text.append(member.value().raw());
            continue;
        }
        char before = '{';
        const JsonView meta = member.value();
        for (auto entry = meta.begin(), last = meta.end(); entry != last; ++entry) {
            const QByteArrayView name = entry.key().raw();
            if (name.startsWith(statelessPrefix))
                continue;
            const bool isToken = !token.isEmpty() && entry.key().equals("progressToken");
            text.append(before).append(name).append(':').append(isToken ? token : entry.value().raw());
            before = ',';
        }
        text.append(before == '{' ? "{}" : "}");
    }
    return text.isEmpty() ? QByteArray("{}") : text.append('}');
}

} // namespace

Message LegacyDialect::hello(QByteArrayView id, const Client *bound) const
{
    const QByteArray params = QByteArray(R"({"protocolVersion":)") + jsonString(acceptedVersions.front())
        + R"(,"capabilities":)" + offeredCapabilities(bound)
        + R"(,"clientInfo":{"name":"signalbox","title":"Signalbox","version":")" SIGNALBOX_VERSION R"("}})";
    return Message::request(id, "initialize", params);
}

Result<ServerIdentity, Unwelcome> LegacyDialect::welcome(const Message &answer, bool)
{
    if (answer.kind() == Message::Kind::Error) {
        return Unwelcome{QStringLiteral("it refused the handshake: %1")
                             .arg(QString::fromUtf8(answer.errorValue()["message"].string().left(500))),
                         Unwelcome::Other};
    }
    const JsonView result = answer.resultValue();
    ServerIdentity identity;
    identity.protocolVersion = result["protocolVersion"].string();
    bool accepted = false;
    for (QByteArrayView version : acceptedVersions)
        accepted = accepted || version == identity.protocolVersion;
    if (!accepted) {
        return Unwelcome{QStringLiteral("it wants protocol version \"%1\"; this gateway speaks 2024-11-05 to 2025-11-25 "
                                        "with it: update the server")
                             .arg(QString::fromUtf8(identity.protocolVersion.left(40))),
                         Unwelcome::Other};
    }
    m_headers = {{"MCP-Protocol-Version", identity.protocolVersion}};
    identity.name = result["serverInfo"]["name"].string().left(200);
    identity.version = result["serverInfo"]["version"].string().left(100);
    if (result["capabilities"].isObject())
        identity.capabilities = result["capabilities"].raw().toByteArray();
    m_makesTasks = JsonView(identity.capabilities)["tasks"]["requests"]["tools"]["call"].exists();
    identity.instructions = result["instructions"].string().left(ServerIdentity::longestInstructions);
    return identity;
}

Message LegacyDialect::confirmation() const
{
    return Message::notification("notifications/initialized");
}

Message LegacyDialect::prepared(const Message &request, QByteArrayView id, QByteArrayView token, const Sender &sender) const
{
    const Message plain = claimedVersion(request).exists()
        ? Message::request(id, request.method(), sessionBasedParams(request, token))
        : request.withIdAndToken(id, token);
    return sender.asTask && plain.isMethod("tools/call") ? plain.with({"params", "task"}, "{}") : plain;
}

bool LegacyDialect::wantsTask(const Message &error, const Client &) const
{
    return m_makesTasks && error.errorCode() == ErrorCode::methodNotFound;
}

std::shared_ptr<TaskRun> LegacyDialect::taskIn(const Message &answer, const Client &) const
{
    const JsonView id = answer.resultValue()["task"]["taskId"];
    return id.isString() ? std::make_shared<SessionTask>(id.string()) : nullptr;
}

JsonView LegacyDialect::taskNamedBy(const Message &message) const
{
    return SessionTask::idIn(message.meta());
}

Message LegacyDialect::cancellation(QByteArrayView id, QByteArrayView reason) const
{
    QByteArray params = R"({"requestId":)" + id.toByteArray();
    if (!reason.isEmpty())
        params += R"(,"reason":)" + jsonString(reason);
    return Message::notification("notifications/cancelled", params + '}');
}

Message LegacyDialect::logLevel(QByteArrayView id, QByteArrayView level) const
{
    return Message::request(id, "logging/setLevel", R"({"level":)" + jsonString(level) + '}');
}

} // namespace Signalbox
