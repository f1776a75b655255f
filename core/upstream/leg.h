// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/limits.h"
#include "core/plugin/backend.h"
#include "core/upstream/carried.h"
#include "core/upstream/dialect.h"
#include "core/upstream/listen.h"
#include "core/upstream/loglevels.h"
#include "core/upstream/questions.h"
#include "core/upstream/rounds.h"
#include "core/upstream/tally.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace Signalbox {

class OpenCalls;

/** What a leg is told at its birth. Pointers outlive the leg. */
struct LegSetup
{
    QByteArray slug;
    QString name; //!< for sentences
    Limits limits;
    ClientPtr bound; //!< the one client of this leg; null = shared
    QByteArray roots = "[]"; //!< answer to roots/list that no client is asked for
    const LogLevels *levels = nullptr;
    Tally *tally = nullptr;
    Questions::Sinks questions;
};

/**
 * One live connection of an Upstream: a Backend, the Dialect spoken on it, our ids, the calls that wait for answers and
 * the server's open questions. Every request gets an id of ours, every answer finds its call by that id and leaves with
 * the client's own id; progress is mapped by token in the same way. Never restarted: a lost leg is replaced.
 *
 * The order of events: open() → ready() → … → lost(), exactly once. Calls that never reached the server are left in
 * takeUnsent() when it is lost; all others have failed by then with the reason. A leg whose server has forgotten it or
 * cannot be reached says retired(): it sends nothing new, what is open on it goes on to its end, each call that comes
 * back untouched is told by another retired(), and it closes itself when nothing is left.
 */
class Leg : public QObject, private CallCarrier
{
    Q_OBJECT

public:
    using Own = std::function<void(const Message &answer)>; //!< an error message if the leg is lost or time runs out

    Leg(LegSetup setup, std::unique_ptr<Backend> backend, std::unique_ptr<Dialect> dialect, QObject *parent = nullptr);
    ~Leg() override;

    void open();
    void close(); //!< ends in lost() with Failure::None

    bool isReady() const { return m_state == State::Ready; }
    bool isRetired() const { return m_state == State::Retired; }
    const ServerIdentity &identity() const { return m_identity; }
    QJsonObject backendStatus() const { return m_backend->status(); }
    qint64 process() const { return m_backend->process(); }
    bool isExclusive() const { return m_questions.isExclusive(); }

    /** Sends it now, or as soon as the server reads again or an exclusive turn is over. Only when ready. */
    void carry(Carried carried);
    /** A request of the gateway itself. Only when ready. */
    void request(QByteArrayView method, QByteArrayView params, Own own);
    /** News of that resource from now on; `own` hears whether the server agrees. */
    void subscribe(const QByteArray &uri, Own own);
    void unsubscribe(const QByteArray &uri);
    /** News of these tasks, and of no others, from now on. */
    void followTasks(const QSet<QByteArray> &ids);
    void notify(const Message &notification);
    /** Keeps the server's log lines at that level, if it has log lines. */
    void setLogLevel(int severity);

    /** Calls that certainly did not start. */
    std::deque<Carried> takeUnsent();
    /** Tells `calls` what is open or waits here. */
    void tellCalls(OpenCalls &calls) const;
    bool isIdle() const { return m_pending.size() == m_listens && m_waiting.empty() && !m_questions.hasOpen(); }

Q_SIGNALS:
    void ready();
    /** Another leg has to take its place and the calls in takeUnsent(). */
    void retired(const Signalbox::Failure &failure);
    void lost(const Signalbox::Failure &failure);
    /** One that belongs to no call; `client` is whom it concerns alone, 0 = nobody in particular. */
    void noticed(const Signalbox::Message &notification, quint64 client);
    void answered(); //!< a client's call got an answer from the server
    void exclusiveChanged();
    void warned(const QString &sentence); //!< something of the server cannot be used
    void statusChanged();

private:
    enum class State { Created, Opening, Greeting, Ready, Retired, Closing, Lost };
    struct Pending
    {
        CallPtr call; //!< null: a request of our own, or a call its client cancelled
        Own own;
        AnswerEdit edit;
        Message request; //!< of a call: as it may have to be sent again
        qint64 waitingSince = 0; //!< steady ms when the leg got it
        quint64 turn = 0;
        int attempts = 0;
        qint64 startedAt = 0; //!< steady ms
        qint64 aliveAt = 0; //!< steady ms of the last sign of life
        qint64 sentUs = 0;
        qint64 wayOutUs = -1; //!< from the front until it was sent; -1 = it had to wait
        qint64 limit = 0; //!< ms of silence; 0 = the call limits
        qint64 askedAt = 0; //!< steady ms when the first of the open questions came
        int asks = 0; //!< open questions; the clock stands while there are any
        int rounds = 0; //!< that the server has ended with questions
        bool askable = false; //!< the kind of request in whose course a server may ask
        bool isResting = false; //!< the server has answered with questions and waits for the next round
        bool isSecondTry = false; //!< the list of tools was read for it
        bool asTask = false; //!< the gateway sees a task of it through
        std::shared_ptr<TaskRun> task; //!< once the server has made one
        int repeats = 0; //!< of the newest question about it
        bool isListen = false; //!< open for as long as the leg lives
    };

    void cancelled(Call &call, quint64 ticket, const QString &reason) override;

    void put(const Message &message, const Route &route);
    void tapSent(const Message &message, const Route &route) const;
    quint64 tapReceived(const Message &message, const Origin &origin);

    void onOpened();
    void onMessage(const Message &message, const Origin &origin);
    void onReceived(const Message &message, const Origin &origin);
    void onExchangeFailed(quint64 exchange, const Failure &failure);
    void onClosed(const Failure &failure);
    void onAnswer(const Message &answer, const Origin &origin);
    void onNotification(const Message &notification, const Origin &origin);
    void onProgress(const Message &notification);
    void onLog(const Message &notification, const Origin &origin);
    void greet();
    void onWelcome(const Message &answer);

    bool mustWait(const Message &request) const;
    void enqueue(Carried carried);
    void dispatch(Carried carried);
    void dispatchWaiting();
    void transmit(quint64 id, Pending pending);
    void beginRound(quint64 id, Pending pending, const Message &answer);
    void reply(const Message &message);
    void endRound(quint64 id);
    void failRounds(Pending pending, const QByteArray &why);
    void sendNext(quint64 id, Pending pending);
    bool goesOn(quint64 id, Pending &pending, Message &answer);
    void rest(quint64 id, Pending pending, int after);
    bool asksAgain(quint64 id);
    void cancelTask(const Pending &pending);
    Pending *callOfTask(JsonView taskId, quint64 *id);
    void callAfterList(quint64 id, Pending pending);
    void readTools(quint64 forCall, const QByteArray &cursor, int pages);
    void startListen();
    quint64 openListen(const QByteArray &params);
    void closeListen(quint64 id);
    void news(const Message &notification);
    Sender senderOf(const Pending &pending) const;
    void say(const Message &message, quint64 exchange = 0);
    void withdraw(quint64 id, QByteArrayView reason);
    void settle(Pending &&pending, const Message &answer);
    quint64 send(Pending pending, const std::function<Message(QByteArrayView id)> &build);
    Pending *soleCall(const Origin &origin, quint64 *id);
    void askMoved(quint64 callId, int difference);
    void sweep();
    void expireCalls(qint64 now);
    void expireWaiting(qint64 now);
    void giveBack(QHash<quint64, Pending>::iterator pending, const Failure &failure);
    void retire(const Failure &failure);
    void handOver();
    void closeIfDone();
    void giveUp(quint64 id, const QString &why);
    void endPending(const Failure &failure);
    QByteArray errorData() const;

    LegSetup m_setup;
    Tap *m_tap;
    std::unique_ptr<Backend> m_backend;
    std::unique_ptr<Dialect> m_dialect;
    ServerIdentity m_identity;
    Questions m_questions;
    Rounds m_rounds;
    Listen m_listen;
    State m_state = State::Created;
    int m_greetings = 0;
    bool m_hasExchanges = false; //!< answers come on them: it is no pipe
    quint64 m_lastId = 0;
    QHash<quint64, Pending> m_pending;
    qsizetype m_listens = 0; //!< of those pending
    int m_askable = 0; //!< pending calls in whose course the server may ask
    qint64 m_openedAt = 0; //!< steady ms
    QHash<quint64, qint64> m_ghosts; //!< cancelled calls the server may still be busy with, and since when
    std::deque<Carried> m_waiting;
    qint64 m_waitingBytes = 0;
    Failure m_retiredBy;
    bool m_isHandingOver = false;
    int m_logSeverity = -1;
    QTimer m_sweep;
};

} // namespace Signalbox
