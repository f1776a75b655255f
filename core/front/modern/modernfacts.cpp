// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ModernFront that tells a person who is there, and sends away whom the person does not want.
#include "core/bus/bus.h"
#include "core/front/modern/modernfront.h"
#include "core/front/modern/requestdigest.h"

#include <algorithm>

namespace Signalbox {

QJsonObject ModernFront::counts() const
{
    const auto open = std::count_if(m_calls.begin(), m_calls.end(), [](const auto &entry) { return !entry.second->isFinished(); });
    return {{QStringLiteral("calls"), qint64(open)}, {QStringLiteral("listens"), qint64(m_listens.size())}};
}

QHash<quint64, int> ModernFront::openCalls() const
{
    QHash<quint64, int> open;
    for (const auto &[number, call] : m_calls) {
        if (!call->isFinished())
            ++open[call->client()->shown];
    }
    return open;
}

QList<StreamFact> ModernFront::listenFacts() const
{
    QList<StreamFact> facts;
    for (const auto &[number, listening] : m_listens) {
        StreamFact fact;
        fact.number = number;
        fact.session = listening->client()->shown;
        fact.kind = QStringLiteral("subscriptions/listen");
        fact.backlog = int(listening->waiting());
        fact.delivered = listening->told().events;
        fact.since = listening->since();
        facts.append(fact);
    }
    return facts;
}

bool ModernFront::closeListen(quint64 number)
{
    const auto found = m_listens.find(number);
    if (found == m_listens.end())
        return false;
    found->second->onClosed({});
    found->second->finish();
    endListen(number);
    return true;
}

bool ModernFront::disconnectClient(quint64 number)
{
    if (!m_clients.isKnown(number))
        return false;
    QList<quint64> listens;
    for (const auto &[listen, listening] : m_listens) {
        if (listening->client()->shown == number)
            listens.append(listen);
    }
    for (const quint64 listen : std::as_const(listens))
        closeListen(listen);
    QList<std::shared_ptr<StatelessCall>> calls;
    for (const auto &[first, call] : m_calls) {
        if (call->client()->shown == number)
            calls.append(call);
    }
    for (const std::shared_ptr<StatelessCall> &call : std::as_const(calls)) {
        call->cancel(QStringLiteral("the person disconnected its client"));
        forget(call->number());
    }
    m_clients.forget(number, QStringLiteral("it was disconnected by hand"));
    return true;
}

/** To whoever looks at the wire: of the rounds before only a server of this generation knows, or nobody. */
void ModernFront::tellRound(const Message &request, const Client &client) const
{
    const JsonView params = request.params();
    if (m_bus->tap()->isOpen() && (params["requestState"].exists() || params["inputResponses"].exists()))
        m_bus->tap()->nextRound(shownNumber(client), roundKey(request, params["requestState"].string()));
}

} // namespace Signalbox
