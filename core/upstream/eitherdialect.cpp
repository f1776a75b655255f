// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/eitherdialect.h"

#include "core/loop/steadyclock.h"

#include <utility>

namespace Signalbox {

namespace {
/** A server that is updated is found out at the latest after a day. */
constexpr qint64 findingAge = 24 * 3'600'000;
}

void Finding::knows(int dialect, qint64 now)
{
    m_first = dialect;
    m_until = now + findingAge;
}

EitherDialect::EitherDialect(const Choice &choice, std::shared_ptr<Finding> finding)
    : m_now(choice.usual())
    , m_next(choice.other())
    , m_finding(std::move(finding))
    , m_patience(choice.patience)
    , m_heard(choice.heard)
    , m_number(m_finding->first(steadyMs()))
{
    if (m_number == 1)
        std::swap(m_now, m_next);
}

void EitherDialect::turn()
{
    m_now = std::move(m_next);
    m_number = 1 - m_number;
    m_isSecond = true;
}

Result<ServerIdentity, Unwelcome> EitherDialect::welcome(const Message &answer, bool hasExchanges)
{
    Result<ServerIdentity, Unwelcome> welcome = m_now->welcome(answer, hasExchanges);
    if (welcome) {
        if (!m_isDoubtful)
            m_finding->knows(m_number, steadyMs());
        return welcome;
    }
    const Unwelcome why = welcome.error();
    if (why.then != Unwelcome::Other)
        return why;
    if (m_next) {
        m_refusal = why.sentence;
        turn();
        return Unwelcome{why.sentence, Unwelcome::Again};
    }
    return Unwelcome{m_number == m_heard || m_refusal.isEmpty() ? why.sentence : m_refusal, Unwelcome::Fail};
}

bool EitherDialect::unanswered(const Failure &failure)
{
    if (failure.kind == Failure::Broken) {
        m_finding->endedAt(m_number, steadyMs());
        return false;
    }
    const bool isNoWord = failure.httpStatus == 0 || failure.kind == Failure::NotSent
        || failure.kind == Failure::Unauthorized || !m_next;
    if (isNoWord)
        return false;
    m_isDoubtful = failure.kind != Failure::Refused;
    m_refusal = failure.sentence;
    turn();
    return true;
}

} // namespace Signalbox
