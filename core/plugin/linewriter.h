// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/pipe.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QSocketNotifier>

#include <deque>
#include <memory>

namespace Signalbox {

/**
 * Writes lines into a pipe: a single one at once, those that come in a burst together at the end of the turn of the
 * event loop; what the pipe does not take waits for it to empty. Takes lines before the pipe is there as well.
 */
class LineWriter : public QObject
{
    Q_OBJECT

public:
    explicit LineWriter(QObject *parent = nullptr);

    void start(Descriptor writeEnd);
    /** `line` without its line break. */
    void write(const QByteArray &line);
    /** The same, before the lines that are not begun. */
    void writeFirst(const QByteArray &line);
    /** Bytes of lines of which nothing is written yet. */
    qint64 notBegun() const;
    /** False above the high-water mark, until drained(). */
    bool hasRoom() const { return !m_isFull; }
    /** Closes the pipe as soon as everything is written. */
    void finish();
    /** Writes no more; the pipe stays open, so that it can be told what of it was read. */
    void freeze();
    /** Closes it now and forgets the rest. */
    void stop();
    /** After stop(): how many of the bytes taken so far nobody can have read. */
    qint64 unread() const { return m_unread; }

Q_SIGNALS:
    void drained();
    void finished(); //!< the pipe is closed because finish() asked for it
    void broken(); //!< nobody reads any more; what was not written is forgotten

protected:
    void customEvent(QEvent *event) override;

private:
    bool writeAtOnce(const QByteArray &line);
    struct Place
    {
        size_t piece; //!< in the queue
        qsizetype offset; //!< in the piece
    };
    Place firstNotBegun() const;
    void enqueue(const QByteArray &line);
    void scheduleFlush();
    void flush();
    bool writeSome();
    void forgetWritten(qsizetype count);

    Descriptor m_writeEnd;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::deque<QByteArray> m_queue;
    QElapsedTimer m_sinceWrite;
    qsizetype m_offset = 0; //!< of the first piece: written already
    qsizetype m_waiting = 0; //!< bytes in all
    qint64 m_unread = 0;
    bool m_isFlushPending = false;
    bool m_isFull = false;
    bool m_isFinishing = false;
    bool m_isStopped = false;
};

} // namespace Signalbox
