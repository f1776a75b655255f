// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/unixsignals.h"

#include <QSocketNotifier>

#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace Signalbox {

namespace {

// A signal handler can reach nothing but globals.
int pipeEnds[2] = {-1, -1};
std::atomic_flag stopping;

void handle(int signal)
{
    const int error = errno;
    if (signal != SIGHUP && stopping.test_and_set())
        ::_exit(128 + signal);
    const char byte = signal == SIGHUP ? 'h' : 's';
    // A full pipe holds enough of them already.
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
    errno = error;
}

} // namespace

bool UnixSignals::catchThem()
{
    if (::pipe2(pipeEnds, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    struct sigaction action = {};
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    action.sa_handler = SIG_IGN;
    bool good = ::sigaction(SIGPIPE, &action, nullptr) == 0;
    action.sa_handler = handle;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        good = ::sigaction(signal, &action, nullptr) == 0 && good;
    return good;
}

UnixSignals::UnixSignals(QObject *parent)
    : QObject(parent)
{
    auto *notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &UnixSignals::read);
}

void UnixSignals::read()
{
    char bytes[64];
    ssize_t length = 0;
    while ((length = ::read(pipeEnds[0], bytes, sizeof bytes)) > 0) {
        const QByteArrayView came(bytes, length);
        if (came.contains('h'))
            Q_EMIT reloadAsked();
        if (came.contains('s'))
            Q_EMIT stopAsked();
    }
}

} // namespace Signalbox
