// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/legslot.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <QRandomGenerator>

#include <algorithm>

namespace Signalbox {

namespace {

/** Legs that may finish what is open on them; over it the oldest ends. */
constexpr size_t retiredLimit = 16;

} // namespace

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
    m_subscriptions.setAgain([this](const CallPtr &call, const QByteArray &uri, int attempt) {
        withLeg(call, [this, call, uri, attempt](Leg *leg) { m_subscriptions.subscribe(call, uri, leg, attempt); });
    });
}

LegSlot::~LegSlot()
{
    m_subscriptions.setAgain({});
    if (m_leg)
        m_leg->disconnect(this);
    for (const std::unique_ptr<Leg> &leg : m_retired)
        leg->disconnect(this);
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
    const qint64 demandedAt = m_failedAt + 10 * m_limits.restartDelay;
    if (m_state == State::BackingOff && steadyMs() + m_retry.remainingTime() > demandedAt)
        retryIn(std::max<qint64>(demandedAt - steadyMs(), 0));
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
    connect(m_leg.get(), &Leg::ready, this, &LegSlot::onReady);
    connect(m_leg.get(), &Leg::lost, this, &LegSlot::onLost);
    connect(m_leg.get(), &Leg::retired, this, [this](const Failure &failure) { onRetired(m_leg.get(), failure); });
    connect(m_leg.get(), &Leg::noticed, this, &LegSlot::noticed);
    connect(m_leg.get(), &Leg::warned, this, &LegSlot::warned);
    connect(m_leg.get(), &Leg::answered, this, [this] { m_restart.answered(); });
    connect(m_leg.get(), &Leg::exclusiveChanged, this, &LegSlot::stateChanged);
    connect(m_leg.get(), &Leg::statusChanged, this, &LegSlot::stateChanged);
    enter(State::Starting, {});
    m_leg->open();
}

void LegSlot::followTask(quint64 client, const QByteArray &id)
{
    if (m_taskFollowers.add(client, id) && leg())
        leg()->followTasks(m_taskFollowers.tasks());
}

void LegSlot::forget(quint64 client)
{
    m_subscriptions.forget(client, leg());
    if (m_taskFollowers.forget(client) && leg())
        leg()->followTasks(m_taskFollowers.tasks());
}

void LegSlot::onReady()
{
    m_wasReady = true;
    m_restart.ready(steadyMs());
    if (m_logSeverity >= 0)
        m_leg->setLogLevel(m_logSeverity);
    m_subscriptions.restore(m_leg.get());
    m_leg->followTasks(m_taskFollowers.tasks());
    enter(State::Ready, {});
    Q_EMIT ready();
    m_heldLimit.stop();
    std::deque<HeldCalls::Held> held = m_held.takeAll();
    for (HeldCalls::Held &one : held) {
        if (one.call->isOpen())
            withLegAt(one.turn, one.call, std::move(one.act));
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
    Q_EMIT lost();
    Q_EMIT ended();
    if (m_state == State::Stopped) {
        failHeld(m_reason);
    } else if (failure.kind == Failure::None || again || m_state == State::Idle) {
        // Told to go, it may go in any way.
        enter(State::Idle, {});
        if (again || !m_held.isEmpty())
            need();
    } else {
        failed(failure);
    }
    carryAgain(std::move(unsent));
}

/** Its server forgot it or cannot be reached; or, already replaced, it gives back one more call. */
void LegSlot::onRetired(Leg *leg, const Failure &failure)
{
    std::deque<Carried> unsent = leg->takeUnsent();
    if (leg == m_leg.get()) {
        keepRetired();
        Q_EMIT lost();
        failed(failure);
    }
    carryAgain(std::move(unsent));
}

void LegSlot::keepRetired()
{
    Leg *leg = m_leg.get();
    leg->disconnect(this);
    connect(leg, &Leg::noticed, this, &LegSlot::noticed);
    connect(leg, &Leg::retired, this, [this, leg](const Failure &failure) { onRetired(leg, failure); });
    connect(leg, &Leg::lost, this, [this, leg] { onRetiredLost(leg); });
    m_retired.push_back(std::move(m_leg));
    if (m_retired.size() > retiredLimit)
        m_retired.front()->close();
}

void LegSlot::onRetiredLost(Leg *leg)
{
    const auto gone
        = std::find_if(m_retired.begin(), m_retired.end(), [leg](const auto &one) { return one.get() == leg; });
    // It is on the stack below us.
    gone->release()->deleteLater();
    m_retired.erase(gone);
    carryAgain(leg->takeUnsent());
    Q_EMIT ended();
}

void LegSlot::carryAgain(std::deque<Carried> unsent)
{
    for (Carried &carried : unsent)
        carry(std::move(carried));
}

void LegSlot::failed(const Failure &failure)
{
    const qint64 now = steadyMs();
    m_failedAt = now;
    const bool hopeless = failure.kind == Failure::Refused || failure.kind == Failure::Unauthorized;
    const auto trouble = failure.kind == Failure::Broken ? Restart::Trouble::Crash : Restart::Trouble::Unreachable;
    const Restart::Decision next = m_restart.failed(now, QRandomGenerator::global()->generateDouble(), trouble);
    if (hopeless || !next.again) {
        const QString reason = hopeless
            ? failure.sentence
            : QStringLiteral("%1 (%2 times in a row; mend it and restart it)").arg(failure.sentence).arg(m_restart.failures());
        enter(State::Failed, reason);
        failHeld(reason);
        return;
    }
    m_state = State::BackingOff;
    m_reason = failure.sentence;
    retryIn(next.delay);
    // A call that waited through a whole start that failed has waited long enough, unless the server is known to work.
    if (!m_wasReady && m_restart.failures() > 1)
        failHeld(failure.sentence);
    Q_EMIT restarted();
}

void LegSlot::retryIn(qint64 delay)
{
    m_nextTry = QDateTime::currentDateTimeUtc().addMSecs(delay);
    m_retry.start(int(delay));
    Q_EMIT stateChanged();
}

void LegSlot::carry(Carried carried)
{
    if (carried.turn == 0)
        carried.turn = ++m_lastTurn;
    if (Leg *live = leg()) {
        live->carry(std::move(carried));
        return;
    }
    carried.hasWaited = true;
    const CallPtr call = carried.call;
    withLegAt(carried.turn, call, [one = std::move(carried)](Leg *leg) { leg->carry(one); });
}

void LegSlot::withLeg(const CallPtr &call, std::function<void(Leg *)> act)
{
    withLegAt(++m_lastTurn, call, std::move(act));
}

void LegSlot::withLegAt(quint64 turn, const CallPtr &call, std::function<void(Leg *)> act)
{
    need();
    if (Leg *live = leg()) {
        act(live);
        return;
    }
    if (m_state == State::Failed || m_state == State::Stopped) {
        refuse(call, m_reason);
        return;
    }
    m_held.add({call, turn, std::move(act), steadyMs()});
    if (!m_heldLimit.isActive())
        m_heldLimit.start();
}

void LegSlot::failHeld(const QString &why)
{
    const std::deque<HeldCalls::Held> held = m_held.takeAll();
    m_heldLimit.stop();
    for (const HeldCalls::Held &one : held)
        refuse(one.call, why);
}

void LegSlot::refuse(const CallPtr &call, const QString &why)
{
    Q_EMIT refused();
    call->fail(ErrorCode::internalError, (m_name + QStringLiteral(": ") + why).toUtf8());
}

void LegSlot::expireHeld()
{
    const QList<CallPtr> tired = m_held.takeWaitingSince(steadyMs() - m_limits.startTime);
    const QString reason = m_reason.isEmpty() ? QStringLiteral("it is still starting") : m_reason;
    for (const CallPtr &call : tired)
        refuse(call, reason + QStringLiteral("; the call was not sent"));
    if (m_held.isEmpty())
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
    closeRetired();
    if (m_leg)
        m_leg->close();
    if (legs() == 0)
        Q_EMIT ended();
}

void LegSlot::closeRetired()
{
    for (const std::unique_ptr<Leg> &leg : m_retired)
        leg->close();
}

void LegSlot::rest()
{
    if (!leg() || !m_leg->isIdle())
        return;
    m_leg->close();
    enter(State::Idle, {});
}

void LegSlot::restart()
{
    m_restart.forget();
    closeRetired();
    if (!m_leg) {
        open();
        return;
    }
    m_again = true;
    enter(State::Starting, {});
    m_leg->close();
}

} // namespace Signalbox
