// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <deque>

namespace Signalbox {

/**
 * Where in the bytes written to a server each of the latest requests ends. When the server is gone, what it left
 * unread in the pipe tells which of them it certainly never began.
 */
class SentRequests
{
public:
    /** `bytes` were written; `exchange` is 0 where nobody waits for an answer. */
    void add(quint64 exchange, qsizetype bytes)
    {
        m_written += bytes;
        if (exchange == 0)
            return;
        m_sent.push_back({exchange, m_written});
        if (m_sent.size() > mostKept)
            m_sent.pop_front();
    }

    /** `bytes` were put before the last `behind` of those written. */
    void insert(qsizetype bytes, qint64 behind)
    {
        for (Sent &sent : m_sent)
            sent.end += sent.end > m_written - behind ? bytes : 0;
        m_written += bytes;
    }

    /** Whether that request ends within the last `bytes`. */
    bool isWithin(quint64 exchange, qint64 bytes) const { return within(bytes).contains(exchange); }

    /** The requests whose end lies within the last `unread` bytes, oldest first. */
    QList<quint64> within(qint64 unread) const
    {
        QList<quint64> found;
        for (const Sent &sent : m_sent) {
            if (sent.end > m_written - unread)
                found.append(sent.exchange);
        }
        return found;
    }

private:
    static constexpr size_t mostKept = 4'096; //!< older ones count as read
    struct Sent
    {
        quint64 exchange;
        qint64 end;
    };
    std::deque<Sent> m_sent;
    qint64 m_written = 0;
};

} // namespace Signalbox
