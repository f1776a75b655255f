// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/legslot.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <QRandomGenerator>

#include <algorithm>

namespace Signalbox {

LegSlot::LegSlot(ClientPtr bound, QString name, Limits limits, MakeLeg makeLeg, QObject *parent)
    : QObject(parent)
    , m_bound(std::move(bound))
    , m_name(std::move(name))
    , m_limits(limits)
    , m_makeLeg(std::move(makeLeg))
    , m_restart(limits)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LegSlot::open);
    m_heldLimit.setInterval(int(std::clamp<qint64>(limits.startTime / 4, 5, 1'000)));
    connect(&m_heldLimit, &QTimer::timeout, this, &LegSlot::expireHeld);
}

LegSlot::~LegSlot()
{
    if (m_leg)
        m_leg->disconnect(this);
    failHeld(QStringLiteral("it was taken out of the settings"));
}

void LegSlot::enter(State state, const QString &reason)
{
    m_state = state;
    m_reason = reason;
    if (state != State::BackingOff)
        m_nextTry = {};
    Q_EMIT stateChanged();
}

void LegSlot::need()
{
    if (m_state == State::Idle) {
        // One that is falling asleep is let go first.
        m_again = m_leg != nullptr;
        if (!m_again)
            open();
        return;
    }
    // One try on demand now and then, so that a server that failed at login is not lost until a person looks.
    if (m_state == State::Failed && steadyMs() - m_failedAt >= 10 * m_limits.restartDelay)
        open();
}

void LegSlot::open()
{
    m_retry.stop();
    Result<std::unique_ptr<Leg>> made = m_makeLeg(m_bound);
    if (!made) {
        enter(State::Starting, {});
        failed({Failure::Refused, 0, {}, made.error().sentence});
        return;
    }
    m_leg = std::move(*made);
    m_startedAt = steadyMs();
    m_wasReady = false;
    connect(m_leg.get(), &Leg::ready, this, &LegSlot::onReady);
    connect(m_leg.get(), &Leg::lost, this, &LegSlot::onLost);
    connect(m_leg.get(), &Leg::noticed, this, &LegSlot::noticed);
    connect(m_leg.get(), &Leg::answered, this, [this] { m_restart.answered(); });
    connect(m_leg.get(), &Leg::exclusiveChanged, this, &LegSlot::stateChanged);
    connect(m_leg.get(), &Leg::statusChanged, this, &LegSlot::stateChanged);
    enter(State::Starting, {});
    m_leg->open();
}

void LegSlot::onReady()
{
    m_wasReady = true;
    m_restart.ready(steadyMs());
    if (m_logSeverity >= 0)
        m_leg->setLogLevel(m_logSeverity);
    m_subscriptions.restore(m_leg.get());
    enter(State::Ready, {});
    Q_EMIT ready();
    std::deque<Held> held = std::exchange(m_held, {});
    m_heldLimit.stop();
    for (Held &one : held) {
        if (one.call->isOpen() && m_state == State::Ready)
            one.act(m_leg.get());
        else if (one.call->isOpen())
            withLeg(one.call, std::move(one.act));
    }
}

void LegSlot::dropLeg()
{
    if (!m_leg)
        return;
    m_leg->disconnect(this);
    // It is on the stack below us.
    m_leg.release()->deleteLater();
}

void LegSlot::onLost(const Failure &failure)
{
    std::deque<Carried> unsent = m_leg->takeUnsent();
    dropLeg();
    const bool again = std::exchange(m_again, false);
    Q_EMIT ended();
    for (auto carried = unsent.rbegin(); carried != unsent.rend(); ++carried) {
        carried->call->carriedBy(this, 0);
        const CallPtr call = carried->call;
        m_held.push_front({call, [one = std::move(*carried)](Leg *leg) { leg->carry(one); }, steadyMs()});
    }
    if (m_state == State::Stopped) {
        failHeld(m_reason);
        return;
    }
    // Told to go, it may go in any way.
    if (failure.kind == Failure::None || again || m_state == State::Idle) {
        enter(State::Idle, {});
        if (again || !m_held.empty())
            need();
        return;
    }
    failed(failure);
}

void LegSlot::failed(const Failure &failure)
{
    const qint64 now = steadyMs();
    m_failedAt = now;
    const bool hopeless = failure.kind == Failure::Refused || failure.kind == Failure::Unauthorized;
    const Restart::Decision next = m_restart.failed(now, QRandomGenerator::global()->generateDouble());
    if (hopeless || !next.again) {
        const QString reason = hopeless
            ? failure.sentence
            : QStringLiteral("%1 (%2 times in a row; mend it and restart it)").arg(failure.sentence).arg(m_restart.failures());
        enter(State::Failed, reason);
        failHeld(reason);
        return;
    }
    m_nextTry = QDateTime::currentDateTimeUtc().addMSecs(next.delay);
    enter(State::BackingOff, failure.sentence);
    // A call that waited through a whole start that failed has waited long enough.
    if (!m_wasReady && m_restart.failures() > 1)
        failHeld(failure.sentence);
    m_retry.start(int(next.delay));
    Q_EMIT restarted();
}

void LegSlot::carry(Carried carried)
{
    if (m_state == State::Ready) {
        m_leg->carry(std::move(carried));
        return;
    }
    const CallPtr call = carried.call;
    withLeg(call, [one = std::move(carried)](Leg *leg) { leg->carry(one); });
}

void LegSlot::withLeg(const CallPtr &call, std::function<void(Leg *)> act)
{
    need();
    if (m_state == State::Ready) {
        act(m_leg.get());
        return;
    }
    if (m_state == State::Failed || m_state == State::Stopped) {
        call->fail(ErrorCode::internalError, (m_name + QStringLiteral(": ") + m_reason).toUtf8());
        return;
    }
    call->carriedBy(this, 0);
    m_held.push_back({call, std::move(act), steadyMs()});
    if (!m_heldLimit.isActive())
        m_heldLimit.start();
}

void LegSlot::cancelled(Call &call, quint64, const QString &)
{
    const auto held = std::find_if(m_held.begin(), m_held.end(), [&call](const Held &one) { return one.call.get() == &call; });
    if (held != m_held.end())
        m_held.erase(held);
}

void LegSlot::failHeld(const QString &why)
{
    std::deque<Held> held = std::exchange(m_held, {});
    m_heldLimit.stop();
    for (const Held &one : held)
        one.call->fail(ErrorCode::internalError, (m_name + QStringLiteral(": ") + why).toUtf8());
}

void LegSlot::expireHeld()
{
    const qint64 now = steadyMs();
    while (!m_held.empty() && now - m_held.front().since >= m_limits.startTime) {
        const Held one = std::move(m_held.front());
        m_held.pop_front();
        const QString why = m_reason.isEmpty() ? QStringLiteral("it is still starting") : m_reason;
        one.call->fail(ErrorCode::internalError, (m_name + QStringLiteral(": ") + why + QStringLiteral("; the call was not sent")).toUtf8());
    }
    if (m_held.empty())
        m_heldLimit.stop();
}

void LegSlot::setLogLevel(int severity)
{
    m_logSeverity = severity;
    if (Leg *live = leg())
        live->setLogLevel(severity);
}

void LegSlot::stop(const QString &why)
{
    m_retry.stop();
    m_again = false;
    enter(State::Stopped, why);
    failHeld(why);
    if (m_leg)
        m_leg->close();
    else
        Q_EMIT ended();
}

void LegSlot::rest()
{
    if (m_state != State::Ready || !m_leg->isIdle())
        return;
    m_leg->close();
    enter(State::Idle, {});
}

void LegSlot::restart()
{
    m_restart.forget();
    if (!m_leg) {
        open();
        return;
    }
    m_again = true;
    enter(State::Starting, {});
    m_leg->close();
}

} // namespace Signalbox
