// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/owningserver.h"

#include <memory>
#include <set>

namespace Bench {

/**
 * Streamable HTTP for one client: answers to requests as JSON if the answer is all there is to say, else as events;
 * what belongs to no request waits for the GET stream. One thread, epoll.
 */
class HttpVoice : public Voice
{
public:
    HttpVoice();
    ~HttpVoice() override;

    std::uint16_t port() const { return m_port; }
    /** Serves until `stop` becomes readable. */
    void serve(OwningServer &server, int stop);

    void say(std::uint64_t exchange, const std::string &message) override;
    void answer(std::uint64_t exchange, const std::string &message) override;
    void aside(const std::string &message) override;
    void flush() override;

private:
    struct Connection
    {
        int fd = -1;
        std::string in;
        std::string out;
        std::uint64_t exchange = 0; //!< of the request that is being answered; 0 = none
        bool isStreaming = false;
        bool waitsForRoom = false;
    };

    void acceptAll();
    void read(Connection &connection, OwningServer &server);
    bool takeRequest(Connection &connection, OwningServer &server);
    void openStream(Connection &connection);
    void event(Connection &connection, const std::string &message);
    void write(Connection &connection);
    void close(int fd);
    Connection *byExchange(std::uint64_t exchange);

    int m_epoll = -1;
    int m_door = -1;
    std::uint16_t m_port = 0;
    std::uint64_t m_lastExchange = 0;
    std::map<int, std::unique_ptr<Connection>> m_connections;
    std::map<std::uint64_t, int> m_exchanges; //!< the connection of each
    std::set<int> m_unsent;
    int m_listening = -1; //!< the connection of the GET stream
    std::deque<std::string> m_asides; //!< while there is none
};

} // namespace Bench
