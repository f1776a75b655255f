// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watchdog.h"

#include "core/plugin/orphans.h"

#include <QRandomGenerator>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Signalbox {

namespace {

// One process has one watchdog, from before there is anything that could own it.
int watchdogPipe = -1;
pid_t watchdog = -1;

void pauseFor(long milliseconds)
{
    timespec time{milliseconds / 1000, (milliseconds % 1000) * 1'000'000};
    ::nanosleep(&time, nullptr);
}

/** Nothing that is meant for the gateway, its group or its terminal may end the watchdog. */
void withdraw(int &pipeEnd)
{
    ::setsid();
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    ::prctl(PR_SET_NAME, "signalbox-watch");
    if (::chdir("/") != 0)
        return;
    if (pipeEnd != 3)
        pipeEnd = ::dup2(pipeEnd, 3);
    ::syscall(SYS_close_range, 4U, ~0U, 0U);
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (int standard = 0; standard < 3; ++standard)
        ::dup2(nowhere, standard);
    if (nowhere > 3)
        ::close(nowhere);
}

void endAll(const std::string &tag)
{
    constexpr int grace = 2000; // ms between TERM and KILL
    constexpr int step = 50; // ms between two looks
    constexpr int mostKills = 200; // 10 s: what survives that long hangs in the kernel
    for (int waited = 0; waited < grace; waited += step) {
        // Signal 0 asks whether anybody is left.
        if (killTagged(tag, waited == 0 ? SIGTERM : 0) == 0)
            return;
        pauseFor(step);
    }
    for (int i = 0; i < mostKills && killTagged(tag, SIGKILL) > 0; ++i)
        pauseFor(step);
}

[[noreturn]] void watch(int pipeEnd, const std::string &tag)
{
    withdraw(pipeEnd);
    char byte = 0;
    ssize_t got = 0;
    // Nobody ever writes: the end of the pipe is the end of the gateway.
    do {
        got = ::read(pipeEnd, &byte, 1);
    } while (got > 0 || (got < 0 && errno == EINTR));
    endAll(tag);
    ::_exit(0);
}

Reason reason(const char *what)
{
    return {QStringLiteral("The watchdog that ends left-over servers could not be started: %1: %2")
                .arg(QLatin1String(what), QString::fromLocal8Bit(::strerror(errno)))};
}

} // namespace

QByteArray freshProcessTag()
{
    std::array<quint32, 4> random;
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof random);
    return processTagName + '=' + bytes.toHex();
}

Result<void> startWatchdog(const QByteArray &tag)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return reason("pipe");
    const pid_t child = ::fork();
    if (child < 0) {
        const Reason why = reason("fork");
        ::close(ends[0]);
        ::close(ends[1]);
        return why;
    }
    if (child == 0) {
        ::close(ends[1]);
        watch(ends[0], tag.toStdString());
    }
    ::close(ends[0]);
    // The write end stays open until endWatchdog(), or until this process is no more.
    watchdogPipe = ends[1];
    watchdog = child;
    return {};
}

void endWatchdog()
{
    if (watchdog < 0)
        return;
    ::close(watchdogPipe);
    while (::waitpid(watchdog, nullptr, 0) < 0 && errno == EINTR) { }
    watchdog = -1;
}

} // namespace Signalbox
