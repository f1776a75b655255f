// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/modern/moderndialect.h"

#include "core/mirror/mirroredheaders.h"
#include "core/mirror/taskextension.h"
#include "core/upstream/modern/plainanswer.h"
#include "core/upstream/modern/selfdescription.h"
#include "core/upstream/modern/servertask.h"
#include "core/wire/errorcodes.h"

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

constexpr std::array<QByteArrayView, 1> spokenVersions = {"2026-07-28"}; // newest first
constexpr QByteArrayView firstOfGeneration = "2026-07-28";

QByteArrayList textsIn(JsonView list)
{
    QByteArrayList texts;
    if (!list.isArray())
        return texts;
    for (JsonView each : list)
        texts.append(each.string());
    return texts;
}

/** The newest version that both sides speak. */
QByteArray commonVersion(const QByteArrayList &versions)
{
    for (QByteArrayView spoken : spokenVersions) {
        if (versions.contains(spoken))
            return spoken.toByteArray();
    }
    return {};
}

bool hasVersionOfGeneration(const QByteArrayList &versions)
{
    return std::any_of(versions.begin(), versions.end(), [](const QByteArray &each) { return each >= firstOfGeneration; });
}

QString strangers(const QByteArrayList &versions)
{
    const QString some = QString::fromUtf8(versions.mid(0, 10).join(", ").left(300));
    return QStringLiteral("it speaks the protocol versions %1, and this gateway none of them").arg(some);
}

} // namespace

ModernDialect::ModernDialect()
    : m_version(spokenVersions.front().toByteArray())
{
}

Message ModernDialect::hello(QByteArrayView id, const Client *) const
{
    return prepared(Message::request(id, "server/discover"), id, {}, {});
}

Result<ServerIdentity, Unwelcome> ModernDialect::welcome(const Message &answer, bool hasExchanges)
{
    if (answer.kind() == Message::Kind::Error)
        return refused(answer);
    const JsonView result = answer.resultValue();
    const QByteArrayList versions = textsIn(result["supportedVersions"]);
    const QByteArray version = commonVersion(versions);
    if (version.isEmpty()) {
        const QString sentence = versions.isEmpty() ? QStringLiteral("it did not say which protocol versions it speaks")
                                                    : strangers(versions);
        return Unwelcome{sentence, Unwelcome::Other};
    }
    m_version = version;
    m_isWeb = hasExchanges;
    ServerIdentity identity;
    identity.protocolVersion = version;
    JsonView info = result["_meta"][SelfDescription::serverInfo];
    if (!info.isObject())
        info = result["serverInfo"]; // where it stood before the specification was final
    identity.name = info["name"].string().left(200);
    identity.version = info["version"].string().left(100);
    if (result["capabilities"].isObject())
        identity.capabilities = result["capabilities"].raw().toByteArray();
    identity.instructions = result["instructions"].string().left(ServerIdentity::longestInstructions);
    return identity;
}

/** A server that wants another version says which; what else a server says to this request, one with sessions may say. */
Unwelcome ModernDialect::refused(const Message &error)
{
    const QByteArrayList supported = textsIn(error.errorValue()["data"]["supported"]);
    if (error.errorCode() == ErrorCode::unsupportedVersion && hasVersionOfGeneration(supported)) {
        const QByteArray version = commonVersion(supported);
        if (version.isEmpty())
            return {strangers(supported), Unwelcome::Fail};
        m_version = version;
        if (!std::exchange(m_hasChosenAgain, true))
            return {{}, Unwelcome::Again};
        return {QStringLiteral("it refuses the protocol version that it says it speaks"), Unwelcome::Fail};
    }
    return {QStringLiteral("it refused to describe itself: %1")
                .arg(QString::fromUtf8(error.errorValue()["message"].string().left(500))),
            Unwelcome::Other};
}

HeaderList ModernDialect::headers(const Message &message) const
{
    if (!message.isRequest())
        return {{"MCP-Protocol-Version", m_version}};
    const bool mayRepeat = !m_toolHeaders.isEmpty() && message.isMethod("tools/call");
    return mirroredHeaders(message, m_version, mayRepeat ? m_toolHeaders.value(message.name().string()) : QList<ToolHeader>());
}

Message ModernDialect::prepared(const Message &request, QByteArrayView id, QByteArrayView token,
                                const Sender &sender) const
{
    return SelfDescription::added(request, m_version, sender).withIdAndToken(id, token);
}

Message ModernDialect::cancellation(QByteArrayView id, QByteArrayView reason) const
{
    if (m_isWeb)
        return {};
    QByteArray params = R"({"requestId":)" + id.toByteArray();
    if (!reason.isEmpty())
        params += R"(,"reason":)" + jsonString(reason);
    return Message::notification("notifications/cancelled", params + '}');
}

bool ModernDialect::endsOnlyRound(const Message &answer) const
{
    return answer.resultValue()["resultType"].equals("input_required");
}

bool ModernDialect::wantsToolList(const Message &answer) const
{
    return m_isWeb && answer.errorCode() == ErrorCode::headerMismatch;
}

bool ModernDialect::isOutdated(const Message &answer) const
{
    return answer.errorCode() == ErrorCode::unsupportedVersion;
}

/** A stateless client that does not declare tasks is told itself what it lacks. */
bool ModernDialect::wantsTask(const Message &error, const Client &client) const
{
    return !client.isStateless && TaskExtension::isDemandedBy(error);
}

std::shared_ptr<TaskRun> ModernDialect::taskIn(const Message &answer, const Client &client) const
{
    const JsonView result = answer.resultValue();
    if (client.isStateless || !result["resultType"].equals("task") || !result["taskId"].isString())
        return {};
    return std::make_shared<ServerTask>(result["taskId"].string());
}

/** What a client of a session tells of itself there is said with each request here. */
bool ModernDialect::carries(const Message &notification) const
{
    return !notification.isMethod("notifications/roots/list_changed")
        && !notification.isMethod("notifications/initialized");
}

Message ModernDialect::restored(const Message &answer, const Message &request, const Sender &sender)
{
    const Message known = m_isWeb && request.isMethod("tools/list") ? usable(answer) : answer;
    return sender.client && !sender.client->isStateless ? PlainAnswer::of(known) : known;
}

/** A list without the tools that cannot be called over HTTP; remembers what headers repeat of the others. */
Message ModernDialect::usable(const Message &toolList)
{
    const JsonView tools = toolList.resultValue()["tools"];
    if (!tools.isArray())
        return toolList;
    QByteArrayList kept;
    bool hasUnusable = false;
    for (JsonView tool : tools) {
        const QByteArray name = tool["name"].string();
        const auto headers = toolHeaders(tool["inputSchema"]);
        if (!headers) {
            hasUnusable = true;
            m_warnings.append(QStringLiteral("the tool %1 cannot be called: %2").arg(QString::fromUtf8(name.left(200)), headers.error().sentence));
            continue;
        }
        if (headers->isEmpty())
            m_toolHeaders.remove(name);
        else
            m_toolHeaders.insert(name, *headers);
        kept.append(tool.raw().toByteArray());
    }
    return hasUnusable ? toolList.with({"result", "tools"}, '[' + kept.join(',') + ']') : toolList;
}

} // namespace Signalbox
