// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httpserver.h"

namespace Signalbox {

/** Every bound that a setting in `limits` can move; a server's own `signalbox.limits` overrides the call limits. */
struct Limits
{
    HttpLimits http;
    int jsonDepth = 256;

    qint64 callSilence = 3'600'000; //!< ms without progress until a call is given up
    qint64 callTotal = 86'400'000; //!< ms until a call is given up in any case; the clock stops while an Ask is open
    qint64 ask = 600'000; //!< ms a client has to answer a question of a server
    qint64 exclusiveWait = 30'000; //!< ms a call waits for an exclusive leg while an Ask is open there
    qint64 listWait = 5'000; //!< ms a list waits for a backend that is starting or being read again
    qint64 startTime = 60'000; //!< ms a backend has to answer the handshake
    qint64 answerWait = 25; //!< ms within which an answer leaves as plain JSON

    qint64 sessionIdle = 3'600'000; //!< ms without stream and call until a session expires
    int sessions = 10'000;
    int sessionsPerPrincipal = 10'000;
    int callsPerSession = 1'000; //!< in flight at once
    int standbyStreams = 32;

    int logEvents = 1'000; //!< kept per stream
    qint64 logAge = 300'000; //!< ms
    qint64 logBytes = 4 * 1024 * 1024;
    int retry = 1'000; //!< ms told to clients
    int keepAlive = 15'000; //!< ms between comments on a silent stream
    qint64 streamAge = 600'000; //!< ms until the gateway closes a resumable stream, so that the client polls

    qint64 serverMessage = 64 * 1024 * 1024; //!< longest line or message from a server
    int stopTime = 2'000; //!< ms: stdin closed, then TERM, then KILL
    qint64 restartDelay = 500; //!< ms, first back-off, doubled at each failure, with jitter
    qint64 restartDelayMax = 60'000;
    int crashLoop =
        5; //!< failures in a row after which a backend is Failed until a person or a settings change restarts it
    qint64 stableTime = 30'000; //!< ms of Ready after which earlier failures are forgotten
    qint64 idleStop = 0; //!< ms without a call after which a lazy backend is stopped; 0 = never
    int subscriptionsPerSession = 1'000;

    bool operator==(const Limits &other) const; //!< every row of limitRows()
};

} // namespace Signalbox
