// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/ask.h"
#include "core/call/client.h"
#include "core/tap/tap.h"
#include "core/wire/message.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace Signalbox {

class Call;
using CallPtr = std::shared_ptr<Call>;

/**
 * Who started a call and hears of it: a front. Messages carry the ids, tokens and names the client knows.
 * May be called from inside Router::start(); never after Call::cancel() or Call::disown().
 */
class CallOwner
{
public:
    virtual void progressed(Call &call, const Message &notification) = 0; //!< notifications/progress
    virtual void logged(Call &call, const Message &notification) = 0; //!< notifications/message of this call
    virtual void asked(Call &call, const AskPtr &ask) = 0; //!< answer it, or refuse it at once
    virtual void finished(Call &call, const Message &answer) = 0; //!< exactly once, with the client's id

protected:
    ~CallOwner() = default;
};

/** Who carries a call towards its server: a leg. */
class CallCarrier
{
public:
    /** `ticket` is what it gave to Call::carriedBy(). */
    virtual void cancelled(Call &call, quint64 ticket, const QString &reason) = 0;

protected:
    ~CallCarrier() = default;
};

/**
 * One client request on its way through: progress, log lines, questions to the client, one end. It belongs to neither
 * generation and survives its front's connection. Kept alive by the front's table and by the leg's. Core thread.
 */
class Call : public std::enable_shared_from_this<Call>
{
public:
    Call(Message request, ClientPtr client, CallOwner *owner);

    const Message &request() const { return m_request; } //!< as the client sent it
    const ClientPtr &client() const { return m_client; }
    bool isOpen() const { return m_state == State::Open; }
    qint64 startedUs() const { return m_startedUs; } //!< steady us when the front started it

    /** The same on both sides of the gateway, and in all rounds of one request; 0 = nobody has numbered it. */
    quint64 number() const { return m_number; }
    /** Numbers it, and tells whoever looks at the wire which messages are its own. The tap outlives it. */
    void tellTo(Tap *tap);
    /** It is a part of that call. */
    void partOf(const Call &whole);
    /** Null while nobody looks. */
    Tap *openTap() const { return m_tap && m_tap->isOpen() ? m_tap : nullptr; }
    /** While that lives, messages said are those of this call. */
    Tap::Scope speaking() const { return {m_tap, m_number}; }

    // For the front.
    /** The client no longer wants it: the server is told, nothing more comes. */
    void cancel(const QString &reason);
    /** The front goes away without cancelling: the call goes on and its end is dropped. */
    void disown() { m_owner = nullptr; }

    // For whoever carries it.
    void carriedBy(CallCarrier *carrier, quint64 ticket)
    {
        m_carrier = carrier;
        m_ticket = ticket;
    }
    void progressed(const Message &notification);
    void logged(const Message &notification);
    /** False if nobody is there to be asked. */
    bool asked(const AskPtr &ask);
    /** `answer` has the client's id already. */
    void finish(const Message &answer);
    /** finish() with an error: code, and a sentence that says which backend and what to do. */
    void fail(int code, QByteArrayView sentence, QByteArrayView data = {});

private:
    enum class State { Open, Finished, Cancelled };
    Message m_request;
    ClientPtr m_client;
    CallOwner *m_owner;
    qint64 m_startedUs;
    CallCarrier *m_carrier = nullptr;
    quint64 m_ticket = 0;
    State m_state = State::Open;
    Tap *m_tap = nullptr;
    quint64 m_number = 0;
};

} // namespace Signalbox
