// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/clientmemory.h"

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

} // namespace Signalbox
