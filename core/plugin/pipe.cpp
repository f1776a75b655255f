// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/pipe.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace Signalbox {

namespace {

/** Moves it past the standard descriptors, which may be free in a program that was started without them. */
Descriptor beyondStandard(int number)
{
    constexpr int firstFree = 3;
    if (number >= firstFree)
        return Descriptor(number);
    const Descriptor low(number);
    return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, firstFree));
}

} // namespace

Result<Pipe> Pipe::create()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return Reason{QStringLiteral("no pipe to it could be made: %1").arg(QString::fromLocal8Bit(::strerror(errno)))};
    Pipe pipe{beyondStandard(ends[0]), beyondStandard(ends[1])};
    if (!pipe.readEnd.isOpen() || !pipe.writeEnd.isOpen())
        return Reason{QStringLiteral("no pipe to it could be made: too many open files")};
    return pipe;
}

void makeNonBlocking(const Descriptor &descriptor)
{
    ::fcntl(descriptor.number(), F_SETFL, ::fcntl(descriptor.number(), F_GETFL) | O_NONBLOCK);
}

} // namespace Signalbox
