// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakeserver.h"

namespace Signalbox {

FakeServer::FakeServer(QObject *parent)
    : FakeBackend(parent)
{
    onSend = [this](const Message &message, const Route &route) { take(message, route); };
    answer("initialize", [this](const Message &request) { return initialize(request); });
    answer("ping", [](const Message &) { return QByteArray("{}"); });
    answer("tools/list", [this](const Message &) { return toolList(); });
    answer("logging/setLevel", [](const Message &) { return QByteArray("{}"); });
}

QByteArray FakeServer::initialize(const Message &request) const
{
    return "{\"protocolVersion\":" + request.params()["protocolVersion"].raw().toByteArray() + ",\"capabilities\":"
        + capabilities + ",\"serverInfo\":{\"name\":" + jsonString(name) + ",\"version\":\"1\"}}";
}

QByteArray FakeServer::toolList() const
{
    QByteArrayList tools;
    for (const auto &tool : m_tools)
        tools.append("{\"name\":" + jsonString(tool.first) + ",\"inputSchema\":{\"type\":\"object\"}}");
    return "{\"tools\":[" + tools.join(',') + "]}";
}

void FakeServer::addTool(const QByteArray &toolName, Answer result)
{
    m_tools.append({toolName, std::move(result)});
}

void FakeServer::notify(const QByteArray &method, const QByteArray &params)
{
    arrive(Message::notification(method, params));
}

void FakeServer::take(const Message &message, const Route &route)
{
    if (++m_taken == m_lastMessage)
        return die();
    const Origin origin{route.exchange, 0};
    if (message.isRequest())
        return takeRequest(message, origin);
    const auto waiting = m_waiting.find(message.id().toByteArray());
    if (!message.isResponse() || waiting == m_waiting.end())
        return;
    const auto [request, itsOrigin] = *waiting;
    m_waiting.erase(waiting);
    reply(request, itsOrigin);
}

void FakeServer::takeRequest(const Message &request, const Origin &origin)
{
    const QByteArray token = request.progressToken().raw().toByteArray();
    const QByteArray ask = "\"ask-" + QByteArray::number(++m_questions) + '"';
    switch (m_manners.value(request.method().toByteArray(), Manner::Proper)) {
    case Manner::Never:
        return;
    case Manner::AfterQuestion:
        m_waiting.insert(ask, {request, origin});
        return arrive(Message::request(ask, question, questionParams), origin);
    case Manner::Twice:
        reply(request, origin);
        return reply(request, origin);
    case Manner::WithProgress:
        for (int step = 1; step <= 2 && !token.isEmpty(); ++step)
            arrive(Message::notification("notifications/progress",
                                         QByteArray("{\"progressToken\":" + token
                                                    + ",\"progress\":" + QByteArray::number(step) + ",\"total\":2}")),
                   origin);
        return reply(request, origin);
    case Manner::Proper:
        return reply(request, origin);
    }
}

void FakeServer::reply(const Message &request, const Origin &origin)
{
    arrive(answerTo(request), origin);
}

Message FakeServer::answerTo(const Message &request) const
{
    const auto answer = m_answers.constFind(request.method().toByteArray());
    if (answer != m_answers.constEnd())
        return Message::result(request.id(), (*answer)(request));
    if (!request.isMethod("tools/call"))
        return Message::error(request.id(), -32601, "Method not found");
    for (const auto &tool : m_tools) {
        if (request.name().equals(tool.first))
            return Message::result(request.id(), tool.second(request));
    }
    return Message::error(request.id(), -32602, "Unknown tool");
}

} // namespace Signalbox
