// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/wire/message.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace Signalbox {

class Bus;

/**
 * The open questions of one leg: requests of the server to a client. A question goes to the call it belongs to, on a
 * leg of its own else to that leg's client, and is refused where the owner is not certain: never guessed. The first
 * question on a shared leg that could belong to several calls turns the leg exclusive for good.
 */
class Questions : public QObject
{
    Q_OBJECT

public:
    /** Who else can answer, in this order: a client without a call, then the person. May be empty. */
    struct Sinks
    {
        Bus *bus = nullptr; //!< facts and numbers; not null
        std::function<bool(quint64 client, const AskPtr &ask)> client;
        std::function<bool(const AskPtr &ask)> person;
    };

    /** `reply` sends a message to the server; `moved` tells that a call has one question more or less open. */
    Questions(QByteArray slug, Sinks sinks, std::function<void(const Message &)> reply,
              std::function<void(quint64 callId, int difference)> moved);
    ~Questions() override;

    static bool isQuestion(QByteArrayView method);

    /** How long a question may stay unanswered, in ms: only told, see expire(). */
    void setAnswerTime(qint64 time) { m_answerTime = time; }

    bool isExclusive() const { return m_exclusive; }
    bool hasOpen() const { return !m_open.isEmpty(); }
    /** Steady ms since when at least one has been open; -1 if none is. */
    qint64 openSince() const { return m_openSince; }

    void belongsTo(Call &call, quint64 callId, const Message &question);
    void belongsTo(const ClientPtr &client, const Message &question);
    /** No certain owner: refused; `candidates` calls could have caused it. True if the leg has just become exclusive. */
    bool refuse(const Message &question, int candidates);

    /** The client that was sent to that URL; 0 if nobody was, or long ago. */
    quint64 elicitedClient(const QByteArray &elicitationId) const { return m_elicited.value(elicitationId); }

    void withdrawn(const JsonView &requestId, const QString &why); //!< by the server
    void callEnded(quint64 callId, const QString &why); //!< the server gets an error for what it asked in its course
    void endAll(const QString &why);
    void expire(qint64 now, qint64 limit);

private:
    struct Open
    {
        AskPtr ask;
        quint64 callId = 0;
        quint64 session = 0;
        qint64 since = 0;
        quint64 call = 0; //!< its number everywhere
    };
    /** What it belongs to. */
    struct Owner
    {
        quint64 callId = 0;
        quint64 session = 0;
        quint64 call = 0;
        QByteArray tool = {}; //!< that is called, as the client knows it
    };
    AskPtr open(const Message &question, const Owner &owner);
    void closed(const QByteArray &key, Ask::End end, const Message &response);
    void tell(const Open &open, bool isOpen, const QString &outcome) const;
    QList<AskPtr> openWhere(const std::function<bool(const Open &)> &match) const;

    QByteArray m_slug;
    Sinks m_sinks;
    std::function<void(const Message &)> m_reply;
    std::function<void(quint64, int)> m_moved;
    QHash<QByteArray, Open> m_open; //!< by the server's id, as written
    QHash<QByteArray, quint64> m_elicited; //!< elicitationId of URL elicitations to the client that got it
    QList<QByteArray> m_elicitedOrder; //!< oldest first, so that the table stays small
    qint64 m_answerTime = 0;
    qint64 m_openSince = -1;
    bool m_exclusive = false;
};

} // namespace Signalbox
