// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/channel.h"

#include "core/loop/steadyclock.h"
#include "core/session/flusher.h"
#include "core/session/frames.h"
#include "core/tap/tap.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {
/** Written to one stream in one flush, so that a long replay does not hold up the others. */
constexpr qsizetype perFlush = 256 * 1024;
} // namespace

Channel::Channel(quint64 number, const StreamTerms &terms, Flusher &flusher, ChannelOwner &owner)
    : m_number(number)
    , m_terms(terms)
    , m_flusher(flusher)
    , m_owner(owner)
    , m_log(terms.epoch, number)
{
}

Channel::~Channel()
{
    close();
    m_flusher.forget(*this);
}

std::shared_ptr<Stream> Channel::takeStream()
{
    if (m_stream) {
        m_stream->onClosed({});
        m_stream->onWritable({});
        m_log.leave();
    }
    m_prelude = {};
    m_commentDue = false;
    m_leaving = false;
    return std::exchange(m_stream, nullptr);
}

void Channel::say(const EventPtr &event, qint64 now)
{
    if (m_terms.tap && m_terms.tap->isOpen())
        m_owner.said(event->payload);
    // A reader that keeps up loses nothing to a burst within one turn.
    const qint64 bytes = m_log.backlogBytes() + event->payload.size();
    const bool full = m_log.backlog() >= m_terms.bounds.events || bytes > m_terms.bounds.bytes;
    if (m_stream && full && m_stream->isWritable())
        m_flusher.flush();
    m_log.append(event, now, m_terms.bounds);
    if (!m_stream)
        return;
    if (m_log.takeOverrun()) {
        drop();
        m_owner.detached(*this);
        return;
    }
    m_flusher.touch(*this);
}

void Channel::finish(qint64 now)
{
    m_finishedAt = now;
    m_flusher.touch(*this);
}

void Channel::attach(std::shared_ptr<Stream> stream, const Opening &opening, qint64 now)
{
    drop();
    m_stream = std::move(stream);
    m_openedAfter = opening.after;
    m_attachedAt = now;
    m_lastWrite = now;
    m_log.moveTo(opening.after);
    m_stream->onClosed([this] { lost(); });
    m_stream->onWritable([this] { m_flusher.touch(*this); });
    m_prelude = opening.prelude;
    if (const auto gap = m_log.gapAfter(opening.after)) {
        if (opening.namesLostAnswers)
            appendLostAnswers(m_prelude);
        static const QSet<QByteArray> nothing;
        Frames::appendLagged(m_prelude, m_log.idOf(gap->before), gap->missed,
                             opening.followed ? *opening.followed : nothing);
    } else if (opening.primed) {
        Frames::appendPriming(m_prelude, m_log.idOf(opening.after), m_terms.retry);
    }
    m_flusher.touch(*this);
}

/** The peer has left, or takes nothing any more. */
void Channel::lost()
{
    takeStream();
    m_owner.detached(*this);
}

void Channel::letGo()
{
    if (!m_stream)
        return;
    m_leaving = true;
    m_flusher.touch(*this);
}

void Channel::drop()
{
    if (const std::shared_ptr<Stream> stream = takeStream())
        stream->cut();
}

void Channel::close()
{
    if (const std::shared_ptr<Stream> stream = takeStream())
        stream->end();
}

void Channel::tick(qint64 now)
{
    if (!m_stream)
        return;
    if (m_addressable && !m_isAgeless && now - m_attachedAt >= m_terms.age) {
        letGo();
        return;
    }
    if (now - m_lastWrite >= m_terms.keepAlive && m_stream->isWritable()) {
        m_commentDue = true;
        m_flusher.touch(*this);
    }
}

void Channel::expire(qint64 now, bool ofCall)
{
    if (!ofCall)
        m_log.expire(now, m_terms.bounds.age);
    else if (isFinished() && now - m_finishedAt >= m_terms.bounds.age)
        m_log.clear();
}

bool Channel::hasMore() const
{
    return m_log.after(m_log.cursor()) != nullptr;
}

/** Appends frames after the cursor; the number of the last one. */
quint64 Channel::fill(QByteArray &buffer, quint64 &events) const
{
    quint64 last = m_log.cursor();
    for (const EventLog::Entry *entry = m_log.after(last); entry && buffer.size() < perFlush;
         entry = m_log.after(last)) {
        Frames::appendEvent(buffer, m_log.idOf(entry->sequence), entry->event->payload);
        last = entry->sequence;
        ++events;
    }
    return last;
}

void Channel::appendLostAnswers(QByteArray &buffer) const
{
    for (const QByteArray &id : m_log.answersLostAfter(m_openedAfter)) {
        const Message error = Message::error(id, ErrorCode::internalError, "answer no longer kept");
        Frames::appendUnlogged(buffer, error.bytes());
    }
}

void Channel::writeOut(QByteArray &buffer)
{
    if (!m_stream || !m_stream->isOpen() || !m_stream->isWritable())
        return;
    buffer.resize(0);
    const bool named = !m_prelude.isEmpty();
    buffer.append(std::exchange(m_prelude, {}));
    if (std::exchange(m_commentDue, false))
        Frames::appendKeepAlive(buffer);
    const quint64 writtenBefore = m_log.written();
    const quint64 cursor = m_log.cursor();
    quint64 events = 0;
    const quint64 last = fill(buffer, events);
    m_log.advance(last);
    const bool done = isFinished() && !hasMore();
    if (done)
        appendLostAnswers(buffer);
    else if (m_leaving)
        Frames::appendRetry(buffer, m_terms.retry);
    if (!buffer.isEmpty()) {
        m_stream->write(buffer);
        m_lastWrite = steadyMs();
        m_addressable = m_addressable || named || events > 0;
        const quint64 again = std::min(events, writtenBefore - std::min(cursor, writtenBefore));
        m_delivered += events;
        m_replayed += again;
        m_owner.wrote(*this, events, again, buffer.size());
    }
    if (done || m_leaving) {
        close();
        m_owner.detached(*this);
    } else if (m_stream->isWritable() && hasMore()) {
        m_flusher.touch(*this);
    }
}

} // namespace Signalbox
