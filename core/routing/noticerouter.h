// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/routing/notice.h"
#include "core/upstream/upstreamset.h"

#include <QObject>

namespace Signalbox {

class Bus;
class Catalog;
class LogLevels;

/**
 * Gives what servers tell on their own to the clients it concerns. The scope decides: list changes go to everyone who
 * sees the backend, changed resources to their subscribers, log lines to those who asked for their level, the rest only
 * on a leg that one client has for itself.
 */
class NoticeRouter : public QObject
{
    Q_OBJECT

public:
    NoticeRouter(UpstreamSet *upstreams, const LogLevels *levels, Catalog *catalog, Bus *bus, QObject *parent = nullptr);

    void setReceivers(const QList<NoticeReceiver *> &receivers) { m_receivers = receivers; }
    void setSubscribed(const QList<QByteArray> &slugs) { m_subscribed = slugs; }

    /** A list of that backend is another one now, for a reason its server knows nothing of. */
    void tellChanged(const QByteArray &slug, ListKind kind);

private:
    void onNoticed(Upstream *upstream, const Message &notification, quint64 client);
    void onUpdated(Upstream *upstream, const QByteArray &uri, const Message &notification, const QList<quint64> &clients);
    void onTaskMoved(Upstream *upstream, const Message &notification, const QList<quint64> &clients);
    void onListSettled(Upstream *upstream, ListKind kind, bool differs);
    void onRemoved(const QByteArray &slug, const Listings &lists);
    void deliver(TaggedNotice notice);

    const LogLevels *m_levels;
    Catalog *m_catalog;
    Bus *m_bus;
    QList<NoticeReceiver *> m_receivers;
    QList<QByteArray> m_subscribed;
    quint64 m_lastSerial = 0;
};

} // namespace Signalbox
