// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace Signalbox {

/** What one upstream has done since it was configured, counted by its legs. */
struct Tally
{
    quint64 calls = 0;
    quint64 errors = 0; //!< calls that ended with an error of the server's or ours
    quint64 notices = 0;
    quint64 restarts = 0;
    int open = 0; //!< calls at the server now
    double latency = 0; //!< ms, smoothed
    double added = 0; //!< ms, smoothed: what the way through the gateway takes, of calls that had to wait for nothing
    qint64 lastCall = 0; //!< steady ms

    void took(qint64 microseconds) { smooth(latency, microseconds); }
    void adds(qint64 microseconds) { smooth(added, microseconds); }

private:
    static void smooth(double &figure, qint64 microseconds)
    {
        const double ms = double(microseconds) / 1000.0;
        figure = figure <= 0 ? ms : figure + (ms - figure) / 16;
    }
};

} // namespace Signalbox
