// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/clientmemory.h"

#include "core/wire/jsonview.h"

namespace Signalbox {

namespace {
constexpr qsizetype mostFollowed = 10'000;
}

QByteArray ClientMemory::versionIn(const Message &answer)
{
    return answer.resultValue()["protocolVersion"].string();
}

void ClientMemory::answered(const Message &request, const Message &answer)
{
    if (answer.kind() != Message::Kind::Result)
        return;
    if (request.isMethod("initialize") && !isGreeted()) {
        m_hello = request;
        m_version = versionIn(answer);
    } else if (request.isMethod("logging/setLevel")) {
        m_level = request;
    } else if (request.isMethod("resources/subscribe") && m_followed.size() < mostFollowed) {
        m_followed.insert(request.uri().string(), request);
    } else if (request.isMethod("resources/unsubscribe")) {
        m_followed.remove(request.uri().string());
    }
}

QList<Message> ClientMemory::rest() const
{
    QList<Message> requests = m_followed.values();
    if (m_level.isRequest())
        requests.prepend(m_level);
    return requests;
}

QList<Message> ClientMemory::missed(const Message &answer) const
{
    QList<Message> notifications;
    for (const QByteArrayView kind : {"tools", "prompts", "resources"}) {
        if (answer.resultValue()["capabilities"][kind]["listChanged"].boolean().value_or(false))
            notifications.append(Message::notification("notifications/" + kind.toByteArray() + "/list_changed"));
    }
    for (const Message &request : m_followed) {
        const QByteArray params = R"({"uri":)" + jsonString(request.uri().string()) + '}';
        notifications.append(Message::notification("notifications/resources/updated", params));
    }
    return notifications;
}

} // namespace Signalbox
