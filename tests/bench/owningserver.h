// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>

namespace Bench {

/** How the messages of a server get to its client. Exchanges are what a request came on; a pipe has none. */
class Voice
{
public:
    virtual ~Voice() = default;
    virtual void say(std::uint64_t exchange, const std::string &message) = 0; //!< in the course of a request
    virtual void answer(std::uint64_t exchange, const std::string &message) = 0; //!< and its end
    virtual void aside(const std::string &message) = 0; //!< belongs to no request
    virtual void flush() = 0;
};

/**
 * A server that knows whose each call is: every request carries the secret of its client, and whatever the server says
 * in the course of it carries that secret back. Questions must be answered with the asker's secret, and cancels come
 * with the canceller's. It reads compact JSON as the bench's client writes it, and nothing else.
 */
class OwningServer
{
public:
    OwningServer(std::string name, Voice &voice);

    void take(std::string_view message, std::uint64_t exchange);
    /** One of the calls that were put off goes on; false if there are none. To be called while nothing comes in. */
    bool goOn();

private:
    struct Call
    {
        std::string id;
        std::string token;
        std::string secret;
        long nonce = 0;
        long progress = 0;
        long logs = 0;
        std::string ask;
        std::string end;
        std::uint64_t exchange = 0;
        std::string asked = "nothing"; //!< what became of its question
    };

    void call(std::string_view message, std::uint64_t exchange);
    void begin(const Call &call);
    void second(Call call);
    void ask(const Call &call);
    void answered(std::string_view message);
    void cancelled(std::string_view message);
    void update(const Call &call, const std::string &members);
    void end(const Call &call);
    void named(std::string_view message, std::string_view method, std::uint64_t exchange);
    void waitForWord(const std::string &fifo);
    void subscribe(std::string_view message, bool wanted);
    void progress(const Call &call, long step);
    void log(const Call &call, long line);
    std::string owner(const std::string &secret, long nonce) const;

    std::string m_name;
    Voice &m_voice;
    long m_taken = 0;
    long m_questions = 0;
    long m_twice = 0;
    std::map<std::string, Call> m_held; //!< by id: wait for their cancel
    std::map<std::string, Call> m_asking; //!< by the question's id
    std::deque<Call> m_later;
    std::unordered_set<std::string> m_subscribed;
    std::unordered_set<std::string> m_seen;
};

} // namespace Bench
