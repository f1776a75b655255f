// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/upstream/leg.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <functional>

namespace Signalbox {

/**
 * Who wants to hear of which resource of one leg's server. The server is asked once per URI, at the first subscriber,
 * and told off at the last; its refusal reaches everyone who waited for it. Survives the leg: a new one is asked again.
 */
class Subscriptions : public QObject
{
    Q_OBJECT

public:
    using Again = std::function<void(const CallPtr &call, const QByteArray &uri, int attempt)>;
    using QObject::QObject;

    /** Who finds a leg for a subscription that the server of the last one forgot; empty = nobody any more. */
    void setAgain(Again again) { m_again = std::move(again); }

    /** `uri` as the server knows it. The call is finished here. */
    void subscribe(const CallPtr &call, const QByteArray &uri, Leg *leg, int attempt = 1);
    void unsubscribe(const CallPtr &call, const QByteArray &uri, Leg *leg);
    void forget(quint64 client, Leg *leg);

    /** Clients to tell of a change of that URI: its own subscribers, and those of a folder it lies in. */
    QList<quint64> receivers(const QByteArray &uri) const;
    QList<QByteArray> uris() const { return m_rows.keys(); }
    bool isEmpty() const { return m_rows.isEmpty(); }

    /** A new leg knows nothing of them. */
    void restore(Leg *leg);

private:
    struct Waiting
    {
        CallPtr call;
        int attempt = 1;
    };
    struct Row
    {
        QSet<quint64> clients;
        QList<Waiting> waiting; //!< for the server's answer to the first subscription
        bool asked = false; //!< the server's answer is still to come
        bool agreed = false; //!< a server has agreed to it
    };
    void ask(const QByteArray &uri, Leg *leg);
    void answered(const QByteArray &uri, const Message &answer, const Leg *leg);
    void askAgain(const QByteArray &uri, const QList<Waiting> &waiting, const Message &answer);
    void drop(const QByteArray &uri, quint64 client, Leg *leg);

    Again m_again;
    QHash<QByteArray, Row> m_rows;
};

} // namespace Signalbox
