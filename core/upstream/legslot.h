// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/upstream/heldcalls.h"
#include "core/upstream/leg.h"
#include "core/upstream/restart.h"
#include "core/upstream/subscriptions.h"
#include "core/upstream/taskfollowers.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace Signalbox {

/**
 * The place of one leg, kept filled: opens a leg when somebody needs it, replaces one that was lost by the rules of
 * Restart, and holds the calls that wait meanwhile. What must survive a leg lives here: subscriptions and log level.
 * A leg that retired is replaced at once and kept until what is open on it has ended.
 */
class LegSlot : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Starting, Ready, BackingOff, Stopped, Failed };
    using MakeLeg = std::function<Result<std::unique_ptr<Leg>>(const ClientPtr &bound)>;

    LegSlot(ClientPtr bound, QString name, Limits limits, MakeLeg makeLeg, QObject *parent = nullptr);
    ~LegSlot() override;

    /** Unique among all slots; 0 until it is given one. */
    quint64 number() const { return m_number; }
    void setNumber(quint64 number) { m_number = number; }
    State state() const { return m_state; }
    const QString &reason() const { return m_reason; }
    QDateTime nextTry() const { return m_nextTry; }
    qint64 startedAt() const { return m_startedAt; } //!< steady ms of the last start
    const ClientPtr &bound() const { return m_bound; }
    /** Null unless ready. */
    Leg *leg() const { return m_state == State::Ready && m_leg && m_leg->isReady() ? m_leg.get() : nullptr; }
    const Leg *process() const { return m_leg.get(); } //!< also while it starts or ends; may be null
    int legs() const { return int(m_retired.size()) + (m_leg ? 1 : 0); } //!< also those that start or end
    void tellCalls(OpenCalls &calls) const;
    /** The processes of all its legs on this machine. */
    QList<qint64> processes() const;
    Subscriptions &subscriptions() { return m_subscriptions; }
    const TaskFollowers &taskFollowers() const { return m_taskFollowers; }
    void followTask(quint64 client, const QByteArray &id);
    /** It wants no more news. */
    void forget(quint64 client);

    /** Somebody will want it soon: start, if it is idle or its failure is old enough for another try. */
    void need();
    /** Sends it now or when the leg is ready; fails it with the reason if that will not be. */
    void carry(Carried carried);
    /** The same for anything that needs a leg on behalf of a call. */
    void withLeg(const CallPtr &call, std::function<void(Leg *leg)> act);
    void setLogLevel(int severity);

    /** Ends the leg and stays down: a person's wish. Waiting calls fail with `why`. Answers ended(). */
    void stop(const QString &why);
    /** Ends the leg; the next need() starts it again. */
    void rest();
    /** Starts with a clean record, whatever happened before. */
    void restart();

Q_SIGNALS:
    void stateChanged();
    void ready();
    void lost(); //!< the leg that was ready or starting can be used no more
    void ended(); //!< one of legs() is gone
    void restarted();
    void refused(); //!< a call that no leg ever got
    void warned(const QString &sentence);
    void noticed(const Signalbox::Message &notification, quint64 client);

private:
    void open();
    void onReady();
    void onLost(const Failure &failure);
    void onRetired(Leg *leg, const Failure &failure);
    void onRetiredLost(Leg *leg);
    void keepRetired();
    void carryAgain(std::deque<Carried> unsent);
    void closeRetired();
    void retryIn(qint64 delay);
    void withLegAt(quint64 turn, const CallPtr &call, std::function<void(Leg *leg)> act);
    void failed(const Failure &failure);
    void enter(State state, const QString &reason);
    void failHeld(const QString &why);
    void refuse(const CallPtr &call, const QString &why);
    void dropLeg();
    void expireHeld();

    quint64 m_number = 0;
    ClientPtr m_bound;
    QString m_name;
    Limits m_limits;
    MakeLeg m_makeLeg;
    Restart m_restart;
    Subscriptions m_subscriptions;
    TaskFollowers m_taskFollowers;
    std::unique_ptr<Leg> m_leg;
    std::vector<std::unique_ptr<Leg>> m_retired; //!< oldest first
    State m_state = State::Idle;
    QString m_reason;
    QDateTime m_nextTry;
    HeldCalls m_held;
    quint64 m_lastTurn = 0;
    QTimer m_retry;
    QTimer m_heldLimit;
    qint64 m_startedAt = 0; //!< steady ms
    qint64 m_failedAt = 0; //!< steady ms
    int m_logSeverity = -1;
    bool m_wasReady = false; //!< a leg got through its handshake, perhaps long ago
    bool m_again = false; //!< restart as soon as the leg that is ending is gone
};

} // namespace Signalbox
