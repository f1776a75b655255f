// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/upstream/dialect.h"

namespace Signalbox {

/** What was found out about a server that may be of either generation. Outlives its legs; time is an argument. */
class Finding
{
public:
    /** Which of two dialects to begin with: 0 or 1. */
    int first(qint64 now) const { return m_first == 1 && now >= m_until ? 0 : m_first; }
    void knows(int dialect, qint64 now);
    /** It ended without an answer: next time the other one is tried first. */
    void endedAt(int dialect, qint64 now) { knows(1 - dialect, now); }

private:
    int m_first = 0;
    qint64 m_until = 0; //!< steady ms; the usual one is tried again after that
};

/**
 * Speaks one generation with a server, and the other where the server turns out to know only that. The answers to the
 * handshake decide; an address that wants a password, is busy or cannot be reached says nothing about it.
 */
class EitherDialect : public Dialect
{
public:
    struct Choice
    {
        DialectFactory usual; //!< number 0
        DialectFactory other; //!< number 1
        qint64 patience = 0; //!< ms for the answer to the first hello
        int heard = 0; //!< the refusal of which one is told where neither is welcome
    };

    EitherDialect(const Choice &choice, std::shared_ptr<Finding> finding);

    Message hello(QByteArrayView id, const Client *bound) const override { return m_now->hello(id, bound); }
    qint64 patience() const override;
    Result<ServerIdentity, Unwelcome> welcome(const Message &answer, bool hasExchanges) override;
    bool seeksMore() override;
    bool unanswered(const Failure &failure) override;
    HeaderList headers(const Message &message) const override { return m_now->headers(message); }
    Message confirmation() const override { return m_now->confirmation(); }
    Message prepared(const Message &request, QByteArrayView id, QByteArrayView token,
                     const Sender &sender) const override
    {
        return m_now->prepared(request, id, token, sender);
    }
    Message cancellation(QByteArrayView id, QByteArrayView reason) const override
    {
        return m_now->cancellation(id, reason);
    }
    Message logLevel(QByteArrayView id, QByteArrayView level) const override { return m_now->logLevel(id, level); }
    Message restored(const Message &answer, const Message &request, const Sender &sender) override
    {
        return m_now->restored(answer, request, sender);
    }
    bool endsOnlyRound(const Message &answer) const override { return m_now->endsOnlyRound(answer); }
    bool wantsToolList(const Message &answer) const override { return m_now->wantsToolList(answer); }
    bool isOutdated(const Message &answer) const override { return m_now->isOutdated(answer); }
    QStringList takeWarnings() override { return m_now->takeWarnings(); }
    bool wantsTask(const Message &error, const Client &client) const override { return m_now->wantsTask(error, client); }
    std::shared_ptr<TaskRun> taskIn(const Message &answer, const Client &client) const override
    {
        return m_now->taskIn(answer, client);
    }
    JsonView taskNamedBy(const Message &message) const override { return m_now->taskNamedBy(message); }
    bool hasListens() const override { return m_now->hasListens(); }
    bool carries(const Message &notification) const override { return m_now->carries(notification); }

private:
    void turn();
    bool turnBack();

    std::unique_ptr<Dialect> m_now;
    std::unique_ptr<Dialect> m_next; //!< null once it was turned to
    std::unique_ptr<Dialect> m_kept; //!< works, while it is found out whether the other one does more
    std::shared_ptr<Finding> m_finding;
    qint64 m_patience;
    int m_heard;
    int m_number; //!< of m_now
    bool m_isSecond = false;
    bool m_isDoubtful = false; //!< the server failed rather than refused
    QString m_refusal; //!< of the first one
};

} // namespace Signalbox
