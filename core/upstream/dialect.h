// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/client.h"
#include "core/http/httprequest.h"
#include "core/result.h"
#include "core/wire/message.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace Signalbox {

/** What a server told of itself when the leg was opened. Raw JSON where not said otherwise. */
struct ServerIdentity
{
    QByteArray protocolVersion; //!< plain text
    QByteArray name; //!< plain text
    QByteArray version; //!< plain text
    QByteArray capabilities = "{}";
    QByteArray instructions; //!< plain text

    bool can(QByteArrayView capability) const { return JsonView(capabilities)[capability].exists(); }
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
    /** Reads the answer to hello(). */
    virtual Result<ServerIdentity> welcome(const Message &answer) = 0;
    /** What travels beside that message where a message is an HTTP request; of None: beside the unsolicited stream. */
    virtual HeaderList headers(const Message &message) const = 0;
    /** What is sent once the answer was accepted; Kind::None if nothing. */
    virtual Message confirmation() const = 0;
    /** A client's request as this generation sends it: our id, our progress token (empty = the client gave none). */
    virtual Message prepared(const Message &request, QByteArrayView id, QByteArrayView token) const = 0;
    /** Withdraws the request with our id. */
    virtual Message cancellation(QByteArrayView id, QByteArrayView reason) const = 0;
    /** A request of our own to keep the level of log lines at `level`; Kind::None if this generation has no such thing. */
    virtual Message logLevel(QByteArrayView id, QByteArrayView level) const = 0;
};

/** Makes the dialect for a new leg; the gateway decides which. */
using DialectFactory = std::function<std::unique_ptr<Dialect>()>;

} // namespace Signalbox
