// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/modern/statelessanswer.h"

#include "core/front/mediatypes.h"
#include "core/loop/steadyclock.h"

#include <utility>

namespace Signalbox {

StatelessAnswer::~StatelessAnswer()
{
    m_reply.onGone({});
    if (m_frames)
        m_frames->onClosed({});
}

void StatelessAnswer::onGone(std::function<void()> gone)
{
    m_gone = std::move(gone);
    m_since = steadyMs();
    m_reply.onGone([this] {
        if (!std::exchange(m_isOver, true) && m_gone)
            std::exchange(m_gone, {})();
    });
}

bool StatelessAnswer::beginStream()
{
    if (m_frames)
        return true;
    if (m_isOver || !m_terms.acceptsStream)
        return false;
    HeaderList headers = streamHeaders(m_terms.headers);
    headers.emplaceBack("X-Accel-Buffering", "no");
    std::shared_ptr<Stream> stream = m_reply.openStream(headers);
    m_reply = {};
    if (!stream)
        return false;
    m_frames = std::make_shared<FrameQueue>(std::move(stream), m_terms.watched);
    m_frames->onClosed([this] {
        if (!std::exchange(m_isOver, true) && m_gone)
            std::exchange(m_gone, {})();
    });
    return true;
}

void StatelessAnswer::say(const Message &notification)
{
    if (!m_isOver && beginStream())
        m_frames->say(notification.oneLine(), FrameQueue::Weight::Light);
}

void StatelessAnswer::finish(int status, const Message &answer)
{
    if (std::exchange(m_isOver, true))
        return;
    m_gone = {};
    if (m_frames) {
        m_frames->say(answer.oneLine(), FrameQueue::Weight::Heavy);
        // What is left of it leaves by itself, whoever is still there.
        const std::shared_ptr<FrameQueue> frames = std::exchange(m_frames, {});
        frames->onClosed([kept = frames]() mutable { kept.reset(); });
        frames->finish();
        return;
    }
    HeaderList headers = m_terms.headers;
    headers.emplaceBack("Content-Type", "application/json");
    if (m_terms.watched.sent)
        m_terms.watched.sent->bytes += quint64(answer.bytes().size());
    m_reply.onGone({});
    m_reply.send(status, headers, answer.bytes());
}

void StatelessAnswer::drop()
{
    if (std::exchange(m_isOver, true))
        return;
    m_gone = {};
    if (m_frames)
        m_frames->cut();
    m_frames.reset();
    m_reply = {};
}

void StatelessAnswer::keepAlive(qint64 before)
{
    if (m_isOver || (!m_frames && m_since > before) || !beginStream())
        return;
    m_frames->keepAlive(before);
}

} // namespace Signalbox
