// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/modern/selfdescription.h"

#include <algorithm>
#include <array>

namespace Signalbox::SelfDescription {

namespace {

constexpr QByteArrayView versionKey = "io.modelcontextprotocol/protocolVersion";
constexpr QByteArrayView capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr QByteArrayView infoKey = "io.modelcontextprotocol/clientInfo";
constexpr QByteArrayView levelKey = "io.modelcontextprotocol/logLevel";
constexpr QByteArrayView tasksExtension = "io.modelcontextprotocol/tasks";

constexpr auto ownInfo = R"({"name":"signalbox","title":"Signalbox","version":")" SIGNALBOX_VERSION R"("})";

QByteArray member(QByteArrayView key, QByteArrayView raw)
{
    return '"' + key.toByteArray() + "\":" + raw.toByteArray();
}

/** Tasks of sessions are another thing than those of stateless clients. */
QByteArray extensionsOf(JsonView extensions)
{
    QByteArrayList kept;
    for (auto one = extensions.begin(); one != extensions.end(); ++one) {
        if (!one.key().equals(tasksExtension))
            kept.append(one.key().raw().toByteArray() + ':' + one.value().raw().toByteArray());
    }
    return kept.isEmpty() ? QByteArray() : R"("extensions":{)" + kept.join(',') + '}';
}

/**
 * Whoever sees all servers cannot be told whose a task is that it asks for: its calls are answered when they are done.
 */
QByteArray withoutTasks(JsonView capabilities)
{
    QByteArrayList kept;
    for (auto one = capabilities.begin(); one != capabilities.end(); ++one) {
        if (!one.key().equals("extensions"))
            kept << one.key().raw().toByteArray() + ':' + one.value().raw().toByteArray();
        else if (const QByteArray extensions = extensionsOf(one.value()); !extensions.isEmpty())
            kept << extensions;
    }
    return '{' + kept.join(',') + '}';
}

/** What the client of a session can be asked, in the words of this generation. */
QByteArray capabilitiesOf(const Client &client)
{
    const ClientFeatures &can = client.features;
    QByteArrayList parts;
    if (can.roots)
        parts << R"("roots":{})";
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
    const JsonView declared(client.capabilities);
    if (declared["experimental"].isObject())
        parts << member("experimental", declared["experimental"].raw());
    if (const QByteArray extensions = extensionsOf(declared["extensions"]); !extensions.isEmpty())
        parts << extensions;
    return '{' + parts.join(',') + '}';
}

bool isOurs(JsonView key)
{
    static constexpr std::array<QByteArrayView, 4> keys = {versionKey, capabilitiesKey, infoKey, levelKey};
    return std::any_of(keys.begin(), keys.end(), [key](QByteArrayView ours) { return key.equals(ours); });
}

} // namespace

Message added(const Message &request, const QByteArray &version, const Sender &sender)
{
    const JsonView before = request.meta();
    QByteArrayList members{member(versionKey, jsonString(version))};
    const bool isSaid = sender.client && sender.client->isStateless;
    if (!isSaid) {
        const bool hasInfo = sender.client && JsonView(sender.client->info).isObject();
        members << member(infoKey, hasInfo ? QByteArrayView(sender.client->info) : QByteArrayView(ownInfo))
                << member(capabilitiesKey, sender.client ? capabilitiesOf(*sender.client) : QByteArray("{}"));
        if (!sender.logLevel.isEmpty())
            members << member(levelKey, jsonString(sender.logLevel));
    }
    for (auto entry = before.begin(); entry != before.end(); ++entry) {
        const bool isReplaced = isSaid ? entry.key().equals(versionKey) : isOurs(entry.key());
        const bool hasTasks = isSaid && entry.key().equals(capabilitiesKey) && sender.client->view.isAll()
            && entry.value()["extensions"][tasksExtension].exists();
        if (hasTasks)
            members << member(capabilitiesKey, withoutTasks(entry.value()));
        else if (!isReplaced)
            members << entry.key().raw().toByteArray() + ':' + entry.value().raw().toByteArray();
    }
    return request.with({"params", "_meta"}, '{' + members.join(',') + '}');
}

} // namespace Signalbox::SelfDescription
