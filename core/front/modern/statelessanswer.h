// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/modern/framequeue.h"
#include "core/http/reply.h"
#include "core/wire/message.h"

#include <functional>
#include <memory>

namespace Signalbox {

/**
 * How the answer to one stateless request leaves: as JSON, or, once a notification leaves before it, as an event stream
 * that ends with it. A peer that closes before the end has cancelled (2026-07-28: Transports, Cancellation).
 */
class StatelessAnswer
{
public:
    struct Terms
    {
        HeaderList headers; //!< of every answer
        bool acceptsStream = true;
        FrameQueue::Watched watched = {};
    };

    StatelessAnswer(Reply reply, Terms terms) : m_reply(std::move(reply)), m_terms(std::move(terms)) { }

    ~StatelessAnswer();
    StatelessAnswer(const StatelessAnswer &) = delete;
    StatelessAnswer &operator=(const StatelessAnswer &) = delete;

    /** Called at most once, from the event loop: nobody waits for the answer any more. */
    void onGone(std::function<void()> gone);
    /** A notification that belongs to the request. */
    void say(const Message &notification);
    /** The end: nothing can be said afterwards. `status` counts only where nothing was said before. */
    void finish(int status, const Message &answer);
    /** It is over without an answer. */
    void drop();
    /** A client that waits long is told that something is there: by a comment on a stream. */
    void keepAlive(qint64 before);

private:
    bool beginStream();

    Reply m_reply;
    Terms m_terms;
    std::shared_ptr<FrameQueue> m_frames; //!< none: still undecided, or over
    std::function<void()> m_gone;
    qint64 m_since = 0; //!< steady ms
    bool m_isOver = false;
};

} // namespace Signalbox
