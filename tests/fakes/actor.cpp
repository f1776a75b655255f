// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/actor.h"

#include <algorithm>

namespace Signalbox {

Result<std::unique_ptr<Backend>> Actor::create(const QJsonObject &, const Surroundings &)
{
    if (!exists)
        return Reason{QStringLiteral("there is no such program")};
    auto pipe = std::make_unique<ActorPipe>(this);
    pipes.append(pipe.get());
    return std::unique_ptr<Backend>(std::move(pipe));
}

void Actor::onMessage(ActorPipe &pipe, const Message &message)
{
    heard.append(message);
    if ((script && script(pipe, message)) || !message.isRequest())
        return;
    if (message.isMethod("initialize")) {
        if (greets)
            pipe.give(Message::result(message.id(), usualGreeting("actor", capabilities, instructions)));
        return;
    }
    if (message.isMethod("tools/call") && message.name().equals("hold")) {
        held.append(message);
        return;
    }
    const auto special = results.constFind(message.method().toByteArray());
    pipe.give(Message::result(message.id(), special == results.cend() ? usualResult(message) : *special));
}

int Actor::count(QByteArrayView method) const
{
    return int(
        std::count_if(heard.begin(), heard.end(), [method](const Message &one) { return one.isMethod(method); }));
}

Message Actor::last(QByteArrayView method) const
{
    const auto found =
        std::find_if(heard.rbegin(), heard.rend(), [method](const Message &one) { return one.isMethod(method); });
    return found == heard.rend() ? Message() : *found;
}

Message Actor::responseTo(QByteArrayView id) const
{
    const auto isIt = [id](const Message &one) {
        const bool isResponse = one.kind() == Message::Kind::Result || one.kind() == Message::Kind::Error;
        return isResponse && one.id() == id;
    };
    const auto found = std::find_if(heard.begin(), heard.end(), isIt);
    return found == heard.end() ? Message() : *found;
}

void Actor::say(const Message &message)
{
    if (!pipes.isEmpty() && pipes.constLast())
        pipes.constLast()->give(message);
}

void Actor::say(const QByteArray &json)
{
    const Result<Message, Fault> message = Message::parse(json);
    Q_ASSERT_X(message.ok(), "Actor::say", json.constData());
    say(*message);
}

void Actor::notify(const QByteArray &method, const QByteArray &params)
{
    say(Message::notification(method, params));
}

void Actor::answer(const Message &call, const QByteArray &result)
{
    say(Message::result(call.id(), result));
}

void Actor::progress(const Message &call, int value)
{
    notify("notifications/progress",
           R"({"progressToken":)" + call.progressToken().raw().toByteArray() + R"(,"progress":)"
               + QByteArray::number(value) + '}');
}

void Actor::ask(const QByteArray &id, const QByteArray &method, const QByteArray &params)
{
    say(Message::request(id, method, params));
}

void Actor::die(const QString &sentence)
{
    if (!pipes.isEmpty() && pipes.constLast())
        pipes.constLast()->die({Failure::Broken, 0, {}, sentence});
}

void Actor::setReads(bool itReads)
{
    reads = itReads;
    if (reads && !pipes.isEmpty() && pipes.constLast())
        Q_EMIT pipes.constLast()->drained();
}

bool Actor::isClosing() const
{
    return !pipes.isEmpty() && pipes.constLast() && pipes.constLast()->isClosing();
}

void Actor::endClosing()
{
    if (isClosing())
        pipes.constLast()->die({});
}

void ActorPipe::open()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_actor->diesAtBirth) {
                die({Failure::Broken, 0, {}, QStringLiteral("it died at birth")});
            } else if (!m_isOver) {
                m_isOpen = true;
                m_livesFor = std::exchange(m_actor->livesFor, -1);
                Q_EMIT opened();
                live();
            }
        },
        Qt::QueuedConnection);
}

void ActorPipe::send(const Message &message, const Route &)
{
    QMetaObject::invokeMethod(
        this,
        [this, message] {
            if (m_isOpen)
                m_actor->onMessage(*this, message);
        },
        Qt::QueuedConnection);
}

void ActorPipe::close()
{
    m_isOpen = false;
    m_isClosing = true;
    if (m_actor->closesSlowly)
        return;
    QMetaObject::invokeMethod(
        this, [this] { die({}); }, Qt::QueuedConnection);
}

void ActorPipe::give(const Message &message)
{
    if (!m_isOpen || m_livesFor == 0)
        return;
    if (m_livesFor > 0)
        --m_livesFor;
    Q_EMIT received(message, {});
    live();
}

void ActorPipe::live()
{
    if (m_livesFor == 0)
        QMetaObject::invokeMethod(
            this,
            [this] {
                die({Failure::Broken, 0, {}, QStringLiteral("its time had come")});
            },
            Qt::QueuedConnection);
}

void ActorPipe::die(const Failure &failure)
{
    if (std::exchange(m_isOver, true))
        return;
    m_isOpen = false;
    Q_EMIT closed(failure);
}

} // namespace Signalbox
