// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/eitherdialect.h"

#include "core/loop/steadyclock.h"

#include <utility>

namespace Signalbox {

namespace {
/** A server that is updated is found out at the latest after a day. */
constexpr qint64 findingAge = 24 * 3'600'000;
/** ms that a server which works may keep everybody waiting for more. */
constexpr qint64 seekingPatience = 3'000;
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

qint64 EitherDialect::patience() const
{
    if (m_kept)
        return seekingPatience;
    return m_isSecond ? 0 : m_patience;
}

bool EitherDialect::turnBack()
{
    if (!m_kept)
        return false;
    m_now = std::move(m_kept);
    m_number = 1 - m_number;
    return true;
}

/** Without sessions, news and questions of a server need no way of their own. */
bool EitherDialect::seeksMore()
{
    if (!m_next || m_now->hasListens())
        return false;
    m_kept = std::move(m_now);
    turn();
    return true;
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
    if (why.then != Unwelcome::Again && turnBack())
        return Unwelcome{why.sentence, Unwelcome::Again};
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
    if (turnBack())
        return true;
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
