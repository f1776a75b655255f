// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/pipe.h"

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace Signalbox {

/**
 * Cuts what a pipe brings into lines. A byte is looked at once; a line over the limit is passed over without being
 * kept. While paused nothing is read and nothing told, and nothing gets lost.
 */
class LineReader : public QObject
{
    Q_OBJECT

public:
    explicit LineReader(qint64 longestLine, QObject *parent = nullptr);

    void start(Descriptor readEnd);
    void setPaused(bool paused);
    /**
     * The writer is dead: takes what the pipe holds now and nothing that others may still put into it. ended()
     * follows once everything was told, at once or after a pause.
     */
    void finish();
    /** Not even what was read already is told any more. */
    void stop();

Q_SIGNALS:
    void line(const QByteArray &line); //!< neither blank nor with its line break
    void lineTooLong();
    void ended(); //!< no more lines; the pipe is closed

private:
    void readSome();
    qint64 fill(qsizetype atLeast);
    void tell();
    bool tellLine(const char *begin, const char *end);
    void tellRest();
    void makeRoom(qsizetype atLeast);

    qint64 m_longestLine;
    Descriptor m_readEnd;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_buffer; //!< [m_begin, m_end) waits to be told, [m_begin, m_scanned) holds no line break
    qsizetype m_begin = 0;
    qsizetype m_scanned = 0;
    qsizetype m_end = 0;
    bool m_isSkipping = false; //!< inside a line that is too long
    bool m_isPaused = false;
    bool m_isEnded = false; //!< nothing more will be read
    bool m_isTelling = false;
};

} // namespace Signalbox
