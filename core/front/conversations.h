// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/handshake.h"
#include "core/routing/notice.h"
#include "core/session/sessiontable.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

#include <memory>

namespace Signalbox {

class Outlet;
class Router;
struct Greeting;
struct Limits;

/**
 * The sessions of every front, and what their messages set off: the handshake, requests, notifications and answers of
 * clients; notices and questions of servers. The same whichever front a message came in by; only the Outlet differs.
 * Core thread.
 */
class Conversations : public QObject, public NoticeReceiver
{
    Q_OBJECT

public:
    /** `epoch` is raised at every start of the program. Router and bus outlive it. */
    Conversations(quint64 epoch, const Limits &limits, Router *router, Bus *bus, QObject *parent = nullptr);
    ~Conversations() override;

    void setLimits(const Limits &limits);
    /** Ends every session and its streams. */
    void close();
    SessionTable &table() { return m_table; }
    int callsPerSession() const { return m_callsPerSession; }

    /** A client nobody has seen before. */
    ClientPtr newClient(const Caller &caller, const View &view, const Wish &wish);
    /** Asks the servers what to greet the client of this session with, and answers its initialize request with it. */
    void greet(Session &session, const std::shared_ptr<Outlet> &outlet, QByteArrayView id);
    /** A request of a session that was greeted; it may end the session. */
    void start(Session &session, const std::shared_ptr<Outlet> &outlet, const Message &request);
    /** A notification or an answer; it may end the session. */
    void take(Session &session, const Message &message);

    int deliver(const TaggedNotice &notice) override;
    /** Asks a client on its own stream; false if it cannot be asked there. */
    bool ask(quint64 client, const AskPtr &ask);

    // What a person may want; by the numbers of the facts. False: there is no such thing.
    bool closeSession(quint64 number);
    bool closeStream(quint64 number);
    /** Every session with its streams. */
    QJsonArray sessions() const;
    /** How many sessions, streams and calls there are. */
    QJsonObject counts() const;
    /** To all sessions since the start. */
    quint64 eventsSent() const { return m_table.eventsSent(); }

private:
    void onGreeting(quint64 number, const std::shared_ptr<Outlet> &outlet, const QByteArray &id,
                    const Greeting &greeting);
    void cancel(Session &session, const Message &notification);

    Router *m_router;
    SessionTable m_table;
    int m_callsPerSession = 0;
};

} // namespace Signalbox
