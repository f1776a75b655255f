// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gateway.h"

#include "core/bus/bus.h"
#include "core/call/person.h"
#include "core/control/control.h"
#include "core/front/conversations.h"
#include "core/front/endpoint.h"
#include "core/front/legacy/legacyfront.h"
#include "core/front/modern/modernfront.h"
#include "core/front/sse/ssefront.h"
#include "core/gatewaycommands.h"
#include "core/http/httpserver.h"
#include "core/kindscommand.h"
#include "core/loop/steadyclock.h"
#include "core/plugin/pluginhost.h"
#include "core/pausecommands.h"
#include "core/policy/policy.h"
#include "core/routing/router.h"
#include "core/tap/configsecrets.h"
#include "core/tap/tap.h"
#include "core/toolcommands.h"
#include "core/trials.h"
#include "core/upstream/legacy/legacydialect.h"
#include "core/upstream/modern/moderndialect.h"
#include "core/upstream/loglevels.h"
#include "core/upstream/lookout.h"
#include "core/upstream/upstreamset.h"

#include <QJsonArray>
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
    void build();
    void settle();
    void tellHidden(const Config &old);
    Result<quint16> listen();
    void tellTraffic();
    void tellAddresses();
    TrafficFact trafficFact() const;
    QJsonObject counts() const;
    QJsonObject status() const;

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
    std::unique_ptr<Lookout> lookout;
    std::unique_ptr<Policy> policy;
    std::unique_ptr<Router> router;
    std::unique_ptr<Conversations> conversations;
    std::unique_ptr<LegacyFront> legacy;
    std::unique_ptr<ModernFront> modern;
    std::unique_ptr<SseFront> sse;
    std::unique_ptr<Endpoint> endpoint;
    std::unique_ptr<HttpServer> http;
    std::unique_ptr<GatewayCommands> commands;
    HttpCounters formerly; //!< of the servers at the addresses before
    std::unique_ptr<ToolCommands> toolCommands;
    std::unique_ptr<PauseCommands> pause;
    std::unique_ptr<Trials> trials;
    QTimer traffic;
    bool stopping = false;
};

UpstreamSetup Gateway::Private::upstreamSetup()
{
    UpstreamSetup made;
    made.plugins = &plugins;
    made.bus = bus;
    made.levels = &levels;
    made.legacy = [] { return std::make_unique<LegacyDialect>(); };
    made.modern = [] { return std::make_unique<ModernDialect>(); };
    made.surroundings.stateFolder = setup.stateFolder;
    made.surroundings.processTag = setup.processTag;
    made.surroundings.descriptorLimit = setup.descriptorLimit;
    made.surroundings.bus = bus;
    made.roots = config.roots.isEmpty() ? QByteArray("[]") : config.roots;
    made.questions.bus = bus;
    made.questions.client = [this](quint64 client, const AskPtr &ask) {
        return (toolCommands && toolCommands->ask(client, ask)) || conversations->ask(client, ask);
    };
    made.questions.person = [this](const AskPtr &ask) { return person.offer(ask, steadyMs()); };
    return made;
}

void Gateway::Private::build()
{
    plugins.scan();
    upstreams = std::make_unique<UpstreamSet>(upstreamSetup());
    lookout = std::make_unique<Lookout>(upstreams.get(), bus);
    policy = std::make_unique<Policy>(config, 0);
    router = std::make_unique<Router>(upstreams.get(), &levels, policy.get(), bus);
    router->setTaskKey(setup.sealKey);
    conversations = std::make_unique<Conversations>(setup.epoch, config.limits, router.get(), bus);
    legacy = std::make_unique<LegacyFront>(config.limits, conversations.get());
    sse = std::make_unique<SseFront>(conversations.get());
    modern = std::make_unique<ModernFront>(config.limits, setup.sealKey, router.get(), bus);
    router->setReceivers({conversations.get(), modern.get()});
    Endpoint::House house;
    house.backends = [this] {
        QList<QByteArray> slugs;
        const QList<Upstream *> all = upstreams->all();
        for (const Upstream *upstream : all)
            slugs.append(upstream->slug());
        return slugs;
    };
    house.health = [this] {
        QJsonObject counts = this->counts();
        counts.insert(QStringLiteral("backends"), upstreams->all().size());
        return counts;
    };
    endpoint = std::make_unique<Endpoint>(policy.get(), Endpoint::Fronts{legacy.get(), modern.get(), sse.get()}, std::move(house));
    endpoint->setTap(bus->tap());
    GatewayCommands::Rooms rooms{upstreams.get(), conversations.get(), modern.get(), &person, router.get(), [this] { return status(); }};
    commands = std::make_unique<GatewayCommands>(control, std::move(rooms));
    toolCommands = std::make_unique<ToolCommands>(control, ToolCommands::Rooms{router.get(), &person, bus});
    pause = std::make_unique<PauseCommands>(control, bus, router.get());
    control->add(kindsCommand(), [this](const QJsonObject &, const Control::Answer &answer) { answer(kindsOf(plugins)); });
    const UpstreamSetup forTrials = upstreamSetup();
    trials = std::make_unique<Trials>(Trial::Setup{&plugins, forTrials.surroundings, forTrials.roots});
    QObject::connect(trials.get(), &Trials::stepped, bus, &Bus::trialStepped);
    trials->addCommand(control, [this] { return config.servers; });
    QObject::connect(upstreams.get(), &UpstreamSet::closed, q, &Gateway::stopped);
    QObject::connect(&traffic, &QTimer::timeout, q, [this] { tellTraffic(); });
    QObject::connect(bus, &Bus::recapitulationAsked, q, [this] {
        tellAddresses();
        tellTraffic();
    });
    traffic.start(trafficInterval);
}

/** Everything that a change of the settings can move, but for the address. */
void Gateway::Private::settle()
{
    auto renewed = std::make_unique<Policy>(config, http->port());
    endpoint->setPolicy(renewed.get());
    router->setPolicy(renewed.get());
    policy = std::move(renewed);
    endpoint->setDepth(config.limits.jsonDepth);
    conversations->setLimits(config.limits);
    legacy->setLimits(config.limits);
    modern->setLimits(config.limits);
    http->setLimits(config.limits.http);
    QList<QByteArray> subscribed;
    for (const QString &slug : std::as_const(config.subscribe)) {
        subscribed.append(slug.toLatin1());
        const bool known = std::any_of(config.servers.cbegin(), config.servers.cend(),
                                       [&](const ServerConfig &server) { return server.slug == subscribed.last(); });
        if (!known)
            bus->trouble(QStringLiteral("subscribe"), QStringLiteral("there is no backend \"%1\"").arg(slug));
    }
    router->setSubscribed(subscribed);
    bus->tap()->setSecrets(secretsIn(config));
    upstreams->setRoots(config.roots.isEmpty() ? QByteArray("[]") : config.roots);
    upstreams->apply(config.servers);
}

void Gateway::Private::tellHidden(const Config &old)
{
    for (const ServerConfig &server : std::as_const(config.servers)) {
        if (config.hiddenTools.value(server.slug) != old.hiddenTools.value(server.slug))
            router->toolsShownChanged(server.slug);
    }
}

Result<quint16> Gateway::Private::listen()
{
    const quint16 wanted = setup.port.value_or(config.port);
    // Told to take any port, it has taken its own: clients know it.
    if (http && (wanted == 0 || wanted == http->port()))
        return http->listen(config.addresses, http->port());
    auto server = std::make_unique<HttpServer>(config.limits.http);
    server->setHandler([this](HttpRequest &&request, Reply reply) { endpoint->handle(std::move(request), std::move(reply)); });
    Result<quint16> port = server->listen(config.addresses, wanted);
    if (!port)
        return port;
    if (http) {
        formerly.bytesIn += http->counters().bytesIn;
        formerly.bytesOut += http->counters().bytesOut;
        formerly.refused += http->counters().refused;
    }
    http = std::move(server);
    return port;
}

void Gateway::Private::tellAddresses()
{
    QStringList urls;
    for (const QString &address : http ? http->addresses() : QStringList()) {
        const QString host = address.contains(QLatin1Char(':')) ? QLatin1Char('[') + address + QLatin1Char(']') : address;
        urls.append(QStringLiteral("http://%1:%2/mcp").arg(host).arg(http->port()));
    }
    Q_EMIT bus->listening(urls);
}

TrafficFact Gateway::Private::trafficFact() const
{
    TrafficFact fact;
    const Tally total = upstreams->total();
    fact.calls = total.calls;
    fact.errors = total.errors;
    fact.notices = total.notices;
    fact.takenCalls = total.takenCalls;
    fact.takenUs = total.takenUs;
    fact.addedCalls = total.addedCalls;
    fact.addedUs = total.addedUs;
    const QList<Upstream *> all = upstreams->all();
    quint64 calls = 0;
    for (const Upstream *upstream : all) {
        calls += upstream->tally().calls;
        fact.added += upstream->tally().added * double(upstream->tally().calls);
    }
    if (calls > 0)
        fact.added /= double(calls);
    fact.callsOpen = int(counts().value(QStringLiteral("calls")).toInteger());
    fact.eventsSent = conversations->eventsSent() + modern->eventsSent();
    const HttpCounters counters = http ? http->counters() : HttpCounters();
    fact.bytesIn = formerly.bytesIn + counters.bytesIn;
    fact.bytesOut = formerly.bytesOut + counters.bytesOut;
    fact.connections = counters.connections;
    fact.refused = formerly.refused + counters.refused;
    fact.startedAt = startedAt;
    return fact;
}

void Gateway::Private::tellTraffic()
{
    if (!bus->isWatched())
        return;
    Q_EMIT bus->trafficChanged(trafficFact());
    const QList<Upstream *> all = upstreams->all();
    for (Upstream *upstream : all)
        upstream->tellFigures();
}

/** A listen is a stream without a session. */
QJsonObject Gateway::Private::counts() const
{
    QJsonObject all = conversations->counts();
    const QJsonObject stateless = modern->counts();
    const auto add = [&](const QString &to, const QString &from) {
        all.insert(to, all.value(to).toInteger() + stateless.value(from).toInteger());
    };
    add(QStringLiteral("calls"), QStringLiteral("calls"));
    add(QStringLiteral("streams"), QStringLiteral("listens"));
    return all;
}

QJsonObject Gateway::Private::status() const
{
    const TrafficFact fact = trafficFact();
    return {{QStringLiteral("version"), QStringLiteral(SIGNALBOX_VERSION)},
            {QStringLiteral("port"), http ? http->port() : 0},
            {QStringLiteral("addresses"), QJsonArray::fromStringList(http ? http->addresses() : QStringList())},
            {QStringLiteral("since"), startedAt.toString(Qt::ISODate)},
            {QStringLiteral("counts"), counts()},
            {QStringLiteral("paused"), router->isPaused()},
            {QStringLiteral("calls"), qint64(fact.calls)},
            {QStringLiteral("errors"), qint64(fact.errors)},
            {QStringLiteral("notices"), qint64(fact.notices)},
            {QStringLiteral("eventsSent"), qint64(fact.eventsSent)},
            {QStringLiteral("addedMs"), fact.added},
            {QStringLiteral("connections"), qint64(fact.connections)},
            {QStringLiteral("refused"), qint64(fact.refused)},
            {QStringLiteral("bytesIn"), qint64(fact.bytesIn)},
            {QStringLiteral("bytesOut"), qint64(fact.bytesOut)}};
}

Gateway::Gateway(GatewaySetup setup, Bus *bus, Control *control, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(setup), bus, control))
{
}

Gateway::~Gateway() = default;

Result<quint16> Gateway::start(const Config &config)
{
    d->config = config;
    d->build();
    Result<quint16> port = d->listen();
    if (!port)
        return port;
    d->settle();
    d->tellAddresses();
    return port;
}

void Gateway::apply(const Config &config)
{
    const bool moves = config.addresses != d->config.addresses || (!d->setup.port && config.port != d->config.port);
    const Config before = std::exchange(d->config, config);
    if (moves) {
        const Result<quint16> port = d->listen();
        if (!port) {
            // The old address goes on; everything else of the new settings applies.
            d->config.addresses = before.addresses;
            d->config.port = before.port;
            d->bus->trouble(QStringLiteral("listen"), port.error().sentence);
        }
    }
    d->settle();
    d->tellHidden(before);
    if (moves)
        d->tellAddresses();
}

void Gateway::stop()
{
    if (std::exchange(d->stopping, true))
        return;
    d->traffic.stop();
    if (!d->upstreams) {
        QMetaObject::invokeMethod(this, &Gateway::stopped, Qt::QueuedConnection);
        return;
    }
    if (d->http)
        d->http->stopListening();
    d->trials->stop();
    d->toolCommands->close();
    d->conversations->close();
    d->modern->close();
    d->upstreams->close();
}

} // namespace Signalbox
