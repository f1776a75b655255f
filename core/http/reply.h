// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace Signalbox {

class Exchange;
class Stream;

/**
 * The handle with which one HTTP request is answered, once: by send() or by openStream(). Cheap to copy; all copies
 * are the same exchange. Safe to keep after the peer has left: answering then does nothing.
 * Answers leave in the order of the requests on their connection, whatever the order of the calls.
 * A Reply whose last copy dies unanswered closes its connection. Lives in the core thread.
 */
class Reply
{
public:
    Reply() = default;

    /** Still unanswered, and its connection alive. */
    bool isOpen() const;
    /** A complete answer. Content-Length, Date and Connection are added; a HEAD request gets no body; 204 has none. */
    void send(int status, const HeaderList &headers, const QByteArray &body);
    /**
     * Sends the head of a text/event-stream answer (chunked) and hands over the open stream; null if the peer is gone
     * or asked for the head only.
     */
    std::shared_ptr<Stream> openStream(const HeaderList &headers);
    /** Called once, from the event loop, if the connection dies before the answer. The last one set counts. */
    void onGone(std::function<void()> gone);
    /** Called once, just before the answer leaves; with an empty body where it has none or is a stream. */
    void onAnswer(std::function<void(int status, const QByteArray &body)> answered);

private:
    friend class HttpServer;
    friend class Connection;
    explicit Reply(std::shared_ptr<Exchange> exchange)
        : m_exchange(std::move(exchange))
    {
    }
    std::shared_ptr<Exchange> m_exchange;
};

} // namespace Signalbox
