// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionjson.h"

#include "core/session/session.h"

#include <QJsonArray>

namespace Signalbox {

namespace {

QString stateName(StreamFact::State state)
{
    switch (state) {
    case StreamFact::Open:
        return QStringLiteral("open");
    case StreamFact::Standby:
        return QStringLiteral("standby");
    case StreamFact::Detached:
        return QStringLiteral("detached");
    case StreamFact::Finished:
        break;
    }
    return QStringLiteral("finished");
}

QJsonObject streamJson(const StreamFact &fact)
{
    return {{QStringLiteral("number"), qint64(fact.number)},
            {QStringLiteral("kind"), fact.kind},
            {QStringLiteral("state"), stateName(fact.state)},
            {QStringLiteral("backlog"), fact.backlog},
            {QStringLiteral("backlogBytes"), fact.backlogBytes},
            {QStringLiteral("lastEventId"), QString::fromLatin1(fact.lastEventId)},
            {QStringLiteral("delivered"), qint64(fact.delivered)},
            {QStringLiteral("replayed"), qint64(fact.replayed)},
            {QStringLiteral("since"), fact.since.toString(Qt::ISODateWithMs)}};
}

} // namespace

QJsonObject toJson(const Session &session)
{
    QList<StreamFact> streams;
    for (quint64 number : session.streamNumbers()) {
        if (const auto stream = session.streamFact(number))
            streams.append(*stream);
    }
    return toJson(session.fact(), streams);
}

QJsonObject toJson(const SessionFact &fact, const QList<StreamFact> &streamFacts)
{
    QJsonArray streams;
    for (const StreamFact &stream : streamFacts)
        streams.append(streamJson(stream));
    return {{QStringLiteral("number"), qint64(fact.number)},
            {QStringLiteral("client"), fact.client},
            {QStringLiteral("clientVersion"), fact.clientVersion},
            {QStringLiteral("protocolVersion"), fact.protocolVersion},
            {QStringLiteral("front"), fact.front},
            {QStringLiteral("view"), fact.view},
            {QStringLiteral("principal"), fact.principal},
            {QStringLiteral("since"), fact.since.toString(Qt::ISODateWithMs)},
            {QStringLiteral("lastActive"), fact.lastActive.toString(Qt::ISODateWithMs)},
            {QStringLiteral("callsOpen"), fact.callsOpen},
            {QStringLiteral("calls"), qint64(fact.calls)},
            {QStringLiteral("eventsSent"), qint64(fact.eventsSent)},
            {QStringLiteral("eventsReplayed"), qint64(fact.eventsReplayed)},
            {QStringLiteral("eventsMissed"), qint64(fact.eventsMissed)},
            {QStringLiteral("bytesSent"), qint64(fact.bytesSent)},
            {QStringLiteral("streams"), streams}};
}

} // namespace Signalbox
