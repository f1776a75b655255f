// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/disabledservers.h"

#include "core/bus/bus.h"

#include <algorithm>

namespace Signalbox {

BackendFact DisabledServers::factOf(const ServerConfig &server) const
{
    const auto same = std::ranges::find_if(m_facts, [&](const BackendFact &fact) { return fact.name == server.name; });
    BackendFact fact = same == m_facts.end() ? BackendFact() : *same;
    if (fact.number == 0) {
        fact.number = m_bus->nextNumber();
        fact.since = QDateTime::currentDateTimeUtc();
    }
    fact.name = server.name;
    fact.slug = QString::fromLatin1(server.slug);
    fact.kind = server.kind;
    fact.state = BackendFact::Stopped;
    fact.disabled = true;
    fact.reason = QStringLiteral("switched off in the settings; enable it to have it back");
    fact.instances =
        server.instances == ServerConfig::Instances::Session ? QStringLiteral("session") : QStringLiteral("shared");
    return fact;
}

void DisabledServers::apply(const QList<ServerConfig> &servers)
{
    QList<BackendFact> facts;
    for (const ServerConfig &server : servers) {
        if (server.disabled)
            facts.append(factOf(server));
    }
    const QList<BackendFact> before = std::exchange(m_facts, facts);
    for (const BackendFact &gone : before) {
        if (std::ranges::none_of(m_facts, [&](const BackendFact &fact) { return fact.number == gone.number; }))
            Q_EMIT m_bus->backendRemoved(gone.number);
    }
    tell();
}

void DisabledServers::tell() const
{
    for (const BackendFact &fact : m_facts)
        Q_EMIT m_bus->backendChanged(fact);
}

} // namespace Signalbox
