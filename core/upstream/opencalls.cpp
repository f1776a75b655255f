// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/opencalls.h"

#include "core/loop/steadyclock.h"
#include "core/upstream/upstream.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qsizetype longestToldName = 200; //!< characters that a person is told
constexpr int turnBits = 40; //!< of the number of a call; the rest is its slot

QString calledText(const QByteArray &text)
{
    return QString::fromUtf8(text.left(longestToldName * 4)).left(longestToldName);
}

} // namespace

void OpenCalls::beginSlot(const QByteArray &backend, quint64 slot)
{
    m_backends.append(backend);
    m_slot = slot;
}

void OpenCalls::add(const Call &call, const Message &request, quint64 turn, CallFact::State state)
{
    m_rows.push_back({call.startedUs(), &call, &request, m_slot << turnBits | turn, m_backends.size() - 1, state});
}

QList<CallFact> OpenCalls::oldest(int most)
{
    const auto shown = m_rows.begin() + std::min<qsizetype>(most, qsizetype(m_rows.size()));
    std::partial_sort(m_rows.begin(), shown, m_rows.end(), [](const Row &left, const Row &right) {
        return std::pair(left.startedUs, left.number) < std::pair(right.startedUs, right.number);
    });
    QList<CallFact> facts;
    for (auto row = m_rows.begin(); row != shown; ++row)
        facts.append(fact(*row));
    return facts;
}

CallFact OpenCalls::fact(const Row &row) const
{
    const Client &client = *row.call->client();
    const JsonView name = row.request->name();
    CallFact fact;
    fact.number = row.number;
    fact.session = shownNumber(client);
    fact.client = calledText(JsonView(client.info)["name"].string());
    fact.backend = QString::fromLatin1(m_backends.at(row.backend));
    fact.method = calledText(row.request->method().toByteArray());
    fact.name = calledText(name.isString() ? name.string() : row.request->uri().string());
    fact.state = row.state;
    fact.since = QDateTime::currentDateTimeUtc().addMSecs((row.startedUs - steadyUs()) / 1000);
    return fact;
}

void Leg::tellCalls(OpenCalls &calls) const
{
    for (const Pending &pending : m_pending) {
        if (pending.call)
            calls.add(*pending.call, pending.request, pending.turn, pending.asks > 0 ? CallFact::AtClient : CallFact::AtServer);
    }
    for (const Carried &carried : m_waiting)
        calls.add(*carried.call, carried.request, carried.turn, CallFact::Waiting);
}

void LegSlot::tellCalls(OpenCalls &calls) const
{
    if (m_leg)
        m_leg->tellCalls(calls);
    for (const std::unique_ptr<Leg> &leg : m_retired)
        leg->tellCalls(calls);
    for (const HeldCalls::Held &held : m_held.all())
        calls.add(*held.call, held.call->request(), held.turn, CallFact::Waiting);
}

void Upstream::tellCalls(OpenCalls &calls) const
{
    for (const auto *those : {&m_slots, &m_leaving}) {
        for (const auto &[key, slot] : *those) {
            calls.beginSlot(slug(), slot->number());
            slot->tellCalls(calls);
        }
    }
}

} // namespace Signalbox
