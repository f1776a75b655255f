// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/stream.h"

#include "core/http/connection.h"

namespace Signalbox {

Stream::Stream(Connection *connection, quint64 turn)
    : m_connection(connection)
    , m_connectionNumber(connection->number())
    , m_turn(turn)
{
}

Stream::~Stream()
{
    end();
}

bool Stream::isWritable() const
{
    return m_connection != nullptr && m_connection->isTurnWritable(m_turn);
}

qint64 Stream::backlog() const
{
    return m_connection != nullptr ? m_connection->backlog(m_turn) : 0;
}

bool Stream::write(QByteArrayView frames)
{
    if (m_connection == nullptr)
        return false;
    // An empty chunk would be the end marker.
    if (frames.isEmpty())
        return true;
    if (!m_connection->writeChunk(m_turn, frames))
        return false;
    m_written += frames.size();
    return true;
}

void Stream::end()
{
    if (Connection *connection = std::exchange(m_connection, nullptr))
        connection->endStream(m_turn);
}

void Stream::cut()
{
    if (Connection *connection = std::exchange(m_connection, nullptr))
        connection->close();
}

} // namespace Signalbox
