// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connect/clientmemory.h"
#include "core/plugin/backend.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>
#include <vector>

namespace Signalbox {

/**
 * Carries messages between a client that speaks lines and a gateway reached through a Backend. When the gateway forgets
 * the session or goes away, another backend is asked for and the client's handshake is repeated on it: the client
 * notices nothing but that calls which may have been carried out end with an error that says so. A request that
 * certainly was not carried out is sent again.
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
        int waiting = 30'000; //!< of a request for the gateway
    };

    explicit Bridge(Patience patience, QObject *parent = nullptr);
    ~Bridge() override;

    /** Asks for the first backend. */
    void start();
    /** A line of the client: a message, or an array of messages. */
    void fromClient(const QByteArray &line);
    /** The client reads what it is sent, or does not. */
    void setClientReads(bool reads);
    /** Whether more may come from the client. */
    bool hasRoom() const { return !m_isFull; }

    // Answers to backendWanted().
    void use(std::unique_ptr<Backend> backend);
    void unreachable(const QString &why);

    /** The client has gone: ends the session in good order; answers ended(). */
    void end();

Q_SIGNALS:
    void backendWanted();
    void toClient(const QByteArray &line);
    void roomChanged();
    /** Something a person may want to know. */
    void said(const QString &sentence);
    void ended();

private:
    enum class State { Seeking, Opening, Greeting, Up, Ending };
    struct Queued
    {
        Message message;
        quint64 exchange = 0; //!< 0 = no request
        qint64 since = 0; //!< steady ms
    };
    struct Sent
    {
        Queued what;
        Backend *on = nullptr;
        bool isOurs = false; //!< its answer is for us
    };
    struct Question
    {
        Backend *from = nullptr;
        QByteArray id; //!< as the gateway wrote it
    };

    void take(const Message &message);
    void takeAnswer(const Message &answer);
    bool cancelsQueued(const Message &notification);
    void enqueue(Queued queued);
    void requeue(Queued queued);
    void flush();
    void post(Queued queued);
    void ask(const Message &request);
    void noteRoom();

    void onOpened();
    void onReceived(Backend *from, const Message &message, const Origin &origin);
    void onAnswer(const Message &answer, const Origin &origin);
    void onQuestion(Backend *from, const Message &question);
    void onCancelled(Backend *from, const Message &notification);
    void onExchangeFailed(Backend *from, quint64 exchange, const Failure &failure);
    void onClosed(Backend *from, const Failure &failure);
    void greet();
    void onGreeted(const Message &answer);

    void lose(const QString &why, bool atOnce);
    void withdrawQuestions(Backend *from);
    void retire(std::unique_ptr<Backend> backend);
    void releaseIdle();
    void expire();
    void fail(const Message &request, const QString &why);
    HeaderList headers() const;

    Patience m_patience;
    ClientMemory m_memory;
    State m_state = State::Seeking;
    std::unique_ptr<Backend> m_backend;
    std::vector<std::unique_ptr<Backend>> m_retired; //!< until what is open on them has ended
    std::deque<Queued> m_queue; //!< in the order of the client
    qsizetype m_queuedBytes = 0;
    QHash<quint64, Sent> m_sent; //!< requests without an answer yet, by exchange
    QHash<QByteArray, Question> m_questions; //!< by the id we gave
    quint64 m_lastExchange = 0;
    quint64 m_lastQuestion = 0;
    quint64 m_helloExchange = 0; //!< of the repeated handshake
    QString m_trouble; //!< why there is no gateway
    QTimer m_retry;
    QTimer m_sweep;
    int m_failures = 0;
    bool m_isFull = false;
    bool m_clientReads = true;
};

} // namespace Signalbox
