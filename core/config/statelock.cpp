// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/statelock.h"

#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr mode_t lockFileMode = 0600;

LockFault holder(int fd, const StateFolder &folder)
{
    LockFault fault;
    fault.held = true;
    char text[4'096];
    const ssize_t length = ::pread(fd, text, sizeof text, 0);
    const QList<QByteArray> lines = QByteArray(text, length > 0 ? length : 0).split('\n');
    fault.pid = lines.value(0).toLongLong();
    fault.controlSocket = QFile::decodeName(lines.value(1));
    const QString who = fault.pid > 0 ? QStringLiteral("process %1").arg(fault.pid) : QStringLiteral("another process");
    fault.sentence = QStringLiteral("already running: %1 uses %2").arg(who, folder.path);
    return fault;
}

} // namespace

Result<StateLock, LockFault> StateLock::take(const StateFolder &folder)
{
    const QString path = folder.file(QStringLiteral("lock"));
    Descriptor file(::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, lockFileMode));
    if (!file.isOpen())
        return LockFault{QStringLiteral("cannot open %1: %2").arg(path, lastSystemError())};
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return holder(file.number(), folder);
        return LockFault{QStringLiteral("cannot lock %1: %2").arg(path, lastSystemError())};
    }
    const QByteArray text =
        QByteArray::number(qint64(::getpid())) + '\n' + QFile::encodeName(folder.controlSocket) + '\n';
    const bool told = ::ftruncate(file.number(), 0) == 0 && ::pwrite(file.number(), text.data(), size_t(text.size()), 0) > 0;
    if (!told)
        return LockFault{QStringLiteral("cannot write %1: %2").arg(path, lastSystemError())};
    return StateLock(std::move(file));
}

} // namespace Signalbox
