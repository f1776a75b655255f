// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/front/scriptedserver.h"

#include "tests/fakes/usualanswers.h"

namespace Signalbox {

Result<std::unique_ptr<Backend>> ScriptedServer::create(const QJsonObject &, const Surroundings &)
{
    auto pipe = std::make_unique<ScriptedPipe>(this);
    m_pipe = pipe.get();
    return std::unique_ptr<Backend>(std::move(pipe));
}

void ScriptedServer::onMessage(ScriptedPipe *pipe, const Message &message)
{
    if (!message.isRequest()) {
        heard.append(message);
        return;
    }
    if (message.isMethod("tools/call") && message.name().equals("hold")) {
        held.append(message);
        return;
    }
    if (message.isMethod("initialize")) {
        if (knowsItself)
            pipe->give(Message::result(message.id(), usualGreeting("scripted", usualCapabilities, "Read the script.")));
        return;
    }
    if (message.isMethod("unknown/method")) {
        pipe->give(Message::error(message.id(), -32601, "no such thing here"));
        return;
    }
    pipe->give(Message::result(message.id(), usualResult(message)));
}

void ScriptedServer::say(const Message &message)
{
    if (m_pipe)
        m_pipe->give(message);
}

void ScriptedServer::say(const QByteArray &method, const QByteArray &params)
{
    say(Message::notification(method, params));
}

void ScriptedServer::answer(const Message &call, const QByteArray &result)
{
    say(Message::result(call.id(), result));
}

void ScriptedServer::progress(const Message &call, int value)
{
    say("notifications/progress",
        "{\"progressToken\":" + call.progressToken().raw().toByteArray() + ",\"progress\":" + QByteArray::number(value)
            + '}');
}

void ScriptedPipe::open()
{
    m_open = true;
    QMetaObject::invokeMethod(this, &Backend::opened, Qt::QueuedConnection);
}

void ScriptedPipe::send(const Message &message, const Route &)
{
    QMetaObject::invokeMethod(
        this,
        [this, message] {
            if (m_open)
                m_server->onMessage(this, message);
        },
        Qt::QueuedConnection);
}

void ScriptedPipe::close()
{
    if (!std::exchange(m_open, false))
        return;
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT closed({}); }, Qt::QueuedConnection);
}

void ScriptedPipe::give(const Message &message)
{
    if (m_open)
        Q_EMIT received(message, {});
}

} // namespace Signalbox
