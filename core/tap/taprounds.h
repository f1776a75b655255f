// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <deque>

namespace Signalbox {

/**
 * Which call a client goes on with when it brings what an answer had asked for: such requests have ids of their own and
 * belong together all the same. Knows the latest few hundred rounds.
 */
class TapRounds
{
public:
    static constexpr size_t most = 500;

    /** `key`: what the next request and this one have in common, and no other. */
    void ended(quint64 call, quint64 client, const QByteArray &key);
    /** The call; 0 = none. Of several that look the same the oldest that nobody came back for, else the newest. */
    quint64 next(quint64 client, const QByteArray &key);
    void clear() { m_rounds.clear(); }

private:
    struct Round
    {
        quint64 call = 0;
        quint64 client = 0;
        QByteArray key;
        bool isTaken = false;
    };
    std::deque<Round> m_rounds;
};

} // namespace Signalbox
