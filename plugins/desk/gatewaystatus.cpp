// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/gatewaystatus.h"

#include <QJsonArray>

namespace Signalbox {

namespace {

constexpr int settleTime = 150; // facts about one thing come at most ten times a second
constexpr int surveyTime = 1300; // traffic is told once a second
constexpr qsizetype shownNotices = 10;
constexpr qsizetype shownTroubles = 10;
constexpr qsizetype shownSessions = 50;

QString stateName(BackendFact::State state)
{
    static const QStringList names{QStringLiteral("found"),    QStringLiteral("starting"),    QStringLiteral("ready"),
                                   QStringLiteral("degraded"), QStringLiteral("backing off"), QStringLiteral("stopped"),
                                   QStringLiteral("failed")};
    return names.value(state);
}

QString moment(const QDateTime &at)
{
    return at.isValid() ? at.toUTC().toString(Qt::ISODate) : QString();
}

double count(quint64 number)
{
    return static_cast<double>(number);
}

QJsonObject valuesOf(const SessionFact &session)
{
    return {{QStringLiteral("client"), session.client},
            {QStringLiteral("clientVersion"), session.clientVersion},
            {QStringLiteral("protocolVersion"), session.protocolVersion},
            {QStringLiteral("front"), session.front},
            {QStringLiteral("view"), session.view},
            {QStringLiteral("since"), moment(session.since)},
            {QStringLiteral("lastActive"), moment(session.lastActive)},
            {QStringLiteral("streams"), session.streams},
            {QStringLiteral("callsOpen"), session.callsOpen},
            {QStringLiteral("calls"), count(session.calls)}};
}

QJsonObject valuesOf(const BackendFact &backend)
{
    return {{QStringLiteral("name"), backend.name},
            {QStringLiteral("kind"), backend.kind},
            {QStringLiteral("state"), stateName(backend.state)},
            {QStringLiteral("reason"), backend.reason},
            {QStringLiteral("since"), moment(backend.since)},
            {QStringLiteral("protocolVersion"), backend.protocolVersion},
            {QStringLiteral("tools"), backend.tools},
            {QStringLiteral("callsOpen"), backend.callsOpen},
            {QStringLiteral("calls"), count(backend.calls)},
            {QStringLiteral("errors"), count(backend.errors)},
            {QStringLiteral("notices"), count(backend.notices)},
            {QStringLiteral("restarts"), count(backend.restarts)},
            {QStringLiteral("latencyMs"), backend.latency}};
}

/** What a notice says may belong to another client's work: that it came is a fact of the gateway, its content is not.
 */
QJsonObject valuesOf(const NoticeFact &notice)
{
    return {{QStringLiteral("at"), moment(notice.at)},
            {QStringLiteral("backend"), notice.source},
            {QStringLiteral("type"), notice.type},
            {QStringLiteral("level"), notice.level},
            {QStringLiteral("receivers"), notice.receivers}};
}

QJsonObject valuesOf(const TroubleFact &trouble)
{
    return {{QStringLiteral("at"), moment(trouble.at)},
            {QStringLiteral("where"), trouble.where},
            {QStringLiteral("what"), trouble.what}};
}

QJsonObject valuesOf(const TrafficFact &traffic)
{
    return {{QStringLiteral("startedAt"), moment(traffic.startedAt)},
            {QStringLiteral("calls"), count(traffic.calls)},
            {QStringLiteral("errors"), count(traffic.errors)},
            {QStringLiteral("notices"), count(traffic.notices)},
            {QStringLiteral("eventsSent"), count(traffic.eventsSent)},
            {QStringLiteral("bytesIn"), count(traffic.bytesIn)},
            {QStringLiteral("bytesOut"), count(traffic.bytesOut)},
            {QStringLiteral("connections"), count(traffic.connections)},
            {QStringLiteral("refused"), count(traffic.refused)},
            {QStringLiteral("addedMs"), traffic.added}};
}

template <typename Facts> QJsonArray valuesOfAll(const Facts &facts, qsizetype most)
{
    QJsonArray array;
    for (const auto &fact : facts) {
        if (array.size() < most)
            array.append(valuesOf(fact));
    }
    return array;
}

} // namespace

GatewayStatus::GatewayStatus(Bus *bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    m_limit.setSingleShot(true);
    m_settle.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &GatewayStatus::endSurvey);
    connect(&m_settle, &QTimer::timeout, this, &GatewayStatus::endSurvey);
    // Notices are told only while somebody watches, so that this costs nothing for most of the time.
    if (m_bus)
        connect(m_bus, &Bus::noticed, this, &GatewayStatus::keepNotice);
}

GatewayStatus::~GatewayStatus()
{
    if (m_bus && !m_waiting.isEmpty())
        m_bus->unwatch();
}

Tool GatewayStatus::tool()
{
    return {"gateway_status",
            QStringLiteral("State of the gateway"),
            QStringLiteral(
                "Tells what the Signalbox gateway is doing: which servers are behind it, their state and what is "
                "wrong with them, who is connected, recent troubles and traffic. Use it when a tool is missing "
                "or does not answer."),
            R"({"type":"object","properties":{},"additionalProperties":false})",
            {{QStringLiteral("readOnlyHint"), true}, {QStringLiteral("openWorldHint"), false}}};
}

void GatewayStatus::tell(std::shared_ptr<ToolCall> call)
{
    if (!m_bus)
        return call->finish(ToolResult::failed(QStringLiteral("This gateway tells no facts about itself.")));
    const bool isFirst = m_waiting.isEmpty();
    m_waiting.append(std::move(call));
    if (isFirst)
        startSurvey();
}

void GatewayStatus::startSurvey()
{
    m_sessions.clear();
    m_backends.clear();
    m_addresses.clear();
    m_traffic.reset();
    connect(m_bus, &Bus::sessionChanged, this,
            [this](const SessionFact &fact) { m_sessions.insert(fact.number, fact); });
    connect(m_bus, &Bus::sessionEnded, this, [this](quint64 number) { m_sessions.remove(number); });
    connect(m_bus, &Bus::backendChanged, this,
            [this](const BackendFact &fact) { m_backends.insert(fact.number, fact); });
    connect(m_bus, &Bus::backendRemoved, this, [this](quint64 number) { m_backends.remove(number); });
    connect(m_bus, &Bus::listening, this, [this](const QStringList &urls) { m_addresses = urls; });
    connect(m_bus, &Bus::trafficChanged, this, [this](const TrafficFact &fact) {
        m_traffic = fact;
        if (!m_settle.isActive())
            m_settle.start(settleTime);
    });
    m_limit.start(surveyTime);
    m_bus->watch();
}

void GatewayStatus::endSurvey()
{
    m_limit.stop();
    m_settle.stop();
    if (m_bus) {
        m_troubles = m_bus->troubles().last(std::min(shownTroubles, m_bus->troubles().size()));
        m_bus->disconnect(this);
        connect(m_bus, &Bus::noticed, this, &GatewayStatus::keepNotice);
        m_bus->unwatch();
    }
    const QList<std::shared_ptr<ToolCall>> waiting = std::exchange(m_waiting, {});
    const ToolResult result{words(), values(), false};
    for (const std::shared_ptr<ToolCall> &call : waiting)
        call->finish(result);
}

void GatewayStatus::keepNotice(const NoticeFact &notice)
{
    m_notices.append(notice);
    m_notices.last().data.clear();
    if (m_notices.size() > shownNotices)
        m_notices.removeFirst();
}

QJsonObject GatewayStatus::values() const
{
    QJsonObject object{{QStringLiteral("addresses"), QJsonArray::fromStringList(m_addresses)},
                       {QStringLiteral("backends"), valuesOfAll(m_backends, m_backends.size())},
                       {QStringLiteral("sessions"), valuesOfAll(m_sessions, shownSessions)},
                       {QStringLiteral("sessionCount"), static_cast<int>(m_sessions.size())},
                       {QStringLiteral("notices"), valuesOfAll(m_notices, shownNotices)},
                       {QStringLiteral("troubles"), valuesOfAll(m_troubles, shownTroubles)}};
    if (m_traffic)
        object.insert(QStringLiteral("traffic"), valuesOf(*m_traffic));
    return object;
}

QString GatewayStatus::words() const
{
    QStringList lines;
    if (!m_addresses.isEmpty())
        lines.append(QStringLiteral("Listening on %1.").arg(m_addresses.join(QStringLiteral(", "))));
    lines.append(QStringLiteral("%1 server(s):").arg(m_backends.size()));
    for (const BackendFact &backend : m_backends) {
        QString line = QStringLiteral("- %1 (%2): %3").arg(backend.name, backend.kind, stateName(backend.state));
        if (!backend.reason.isEmpty())
            line += QStringLiteral(" — ") + backend.reason;
        if (backend.tools >= 0)
            line += QStringLiteral(", %1 tools").arg(backend.tools);
        lines.append(line + QStringLiteral(", %1 calls, %2 errors").arg(backend.calls).arg(backend.errors));
    }
    lines.append(QStringLiteral("%1 session(s).").arg(m_sessions.size()));
    if (m_traffic)
        lines.append(QStringLiteral("Since %1: %2 calls, %3 errors, %4 notices.")
                         .arg(moment(m_traffic->startedAt))
                         .arg(m_traffic->calls)
                         .arg(m_traffic->errors)
                         .arg(m_traffic->notices));
    for (const TroubleFact &trouble : m_troubles)
        lines.append(QStringLiteral("Trouble, %1, %2: %3").arg(moment(trouble.at), trouble.where, trouble.what));
    return lines.join(QLatin1Char('\n'));
}

} // namespace Signalbox
