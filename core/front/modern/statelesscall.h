// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/call.h"
#include "core/front/modern/statelessanswer.h"

#include <QTimer>

#include <map>
#include <memory>
#include <optional>

namespace Signalbox {

class StatelessCall;

/** Who owns a call without session: the front, as the call sees it. */
class StatelessHouse
{
public:
    /** Seals what the client of a call that waits brings back; empty if no more calls can wait. */
    virtual QByteArray seal(const StatelessCall &call) = 0;
    /** Seals what makes the request once more from its beginning. */
    virtual QByteArray sealAgain(const StatelessCall &call) = 0;
    /** Nothing can come of it any more; from inside its own functions, too. */
    virtual void over(StatelessCall &call) = 0;

protected:
    ~StatelessHouse() = default;
};

/**
 * One request of a stateless client, over all its rounds. When its server asks something, the HTTP exchange ends with
 * the questions and the call waits: the client brings the answers with another request (2026-07-28: Multi Round-Trip
 * Requests). Core thread; owned by the front.
 */
class StatelessCall final : public CallOwner, public std::enable_shared_from_this<StatelessCall>
{
public:
    StatelessCall(Message request, ClientPtr client, std::unique_ptr<StatelessAnswer> answer,
                  StatelessHouse *house);
    ~StatelessCall();
    StatelessCall(const StatelessCall &) = delete;
    StatelessCall &operator=(const StatelessCall &) = delete;

    /** The least severe log lines that the client wants; -1 = none. */
    void setLogSeverity(int severity) { m_logSeverity = severity; }

    void carry(CallPtr call) { m_call = std::move(call); }
    quint64 number() const { return m_number; } //!< of its first client
    const Message &request() const { return m_request; }
    const ClientPtr &client() const { return m_client; }
    const QByteArray &handle() const { return m_handle; } //!< of the waiting call; nobody can guess it
    int round() const { return m_round; } //!< how often it has asked its client

    bool hasLogLevel() const { return m_logSeverity >= 0; }
    bool isWaiting() const { return m_state == State::Waiting; } //!< for its client
    /** Neither open nor to be fetched. */
    bool isOver() const { return m_state == State::Over || (m_state == State::Finished && m_round == 0); }
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

private:
    enum class State { Running, Waiting, Finished, Over };
    Result<std::map<quint64, Message>> answersIn(JsonView responses) const;
    void attach(std::unique_ptr<StatelessAnswer> answer);
    void askSoon();
    void tellRound(const Call &call, const Message &answer) const;
    void endRound();
    void give(const Message &answer);
    void end();
    Message questions() const;
    Message visits(const Message &error) const;

    Message m_request; //!< of the newest round
    ClientPtr m_client;
    quint64 m_number;
    StatelessHouse *m_house;
    std::unique_ptr<StatelessAnswer> m_answer; //!< none while it waits
    CallPtr m_call;
    QByteArray m_handle;
    State m_state = State::Running;
    int m_round = 0;
    std::map<quint64, AskPtr> m_asks; //!< open, in the order in which they came
    std::unique_ptr<QTimer> m_more; //!< questions that come together are asked together; none before the first
    int m_logSeverity = -1;
    Message m_result;
    qint64 m_unfetchedSince = -1;
};

} // namespace Signalbox
