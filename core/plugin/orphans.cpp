// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/orphans.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <set>
#include <string_view>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr int mostLooks = 50;
constexpr size_t longestEnvironment = 4 * 1024 * 1024;
constexpr qint64 longestRecord = 4096;

struct Process
{
    pid_t pid = 0;
    pid_t parent = 0;
    pid_t group = 0;
    unsigned long long startedAt = 0; //!< clock ticks since boot; with the pid it names a process for ever
};

std::string contentOf(const std::string &path, size_t limit)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {};
    std::string content;
    char bytes[16384];
    ssize_t got = 0;
    while (content.size() < limit && (got = ::read(file, bytes, sizeof bytes)) > 0)
        content.append(bytes, size_t(got));
    ::close(file);
    return content;
}

template <typename Number> bool nextNumber(std::string_view &text, Number &number)
{
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(size_t(end - text.data()));
    return error == std::errc();
}

/** Dead but unreaped processes are none: nothing can be sent to them. */
bool readProcess(pid_t pid, Process &process)
{
    const std::string stat = contentOf("/proc/" + std::to_string(pid) + "/stat", 4096);
    const size_t nameEnd = stat.rfind(')'); // a name may itself hold brackets and spaces
    if (nameEnd == std::string::npos || nameEnd + 3 > stat.size())
        return false;
    const char state = stat[nameEnd + 2];
    if (state == 'Z' || state == 'X')
        return false;
    std::string_view rest = std::string_view(stat).substr(nameEnd + 3);
    process.pid = pid;
    if (!nextNumber(rest, process.parent) || !nextNumber(rest, process.group))
        return false;
    constexpr int fieldsBetween = 16; // session (6) to itrealvalue (21); the start time is field 22
    long long passed = 0;
    for (int i = 0; i < fieldsBetween; ++i) {
        if (!nextNumber(rest, passed))
            return false;
    }
    return nextNumber(rest, process.startedAt);
}

std::vector<Process> allProcesses()
{
    std::vector<Process> processes;
    DIR *folder = ::opendir("/proc");
    if (!folder)
        return processes;
    while (const dirent *entry = ::readdir(folder)) {
        const std::string_view name(entry->d_name);
        pid_t pid = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
        Process process;
        if (error == std::errc() && end == name.data() + name.size() && readProcess(pid, process))
            processes.push_back(process);
    }
    ::closedir(folder);
    return processes;
}

bool carries(pid_t pid, const std::string &entry)
{
    // Entries are separated by zeros; one in front makes the first like all others.
    std::string environment(1, '\0');
    environment += contentOf("/proc/" + std::to_string(pid) + "/environ", longestEnvironment);
    environment += '\0';
    std::string wanted(1, '\0');
    wanted += entry;
    wanted += '\0';
    return environment.find(wanted) != std::string::npos;
}

bool isSeed(const Process &process, const Family &family)
{
    return (family.group > 0 && process.group == family.group)
        || (family.ancestor > 0 && process.pid == family.ancestor)
        || (!family.entry.empty() && carries(process.pid, family.entry));
}

std::vector<Process> membersOf(const Family &family)
{
    const pid_t self = ::getpid();
    std::vector<Process> others = allProcesses();
    std::erase_if(others, [self](const Process &process) { return process.pid == self; });
    const auto firstOther =
        std::partition(others.begin(), others.end(), [&](const Process &process) { return isSeed(process, family); });
    std::vector<Process> members(others.begin(), firstOther);
    others.erase(others.begin(), firstOther);
    for (size_t i = 0; i < members.size(); ++i) { // grows while it is walked: children of children
        const pid_t parent = members[i].pid;
        const auto children = std::partition(others.begin(), others.end(),
                                             [parent](const Process &process) { return process.parent != parent; });
        members.insert(members.end(), children, others.end());
        others.erase(children, others.end());
    }
    return members;
}

/** Through a pidfd, so that a number that was given to another process meanwhile is never hit. */
void sendTo(const Process &process, int signal)
{
    const int handle = int(::syscall(SYS_pidfd_open, process.pid, 0));
    if (handle < 0 && errno != ENOSYS)
        return;
    Process now;
    if (readProcess(process.pid, now) && now.startedAt == process.startedAt) {
        if (handle >= 0)
            ::syscall(SYS_pidfd_send_signal, handle, signal, nullptr, 0);
        else
            ::kill(process.pid, signal);
    }
    if (handle >= 0)
        ::close(handle);
}

QString recordFolder(const QString &stateFolder)
{
    return stateFolder + QStringLiteral("/children");
}

QString recordFile(const QString &stateFolder, const QByteArray &mark)
{
    return recordFolder(stateFolder) + QLatin1Char('/') + QString::fromLatin1(mark);
}

} // namespace

int signalFamily(const Family &family, int signal)
{
    std::set<std::pair<pid_t, unsigned long long>> reached;
    for (int look = 0; look < mostLooks; ++look) {
        std::vector<Process> fresh = membersOf(family);
        std::erase_if(fresh, [&](const Process &process) {
            return !reached.insert({process.pid, process.startedAt}).second;
        });
        if (fresh.empty())
            break;
        // A whole group at one stroke: a member that forks in between cannot slip through.
        const bool groupLives = look == 0 && std::any_of(fresh.begin(), fresh.end(), [&](const Process &process) {
                                    return family.group > 0 && process.group == family.group;
                                });
        if (groupLives)
            ::kill(-family.group, signal);
        for (const Process &process : fresh) {
            if (!groupLives || process.group != family.group)
                sendTo(process, signal);
        }
    }
    return int(reached.size());
}

int killTagged(const std::string &entry, int signal)
{
    Family family;
    family.entry = entry;
    return signalFamily(family, signal);
}

void recordChild(const QString &stateFolder, const QByteArray &mark, const QByteArray &tag, pid_t pid)
{
    if (stateFolder.isEmpty())
        return;
    Process process;
    if (pid > 0)
        readProcess(pid, process);
    QDir().mkpath(recordFolder(stateFolder));
    QFile file(recordFile(stateFolder, mark));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return; // tag, watchdog and parent-death signal still hold
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(QByteArray::number(qint64(process.pid)) + ' ' + QByteArray::number(quint64(process.startedAt)) + ' '
               + tag + '\n');
}

void forgetChild(const QString &stateFolder, const QByteArray &mark)
{
    if (!stateFolder.isEmpty())
        QFile::remove(recordFile(stateFolder, mark));
}

int sweepOrphans(const QString &stateFolder, const QByteArray &tagName)
{
    int reached = 0;
    const QStringList marks = QDir(recordFolder(stateFolder)).entryList(QDir::Files);
    std::set<std::string> tags;
    for (const QString &mark : marks) {
        QFile file(recordFile(stateFolder, mark.toLatin1()));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> words = file.read(longestRecord).trimmed().split(' ');
        file.remove();
        Family family;
        family.entry = std::string(childMarkName) + '=' + mark.toStdString();
        Process leader;
        // The number may be another's by now: it counts only together with the start time.
        if (words.size() >= 2 && readProcess(words[0].toInt(), leader) && leader.startedAt == words[1].toULongLong()
            && leader.pid > 1 && leader.group == leader.pid)
            family.group = family.ancestor = leader.pid;
        reached += signalFamily(family, SIGKILL);
        if (words.size() == 3 && words[2].startsWith(tagName + '='))
            tags.insert(words[2].toStdString());
    }
    for (const std::string &tag : tags)
        reached += killTagged(tag, SIGKILL);
    return reached;
}

} // namespace Signalbox
