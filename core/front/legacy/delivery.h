// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/outlet.h"
#include "core/http/reply.h"

#include <QByteArray>
#include <QList>

namespace Signalbox {

class Flusher;
class Session;

/**
 * How the answers to one POST leave: as JSON, if nothing else leaves before them and they come soon; otherwise as an
 * event stream, which begins at that moment and can be resumed. Shared by the requests of the POST; does nothing any
 * more once the client is gone for good.
 */
class Delivery final : public Outlet
{
public:
    struct Terms
    {
        HeaderList headers; //!< of every answer
        QByteArray method; //!< for the facts
        int answers = 1; //!< requests in the POST
        bool acceptsStream = true;
        bool isBatch = false;
    };

    /** The session outlives it. */
    Delivery(Session &session, Flusher &flusher, Reply reply, Terms terms);

    /** Still undecided between JSON and stream. */
    bool isWaiting() const { return m_state == State::Waiting; }
    bool acceptsStream() const override { return m_terms.acceptsStream; }
    bool isReachable() const override;

    /** Begins the stream. */
    bool say(const EventPtr &event) override;
    void answer(const Message &message) override;
    void skip() override;
    /** A stream that began is ended by its session. */
    void refuseAll(const Refusal &refusal, QByteArrayView id) override;
    /** The time for JSON is over. */
    void beginStream();

private:
    enum class State { Waiting, Streaming, Over };
    void sendJson(const QByteArray &body);
    void complete();
    void add(const EventPtr &event);

    Session &m_session;
    Flusher &m_flusher;
    Reply m_reply;
    Terms m_terms;
    QList<Message> m_gathered; //!< answers of a batch, waiting for the others
    quint64 m_channel = 0;
    int m_open; //!< requests that still want an answer
    int m_answered = 0;
    State m_state = State::Waiting;
};

} // namespace Signalbox
