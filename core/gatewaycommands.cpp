// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gatewaycommands.h"

#include "core/call/person.h"
#include "core/control/control.h"
#include "core/front/conversations.h"
#include "core/loop/steadyclock.h"
#include "core/routing/router.h"
#include "core/upstream/upstreamset.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace Signalbox {

namespace {

constexpr qsizetype bytesPerToken = 4; //!< of English words in JSON, on the average of the usual models
constexpr qint64 longestAttention = 3'600'000; //!< ms

QString stateWord(BackendFact::State state)
{
    static const std::array words = {QStringLiteral("found"),    QStringLiteral("starting"),    QStringLiteral("ready"),
                                     QStringLiteral("degraded"), QStringLiteral("backing off"), QStringLiteral("stopped"),
                                     QStringLiteral("failed")};
    return words.at(size_t(state));
}

QJsonObject backendJson(const BackendFact &fact)
{
    return {{QStringLiteral("number"), qint64(fact.number)},
            {QStringLiteral("name"), fact.name},
            {QStringLiteral("slug"), fact.slug},
            {QStringLiteral("kind"), fact.kind},
            {QStringLiteral("state"), stateWord(fact.state)},
            {QStringLiteral("disabled"), fact.disabled},
            {QStringLiteral("reason"), fact.reason},
            {QStringLiteral("instances"), fact.instances},
            {QStringLiteral("serverName"), fact.serverName},
            {QStringLiteral("serverVersion"), fact.serverVersion},
            {QStringLiteral("protocolVersion"), fact.protocolVersion},
            {QStringLiteral("legs"), fact.legs},
            {QStringLiteral("exclusive"), fact.exclusive},
            {QStringLiteral("tools"), fact.tools},
            {QStringLiteral("prompts"), fact.prompts},
            {QStringLiteral("resources"), fact.resources},
            {QStringLiteral("templates"), fact.templates},
            {QStringLiteral("callsOpen"), fact.callsOpen},
            {QStringLiteral("calls"), qint64(fact.calls)},
            {QStringLiteral("errors"), qint64(fact.errors)},
            {QStringLiteral("notices"), qint64(fact.notices)},
            {QStringLiteral("restarts"), qint64(fact.restarts)},
            {QStringLiteral("latencyMs"), fact.latency},
            {QStringLiteral("since"), fact.since.toString(Qt::ISODateWithMs)},
            {QStringLiteral("status"), fact.status}};
}

/** Most commands answer at once. */
Control::Action atOnce(std::function<Result<QJsonObject>(const QJsonObject &)> run)
{
    return [run = std::move(run)](const QJsonObject &arguments, const Control::Answer &answer) { answer(run(arguments)); };
}

Result<QJsonObject> done(const Result<void> &result)
{
    if (result)
        return QJsonObject();
    return result.error();
}

Result<QJsonObject> closed(bool found, const QString &what)
{
    if (found)
        return QJsonObject();
    return Reason{QStringLiteral("number: expected that of a living %1; the command \"sessions\" lists them").arg(what)};
}

quint64 numberIn(const QJsonObject &arguments)
{
    const QJsonValue value = arguments.value(QStringLiteral("number"));
    return value.isString() ? value.toString().toULongLong() : quint64(value.toInteger());
}

} // namespace

GatewayCommands::GatewayCommands(Control *control, Rooms rooms) : m_rooms(std::move(rooms))
{
    const QStringList name = {QStringLiteral("name")};
    const QStringList number = {QStringLiteral("number")};
    control->add({QStringLiteral("status"), {}, QStringLiteral("Addresses and figures of the gateway")},
                 atOnce([this](const QJsonObject &) -> Result<QJsonObject> { return m_rooms.status(); }));
    control->add({QStringLiteral("backends"), {}, QStringLiteral("All backends with state, reason and figures")},
                 atOnce([this](const QJsonObject &) -> Result<QJsonObject> { return backends(); }));
    control->add({QStringLiteral("backend.restart"), name, QStringLiteral("Stop a backend and start it again")},
                 atOnce([this](const QJsonObject &arguments) {
                     return onBackend(arguments, [](Upstream &upstream) { upstream.restart(); });
                 }));
    control->add({QStringLiteral("backend.stop"), name, QStringLiteral("Stop a backend until it is started by hand")},
                 atOnce([this](const QJsonObject &arguments) {
                     return onBackend(arguments, [](Upstream &upstream) {
                         upstream.stop(QStringLiteral("you stopped it; start it when you want it back"));
                     });
                 }));
    control->add({QStringLiteral("backend.start"), name, QStringLiteral("Start a backend")},
                 atOnce([this](const QJsonObject &arguments) {
                     return onBackend(arguments, [](Upstream &upstream) { upstream.start(); });
                 }));
    control->add({QStringLiteral("tools"), {}, QStringLiteral("All tools as clients see them, with their cost")},
                 atOnce([this](const QJsonObject &) -> Result<QJsonObject> { return tools(); }));
    control->add({QStringLiteral("sessions"), {}, QStringLiteral("All sessions with their streams")},
                 atOnce([this](const QJsonObject &) -> Result<QJsonObject> {
                     return QJsonObject{{QStringLiteral("sessions"), m_rooms.conversations->sessions()}};
                 }));
    control->add({QStringLiteral("session.close"), number, QStringLiteral("End a session; its client starts a new one")},
                 atOnce([this](const QJsonObject &arguments) {
                     return closed(m_rooms.conversations->closeSession(numberIn(arguments)), QStringLiteral("session"));
                 }));
    control->add({QStringLiteral("stream.close"), number, QStringLiteral("Close a stream; its client resumes it")},
                 atOnce([this](const QJsonObject &arguments) {
                     return closed(m_rooms.conversations->closeStream(numberIn(arguments)), QStringLiteral("stream"));
                 }));
    control->add({QStringLiteral("ask.attend"), {QStringLiteral("seconds")},
                  QStringLiteral("Be there for questions that no client can answer, for so long")},
                 atOnce([this](const QJsonObject &arguments) -> Result<QJsonObject> {
                     const double seconds = arguments.value(QStringLiteral("seconds")).toDouble();
                     m_rooms.person->attend(qBound<qint64>(0, qint64(seconds * 1000), longestAttention), steadyMs());
                     return QJsonObject();
                 }));
    control->add({QStringLiteral("ask.answer"), {QStringLiteral("number"), QStringLiteral("result")},
                  QStringLiteral("Answer a question with the result the client would have given")},
                 atOnce([this](const QJsonObject &arguments) {
                     return done(m_rooms.person->answer(numberIn(arguments),
                                                        arguments.value(QStringLiteral("result")).toObject()));
                 }));
    control->add({QStringLiteral("ask.refuse"), number, QStringLiteral("Refuse to answer a question")},
                 atOnce([this](const QJsonObject &arguments) { return done(m_rooms.person->refuse(numberIn(arguments))); }));
}

Result<QJsonObject> GatewayCommands::onBackend(const QJsonObject &arguments,
                                               const std::function<void(Upstream &)> &act) const
{
    const QString wanted = arguments.value(QStringLiteral("name")).toString();
    QStringList known;
    const QList<Upstream *> all = m_rooms.upstreams->all();
    for (Upstream *upstream : all) {
        if (upstream->config().name == wanted || upstream->slug() == wanted.toUtf8()) {
            act(*upstream);
            return backendJson(upstream->fact());
        }
        known.append(upstream->config().name);
    }
    for (const BackendFact &fact : m_rooms.upstreams->disabled().facts()) {
        if (fact.name == wanted || fact.slug == wanted)
            return Reason{QStringLiteral("\"%1\" is switched off in the settings; backend.enable switches it on").arg(fact.name)};
    }
    return Reason{QStringLiteral("name: expected one of %1; got \"%2\"").arg(known.join(QStringLiteral(", ")), wanted)};
}

QJsonObject GatewayCommands::backends() const
{
    QJsonArray rows;
    const QList<Upstream *> all = m_rooms.upstreams->all();
    for (const Upstream *upstream : all)
        rows.append(backendJson(upstream->fact()));
    for (const BackendFact &fact : m_rooms.upstreams->disabled().facts())
        rows.append(backendJson(fact));
    return {{QStringLiteral("backends"), rows}};
}

QJsonObject GatewayCommands::tools() const
{
    QJsonArray rows;
    const QList<ListedTool> all = m_rooms.router->tools();
    for (const ListedTool &tool : all) {
        const QJsonObject definition = QJsonDocument::fromJson(tool.definition).object();
        rows.append(QJsonObject{{QStringLiteral("name"), QString::fromUtf8(tool.name)},
                                {QStringLiteral("backend"), QString::fromUtf8(tool.backend)},
                                {QStringLiteral("original"), QString::fromUtf8(tool.original)},
                                {QStringLiteral("hidden"), tool.isHidden},
                                {QStringLiteral("title"), definition.value(QStringLiteral("title"))},
                                {QStringLiteral("description"), definition.value(QStringLiteral("description"))},
                                {QStringLiteral("tokens"), tool.definition.size() / bytesPerToken},
                                {QStringLiteral("definition"), definition}});
    }
    QJsonArray servers;
    const QList<Upstream *> upstreams = m_rooms.upstreams->all();
    for (const Upstream *upstream : upstreams) {
        QStringList hidden;
        const QSet<QByteArray> names = m_rooms.router->hiddenTools(upstream->slug());
        for (const QByteArray &name : names)
            hidden.append(QString::fromUtf8(name));
        hidden.sort();
        servers.append(QJsonObject{{QStringLiteral("name"), upstream->config().name},
                                   {QStringLiteral("backend"), QString::fromLatin1(upstream->slug())},
                                   {QStringLiteral("hiddenTools"), QJsonArray::fromStringList(hidden)}});
    }
    return {{QStringLiteral("tools"), rows}, {QStringLiteral("servers"), servers}};
}

} // namespace Signalbox
