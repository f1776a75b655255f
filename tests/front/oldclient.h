// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/front/mounted.h"

#include <memory>

namespace Signalbox {

/** A client of the older kind: one stream down, posts up. */
class OldClient
{
public:
    explicit OldClient(Mounted &house, QByteArray path = "/sse")
        : m_house(house)
        , m_path(std::move(path))
    {
    }

    /** Opens the stream; true if it says where to post. */
    bool open(const QByteArray &lastEventId = {});
    HttpResponse post(const QByteArray &body, const HeaderList &extra = {}) const;
    /** initialize and notifications/initialized; true if the session stands. */
    bool begin(const QByteArray &version = "2024-11-05", const QByteArray &capabilities = "{}");
    /** The messages that came on this connection, at least so many of them. */
    QList<SseFrame> said(qsizetype count) const;
    QList<SseFrame> heard() const;
    /** Whether a ping comes back and nothing before it. */
    bool hearsNothing() const;

    std::unique_ptr<HttpClient> stream;
    SseFrame opening; //!< the frame that says where to post
    QByteArray endpoint;
    int receiveBuffer = 0; //!< of the next stream; 0 = as the kernel likes

private:
    Mounted &m_house;
    QByteArray m_path;
};

/** The message in a frame; none if there is none. */
Message parsed(const SseFrame &frame);

} // namespace Signalbox
