// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/limits.h"

#include <QtGlobal>

namespace Signalbox {

/**
 * When a backend that failed is started again: at once after the first failure, then with exponential back-off and
 * jitter, and no more after `limits.crashLoop` failures in a row until somebody needs or restarts it. A server that
 * answered a client, or was ready for `limits.stableTime`, starts with a clean record. Time and chance are arguments.
 */
class Restart
{
public:
    struct Decision
    {
        bool again = true; //!< false: the crash-loop limit is reached
        qint64 delay = 0; //!< ms
    };

    explicit Restart(const Limits &limits) : m_limits(limits) { }

    /** What failed: a server that crashes for ever is given up; one that cannot be reached now may be there tomorrow. */
    enum class Trouble { Crash, Unreachable };

    /** `chance` is in [0, 1): the jitter. */
    Decision failed(qint64 now, double chance, Trouble trouble = Trouble::Crash)
    {
        if (m_readySince >= 0 && now - m_readySince >= m_limits.stableTime)
            m_failures = 0;
        m_readySince = -1;
        ++m_failures;
        if (trouble == Trouble::Crash && m_failures >= m_limits.crashLoop)
            return {false, 0};
        if (m_failures == 1)
            return {true, 0};
        const int doublings = qMin(m_failures - 2, 20);
        const qint64 delay = qMin(m_limits.restartDelay << doublings, m_limits.restartDelayMax);
        return {true, delay / 2 + qint64(double(delay) / 2 * chance)};
    }
    void ready(qint64 now) { m_readySince = now; }
    void answered() { m_failures = 0; }
    void forget()
    {
        m_failures = 0;
        m_readySince = -1;
    }
    int failures() const { return m_failures; }

private:
    Limits m_limits;
    int m_failures = 0;
    qint64 m_readySince = -1;
};

} // namespace Signalbox
