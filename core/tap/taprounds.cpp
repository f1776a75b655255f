// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/taprounds.h"

namespace Signalbox {

void TapRounds::ended(quint64 call, quint64 client, const QByteArray &key)
{
    m_rounds.push_back({call, client, key, false});
    if (m_rounds.size() > most)
        m_rounds.pop_front();
}

quint64 TapRounds::next(quint64 client, const QByteArray &key)
{
    quint64 newest = 0;
    for (Round &round : m_rounds) {
        if (round.client != client || round.key != key)
            continue;
        newest = round.call;
        if (round.isTaken)
            continue;
        round.isTaken = true;
        return round.call;
    }
    return newest;
}

} // namespace Signalbox
