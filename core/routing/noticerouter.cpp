// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/noticerouter.h"

#include "core/bus/bus.h"
#include "core/routing/catalog.h"
#include "core/upstream/loglevels.h"

namespace Signalbox {

namespace {

constexpr qsizetype factBytes = 4 * 1024;

bool isListChange(const Message &notification)
{
    for (ListKind kind : allListKinds) {
        if (notification.isMethod(listWords(kind).changed))
            return true;
    }
    return false;
}

/** Clients of all backends see one server: the line says which of those behind it speaks. */
Message withSource(const Message &line, const QByteArray &slug)
{
    const QByteArray logger = line.params()["logger"].string();
    return line.with({"params", "logger"}, jsonString(logger.isEmpty() ? slug : slug + '/' + logger));
}

} // namespace

NoticeRouter::NoticeRouter(UpstreamSet *upstreams, const LogLevels *levels, Catalog *catalog, Bus *bus, QObject *parent)
    : QObject(parent), m_levels(levels), m_catalog(catalog), m_bus(bus)
{
    connect(upstreams, &UpstreamSet::noticed, this, &NoticeRouter::onNoticed);
    connect(upstreams, &UpstreamSet::updated, this, &NoticeRouter::onUpdated);
    connect(upstreams, &UpstreamSet::taskMoved, this, &NoticeRouter::onTaskMoved);
    connect(upstreams, &UpstreamSet::listSettled, this, &NoticeRouter::onListSettled);
    connect(upstreams, &UpstreamSet::removed, this, &NoticeRouter::onRemoved);
}

void NoticeRouter::onNoticed(Upstream *upstream, const Message &notification, quint64 client)
{
    TaggedNotice notice;
    notice.source = upstream->slug();
    notice.plain = notice.prefixed = notification;
    notice.scope = client ? TaggedNotice::Scope::Clients : TaggedNotice::Scope::Viewers;
    if (client)
        notice.clients = {client};

    if (notification.isMethod("notifications/message")) {
        const auto severity = logSeverity(notification.params()["level"].string());
        if (!severity)
            return;
        if (!client)
            notice.clients = m_levels->listeners(notice.source, *severity);
        else if (!m_levels->wants(client, *severity))
            notice.clients.clear();
        notice.scope = TaggedNotice::Scope::Clients;
        if (!notice.clients.isEmpty())
            notice.prefixed = withSource(notification, notice.source);
    } else if (!client && !isListChange(notification)) {
        // On a shared leg nothing says whose it is.
        notice.scope = TaggedNotice::Scope::Clients;
    }
    deliver(std::move(notice));
}

void NoticeRouter::onUpdated(Upstream *upstream, const QByteArray &uri, const Message &notification,
                             const QList<quint64> &clients)
{
    TaggedNotice notice;
    notice.source = upstream->slug();
    notice.scope = TaggedNotice::Scope::Clients;
    notice.clients = clients;
    notice.plain = notice.prefixed = notification;
    const QByteArray shown = m_catalog->publicUri(upstream, uri);
    if (shown != uri)
        notice.prefixed = notification.with({"params", "uri"}, jsonString(shown));
    deliver(std::move(notice));
}

/** With the server's id: each client knows the task by another. */
void NoticeRouter::onTaskMoved(Upstream *upstream, const Message &notification, const QList<quint64> &clients)
{
    TaggedNotice notice;
    notice.source = upstream->slug();
    notice.scope = TaggedNotice::Scope::Clients;
    notice.clients = clients;
    notice.plain = notice.prefixed = notification;
    deliver(std::move(notice));
}

void NoticeRouter::onListSettled(Upstream *upstream, ListKind kind, bool differs)
{
    m_catalog->invalidate();
    if (differs)
        tellChanged(upstream->slug(), kind);
}

void NoticeRouter::tellChanged(const QByteArray &slug, ListKind kind)
{
    TaggedNotice notice;
    notice.source = slug;
    notice.plain = notice.prefixed = Message::notification(listWords(kind).changed);
    deliver(std::move(notice));
}

void NoticeRouter::onRemoved(const QByteArray &slug, const Listings &lists)
{
    m_catalog->invalidate();
    for (ListKind kind : {ListKind::Tools, ListKind::Prompts, ListKind::Resources}) {
        if (!lists.items(kind).isEmpty())
            tellChanged(slug, kind);
    }
}

void NoticeRouter::deliver(TaggedNotice notice)
{
    notice.serial = ++m_lastSerial;
    if (!m_subscribed.isEmpty() && !m_subscribed.contains(notice.source))
        notice.prefixed = {};
    const bool nobody = notice.scope == TaggedNotice::Scope::Clients && notice.clients.isEmpty();
    int receivers = 0;
    for (NoticeReceiver *receiver : std::as_const(m_receivers))
        receivers += nobody ? 0 : receiver->deliver(notice);
    if (!m_bus->isWatched())
        return;
    NoticeFact fact;
    fact.serial = notice.serial;
    fact.at = QDateTime::currentDateTimeUtc();
    fact.source = QString::fromLatin1(notice.source);
    fact.type = QString::fromUtf8(notice.plain.method());
    fact.level = QString::fromUtf8(notice.plain.params()["level"].string());
    fact.data = notice.plain.bytes().left(factBytes);
    fact.cut = notice.plain.bytes().size() > factBytes;
    fact.receivers = receivers;
    Q_EMIT m_bus->noticed(fact);
}

} // namespace Signalbox
