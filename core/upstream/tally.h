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
    quint64 takenCalls = 0;
    quint64 takenUs = 0;
    quint64 addedCalls = 0;
    quint64 addedUs = 0;

    void took(qint64 microseconds)
    {
        smooth(latency, microseconds);
        ++takenCalls;
        takenUs += quint64(microseconds);
    }
    void adds(qint64 microseconds)
    {
        smooth(added, microseconds);
        ++addedCalls;
        addedUs += quint64(microseconds);
    }
    /** What another one counted; what is smoothed stays as it is. */
    void include(const Tally &other)
    {
        for (quint64 Tally::*counter : {&Tally::calls, &Tally::errors, &Tally::notices, &Tally::restarts, &Tally::takenCalls,
                                        &Tally::takenUs, &Tally::addedCalls, &Tally::addedUs})
            this->*counter += other.*counter;
        open += other.open;
    }

private:
    static void smooth(double &figure, qint64 microseconds)
    {
        const double ms = double(microseconds) / 1000.0;
        figure = figure <= 0 ? ms : figure + (ms - figure) / 16;
    }
};

} // namespace Signalbox
