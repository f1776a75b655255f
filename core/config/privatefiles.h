// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace Signalbox {

/** A file descriptor that is closed with its owner. */
class Descriptor
{
public:
    explicit Descriptor(int fd = -1)
        : m_fd(fd)
    {
    }
    ~Descriptor();
    Descriptor(Descriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    bool isOpen() const { return m_fd >= 0; }
    int fd() const { return m_fd; }

private:
    int m_fd;
};

/** "Permission denied" and the like, for the errno of the call before. */
QString lastSystemError();

/** Makes a folder and its parents if needed; it is ours and ours alone (0700) afterwards, or the reason says why not.
 */
Result<void> makePrivateFolder(const QString &path);

/**
 * Puts these bytes into a file of mode 0600 that is there whole or not at all, even if the machine loses power, and
 * that is on disk on return. With `replace` false an existing file is left alone and that is an error.
 */
Result<void> writeDurably(const QString &path, const QByteArray &bytes, bool replace = true);

} // namespace Signalbox
