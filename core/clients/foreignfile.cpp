// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/foreignfile.h"

#include "core/config/privatefiles.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <climits>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr mode_t permissionBits = 07777;

Reason failedTo(const QString &path, const QString &doWhat)
{
    return Reason{QStringLiteral("%1 cannot be %2: %3").arg(path, doWhat, lastSystemError())};
}

bool readWhole(int fd, QByteArray &bytes)
{
    qint64 filled = 0;
    bytes.resize(64 * 1024);
    while (true) {
        const ssize_t got = ::read(fd, bytes.data() + filled, size_t(bytes.size() - filled));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        filled += got;
        if (got == 0 || filled > ForeignFile::MaxSize)
            break;
        if (filled == bytes.size())
            bytes.resize(bytes.size() * 2);
    }
    bytes.truncate(filled);
    return true;
}

bool writeWhole(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(fd, bytes.data(), size_t(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes = bytes.sliced(written);
    }
    return true;
}

QByteArray folderOf(const QByteArray &path)
{
    return path.first(std::max<qsizetype>(1, path.lastIndexOf('/')));
}

void syncFolder(const QByteArray &path)
{
    const Descriptor folder(::open(folderOf(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.isOpen())
        ::fsync(folder.number());
}

} // namespace

Result<ForeignFile> ForeignFile::read(const QString &path)
{
    ForeignFile file;
    file.m_path = path;
    file.m_target = QFile::encodeName(path);
    struct stat facts = {};
    if (::lstat(file.m_target.constData(), &facts) != 0) {
        if (errno == ENOENT)
            return file;
        return failedTo(path, QStringLiteral("read"));
    }
    if (S_ISLNK(facts.st_mode)) {
        char resolved[PATH_MAX];
        if (!::realpath(file.m_target.constData(), resolved))
            return Reason{QStringLiteral("%1 is a link that leads nowhere: %2").arg(path, lastSystemError())};
        file.m_target = resolved;
    }
    // Never blocks on what only looks like a file.
    const Descriptor opened(
        ::open(file.m_target.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!opened.isOpen() || ::fstat(opened.number(), &facts) != 0)
        return failedTo(path, QStringLiteral("read"));
    if (!S_ISREG(facts.st_mode))
        return Reason{QStringLiteral("%1 is not a file").arg(path)};
    QByteArray bytes;
    if (facts.st_size <= MaxSize && !readWhole(opened.number(), bytes))
        return failedTo(path, QStringLiteral("read"));
    if (facts.st_size > MaxSize || bytes.size() > MaxSize)
        return Reason{QStringLiteral("%1 is too big (more than %2 MiB)").arg(path).arg(MaxSize / 1024 / 1024)};
    if (facts.st_uid != ::geteuid())
        return Reason{QStringLiteral("%1 belongs to somebody else (user %2)").arg(path).arg(facts.st_uid)};
    file.m_bytes = bytes;
    file.m_mode = facts.st_mode & permissionBits;
    file.m_group = facts.st_gid;
    return file;
}

Result<void> ForeignFile::mayBeWritten() const
{
    if (exists() && (m_mode & S_IWUSR) == 0)
        return Reason{QStringLiteral("%1 is write-protected; do: chmod u+w %1").arg(m_path)};
    const QByteArray folder = folderOf(m_target);
    if (QFileInfo::exists(QFile::decodeName(folder)) && ::access(folder.constData(), W_OK | X_OK) != 0)
        return failedTo(m_path, QStringLiteral("written"));
    return {};
}

bool ForeignFile::isUnchanged() const
{
    const Result<ForeignFile> now = read(m_path);
    return now && now->m_target == m_target && now->m_bytes == m_bytes && now->m_mode == m_mode;
}

Result<void> ForeignFile::replace(const QByteArray &bytes, mode_t mode) const
{
    const Result<void> allowed = mayBeWritten();
    if (!allowed)
        return allowed;
    QByteArray name = m_target + ".XXXXXX";
    const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
    if (!file.isOpen())
        return failedTo(m_path, QStringLiteral("written"));
    const bool written = (!exists() || ::fchown(file.number(), uid_t(-1), m_group) == 0)
        && ::fchmod(file.number(), mode) == 0 && writeWhole(file.number(), bytes) && ::fsync(file.number()) == 0;
    if (!written) {
        const Reason reason = failedTo(m_path, QStringLiteral("written"));
        ::unlink(name.constData());
        return reason;
    }
    if (!isUnchanged()) {
        ::unlink(name.constData());
        return Reason{
            QStringLiteral("%1 was changed in the meantime by another program; look at the change again, then "
                           "repeat it")
                .arg(m_path)};
    }
    if (::rename(name.constData(), m_target.constData()) != 0) {
        const Reason reason = failedTo(m_path, QStringLiteral("written"));
        ::unlink(name.constData());
        return reason;
    }
    syncFolder(m_target);
    return {};
}

Result<void> ForeignFile::remove() const
{
    if (!isUnchanged())
        return Reason{
            QStringLiteral("%1 was changed in the meantime by another program; look at the change again, then "
                           "repeat it")
                .arg(m_path)};
    if (exists() && ::unlink(m_target.constData()) != 0)
        return failedTo(m_path, QStringLiteral("removed"));
    syncFolder(m_target);
    return {};
}

} // namespace Signalbox
