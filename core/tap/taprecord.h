// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMetaType>

namespace Signalbox {

/**
 * One message as it passed one side of the gateway, for whoever looks at the wire. Secrets are hidden in it already; it
 * holds facts' numbers and never an id of a session. A value: may go to any thread.
 */
struct TapRecord
{
    enum class Side : quint8 {
        Client, //!< between a client and the gateway
        Server //!< between the gateway and a server
    };
    enum class Kind : quint8 { Request, Notification, Result, Error, Http };

    quint64 serial = 0; //!< from 1, rising; what lacks between was not kept
    quint64 cause = 0; //!< serial of the record that was being handled when this one was made; 0 = none
    quint64 call = 0; //!< the gateway's own number of the call, the same on both sides; 0 = belongs to none
    quint64 client = 0; //!< number of the session in the facts; 0 = not known, or nobody in particular
    qint64 wallMs = 0; //!< since 1970, UTC
    qint64 steadyUs = 0;
    Side side = Side::Client;
    Kind kind = Kind::Http;
    bool isInbound = false; //!< it came to the gateway; else the gateway sent it
    bool isCut = false; //!< `bytes` are only the beginning
    bool isChanged = false; //!< something in `bytes` is hidden
    int status = 0; //!< of HTTP; 0 = there is none, or it was not yet known
    QByteArray who; //!< the client as it calls itself; untrusted text
    QByteArray front; //!< "legacy", "modern", "sse"; empty on the side of the server
    QByteArray backend; //!< slug of the server; on the client's side that of the URL, empty = all
    QByteArray version; //!< of the protocol on this side, where it is known
    QByteArray method; //!< of an answer: that of its request, where it is known
    QByteArray id; //!< of the message on this side, as written
    QByteArray address; //!< of an HTTP request: path and query, secrets replaced by $NAMES
    QByteArray headers; //!< of an HTTP request: those that matter, one a line; secrets replaced by $NAMES
    QByteArray bytes;
    qint64 size = 0; //!< of the message as it passed
    qint64 serverUs = -1; //!< at an answer: what the server took; -1 = not known
    qint64 gatewayUs = -1; //!< at an answer to a client: what the gateway added

    bool isAnswer() const { return kind == Kind::Result || kind == Kind::Error; }
    bool isError() const { return kind == Kind::Error || status >= 400; }
    /** An error, or the result of a tool that says it is one. */
    bool isFailure() const;
    /** The result wants something of its client, who will come back with it. */
    bool endsRound() const;
    /** Away from the client, whichever side: requests go this way as a rule. */
    bool isToServer() const { return (side == Side::Client) == isInbound; }
};

/** What a look at the tap gives: records in the order of their serials. */
struct TapBatch
{
    QList<TapRecord> records;
    quint64 missed = 0; //!< passed before the last of them since the last look, and were not kept or are gone already
};

/** One JSON object on one line, without line end: for files and scripts. Valid whatever the record holds. */
QByteArray jsonLine(const TapRecord &record);

} // namespace Signalbox

Q_DECLARE_METATYPE(Signalbox::TapRecord)
