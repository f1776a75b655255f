// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/** A load generator without Qt, so that it costs little beside what it measures. One thread, epoll. */
namespace Bench {

inline constexpr std::int64_t second = 1'000'000'000;
std::int64_t now(); //!< ns, monotonic

/** One HTTP/1.1 connection that speaks to one MCP endpoint: a request at a time, or one event stream. */
class Connection
{
public:
    Connection(int epoll, std::uint16_t port, std::string path);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void post(std::string_view body);
    void openStream(); //!< from lastEventId on, if that is set
    void endSession();
    bool isReadable(); //!< takes what is there; false when the peer has closed

    int status = 0; //!< of the last answer; 0 = none has begun since the last request
    std::string headers; //!< more of them, each with its line break
    std::string session; //!< Mcp-Session-Id, sent once it is known
    std::string lastEventId; //!< of the last event seen
    /** A whole JSON answer, or the data of one event. */
    std::function<void(std::string_view message)> onMessage;
    /** The answer is complete (streams: the head has come). */
    std::function<void()> onAnswered;
    /** The peer has closed, or has ended the stream. Without it, a peer that closes ends run(). */
    std::function<void()> onClosed;

private:
    void send(std::string_view text);
    bool parse();
    bool parseHead();
    bool parseChunk();
    void takeEvents();
    void takeEvent(std::string_view event);
    void request(const char *method);
    std::string common() const;

    int m_fd = -1;
    std::string m_path;
    std::string m_host;
    std::string m_in;
    std::string m_events;
    bool m_inBody = false;
    bool m_chunked = false;
    bool m_stream = false;
    bool m_eventStream = false;
    size_t m_length = 0;
};

/** Runs the loop until `done` says so (asked between rounds, when connections may be deleted) or `limit` ns have passed; false in that case or when a peer closed. */
bool run(int epoll, std::int64_t limit, const std::function<bool()> &done);

} // namespace Bench
