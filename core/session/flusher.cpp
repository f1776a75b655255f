// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/flusher.h"

#include "core/session/channel.h"
#include "core/session/frames.h"
#include "core/session/journal.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>

namespace Signalbox {

namespace {
constexpr qsizetype keptBuffer = 512 * 1024;
}

Flusher::Flusher(Journal *journal, QObject *parent)
    : QObject(parent)
    , m_journal(journal)
{
}

void Flusher::touch(Channel &channel)
{
    if (channel.m_dirtySlot >= 0)
        return;
    channel.m_dirtySlot = m_dirty.size();
    m_dirty.append(&channel);
    schedule();
}

void Flusher::forget(Channel &channel)
{
    if (channel.m_dirtySlot < 0)
        return;
    m_dirty[channel.m_dirtySlot] = nullptr;
    channel.m_dirtySlot = -1;
}

void Flusher::keepAlive(const std::shared_ptr<Stream> &stream)
{
    m_silent.append(stream);
    schedule();
}

void Flusher::after(std::function<void()> then)
{
    if (isIdle()) {
        then();
        return;
    }
    m_after.append(std::move(then));
}

void Flusher::schedule()
{
    if (std::exchange(m_scheduled, true))
        return;
    QCoreApplication::postEvent(this, new QEvent(QEvent::User), Qt::LowEventPriority);
}

void Flusher::customEvent(QEvent *)
{
    m_scheduled = false;
    flush();
}

void Flusher::flush()
{
    if (std::exchange(m_flushing, true))
        return;
    m_journal->commit([self = QPointer<Flusher>(this)] {
        if (self)
            self->write();
    });
}

void Flusher::write()
{
    // A channel that is written may touch itself again or take any channel away: by index, and null where one went.
    const qsizetype count = m_dirty.size();
    for (qsizetype i = 0; i < count; ++i) {
        if (Channel *channel = std::exchange(m_dirty[i], nullptr)) {
            channel->m_dirtySlot = -1;
            channel->writeOut(m_buffer);
        }
    }
    m_dirty.remove(0, count);
    for (qsizetype i = 0; i < m_dirty.size(); ++i) {
        if (m_dirty.at(i))
            m_dirty.at(i)->m_dirtySlot = i;
    }
    for (const std::shared_ptr<Stream> &stream : std::exchange(m_silent, {})) {
        if (!stream->isOpen() || !stream->isWritable())
            continue;
        m_buffer.resize(0);
        Frames::appendKeepAlive(m_buffer);
        stream->write(m_buffer);
    }
    if (m_buffer.capacity() > keptBuffer)
        m_buffer = {};
    m_flushing = false;
    for (const auto &then : std::exchange(m_after, {}))
        then();
    if (!m_dirty.isEmpty())
        schedule();
}

} // namespace Signalbox
