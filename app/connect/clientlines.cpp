// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connect/clientlines.h"

#include <fcntl.h>
#include <unistd.h>

namespace Signalbox {

namespace {

constexpr qint64 longestLine = 64 * 1024 * 1024; //!< a gateway takes less, and says so to the right request

/**
 * Standard input or output once more, never waiting. Opened anew where that is possible, so that whoever shares it, a
 * shell for example, does not find it changed; what is a socket belongs to us alone.
 */
Descriptor ownCopy(const char *path, int standard, int flags)
{
    Descriptor copy(::open(path, flags | O_NONBLOCK | O_CLOEXEC));
    if (copy.isOpen())
        return copy;
    Descriptor duplicate(::fcntl(standard, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    makeNonBlocking(duplicate);
    return duplicate;
}

} // namespace

ClientLines::ClientLines(QObject *parent)
    : QObject(parent)
    , m_reader(longestLine)
{
    connect(&m_reader, &LineReader::line, this, &ClientLines::line);
    connect(&m_reader, &LineReader::lineTooLong, this, [this] { Q_EMIT tooLong(longestLine); });
    connect(&m_reader, &LineReader::ended, this, &ClientLines::saidAll);
    connect(&m_writer, &LineWriter::broken, this, &ClientLines::gone);
    connect(&m_writer, &LineWriter::drained, this, [this] { Q_EMIT readsChanged(true); });
}

void ClientLines::start()
{
    m_writer.start(ownCopy("/proc/self/fd/1", STDOUT_FILENO, O_WRONLY));
    m_reader.start(ownCopy("/proc/self/fd/0", STDIN_FILENO, O_RDONLY));
}

void ClientLines::write(const QByteArray &line)
{
    m_writer.write(line);
    if (!m_writer.hasRoom())
        Q_EMIT readsChanged(false);
}

} // namespace Signalbox
