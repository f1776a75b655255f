// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/linewriter.h"

#include <QCoreApplication>
#include <QEvent>

#include <cerrno>

#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace Signalbox {

namespace {
constexpr qsizetype highWater = 1024 * 1024;
constexpr qsizetype lowWater = 256 * 1024;
constexpr qsizetype pieceSize = 16 * 1024; // below it lines are gathered, above they are shared instead of copied
constexpr int piecesAtOnce = 16;
constexpr qint64 burst = 20'000; // ns: lines that follow each other faster are gathered
const QEvent::Type flushEvent = QEvent::Type(QEvent::registerEventType());
} // namespace

LineWriter::LineWriter(QObject *parent)
    : QObject(parent)
{
}

void LineWriter::start(Descriptor writeEnd)
{
    m_writeEnd = std::move(writeEnd);
    makeNonBlocking(m_writeEnd);
    m_notifier = std::make_unique<QSocketNotifier>(m_writeEnd.number(), QSocketNotifier::Write);
    m_notifier->setEnabled(false);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &LineWriter::flush);
    m_sinceWrite.start();
    scheduleFlush();
}

void LineWriter::write(const QByteArray &line)
{
    if (m_isStopped || m_isFinishing || writeAtOnce(line))
        return;
    enqueue(line);
    scheduleFlush();
}

/**
 * A single line goes out without the detour through the event loop; of a burst only the first. Errors are left to
 * flush(), so that nothing is told from inside write(). False if nothing was taken.
 */
bool LineWriter::writeAtOnce(const QByteArray &line)
{
    if (!m_writeEnd.isOpen() || !m_queue.empty() || m_sinceWrite.nsecsElapsed() < burst)
        return false;
    m_sinceWrite.start();
    char lineBreak = '\n';
    const iovec pieces[] = {{const_cast<char *>(line.constData()), size_t(line.size())}, {&lineBreak, 1}};
    const ssize_t written = ::writev(m_writeEnd.number(), pieces, 2);
    if (written <= 0)
        return false;
    if (written <= line.size()) {
        enqueue(line);
        forgetWritten(written);
        scheduleFlush();
    }
    return true;
}

void LineWriter::enqueue(const QByteArray &line)
{
    const bool startPiece = m_queue.empty() || m_queue.back().size() + line.size() > pieceSize;
    if (!startPiece) {
        m_queue.back().append(line).append('\n');
    } else if (line.size() > pieceSize) {
        m_queue.push_back(line);
        m_queue.push_back(QByteArrayLiteral("\n"));
    } else {
        QByteArray piece;
        piece.reserve(pieceSize + 1);
        m_queue.push_back(piece.append(line).append('\n'));
    }
    m_waiting += line.size() + 1;
    m_isFull = m_isFull || m_waiting > highWater;
}

/** Where the first line begins of which nothing is written: perhaps at the end of the queue. */
LineWriter::Place LineWriter::firstNotBegun() const
{
    if (m_queue.empty())
        return {0, 0};
    const QByteArray &front = m_queue.front();
    // A long line is a piece of its own, and the next piece begins with its line break.
    const bool isBetweenLines = m_offset == 0 ? !front.startsWith('\n') : front.at(m_offset - 1) == '\n';
    if (isBetweenLines)
        return {0, m_offset};
    const qsizetype lineBreak = front.indexOf('\n', m_offset);
    const Place after = lineBreak < 0 ? Place{1, 1} : Place{0, lineBreak + 1};
    return after.offset < m_queue[after.piece].size() ? after : Place{after.piece + 1, 0};
}

qint64 LineWriter::notBegun() const
{
    const Place place = firstNotBegun();
    qint64 before = place.offset - m_offset;
    for (size_t i = 0; i < place.piece; ++i)
        before += m_queue[i].size();
    return m_waiting - before;
}

void LineWriter::writeFirst(const QByteArray &line)
{
    if (notBegun() == 0 || m_isStopped || m_isFinishing) {
        write(line);
        return;
    }
    Place place = firstNotBegun();
    if (place.offset > 0) {
        QByteArray &split = m_queue[place.piece];
        const QByteArray rest = split.mid(place.offset);
        split.truncate(place.offset);
        place = {place.piece + 1, 0};
        m_queue.insert(m_queue.begin() + qptrdiff(place.piece), rest);
    }
    m_queue.insert(m_queue.begin() + qptrdiff(place.piece), line + '\n');
    m_waiting += line.size() + 1;
    m_isFull = m_isFull || m_waiting > highWater;
    forgetWritten(0); // the front may be written whole now that it is shorter
    scheduleFlush();
}

void LineWriter::scheduleFlush()
{
    if (m_isFlushPending || !m_writeEnd.isOpen() || m_notifier->isEnabled())
        return;
    m_isFlushPending = true;
    QCoreApplication::postEvent(this, new QEvent(flushEvent));
}

void LineWriter::customEvent(QEvent *event)
{
    if (event->type() != flushEvent)
        return;
    m_isFlushPending = false;
    flush();
}

void LineWriter::flush()
{
    if (!m_writeEnd.isOpen() || m_isStopped)
        return;
    while (!m_queue.empty()) {
        if (writeSome())
            continue;
        if (errno == EAGAIN) {
            m_notifier->setEnabled(true);
            break;
        }
        stop();
        Q_EMIT broken();
        return;
    }
    if (m_queue.empty() && m_isFinishing) {
        stop();
        Q_EMIT finished();
        return;
    }
    if (m_queue.empty())
        m_notifier->setEnabled(false);
    if (m_isFull && m_waiting <= lowWater) {
        m_isFull = false;
        Q_EMIT drained();
    }
}

bool LineWriter::writeSome()
{
    iovec pieces[piecesAtOnce];
    int count = 0;
    for (auto piece = m_queue.begin(); piece != m_queue.end() && count < piecesAtOnce; ++piece, ++count) {
        const qsizetype offset = count == 0 ? m_offset : 0;
        pieces[count].iov_base = const_cast<char *>(piece->constData()) + offset;
        pieces[count].iov_len = size_t(piece->size() - offset);
    }
    ssize_t written = 0;
    do {
        written = ::writev(m_writeEnd.number(), pieces, count);
    } while (written < 0 && errno == EINTR);
    if (written < 0)
        return false;
    forgetWritten(written);
    return true;
}

void LineWriter::forgetWritten(qsizetype count)
{
    m_waiting -= count;
    m_offset += count;
    while (!m_queue.empty() && m_offset >= m_queue.front().size()) {
        m_offset -= m_queue.front().size();
        m_queue.pop_front();
    }
}

void LineWriter::finish()
{
    if (m_isStopped || m_isFinishing)
        return;
    m_isFinishing = true;
    scheduleFlush();
}

void LineWriter::freeze()
{
    m_isStopped = true;
    m_notifier.reset();
}

void LineWriter::stop()
{
    m_isStopped = true;
    m_notifier.reset();
    int inPipe = 0;
    if (m_writeEnd.isOpen() && ::ioctl(m_writeEnd.number(), FIONREAD, &inPipe) == 0)
        m_unread = m_waiting + inPipe;
    m_writeEnd.reset();
    m_queue.clear();
    m_offset = m_waiting = 0;
}

} // namespace Signalbox
