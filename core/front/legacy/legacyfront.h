// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/front.h"
#include "core/front/legacy/waitlist.h"
#include "core/routing/notice.h"
#include "core/session/sessiontable.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

namespace Signalbox {

class Delivery;
class Router;
struct Greeting;
struct Limits;

/**
 * Streamable HTTP with handshake and sessions (2025-03-26, 2025-06-18, 2025-11-25; 2024-11-05 in its messages):
 * POST carries messages in, GET carries what belongs to no request out, DELETE ends a session. Core thread.
 */
class LegacyFront : public QObject, public Front, public NoticeReceiver
{
    Q_OBJECT

public:
    /** `epoch` is raised at every start of the program. Router and bus outlive the front. */
    LegacyFront(quint64 epoch, const Limits &limits, Router *router, Bus *bus, QObject *parent = nullptr);
    ~LegacyFront() override;

    void setLimits(const Limits &limits);
    /** Ends every session and its streams. */
    void close();

    void post(Visit visit, Post post) override;
    void get(Visit visit) override;
    void remove(Visit visit) override;

    int deliver(const TaggedNotice &notice) override;
    bool ask(quint64 client, const AskPtr &ask) override;

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
    void refuse(const Visit &visit, const Refusal &refusal, QByteArrayView id = {}) const;
    /** Duplicate headers and unknown versions; true if the visit was refused. */
    bool refusesHeaders(const Visit &visit, QByteArrayView id) const;
    /** The session of the visit; null if the visit was refused. */
    Session *sessionOf(const Visit &visit, QByteArrayView id);
    static HeaderList headersOf(const Visit &visit, const Session &session);

    void initialize(const Visit &visit, const Message &request, bool acceptsStream);
    void greet(quint64 number, const std::shared_ptr<Delivery> &delivery, const QByteArray &id,
               const Greeting &greeting);
    void postBatch(const Visit &visit, const Post &post, bool acceptsStream);
    void postRequest(const Visit &visit, const Message &request, bool acceptsStream);
    void start(Session &session, const std::shared_ptr<Delivery> &delivery, const Message &request);
    void take(Session &session, const Message &message);
    void cancel(Session &session, const Message &notification);
    void resume(const Visit &visit, Session &session);

    Router *m_router;
    SessionTable m_table;
    WaitList m_waits;
    int m_callsPerSession = 0;
};

} // namespace Signalbox
