// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace Signalbox {

/** One answer as a client sees it. */
struct HttpResponse
{
    int status = 0;
    QByteArray version; //!< "HTTP/1.1"
    HeaderList headers;
    QByteArray body; //!< without chunked framing; what has come so far while not complete
    bool complete = false;
    bool chunked = false;
    bool cut = false; //!< the connection ended before the answer did

    QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
};

/** One event of a text/event-stream; a comment is a frame of its own. */
struct SseFrame
{
    QByteArray event;
    QByteArray id;
    QByteArray data;
    QByteArray retry;
    QByteArray comment;

    bool operator==(const SseFrame &) const = default;
};

/** The complete frames in the body of a stream. */
QList<SseFrame> sseFrames(const QByteArray &body);

/** Reads answers from the bytes of a connection, in order. Interim answers (1xx) are answers like the others. */
class ResponseReader
{
public:
    void append(const QByteArray &bytes) { m_bytes += bytes; }
    /** The next answer if it is complete; with `ended`, what there is of it. Head requests have answers without body.
     */
    std::optional<HttpResponse> take(bool ended, bool toHead);
    /** The next answer as far as it has come; status 0 before its head is complete. */
    HttpResponse peek(bool ended, bool toHead = false) const;
    QByteArray rest() const { return m_bytes; }

private:
    HttpResponse parse(bool ended, bool toHead, qsizetype &used) const;

    QByteArray m_bytes;
};

} // namespace Signalbox
