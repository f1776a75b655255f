// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/framequeue.h"

#include "core/loop/steadyclock.h"
#include "core/session/frames.h"

#include <utility>

namespace Signalbox {

namespace {
constexpr qsizetype mostLight = 1024 * 1024; // bytes that wait before light frames are left out
}

FrameQueue::FrameQueue(std::shared_ptr<Stream> stream, Watched watched)
    : m_stream(std::move(stream))
    , m_watched(std::move(watched))
    , m_lastWrite(steadyMs())
{
    m_stream->onWritable([this] { flush(); });
}

void FrameQueue::say(QByteArrayView payload, Weight weight)
{
    if (!isOpen() || m_isFinishing || (weight == Weight::Light && m_waiting.size() > mostLight))
        return;
    if (m_watched.tap && m_watched.tap->isOpen())
        m_watched.tap->said(m_watched.seat, payload.toByteArray());
    Frames::appendUnlogged(m_waiting, payload);
    m_count.add(quint64(payload.size()));
    if (m_watched.sent)
        m_watched.sent->add(quint64(payload.size()));
    flush();
}

void FrameQueue::keepAlive(qint64 before)
{
    if (!isOpen() || m_lastWrite > before || !isIdle())
        return;
    Frames::appendKeepAlive(m_waiting);
    flush();
}

void FrameQueue::flush()
{
    if (!isOpen() || !m_stream->isWritable())
        return;
    if (!m_waiting.isEmpty()) {
        m_lastWrite = steadyMs();
        m_stream->write(std::exchange(m_waiting, {}));
    }
    if (!isOpen() || !m_stream->isWritable())
        return;
    if (m_isFinishing) {
        // Whoever keeps this alive until the end lets go of it here.
        const std::shared_ptr<Stream> stream = std::exchange(m_stream, {});
        stream->end();
        stream->onWritable({});
        stream->onClosed({});
        return;
    }
    if (m_idle)
        m_idle();
}

void FrameQueue::finish()
{
    m_isFinishing = true;
    flush();
}

void FrameQueue::cut()
{
    if (m_stream)
        m_stream->cut();
}

} // namespace Signalbox
