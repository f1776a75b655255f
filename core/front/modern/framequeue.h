// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/stream.h"
#include "core/tap/tap.h"

#include <QByteArray>

#include <memory>

namespace Signalbox {

/** What left for one client; in the facts. */
struct SentCount
{
    quint64 events = 0;
    quint64 bytes = 0; //!< of payload

    void add(quint64 size)
    {
        ++events;
        bytes += size;
    }
};

/**
 * An event stream without event ids, and what waits for a peer that reads slowly: bounded, because what may be left out
 * is left out.
 */
class FrameQueue
{
public:
    enum class Weight {
        Light, //!< left out when too much waits
        Heavy //!< never
    };

    /** The seat tells whoever looks at the wire where the frames go. */
    struct Watched
    {
        Tap *tap = nullptr; //!< outlives the queue
        TapSeat seat;
        std::shared_ptr<SentCount> sent = {}; //!< to the same client in all; may be null
    };
    FrameQueue(std::shared_ptr<Stream> stream, Watched watched);
    const SentCount &count() const { return m_count; } //!< on this stream

    void say(QByteArrayView payload, Weight weight);
    /** A comment, if nothing was written since `before` (steady ms). */
    void keepAlive(qint64 before);
    /** Nothing more comes: the stream ends as soon as everything is written. */
    void finish();
    void cut();
    bool isOpen() const { return m_stream && m_stream->isOpen(); }
    /** Nothing waits, so that what is said now leaves at once. */
    bool isIdle() const { return m_waiting.isEmpty() && m_stream->isWritable(); }
    void onClosed(std::function<void()> closed) { m_stream->onClosed(std::move(closed)); }
    /** Everything that waited is written. */
    void onIdle(std::function<void()> idle) { m_idle = std::move(idle); }

private:
    void flush();

    std::shared_ptr<Stream> m_stream;
    Watched m_watched;
    SentCount m_count;
    QByteArray m_waiting;
    qint64 m_lastWrite;
    bool m_isFinishing = false;
    std::function<void()> m_idle;
};

} // namespace Signalbox
