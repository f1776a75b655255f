// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/stream.h"

#include <QList>
#include <QObject>

#include <functional>
#include <memory>

namespace Signalbox {

class Channel;
class Journal;

/**
 * Writes every stream that has something to say, in one go at the end of the event-loop turn and after the journal.
 * No other code writes to a Stream. Core thread.
 */
class Flusher : public QObject
{
    Q_OBJECT

public:
    explicit Flusher(Journal *journal, QObject *parent = nullptr);

    void touch(Channel &channel); //!< it has something to write
    void forget(Channel &channel);
    /** One comment on a stream that belongs to no channel. */
    void keepAlive(const std::shared_ptr<Stream> &stream);
    /** Called after the flush that writes what is waiting now; at once if nothing is. */
    void after(std::function<void()> then);
    /** Writes now instead of at the end of the turn; does nothing from inside a flush or while the journal works. */
    void flush();
    bool isIdle() const { return m_dirty.isEmpty(); }

protected:
    void customEvent(QEvent *event) override;

private:
    void schedule();
    void write();

    Journal *m_journal;
    QList<Channel *> m_dirty; //!< null where a channel went away
    QList<std::shared_ptr<Stream>> m_silent; //!< waiting for a comment
    QList<std::function<void()>> m_after;
    QByteArray m_buffer;
    bool m_scheduled = false;
    bool m_flushing = false;
};

} // namespace Signalbox
