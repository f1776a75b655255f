// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/privatefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr mode_t folderMode = 0700;

Result<void> cannot(const QString &doWhat, const QString &path)
{
    return Reason{QStringLiteral("cannot %1 %2: %3").arg(doWhat, path, lastSystemError())};
}

bool writeAll(int fd, QByteArrayView bytes)
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

bool moveIntoPlace(const QByteArray &from, const QByteArray &to, bool replace)
{
    if (replace)
        return ::rename(from.constData(), to.constData()) == 0;
    const bool linked = ::link(from.constData(), to.constData()) == 0;
    const int error = errno;
    ::unlink(from.constData());
    errno = error;
    return linked;
}

} // namespace

QString lastSystemError()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

Result<void> makePrivateFolder(const QString &path)
{
    const QByteArray name = QFile::encodeName(QDir::cleanPath(path));
    const QByteArray parent = QFile::encodeName(QFileInfo(QDir::cleanPath(path)).absolutePath());
    if (!QFileInfo::exists(QFile::decodeName(parent)) && parent != name) {
        const auto made = makePrivateFolder(QFile::decodeName(parent));
        if (!made)
            return made;
    }
    if (::mkdir(name.constData(), folderMode) != 0 && errno != EEXIST)
        return cannot(QStringLiteral("make the folder"), path);
    const Descriptor folder(::open(name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat facts = {};
    if (!folder.isOpen() || ::fstat(folder.number(), &facts) != 0)
        return cannot(QStringLiteral("open the folder"), path);
    if (facts.st_uid != ::geteuid())
        return Reason{QStringLiteral("the folder %1 belongs to somebody else (user %2)").arg(path).arg(facts.st_uid)};
    if ((facts.st_mode & 07777) != folderMode && ::fchmod(folder.number(), folderMode) != 0)
        return cannot(QStringLiteral("close to others the folder"), path);
    return {};
}

Result<void> writeDurably(const QString &path, const QByteArray &bytes, bool replace, uint mode)
{
    const QByteArray target = QFile::encodeName(path);
    QByteArray name = target + ".XXXXXX";
    {
        const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
        if (!file.isOpen())
            return cannot(QStringLiteral("write"), path);
        const bool written =
            ::fchmod(file.number(), mode) == 0 && writeAll(file.number(), bytes) && ::fsync(file.number()) == 0;
        if (!written) {
            const auto failure = cannot(QStringLiteral("write"), path);
            ::unlink(name.constData());
            return failure;
        }
    }
    if (!moveIntoPlace(name, target, replace)) {
        const auto failure = cannot(QStringLiteral("write"), path);
        ::unlink(name.constData());
        return failure;
    }
    const Descriptor folder(
        ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen() || ::fsync(folder.number()) != 0)
        return cannot(QStringLiteral("write down the folder of"), path);
    return {};
}

} // namespace Signalbox
