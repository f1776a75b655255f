// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loop/epolldispatcher.h"

#include "core/loop/timerset.h"
#include "core/loop/watchedfiles.h"

#include <QCoreApplication>
#include <QTimerEvent>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <limits>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr quint64 wakeMark = std::numeric_limits<quint64>::max();
constexpr int eventsPerTurn = 512;

qint64 steadyNow()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

} // namespace

struct EpollDispatcher::Private
{
    Private()
        : epoll(epoll_create1(EPOLL_CLOEXEC))
        , wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , files(epoll)
    {
        if (epoll < 0 || wake < 0)
            qFatal("no event loop without epoll and eventfd: %s", strerror(errno));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = wakeMark;
        epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event);
    }
    ~Private()
    {
        close(wake);
        close(epoll);
    }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    /** Milliseconds to wait: rounded up, because a timer must never fire early; -1 for as long as it takes. */
    int patience(bool mayWait, bool withFiles, bool withTimers) const
    {
        if (!mayWait || (withFiles && (files.hasReady() || files.hasAlwaysReady())))
            return 0;
        const auto deadline = withTimers ? timers.nextDeadline() : std::nullopt;
        if (!deadline)
            return -1;
        const qint64 ms = (*deadline - steadyNow() + 999'999) / 1'000'000;
        return static_cast<int>(qBound(qint64(0), ms, qint64(std::numeric_limits<int>::max())));
    }

    int waitForAll(int timeout)
    {
        files.commit();
        std::array<epoll_event, eventsPerTurn> events;
        const int count = epoll_wait(epoll, events.data(), eventsPerTurn, timeout);
        int wakes = 0;
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[static_cast<std::size_t>(i)];
            if (event.data.u64 == wakeMark)
                wakes = drainWake();
            else
                files.note(event);
        }
        files.noteAlwaysReady();
        return wakes;
    }

    int waitForWake(int timeout)
    {
        pollfd only{wake, POLLIN, 0};
        return poll(&only, 1, timeout) > 0 ? drainWake() : 0;
    }

    int drainWake()
    {
        quint64 value = 0;
        while (read(wake, &value, sizeof value) < 0 && errno == EINTR) { }
        // Cleared after reading: whoever finds it still set has posted before the next turn looks at the posted events.
        wakeAsked.store(false, std::memory_order_release);
        woken = true;
        return 1;
    }

    int activateFiles()
    {
        int activated = 0;
        while (QSocketNotifier *notifier = files.takeReady()) {
            QEvent event(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &event);
            ++activated;
        }
        return activated;
    }

    int activateTimers()
    {
        const qint64 now = steadyNow();
        const auto next = timers.nextDeadline();
        if (!next || *next > now)
            return 0;
        int activated = 0;
        for (const TimerSet::Due &due : timers.due(now)) {
            QObject *object = timers.begin(due, now);
            if (object == nullptr)
                continue;
            QTimerEvent event(due.id);
            QCoreApplication::sendEvent(object, &event);
            timers.finish(due);
            ++activated;
        }
        return activated;
    }

    int epoll;
    int wake;
    WatchedFiles files;
    TimerSet timers;
    bool woken = false; //!< the last turn ended with a wake-up: this one has posted events to deliver
    std::atomic<bool> wakeAsked{false};
    std::atomic<bool> interrupted{false};
};

EpollDispatcher::EpollDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent)
    , d(std::make_unique<Private>())
{
}

EpollDispatcher::~EpollDispatcher() = default;

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    d->interrupted.store(false, std::memory_order_relaxed);
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();

    const bool withTimers = !flags.testFlag(QEventLoop::X11ExcludeTimers);
    const bool withFiles = !flags.testFlag(QEventLoop::ExcludeSocketNotifiers);
    // Whoever asked for more events has got them if some were posted: before this turn, or (posting always asks for a
    // wake-up) in the course of it.
    const bool delivered = std::exchange(d->woken, false) || d->wakeAsked.load();
    const bool mayWait = flags.testFlag(QEventLoop::WaitForMoreEvents) && !delivered && !d->interrupted.load();
    if (mayWait)
        Q_EMIT aboutToBlock();
    if (d->interrupted.load())
        return false;

    const int timeout = d->patience(mayWait, withFiles, withTimers);
    int happened = withFiles ? d->waitForAll(timeout) : d->waitForWake(timeout);
    if (withFiles)
        happened += d->activateFiles();
    if (withTimers)
        happened += d->activateTimers();
    return happened > 0;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    d->files.add(notifier);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    d->files.remove(notifier);
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object)
{
    d->timers.add(timerId, interval, timerType, object, steadyNow());
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    return d->timers.remove(timerId);
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return d->timers.removeAll(object);
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    return d->timers.of(object);
}

int EpollDispatcher::remainingTime(int timerId)
{
    return d->timers.remaining(timerId, steadyNow());
}

void EpollDispatcher::wakeUp()
{
    if (d->wakeAsked.exchange(true, std::memory_order_acq_rel))
        return;
    const quint64 one = 1;
    while (write(d->wake, &one, sizeof one) < 0 && errno == EINTR) { }
}

void EpollDispatcher::interrupt()
{
    d->interrupted.store(true);
    wakeUp();
}

} // namespace Signalbox
