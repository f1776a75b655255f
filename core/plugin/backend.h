// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/wire/message.h"

#include <QJsonObject>
#include <QObject>

namespace Signalbox {

/** The way out of one message: which exchange it opens and what travels beside it. */
struct Route
{
    quint64 exchange = 0; //!< one exchange = one HTTP request; never 0 for a request, and new for each; pipes ignore it
    HeaderList headers; //!< added to the request; pipes ignore them
    quint64 withdraws = 0; //!< the exchange this message withdraws: it overtakes what is unwritten, but never that one
};

/** Where a message came from. */
struct Origin
{
    quint64 exchange = 0; //!< 0 = came on no exchange (a pipe, or the unsolicited stream)
    int httpStatus = 0; //!< 0 = not HTTP
};

/** Why an exchange or the whole backend failed. */
struct Failure
{
    enum Kind {
        None, //!< closed because close() asked for it
        NotSent, //!< certainly not executed: may be sent again
        OutcomeUnknown, //!< may have been executed: never sent again
        SessionGone, //!< the server forgot us: initialize again
        Unauthorized,
        Refused, //!< it cannot work as configured (no such command, 4xx): trying again alone will not help
        Broken //!< it ran and stopped, like a process that exits: given up after some in a row
    };
    Kind kind = None;
    int httpStatus = 0;
    QByteArray wwwAuthenticate;
    QString sentence; //!< what happened and what to do, for a person
};

/**
 * A pipe of messages to one MCP server; what a plugin provides. A dumb pipe: it carries messages and understands none
 * of them. Lives in the core thread; owned by the Leg that opened it. Every call returns at once.
 * Life: open() → opened() → any number of messages → closed(). After closed() nothing is emitted any more.
 */
class Backend : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /** Answers opened() or closed(failure), never from inside this call. */
    virtual void open() = 0;
    /** Takes the message whatever writable() says; nothing accepted is lost unless exchangeFailed() or closed() says
     * so. */
    virtual void send(const Signalbox::Message &message, const Signalbox::Route &route) = 0;
    /** Aborts one exchange: nothing more is received on it. Pipes ignore it. */
    virtual void drop(quint64 exchange) = 0;
    /** Opens the unsolicited stream (GET). Pipes ignore it. */
    virtual void listen(const Signalbox::HeaderList &headers) = 0;
    /** Back-pressure towards the server: while paused nothing is read, and what is received stops soon. */
    virtual void pauseReading(bool paused) = 0;
    /** Back-pressure from the server: false until drained(). */
    virtual bool writable() const = 0;
    /** Whether the server can only answer: there is no way for it to ask or tell anything on its own. */
    virtual bool isOneWay() const { return false; }
    /** Ends it in good order; answers closed({}). A second call changes nothing. */
    virtual void close() = 0;

    /**
     * Facts about this pipe for a person, read on demand, cheap: for example "pid", "command", "stderr" (the last
     * lines), "skippedLines", "path". Names and values are the plugin's own; secrets do not belong here.
     */
    virtual QJsonObject status() const { return {}; }

    /** The process on this machine that it started, and that may have started others; 0 = none. */
    virtual qint64 process() const { return 0; }

Q_SIGNALS:
    void opened();
    void received(const Signalbox::Message &message, const Signalbox::Origin &origin);
    void exchangeFailed(quint64 exchange, const Signalbox::Failure &failure);
    void drained();
    void closed(const Signalbox::Failure &failure);
    /** status() has something new that a person would want to see; at human speed. */
    void statusChanged();
};

} // namespace Signalbox
