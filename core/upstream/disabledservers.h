// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"
#include "core/config/config.h"

namespace Signalbox {

class Bus;

/** Servers that are switched off in the settings: facts for the person, and nothing for anybody else. */
class DisabledServers
{
public:
    /** `bus` outlives this. */
    explicit DisabledServers(Bus *bus)
        : m_bus(bus)
    {
    }

    /** Tells what came and what went. */
    void apply(const QList<ServerConfig> &servers);
    /** Tells all again. */
    void tell() const;
    const QList<BackendFact> &facts() const { return m_facts; }

private:
    BackendFact factOf(const ServerConfig &server) const;

    Bus *m_bus;
    QList<BackendFact> m_facts;
};

} // namespace Signalbox
