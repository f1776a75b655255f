// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/client.h"
#include "core/http/httprequest.h"
#include "core/plugin/backend.h"
#include "core/result.h"
#include "core/upstream/taskrun.h"
#include "core/wire/message.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace Signalbox {

/** What a server told of itself when the leg was opened. Raw JSON where not said otherwise. */
struct ServerIdentity
{
    static constexpr qsizetype longestInstructions = 16 * 1024;

    QByteArray protocolVersion; //!< plain text
    QByteArray name; //!< plain text
    QByteArray version; //!< plain text
    QByteArray capabilities = "{}";
    QByteArray instructions; //!< plain text

    bool can(QByteArrayView capability) const { return JsonView(capabilities)[capability].exists(); }
};

/** On whose behalf a request is sent. */
struct Sender
{
    const Client *client = nullptr; //!< null: it is the gateway's own
    QByteArray logLevel; //!< of the lines its client wants; empty = it has not said
    bool asTask = false; //!< the gateway will see a task through on its behalf
};

/** Why a server cannot be spoken to after its answer to the handshake. */
struct Unwelcome
{
    enum Then {
        Fail, //!< nothing will help
        Again, //!< the same dialect has something else to say now: hello() once more
        Other //!< perhaps it is a server of the other generation
    };
    QString sentence;
    Then then = Fail;
};

/**
 * How one generation speaks to a backend: the handshake and what a client's request must look like on that pipe. Knows
 * nothing of ids' owners. One object per leg, owned by it.
 */
class Dialect
{
public:
    virtual ~Dialect() = default;

    /** The request that opens the conversation. `bound` is the one client of the leg, or null on a shared leg. */
    virtual Message hello(QByteArrayView id, const Client *bound) const = 0;
    /** ms to wait for the answer to hello() before it counts as an error; 0 = as long as the start may take. */
    virtual qint64 patience() const { return 0; }
    /** Reads the answer to hello(). `hasExchanges`: it came on one, so that this is no pipe. */
    virtual Result<ServerIdentity, Unwelcome> welcome(const Message &answer, bool hasExchanges) = 0;
    /** The server was welcome, but can only answer: true if there is something else to say now that may get more. */
    virtual bool seeksMore() { return false; }
    /** hello() got no answer: true if there is something else to say now. */
    virtual bool unanswered(const Failure &) { return false; }
    /** What travels beside that message where a message is an HTTP request; of None: beside the unsolicited stream. */
    virtual HeaderList headers(const Message &message) const = 0;
    /** What is sent once the answer was accepted; Kind::None if nothing. */
    virtual Message confirmation() const = 0;
    /** A request as this generation sends it: our id, our progress token (empty = the client gave none). */
    virtual Message prepared(const Message &request, QByteArrayView id, QByteArrayView token,
                             const Sender &sender) const = 0;
    /** Withdraws the request with our id; Kind::None where giving up its exchange says so. */
    virtual Message cancellation(QByteArrayView id, QByteArrayView reason) const = 0;
    /** A request of our own to keep the level of log lines at `level`; Kind::None if this generation has no such thing. */
    virtual Message logLevel(QByteArrayView id, QByteArrayView level) const = 0;
    /** An answer as those who asked for it understand it. */
    virtual Message restored(const Message &answer, const Message &request, const Sender &sender)
    {
        Q_UNUSED(request)
        Q_UNUSED(sender)
        return answer;
    }
    /** Whether the answer is none yet: it asks something, and the request has to be made again with what is answered. */
    virtual bool endsOnlyRound(const Message &) const { return false; }
    /** Whether a call was refused, and not carried out, for want of what only the list of tools tells. */
    virtual bool wantsToolList(const Message &) const { return false; }
    /** Whether a call was refused, and not carried out, because the server speaks another version by now. */
    virtual bool isOutdated(const Message &) const { return false; }
    /** What a person should know of the answers since the last time, in sentences. */
    virtual QStringList takeWarnings() { return {}; }
    /** Whether a call was refused, and not carried out, because only as a task can it be made for that client. */
    virtual bool wantsTask(const Message &error, const Client &client) const
    {
        Q_UNUSED(error)
        Q_UNUSED(client)
        return false;
    }
    /** The task that the answer to a call speaks of, where that is not for the client to know; null if of none. */
    virtual std::shared_ptr<TaskRun> taskIn(const Message &answer, const Client &client) const
    {
        Q_UNUSED(answer)
        Q_UNUSED(client)
        return {};
    }
    /** The id of the task in whose course the server says that; nothing if it names none. */
    virtual JsonView taskNamedBy(const Message &) const { return {}; }
    /** Whether the server tells news only to those who hold a request for them open. */
    virtual bool hasListens() const { return false; }
    /** Whether there is such a notification from a client in this generation. */
    virtual bool carries(const Message &) const { return true; }
};

/** Makes the dialect for a new leg. */
using DialectFactory = std::function<std::unique_ptr<Dialect>()>;

} // namespace Signalbox
