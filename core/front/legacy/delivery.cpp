// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/legacy/delivery.h"

#include "core/front/mediatypes.h"
#include "core/front/refusals.h"
#include "core/loop/steadyclock.h"
#include "core/session/flusher.h"
#include "core/session/session.h"

namespace Signalbox {

Delivery::Delivery(Session &session, Flusher &flusher, Reply reply, Terms terms)
    : m_session(session)
    , m_flusher(flusher)
    , m_reply(std::move(reply))
    , m_terms(std::move(terms))
    , m_open(m_terms.answers)
{
}

bool Delivery::isReachable() const
{
    if (m_state != State::Streaming)
        return m_state == State::Waiting && m_reply.isOpen();
    return m_session.channel(m_channel) != nullptr;
}

void Delivery::beginStream()
{
    if (m_state != State::Waiting)
        return;
    const std::shared_ptr<Stream> stream = m_reply.openStream(streamHeaders(m_terms.headers));
    m_reply = {};
    m_state = stream ? State::Streaming : State::Over;
    if (!stream)
        return;
    Channel &channel = m_session.openChannel(m_terms.method);
    m_channel = channel.number();
    channel.attach(stream, {0, m_session.features().priming, nullptr, {}, false}, steadyMs());
    for (const Message &message : std::exchange(m_gathered, {}))
        add(Event::of(message));
}

/** A reader that is too slow may lose its channel here. */
void Delivery::add(const EventPtr &event)
{
    if (Channel *channel = m_session.channel(m_channel))
        channel->say(event, steadyMs());
}

bool Delivery::say(const EventPtr &event)
{
    if (!m_terms.acceptsStream)
        return false;
    beginStream();
    if (!isReachable())
        return false;
    add(event);
    return true;
}

void Delivery::answer(const Message &message)
{
    --m_open;
    ++m_answered;
    if (m_state == State::Streaming)
        add(Event::of(message));
    else if (m_state == State::Waiting && m_terms.isBatch)
        m_gathered.append(message);
    else if (m_state == State::Waiting)
        sendJson(message.bytes());
    complete();
}

void Delivery::skip()
{
    --m_open;
    complete();
}

void Delivery::complete()
{
    if (m_open > 0 || m_state == State::Over)
        return;
    if (m_state == State::Streaming) {
        m_state = State::Over;
        if (m_answered > 0)
            m_session.finishChannel(m_channel, steadyMs());
        else
            m_session.forgetChannel(m_channel);
        return;
    }
    if (m_gathered.isEmpty()) {
        // Everything was cancelled: there is no response, and accepting that is all there is to say.
        m_reply.send(202, m_terms.headers, {});
        m_state = State::Over;
        return;
    }
    QByteArray body;
    for (const Message &message : std::as_const(m_gathered))
        body += (body.isEmpty() ? '[' : ',') + message.bytes();
    sendJson(body + ']');
}

void Delivery::sendJson(const QByteArray &body)
{
    m_state = State::Over;
    HeaderList headers = m_terms.headers;
    headers.emplaceBack("Content-Type", "application/json");
    if (!m_session.own().isDirty()) {
        m_reply.send(200, headers, body);
        return;
    }
    // News that the server sent before this answer leaves before it.
    m_flusher.after([reply = m_reply, headers, body]() mutable { reply.send(200, headers, body); });
}

void Delivery::refuseAll(const Refusal &refusal, QByteArrayView id)
{
    if (m_state == State::Waiting)
        refuse(m_reply, refusal, m_terms.headers, m_terms.isBatch ? QByteArrayView() : id);
    m_state = State::Over;
}

} // namespace Signalbox
