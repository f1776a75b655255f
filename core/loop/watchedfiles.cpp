// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loop/watchedfiles.h"

#include <QtDebug>

#include <cerrno>
#include <cstring>
#include <sys/epoll.h>

namespace Signalbox {

namespace {

// An error or a hang-up wakes every notifier of the descriptor, as poll() under Qt's own dispatcher does.
constexpr quint32 troubles = EPOLLERR | EPOLLHUP;
constexpr std::array<quint32, 3> masks{EPOLLIN, EPOLLOUT, EPOLLPRI};

} // namespace

quint32 WatchedFiles::wanted(const File &file)
{
    quint32 events = 0;
    for (std::size_t type = 0; type < masks.size(); ++type) {
        if (file.notifiers[type] != nullptr)
            events |= masks[type];
    }
    return events;
}

void WatchedFiles::add(QSocketNotifier *notifier)
{
    const int fd = static_cast<int>(notifier->socket());
    const auto found = m_files.find(fd);
    const bool fresh = found == m_files.end();
    File &file = fresh ? m_files[fd] : *found;
    if (fresh)
        file.serial = ++m_serial;
    QSocketNotifier *&place = file.notifiers[static_cast<std::size_t>(notifier->type())];
    if (place != nullptr && place != notifier)
        qWarning("EpollDispatcher: two notifiers of one type for descriptor %d; the later one counts", fd);
    place = notifier;
    if (!file.dirty) {
        file.dirty = true;
        m_dirty.push_back(fd);
    }
}

void WatchedFiles::remove(QSocketNotifier *notifier)
{
    const int fd = static_cast<int>(notifier->socket());
    const auto found = m_files.find(fd);
    const auto type = static_cast<std::size_t>(notifier->type());
    if (found == m_files.end() || found->notifiers[type] != notifier)
        return;
    File &file = *found;
    file.notifiers[type] = nullptr;
    file.ready = static_cast<quint8>(file.ready & ~(1U << type));
    if (wanted(file) == 0) {
        if (file.inKernel)
            epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, nullptr);
        if (file.alwaysReady)
            --m_alwaysReady;
        m_files.erase(found);
        return;
    }
    if (!file.dirty) {
        file.dirty = true;
        m_dirty.push_back(fd);
    }
}

void WatchedFiles::commit()
{
    for (const int fd : m_dirty) {
        const auto found = m_files.find(fd);
        if (found == m_files.end() || !found->dirty)
            continue;
        found->dirty = false;
        const quint32 events = wanted(*found);
        if (!found->alwaysReady && (!found->inKernel || events != found->watched))
            tellKernel(fd, *found, events);
    }
    m_dirty.clear();
}

void WatchedFiles::tellKernel(int fd, File &file, quint32 events)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = static_cast<quint32>(fd) | (static_cast<quint64>(file.serial) << 32);
    int operation = file.inKernel ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    int done = epoll_ctl(m_epoll, operation, fd, &event);
    // Somebody closed the descriptor under its notifier and the number came back, or never left the set.
    if (done != 0 && (errno == ENOENT || errno == EEXIST)) {
        operation = errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
        done = epoll_ctl(m_epoll, operation, fd, &event);
    }
    if (done == 0) {
        file.inKernel = true;
        file.watched = events;
        return;
    }
    file.inKernel = false;
    if (errno == EPERM) {
        file.alwaysReady = true;
        ++m_alwaysReady;
        return;
    }
    qWarning("EpollDispatcher: descriptor %d cannot be watched: %s", fd, strerror(errno));
}

void WatchedFiles::note(const epoll_event &event)
{
    const auto fd = static_cast<int>(event.data.u64 & 0xffffffffU);
    const auto found = m_files.find(fd);
    if (found != m_files.end() && found->serial == static_cast<quint32>(event.data.u64 >> 32))
        noteFile(fd, *found, event.events);
}

void WatchedFiles::noteAlwaysReady()
{
    if (m_alwaysReady == 0)
        return; // nearly always; the rest looks at every descriptor
    for (auto it = m_files.begin(); it != m_files.end(); ++it) {
        if (it->alwaysReady)
            noteFile(it.key(), *it, EPOLLIN | EPOLLOUT);
    }
}

void WatchedFiles::noteFile(int fd, File &file, quint32 events)
{
    for (std::size_t type = 0; type < masks.size(); ++type) {
        const auto bit = 1U << type;
        if (file.notifiers[type] == nullptr || (events & (masks[type] | troubles)) == 0 || (file.ready & bit) != 0)
            continue;
        file.ready = static_cast<quint8>(file.ready | bit);
        m_ready.push_back({fd, file.serial, static_cast<int>(type)});
    }
}

QSocketNotifier *WatchedFiles::takeReady()
{
    while (m_nextReady < m_ready.size()) {
        const Ready next = m_ready[m_nextReady++];
        const auto found = m_files.find(next.fd);
        const auto bit = 1U << next.type;
        if (found == m_files.end() || found->serial != next.serial || (found->ready & bit) == 0)
            continue;
        found->ready = static_cast<quint8>(found->ready & ~bit);
        return found->notifiers[static_cast<std::size_t>(next.type)];
    }
    m_ready.clear();
    m_nextReady = 0;
    return nullptr;
}

} // namespace Signalbox
