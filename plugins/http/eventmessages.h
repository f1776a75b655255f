// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/eventreader.h"
#include "plugins/http/retrydelay.h"

#include <QHash>

#include <deque>
#include <optional>

namespace Signalbox {

/**
 * What one event stream says, over all the connections it takes: the texts of its messages, where to go on after a
 * loss, and when. What a server repeats after that is not told again.
 */
class EventMessages
{
public:
    explicit EventMessages(qint64 longestEvent);

    void add(QByteArrayView bytes);
    /** The text of the next message; nothing if more bytes are needed. Events of other types are passed over. */
    std::optional<QByteArray> next();
    bool isTooLong() const { return m_reader.isTooLong(); }

    /** Goes on with a new connection. */
    void reconnect();
    /** The id to go on after; empty = there is none, so that nothing can be resumed. */
    const QByteArray &lastId() const { return m_lastId; }
    void forgetLastId() { m_lastId.clear(); }
    RetryDelay &delay() { return m_delay; }

private:
    bool isRepeated(const ServerEvent &event);
    void remember(const QByteArray &id, size_t content);

    qint64 m_longestEvent;
    EventReader m_reader;
    RetryDelay m_delay;
    QByteArray m_lastId;
    QHash<QByteArray, size_t> m_told; //!< ids of events told lately, and hashes of what they said
    std::deque<QByteArray> m_tellings; //!< the same in their order
    qint64 m_toldBytes = 0;
    QHash<QByteArray, size_t> m_before; //!< those told on earlier connections: a repeat of these is no news
};

} // namespace Signalbox
