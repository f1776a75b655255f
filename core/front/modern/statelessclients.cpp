// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/statelessclients.h"

#include "core/bus/bus.h"
#include "core/loop/steadyclock.h"
#include "core/session/sessionjson.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int betweenFacts = 100; //!< ms
constexpr size_t mostClients = 512;
constexpr qint64 rememberedFor = 15 * 60'000; //!< ms after the last request

QHash<quint64, int> countBySession(const QList<StreamFact> &listens)
{
    QHash<quint64, int> counts;
    for (const StreamFact &listen : listens)
        ++counts[listen.session];
    return counts;
}

} // namespace

StatelessClients::StatelessClients(Bus *bus, Sources sources, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_sources(std::move(sources))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(betweenFacts);
    connect(&m_pause, &QTimer::timeout, this, &StatelessClients::tell);
    connect(bus, &Bus::recapitulationAsked, this, &StatelessClients::recapitulate);
}

quint64 StatelessClients::meet(const Client &client, const QByteArray &version)
{
    const Key key{client.info, client.caller.principal, client.view};
    quint64 number = m_numbers.value(key);
    if (number == 0) {
        makeRoom();
        number = m_bus->nextNumber();
        m_numbers.insert(key, number);
        Row row;
        row.key = key;
        row.since = QDateTime::currentDateTimeUtc();
        m_rows.emplace(number, std::move(row));
    }
    Row &row = m_rows.at(number);
    row.lastActive = steadyMs();
    row.version = version;
    changed(number);
    return number;
}

/** Those with something open are active too, but one must go: they are met again with their next request. */
void StatelessClients::makeRoom()
{
    if (m_rows.size() < mostClients)
        return;
    const auto oldest = std::min_element(m_rows.begin(), m_rows.end(), [](const auto &left, const auto &right) {
        return left.second.lastActive < right.second.lastActive;
    });
    forget(oldest->first, QStringLiteral("there are too many clients to remember"));
}

std::shared_ptr<SentCount> StatelessClients::sent(quint64 number) const
{
    const auto row = m_rows.find(number);
    return row == m_rows.end() ? nullptr : row->second.sent;
}

void StatelessClients::called(quint64 number)
{
    const auto row = m_rows.find(number);
    if (row != m_rows.end())
        ++row->second.calls;
}

void StatelessClients::changed(quint64 number)
{
    if (!m_bus->isWatched())
        return;
    m_changed.insert(number);
    if (!m_pause.isActive())
        m_pause.start();
}

void StatelessClients::listenEnded(quint64 number, quint64 listen)
{
    if (m_bus->isWatched())
        Q_EMIT m_bus->streamEnded(listen);
    changed(number);
}

void StatelessClients::forget(quint64 number, const QString &why)
{
    const auto row = m_rows.find(number);
    if (row == m_rows.end())
        return;
    m_pastEvents += row->second.sent->events;
    m_numbers.remove(row->second.key);
    m_rows.erase(row);
    m_changed.remove(number);
    if (m_bus->isWatched())
        Q_EMIT m_bus->sessionEnded(number, why);
}

void StatelessClients::sweep(qint64 now)
{
    QList<quint64> quiet;
    for (const auto &[number, row] : m_rows) {
        if (now - row.lastActive >= rememberedFor)
            quiet.append(number);
    }
    if (quiet.isEmpty())
        return;
    const QHash<quint64, int> calls = m_sources.calls();
    const QHash<quint64, int> streams = countBySession(m_sources.listens());
    for (const quint64 number : std::as_const(quiet)) {
        if (!calls.contains(number) && !streams.contains(number))
            forget(number, QStringLiteral("it has been quiet for long"));
    }
}

quint64 StatelessClients::eventsSent() const
{
    quint64 events = m_pastEvents;
    for (const auto &[number, row] : m_rows)
        events += row.sent->events;
    return events;
}

SessionFact StatelessClients::fact(quint64 number, const Row &row, int calls, int streams) const
{
    const JsonView info(row.key.info);
    SessionFact fact;
    fact.number = number;
    fact.client = QString::fromUtf8(info["name"].string());
    fact.clientVersion = QString::fromUtf8(info["version"].string());
    fact.protocolVersion = QString::fromLatin1(row.version);
    fact.front = QStringLiteral("modern");
    fact.view = QString::fromLatin1(row.key.view.backend);
    fact.principal = QString::fromUtf8(row.key.principal);
    fact.since = row.since;
    fact.lastActive = QDateTime::currentDateTimeUtc().addMSecs(row.lastActive - steadyMs());
    fact.streams = streams;
    fact.callsOpen = calls;
    fact.calls = row.calls;
    fact.eventsSent = row.sent->events;
    fact.bytesSent = row.sent->bytes;
    return fact;
}

/** Goes on for as long as calls are open, since nobody says when one has ended. */
void StatelessClients::tell()
{
    if (!m_bus->isWatched())
        return m_changed.clear();
    const QHash<quint64, int> calls = m_sources.calls();
    const QList<StreamFact> listens = m_sources.listens();
    const QHash<quint64, int> streams = countBySession(listens);
    const QSet<quint64> changed = std::exchange(m_changed, {});
    for (auto &[number, row] : m_rows) {
        const int open = calls.value(number);
        if (!changed.contains(number) && open == row.toldCalls)
            continue;
        row.toldCalls = open;
        Q_EMIT m_bus->sessionChanged(fact(number, row, open, streams.value(number)));
    }
    for (const StreamFact &listen : listens) {
        if (changed.contains(listen.session))
            Q_EMIT m_bus->streamChanged(listen);
    }
    if (!calls.isEmpty())
        m_pause.start();
}

void StatelessClients::recapitulate()
{
    for (const auto &[number, row] : m_rows)
        m_changed.insert(number);
    tell();
}

QJsonArray StatelessClients::toJson() const
{
    const QHash<quint64, int> calls = m_sources.calls();
    const QList<StreamFact> listens = m_sources.listens();
    QJsonArray rows;
    for (const auto &[number, row] : m_rows) {
        QList<StreamFact> own;
        std::copy_if(listens.cbegin(), listens.cend(), std::back_inserter(own),
                     [number = number](const StreamFact &listen) { return listen.session == number; });
        rows.append(Signalbox::toJson(fact(number, row, calls.value(number), int(own.size())), own));
    }
    return rows;
}

} // namespace Signalbox
