// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/linereader.h"

#include <QPointer>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

namespace Signalbox {

namespace {
constexpr qsizetype chunk = 64 * 1024; // what a pipe holds
constexpr qsizetype keptBuffer = 1024 * 1024; // a larger one is given back after its line

bool isBlank(const char *begin, const char *end)
{
    return std::all_of(begin, end, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
}
} // namespace

LineReader::LineReader(qint64 longestLine, QObject *parent)
    : QObject(parent)
    , m_longestLine(longestLine)
{
}

void LineReader::start(Descriptor readEnd)
{
    m_readEnd = std::move(readEnd);
    makeNonBlocking(m_readEnd);
    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd.number(), QSocketNotifier::Read);
    m_notifier->setEnabled(!m_isPaused);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &LineReader::readSome);
}

void LineReader::setPaused(bool paused)
{
    if (paused == m_isPaused)
        return;
    m_isPaused = paused;
    if (m_notifier && !m_isEnded)
        m_notifier->setEnabled(!paused);
    if (!paused)
        QMetaObject::invokeMethod(this, &LineReader::tell, Qt::QueuedConnection);
}

void LineReader::stop()
{
    m_isEnded = true;
    m_notifier.reset();
    m_readEnd.reset();
    m_begin = m_scanned = m_end = 0;
    disconnect();
}

/** Compacts first: a line begun is moved once per chunk at most, and only what is left of it. */
void LineReader::makeRoom(qsizetype atLeast)
{
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.constData() + m_begin, size_t(m_end - m_begin));
        m_end -= m_begin;
        m_scanned -= m_begin;
        m_begin = 0;
    }
    if (m_end == 0 && m_buffer.size() > keptBuffer)
        m_buffer = QByteArray();
    if (m_buffer.size() - m_end < atLeast)
        m_buffer.resize(std::max(m_end + atLeast, 2 * m_buffer.size()));
}

qint64 LineReader::fill(qsizetype atLeast)
{
    makeRoom(atLeast);
    ssize_t got = 0;
    do {
        got = ::read(m_readEnd.number(), m_buffer.data() + m_end, size_t(m_buffer.size() - m_end));
    } while (got < 0 && errno == EINTR);
    if (got > 0)
        m_end += got;
    return got;
}

void LineReader::readSome()
{
    if (m_isPaused || m_isEnded)
        return;
    const qint64 got = fill(chunk);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        m_isEnded = true;
        m_notifier->setEnabled(false);
    }
    tell();
}

void LineReader::finish()
{
    if (m_isEnded || !m_readEnd.isOpen())
        return;
    m_isEnded = true;
    m_notifier->setEnabled(false);
    int waiting = 0;
    if (::ioctl(m_readEnd.number(), FIONREAD, &waiting) == 0 && waiting > 0)
        fill(waiting);
    tell();
}

/** Whoever hears a line may pause, stop or delete this. */
void LineReader::tell()
{
    if (m_isTelling)
        return;
    const QPointer<LineReader> self(this);
    m_isTelling = true;
    while (!m_isPaused && m_scanned < m_end) {
        const char *data = m_buffer.constData();
        const void *found = std::memchr(data + m_scanned, '\n', size_t(m_end - m_scanned));
        if (!found) {
            m_scanned = m_end;
            break;
        }
        const char *begin = data + m_begin;
        const char *end = static_cast<const char *>(found);
        m_begin = m_scanned = end + 1 - data;
        if (!tellLine(begin, end))
            return;
    }
    m_isTelling = false;
    if (m_isPaused)
        return;
    if (m_end - m_begin > m_longestLine) {
        m_isSkipping = true;
        m_begin = m_scanned = m_end = 0;
    } else if (m_isSkipping) {
        m_begin = m_scanned = m_end;
    }
    if (m_isEnded && m_readEnd.isOpen())
        tellRest();
}

/** False if this is gone. */
bool LineReader::tellLine(const char *begin, const char *end)
{
    const QPointer<LineReader> self(this);
    if (m_isSkipping || end - begin > m_longestLine) {
        m_isSkipping = false;
        Q_EMIT lineTooLong();
        return self;
    }
    if (end > begin && end[-1] == '\r')
        --end;
    if (!isBlank(begin, end))
        Q_EMIT line(QByteArray(begin, end - begin));
    return self;
}

/** A last line may lack its line break; if it is not whole, it is no JSON either. */
void LineReader::tellRest()
{
    m_notifier.reset();
    m_readEnd.reset();
    const char *data = m_buffer.constData();
    const qsizetype begin = m_begin;
    const qsizetype end = m_end;
    m_begin = m_scanned = m_end = 0;
    if ((begin < end || m_isSkipping) && !tellLine(data + begin, data + end))
        return;
    Q_EMIT ended();
}

} // namespace Signalbox
