// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>
#include <memory>

namespace Signalbox {

class Connection;

/** What the copies of one Reply share. It belongs to them alone, so that the connection notices when the last is gone.
 */
class Exchange : public std::enable_shared_from_this<Exchange>
{
public:
    Exchange(Connection *connection, quint64 turn)
        : m_connection(connection)
        , m_turn(turn)
    {
    }
    ~Exchange();
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;

    Connection *connection() const { return m_connection; } //!< null once answered or gone
    quint64 turn() const { return m_turn; }
    void settle() { m_connection = nullptr; }
    void setGone(std::function<void()> gone) { m_gone = std::move(gone); }
    std::function<void()> takeGone() { return std::exchange(m_gone, nullptr); }
    using Answered = std::function<void(int status, const QByteArray &body)>;
    void setAnswered(Answered answered) { m_answered = std::move(answered); }
    Answered takeAnswered() { return std::exchange(m_answered, nullptr); }

private:
    Connection *m_connection;
    quint64 m_turn;
    std::function<void()> m_gone;
    Answered m_answered;
};

} // namespace Signalbox
