// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/readattempts.h"

#include "core/upstream/upstream.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

/** Servers say "no such resource" with -32002 or -32602. */
bool isNotFound(const Message &answer)
{
    return answer.kind() == Message::Kind::Error && (answer.errorCode() == ErrorCode::resourceNotFound || answer.errorCode() == ErrorCode::invalidParams);
}

} // namespace

ReadAttempts::ReadAttempts(CallPtr call, QList<Owner> candidates) : m_call(std::move(call))
{
    for (const Owner &owner : std::as_const(candidates))
        m_candidates.append({owner.upstream, owner.original});
}

void ReadAttempts::start(const CallPtr &call, QList<Owner> candidates)
{
    const std::shared_ptr<ReadAttempts> attempts(new ReadAttempts(call, std::move(candidates)));
    attempts->m_self = attempts;
    call->carriedBy(attempts.get(), 0);
    attempts->next();
}

void ReadAttempts::next()
{
    const std::shared_ptr<ReadAttempts> self = shared_from_this();
    while (!m_candidates.isEmpty()) {
        const Candidate candidate = m_candidates.takeFirst();
        if (!candidate.upstream)
            continue;
        m_attempt = std::make_shared<Call>(m_call->request(), m_call->client(), this);
        m_attempt->partOf(*m_call);
        candidate.upstream->carry({m_attempt, m_call->request(), {}});
        return;
    }
    m_self.reset();
    if (m_lastAnswer.kind() != Message::Kind::None) {
        m_call->finish(m_lastAnswer);
        return;
    }
    m_call->fail(ErrorCode::resourceNotFound, "Resource not found", R"({"uri":)" + m_call->request().uri().raw().toByteArray() + '}');
}

void ReadAttempts::progressed(Call &, const Message &notification)
{
    m_call->progressed(notification);
}

void ReadAttempts::logged(Call &, const Message &notification)
{
    m_call->logged(notification);
}

void ReadAttempts::asked(Call &, const AskPtr &ask)
{
    if (!m_call->asked(ask))
        ask->refuse(ErrorCode::internalError, "the client of this call has left");
}

void ReadAttempts::finished(Call &, const Message &answer)
{
    const std::shared_ptr<ReadAttempts> self = shared_from_this();
    const bool failed = answer.kind() == Message::Kind::Error;
    // What a backend that knows the resource says about it counts more than what the others say.
    if (failed && (m_lastAnswer.kind() == Message::Kind::None || !isNotFound(answer)))
        m_lastAnswer = answer;
    if (failed && !m_candidates.isEmpty()) {
        next();
        return;
    }
    m_self.reset();
    m_call->finish(failed ? m_lastAnswer : answer);
}

void ReadAttempts::cancelled(Call &, quint64, const QString &reason)
{
    const std::shared_ptr<ReadAttempts> self = std::move(m_self);
    m_candidates.clear();
    if (m_attempt)
        m_attempt->cancel(reason);
}

} // namespace Signalbox
