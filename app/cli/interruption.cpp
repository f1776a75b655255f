// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interruption.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <sys/eventfd.h>
#include <unistd.h>

namespace Signalbox {

namespace {

// A signal handler can reach nothing but globals.
int interruptionEvent = -1;
std::atomic<bool> wasInterrupted = false;

void onInterruption(int)
{
    const int error = errno;
    wasInterrupted = true;
    const unsigned long long one = 1;
    [[maybe_unused]] const ssize_t written = ::write(interruptionEvent, &one, sizeof one);
    errno = error;
}

} // namespace

Interruption::Interruption()
{
    interruptionEvent = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (interruptionEvent < 0)
        return;
    struct sigaction action = {};
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    sigfillset(&action.sa_mask);
    action.sa_handler = onInterruption;
    for (const int signal : {SIGINT, SIGTERM})
        ::sigaction(signal, &action, nullptr);
}

int Interruption::descriptor() const
{
    return interruptionEvent;
}

bool Interruption::came() const
{
    return wasInterrupted;
}

} // namespace Signalbox
