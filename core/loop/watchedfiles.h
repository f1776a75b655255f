// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QSocketNotifier>

#include <array>
#include <vector>

struct epoll_event;

namespace Signalbox {

/**
 * Which descriptors an event loop watches, and the epoll set that mirrors it.
 * Changes of a descriptor's mask are carried to the kernel once per turn, so that switching a notifier off and on
 * again costs no system call. A descriptor whose last notifier goes leaves the kernel's set at once: its number may
 * be reused before the next turn.
 */
class WatchedFiles
{
public:
    explicit WatchedFiles(int epoll)
        : m_epoll(epoll)
    {
    }

    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);
    /** Tells the kernel what has changed since the last turn. */
    void commit();
    /** Notes what is ready; it stays noted until taken, whatever nested loops do in between. */
    void note(const epoll_event &event);
    void noteAlwaysReady();
    bool hasAlwaysReady() const { return m_alwaysReady > 0; }
    bool hasReady() const { return m_nextReady < m_ready.size(); }
    /** The next notifier to activate; null if there is none. */
    QSocketNotifier *takeReady();

private:
    struct File
    {
        std::array<QSocketNotifier *, 3> notifiers{}; //!< by QSocketNotifier::Type
        quint32 serial = 0; //!< tells this use of the number from an earlier one
        quint32 watched = 0; //!< what the kernel was told
        quint8 ready = 0; //!< bits of the notifiers noted and not yet taken
        bool inKernel = false;
        bool dirty = false;
        bool alwaysReady = false; //!< regular files and the like, which epoll refuses
    };
    struct Ready
    {
        int fd;
        quint32 serial;
        int type;
    };

    static quint32 wanted(const File &file);
    void tellKernel(int fd, File &file, quint32 events);
    void noteFile(int fd, File &file, quint32 events);

    int m_epoll;
    QHash<int, File> m_files;
    std::vector<int> m_dirty;
    std::vector<Ready> m_ready;
    std::size_t m_nextReady = 0;
    quint32 m_serial = 0;
    int m_alwaysReady = 0;
};

} // namespace Signalbox
