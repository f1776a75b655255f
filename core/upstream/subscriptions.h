// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/upstream/leg.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSet>

namespace Signalbox {

/**
 * Who wants to hear of which resource of one leg's server. The server is asked once per URI, at the first subscriber,
 * and told off at the last; its refusal reaches everyone who waited for it. Survives the leg: a new one is asked again.
 */
class Subscriptions : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /** `uri` as the server knows it. The call is finished here. */
    void subscribe(const CallPtr &call, const QByteArray &uri, Leg *leg);
    void unsubscribe(const CallPtr &call, const QByteArray &uri, Leg *leg);
    void forget(quint64 client, Leg *leg);

    /** Clients to tell of a change of that URI: its own subscribers, and those of a folder it lies in. */
    QList<quint64> receivers(const QByteArray &uri) const;
    QList<QByteArray> uris() const { return m_rows.keys(); }
    bool isEmpty() const { return m_rows.isEmpty(); }

    /** A new leg knows nothing of them. */
    void restore(Leg *leg);

private:
    struct Row
    {
        QSet<quint64> clients;
        QList<CallPtr> waiting; //!< for the server's answer to the first subscription
        bool asked = false; //!< the server's answer is still to come
        bool agreed = false; //!< a server has agreed to it
    };
    void ask(const QByteArray &uri, Leg *leg);
    void answered(const QByteArray &uri, const Message &answer, bool isLost);
    void drop(const QByteArray &uri, quint64 client, Leg *leg);
    QHash<QByteArray, Row> m_rows;
};

} // namespace Signalbox
