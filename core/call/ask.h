// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace Signalbox {

/**
 * One question of a server to a client (elicitation/create, sampling/createMessage, roots/list): the same for every
 * generation. The leg makes it and learns the one end; a front shows it to its client and answers.
 * It ends exactly once: answered, refused or withdrawn; every later attempt does nothing. Core thread.
 */
class Ask
{
public:
    enum class End { Answered, Refused, Withdrawn };
    /** `response` is the result or error message to give to the server; its id is of no meaning. None when withdrawn. */
    using Ended = std::function<void(Ask &, End, const Message &response)>;

    Ask(quint64 number, QByteArray backend, Message request, Ended ended);

    quint64 number() const { return m_number; } //!< unique in the process
    QByteArray backend() const { return m_backend; } //!< slug of who asks
    const Message &request() const { return m_request; } //!< as the server sent it, with its id and token
    bool isOpen() const { return m_open; }
    /** For whoever shows it to a person: the client in whose call it came, the tool, how long there is. */
    struct Occasion
    {
        quint64 session = 0;
        QByteArray tool; //!< as the client called it; empty if it is no tool
        qint64 time = 0; //!< ms from now; 0 = not known
    };
    const Occasion &occasion() const { return m_occasion; }
    void setOccasion(Occasion occasion) { m_occasion = std::move(occasion); }

    // For the answerer (a front, or the person).
    void answer(const Message &response); //!< a result or an error, with whatever id
    void refuse(int code, QByteArrayView sentence);
    /** The answerer reports progress on its way; passed to the server under the server's token. */
    void progress(const Message &notification);
    /** Called when the server withdraws it, the call ends or time runs out: the answerer tells its client. */
    void onWithdrawn(std::function<void(Ask &, const QString &why)> withdrawn) { m_withdrawn = std::move(withdrawn); }

    // For the leg.
    /** Nobody waits for an answer any more. */
    void withdraw(const QString &why);
    /** Time ran out: the server gets an error, the answerer hears that it is over. */
    void expire(QByteArrayView sentence);
    void onProgress(std::function<void(const Message &)> progress) { m_progress = std::move(progress); }

private:
    void end(End end, const Message &response);

    quint64 m_number;
    QByteArray m_backend;
    Message m_request;
    Occasion m_occasion;
    Ended m_ended;
    std::function<void(Ask &, const QString &)> m_withdrawn;
    std::function<void(const Message &)> m_progress;
    bool m_open = true;
};
using AskPtr = std::shared_ptr<Ask>;

} // namespace Signalbox
