// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Leg that decides whom a message of the server concerns, and the limits on waiting.
#include "core/upstream/leg.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <algorithm>

namespace Signalbox {

namespace {
/** How long a cancelled call may still be the one that asks. */
constexpr qint64 ghostTime = 5'000;

/** Tells every session of the server the same. */
bool isStateNews(const Message &notification)
{
    return notification.method().endsWith("/list_changed") || notification.isMethod("notifications/resources/updated");
}
}

/**
 * The one call that a message of the server can belong to: by the exchange it came on where there are exchanges, else
 * the only one open. A call cancelled a moment ago may still speak, so that nothing is certain until it is forgotten.
 */
Leg::Pending *Leg::soleCall(const Origin &origin, quint64 *id)
{
    if (origin.exchange != 0) {
        const auto found = m_pending.find(origin.exchange);
        if (found == m_pending.end() || !found->call)
            return nullptr;
        *id = found.key();
        return &*found;
    }
    if (m_askable != 1 || !m_ghosts.isEmpty())
        return nullptr;
    for (auto pending = m_pending.begin(); pending != m_pending.end(); ++pending) {
        if (pending->askable) {
            *id = pending.key();
            return &*pending;
        }
    }
    return nullptr;
}

void Leg::onNotification(const Message &notification, const Origin &origin)
{
    if (notification.isMethod("notifications/progress")) {
        onProgress(notification);
        return;
    }
    ++m_setup.tally->notices;
    if (m_dialect->hasListens() && m_listen.take(notification))
        return;
    if (notification.isMethod("notifications/message")) {
        onLog(notification, origin);
        return;
    }
    if (notification.isMethod("notifications/cancelled")) {
        const QByteArray reason = notification.params()["reason"].string();
        m_questions.withdrawn(notification.params()["requestId"], QString::fromUtf8(reason.left(500)));
        return;
    }
    // The leg after this one has read all lists and subscribed to everything: it would be told twice.
    if (m_state == State::Retired && origin.exchange == 0 && isStateNews(notification))
        return;
    quint64 client = m_setup.bound ? m_setup.bound->number : 0;
    if (notification.isMethod("notifications/elicitation/complete"))
        client = m_questions.elicitedClient(notification.params()["elicitationId"].string());
    Q_EMIT noticed(notification, client);
}

void Leg::onProgress(const Message &notification)
{
    const auto token = notification.params()["progressToken"].integer();
    const auto pending = token ? m_pending.find(quint64(*token)) : m_pending.end();
    if (pending == m_pending.end() || !pending->call)
        return;
    pending->aliveAt = steadyMs();
    const CallPtr call = pending->call;
    const JsonView original = call->request().progressToken();
    if (original.exists())
        call->progressed(notification.with({"params", "progressToken"}, original.raw()));
}

void Leg::onLog(const Message &notification, const Origin &origin)
{
    quint64 id = 0;
    const Pending *pending = soleCall(origin, &id);
    if (!pending && m_state == State::Retired && origin.exchange == 0)
        return; // the leg after this one hears it as well
    if (!pending) {
        Q_EMIT noticed(notification, m_setup.bound ? m_setup.bound->number : 0);
        return;
    }
    const CallPtr call = pending->call;
    const auto severity = logSeverity(notification.params()["level"].string());
    if (!severity || !m_setup.levels || m_setup.levels->wants(call->client()->number, *severity))
        call->logged(notification);
}

void Leg::askMoved(quint64 callId, int difference)
{
    const auto pending = m_pending.find(callId);
    if (pending == m_pending.end())
        return;
    pending->asks += difference;
    const qint64 now = steadyMs();
    // The time a person took to answer is not the server's: both clocks stand still for it.
    if (pending->asks == 0)
        pending->startedAt += now - pending->askedAt;
    else if (difference > 0 && pending->asks == 1)
        pending->askedAt = now;
    pending->aliveAt = now;
}

void Leg::sweep()
{
    const qint64 now = steadyMs();
    const Limits &limits = m_setup.limits;
    if ((m_state == State::Opening || m_state == State::Greeting) && now - m_openedAt >= limits.startTime) {
        const double seconds = double(limits.startTime) / 1000;
        onClosed({Failure::Broken, 0, {}, QStringLiteral("it did not answer the handshake within %1 s").arg(seconds)});
        return;
    }
    m_questions.expire(now, limits.ask);
    for (auto ghost = m_ghosts.begin(); ghost != m_ghosts.end();)
        ghost = now - *ghost >= ghostTime ? m_ghosts.erase(ghost) : ++ghost;
    expireCalls(now);
    expireWaiting(now);
    dispatchWaiting();
    closeIfDone();
}

void Leg::expireCalls(qint64 now)
{
    const Limits &limits = m_setup.limits;
    QList<quint64> late;
    for (auto pending = m_pending.cbegin(); pending != m_pending.cend(); ++pending) {
        const qint64 silence = pending->limit ? pending->limit : limits.callSilence;
        const bool over = now - pending->aliveAt >= silence || (pending->call && now - pending->startedAt >= limits.callTotal);
        if (over && pending->asks == 0)
            late.append(pending.key());
    }
    std::sort(late.begin(), late.end());
    for (quint64 id : std::as_const(late)) {
        if (!m_pending.contains(id))
            continue;
        const bool askable = m_pending[id].askable;
        if (m_state == State::Greeting || m_pending[id].isResting)
            m_backend->drop(id);
        else
            withdraw(id, "no answer in time");
        giveUp(id, QStringLiteral("no answer within the time allowed (settings: limits.callSilence and limits.callTotal); "
                                  "whether the call was carried out is unknown"));
        if (askable)
            m_ghosts.insert(id, now);
    }
}

/** Calls that have waited too long for their turn fail; they were never sent. */
void Leg::expireWaiting(qint64 now)
{
    const Limits &limits = m_setup.limits;
    const qint64 askedSince = m_questions.isExclusive() ? m_questions.openSince() : -1;
    const qint64 patience = m_backend->writable() ? limits.callTotal : limits.callSilence;
    const auto isBehindQuestion = [&](const Carried &carried) {
        return askedSince >= 0 && now - std::max(carried.since, askedSince) >= limits.exclusiveWait;
    };
    const auto isInTime = [&](const Carried &carried) {
        return !isBehindQuestion(carried) && now - carried.since < patience;
    };
    const auto tiredFrom = std::stable_partition(m_waiting.begin(), m_waiting.end(), isInTime);
    const QList<Carried> tired(tiredFrom, m_waiting.end());
    m_waiting.erase(tiredFrom, m_waiting.end());
    for (const Carried &carried : tired)
        m_waitingBytes -= carried.request.bytes().size();
    for (const Carried &carried : tired) {
        const QByteArrayView why = isBehindQuestion(carried)
            ? " is waiting for another client's answer to a question of its own. Set \"signalbox\": {\"instances\": "
              "\"session\"} for this server to give each client a process of its own"
            : " did not take the call in the time allowed (settings: limits.callSilence and limits.callTotal); it was not sent";
        carried.call->fail(ErrorCode::internalError, m_setup.name.toUtf8() + why.toByteArray(), errorData());
    }
}

} // namespace Signalbox
