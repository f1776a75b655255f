// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connect/clientmemory.h"
#include "app/connect/clientqueue.h"
#include "app/connect/openquestions.h"
#include "app/connect/toolmemory.h"
#include "core/plugin/backend.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace Signalbox {

/**
 * Carries messages between a client that speaks lines and a gateway reached through a Backend. When the gateway forgets
 * the session or goes away, another backend is asked for and the client's handshake is repeated on it: the client
 * notices nothing but that calls which may have been carried out end with an error that says so. A request that
 * certainly was not carried out is sent again. Stateless requests (2026-07-28) need no handshake; to leave one is to
 * cancel it.
 */
class Bridge : public QObject
{
    Q_OBJECT

public:
    /** All in ms. */
    struct Patience
    {
        int firstDelay = 100; //!< before the second try to reach the gateway; doubles
        int longestDelay = 5'000;
        int waiting = 30'000; //!< of a request for the gateway, of us for an answer to a repeated handshake
    };

    explicit Bridge(Patience patience, QObject *parent = nullptr);
    ~Bridge() override;

    /** Asks for the first backend, soon. */
    void start();
    /** A line of the client: a message, or an array of messages. */
    void fromClient(const QByteArray &line);
    /** A line that was passed over because it is longer than `limit` bytes. */
    void refuseLine(qint64 limit);
    /** The client reads what it is sent, or does not. */
    void setClientReads(bool reads);
    /** Whether more may come from the client. */
    bool hasRoom() const { return !m_isFull; }

    // Answers to backendWanted().
    void use(std::unique_ptr<Backend> backend);
    void unreachable(const QString &why);

    /** Nothing more comes from the client: ends when what it asked for is answered, but waits no longer than for a
     * gateway. */
    void finish();
    /** The client has gone: ends the session in good order; answers ended(). */
    void end();

Q_SIGNALS:
    /** `mayStart`: somebody waits for it, so a gateway is to be started if none runs. */
    void backendWanted(bool mayStart);
    void toClient(const QByteArray &line);
    void roomChanged();
    /** Something a person may want to know. */
    void said(const QString &sentence);
    void ending(); //!< from here on only the gateway can delay it
    void ended();

private:
    enum class State { Seeking, Opening, Greeting, Up, Ending };
    struct Sent
    {
        Outgoing what;
        Backend *on = nullptr;
        bool isOurs = false; //!< its answer is for us
    };

    // What the client says, and in which order it leaves.
    void take(const Message &message);
    void takeAnswer(const Message &answer);
    bool cancel(const Message &notification);
    void refuse(const Fault &fault);
    void enqueue(Outgoing outgoing);
    void flush();
    void post(Outgoing outgoing);
    void noteRoom();
    void expire();
    void fail(const Message &request, const QString &why);
    void endIfDone();

    // What the gateway says, and what happens when it goes away.
    void onOpened();
    void onReceived(Backend *from, const Message &message, const Origin &origin);
    void onAnswer(const Message &answer, const Origin &origin);
    void onQuestion(Backend *from, const Message &question);
    void onCancelled(Backend *from, const Message &notification);
    void onExchangeFailed(Backend *from, quint64 exchange, const Failure &failure);
    void onClosed(Backend *from, const Failure &failure);
    void greet();
    void onGreeted(const Message &answer);
    void ask(const Message &request);
    void answerUnheard(Backend *from, const QByteArray &id);
    void seek();
    void lose(const QString &why, bool atOnce);
    void withdrawQuestions(Backend *from);
    void retire();
    void releaseIdle();
    /** That go with a message of the client; with one of our own, those of the session. */
    HeaderList headers(const Message &message = {}) const;

    Patience m_patience;
    ClientMemory m_memory;
    ToolMemory m_tools;
    State m_state = State::Seeking;
    std::unique_ptr<Backend> m_backend;
    std::vector<std::unique_ptr<Backend>> m_retired; //!< until what is open on them has ended
    ClientQueue m_queue;
    QHash<quint64, Sent> m_sent; //!< requests without an answer yet, by exchange
    OpenQuestions m_questions;
    quint64 m_lastExchange = 0;
    quint64 m_helloExchange = 0; //!< of the repeated handshake
    QString m_trouble; //!< why there is no gateway
    QTimer m_retry;
    QTimer m_sweep;
    QTimer m_greetingLimit;
    QTimer m_finishLimit;
    int m_failures = 0; //!< in a row, of gateways
    qint64 m_upSince = 0; //!< steady ms
    bool m_isFull = false;
    bool m_clientReads = true;
    bool m_isFinishing = false;
};

} // namespace Signalbox
