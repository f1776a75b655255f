// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/front/modern/statelessanswer.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace Signalbox {

/**
 * One request of a stateless client, over all its rounds. When its server asks something, the HTTP exchange ends with
 * the questions and the call waits: the client brings the answers with another request (2026-07-28: Multi Round-Trip
 * Requests). Core thread; owned by the front.
 */
class StatelessCall final : public QObject, public CallOwner
{
    Q_OBJECT

public:
    /** What it asks of the front. */
    struct House
    {
        /** Seals what the client brings back; empty if no more calls can wait. */
        std::function<QByteArray(const StatelessCall &call)> seal;
        int logSeverity = -1; //!< the least that the client wants to hear of; -1 = nothing
    };

    StatelessCall(Message request, ClientPtr client, std::unique_ptr<StatelessAnswer> answer, House house);
    ~StatelessCall() override;

    void carry(CallPtr call) { m_call = std::move(call); }
    const Message &request() const { return m_request; }
    const ClientPtr &client() const { return m_client; }
    const QByteArray &handle() const { return m_handle; } //!< of the waiting call; nobody can guess it
    int round() const { return m_round; } //!< how often it has asked its client

    bool hasLogLevel() const { return m_house.logSeverity >= 0; }
    bool isWaiting() const { return m_state == State::Waiting; } //!< for its client
    bool isFinished() const { return m_state == State::Finished; }
    /** Steady ms since when its answer, or its questions, may be fetched; -1 = never. */
    qint64 unfetchedSince() const { return m_unfetchedSince; }

    /**
     * The client is back with the answers to that round, or repeats a request whose answer it did not get. The error is
     * the sentence for it; the call goes on waiting then.
     */
    Result<void> resume(int round, const Message &request, ClientPtr client, std::unique_ptr<StatelessAnswer> &answer);
    void cancel(const QString &reason);
    void keepAlive(qint64 before);

    void progressed(Call &call, const Message &notification) override;
    void logged(Call &call, const Message &notification) override;
    void asked(Call &call, const AskPtr &ask) override;
    void finished(Call &call, const Message &answer) override;

Q_SIGNALS:
    /** Nothing can come of it any more; from inside its own functions, too. */
    void over(Signalbox::StatelessCall *call);

private:
    enum class State { Running, Waiting, Finished, Over };
    Result<std::map<quint64, Message>> answersIn(JsonView responses) const;
    void attach(std::unique_ptr<StatelessAnswer> answer);
    void endRound();
    void give(const Message &answer);
    void end();
    Message questions() const;

    Message m_request; //!< of the newest round
    ClientPtr m_client;
    House m_house;
    std::unique_ptr<StatelessAnswer> m_answer; //!< none while it waits
    CallPtr m_call;
    QByteArray m_handle;
    State m_state = State::Running;
    int m_round = 0;
    std::map<quint64, AskPtr> m_asks; //!< open, in the order in which they came
    QTimer m_more; //!< questions that come together are asked together
    Message m_result;
    qint64 m_unfetchedSince = -1;
};

} // namespace Signalbox
