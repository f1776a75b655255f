// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>

#include <algorithm>

namespace Signalbox {

/** How long to wait before a stream is opened again: what the server asked for, longer each time, with jitter. */
class RetryDelay
{
public:
    /** What the server asked for with `retry`. */
    void ask(int milliseconds) { m_asked = std::clamp(milliseconds, shortest, longestAsked); }
    void succeeded() { m_tries = 0; }
    int tries() const { return m_tries; }

    /** Milliseconds; never less than the server asked for. */
    int next()
    {
        double delay = m_asked;
        for (int i = 0; i < m_tries && delay < cap; ++i)
            delay *= growth;
        ++m_tries;
        const double jitter = 1 + QRandomGenerator::global()->generateDouble() * mostJitter;
        return int(std::max<double>(std::min<double>(delay, cap), m_asked) * jitter);
    }

private:
    static constexpr int shortest = 50; //!< a server that asks for 0 does not get to keep us busy
    static constexpr int longestAsked = 300'000;
    static constexpr int cap = 30'000;
    static constexpr double growth = 1.5;
    static constexpr double mostJitter = 0.2;

    int m_asked = 1'000;
    int m_tries = 0;
};

} // namespace Signalbox
