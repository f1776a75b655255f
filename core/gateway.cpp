// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gateway.h"

#include "core/bus/bus.h"
#include "core/call/person.h"
#include "core/control/control.h"
#include "core/front/endpoint.h"
#include "core/front/legacy/legacyfront.h"
#include "core/gatewaycommands.h"
#include "core/http/httpserver.h"
#include "core/loop/steadyclock.h"
#include "core/plugin/pluginhost.h"
#include "core/policy/policy.h"
#include "core/routing/router.h"
#include "core/session/journal.h"
#include "core/upstream/legacy/legacydialect.h"
#include "core/upstream/loglevels.h"
#include "core/upstream/upstreamset.h"

#include <QTimer>

namespace Signalbox {

namespace {
constexpr int trafficInterval = 1'000; //!< ms
}

class Gateway::Private
{
public:
    Private(Gateway *gateway, GatewaySetup gatewaySetup, Bus *theBus, Control *theControl)
        : q(gateway), setup(std::move(gatewaySetup)), bus(theBus), control(theControl), plugins(setup.stateFolder), person(bus)
    {
    }

    UpstreamSetup upstreamSetup();
    void build(const Config &config);
    Result<quint16> listen(const Config &config);
    void tellTraffic();
    void tellAddresses();

    Gateway *q;
    GatewaySetup setup;
    Bus *bus;
    Control *control;
    Config config;
    QDateTime startedAt = QDateTime::currentDateTimeUtc();
    PluginHost plugins;
    LogLevels levels;
    Person person;
    std::unique_ptr<UpstreamSet> upstreams;
    std::unique_ptr<Policy> policy;
    std::unique_ptr<Router> router;
    MemoryJournal journal;
    std::unique_ptr<LegacyFront> legacy;
    std::unique_ptr<Endpoint> endpoint;
    std::unique_ptr<HttpServer> http;
    std::unique_ptr<GatewayCommands> commands;
    QTimer traffic;
    bool stopping = false;
};
