// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/stdio/errortail.h"

#include <cerrno>

#include <unistd.h>

namespace Signalbox {

namespace {
constexpr qsizetype kept = 64 * 1024;
constexpr int longestLine = 1000; // characters shown
} // namespace

void ErrorTail::start(Descriptor readEnd)
{
    m_readEnd = std::move(readEnd);
    makeNonBlocking(m_readEnd);
    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd.number(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &ErrorTail::readSome);
}

/** One chunk; false if there is nothing more now. */
bool ErrorTail::take()
{
    char chunk[kept];
    ssize_t got = 0;
    do {
        got = ::read(m_readEnd.number(), chunk, sizeof chunk);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        m_tail.append(chunk, got);
        if (m_tail.size() > 2 * kept)
            m_tail = m_tail.last(kept);
        return true;
    }
    if (got == 0)
        m_notifier->setEnabled(false);
    return false;
}

void ErrorTail::readSome()
{
    if (take())
        Q_EMIT grown();
}

void ErrorTail::finish()
{
    if (!m_readEnd.isOpen())
        return;
    // Bounded, because a survivor may go on writing.
    for (int i = 0; i < 16 && take(); ++i) { }
    m_notifier.reset();
    m_readEnd.reset();
}

QStringList ErrorTail::lines(int most) const
{
    QStringList lines;
    qsizetype end = m_tail.size();
    while (end > 0 && lines.size() < most) {
        const qsizetype begin = m_tail.lastIndexOf('\n', end - 1) + 1;
        const QString line = QString::fromUtf8(m_tail.mid(begin, end - begin)).trimmed();
        if (!line.isEmpty())
            lines.prepend(line.left(longestLine));
        end = begin - 1;
    }
    return lines;
}

} // namespace Signalbox
