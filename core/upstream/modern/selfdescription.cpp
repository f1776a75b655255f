// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/modern/selfdescription.h"

#include "core/mirror/taskextension.h"

#include <algorithm>
#include <array>

namespace Signalbox::SelfDescription {

namespace {

constexpr QByteArrayView versionKey = "io.modelcontextprotocol/protocolVersion";
constexpr QByteArrayView capabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr QByteArrayView infoKey = "io.modelcontextprotocol/clientInfo";
constexpr QByteArrayView levelKey = "io.modelcontextprotocol/logLevel";

constexpr auto ownInfo = R"({"name":"signalbox","title":"Signalbox","version":")" SIGNALBOX_VERSION R"("})";

QByteArray member(QByteArrayView key, QByteArrayView raw)
{
    return '"' + key.toByteArray() + "\":" + raw.toByteArray();
}

/** What the client of a session can be asked, in the words of this generation. */
QByteArray capabilitiesOf(const Client &client, bool hasTasks)
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
    // Tasks of sessions are another thing: these are the gateway's own business.
    const QByteArray others = TaskExtension::leftOut(declared["extensions"]);
    if (hasTasks)
        parts << R"("extensions":{)" + (others.isEmpty() ? QByteArray() : others.sliced(1).chopped(1) + ',') + TaskExtension::member() + '}';
    else if (!others.isEmpty())
        parts << member("extensions", others);
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
    const bool hasTasks = sender.asTask || request.method().startsWith("tasks/");
    if (!isSaid) {
        static const Client nobody;
        const bool hasInfo = sender.client && JsonView(sender.client->info).isObject();
        members << member(infoKey, hasInfo ? QByteArrayView(sender.client->info) : QByteArrayView(ownInfo))
                << member(capabilitiesKey, capabilitiesOf(sender.client ? *sender.client : nobody, hasTasks));
        if (!sender.logLevel.isEmpty())
            members << member(levelKey, jsonString(sender.logLevel));
    }
    for (auto entry = before.begin(); entry != before.end(); ++entry) {
        const bool isReplaced = isSaid ? entry.key().equals(versionKey) : isOurs(entry.key());
        if (!isReplaced)
            members << entry.key().raw().toByteArray() + ':' + entry.value().raw().toByteArray();
    }
    return request.with({"params", "_meta"}, '{' + members.join(',') + '}');
}

} // namespace Signalbox::SelfDescription
