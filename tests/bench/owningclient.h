// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/benchclient.h"
#include "tests/bench/owedcall.h"

#include <deque>
#include <map>
#include <set>

namespace Bench {

/** What all clients of the ownership test saw. */
struct Tally
{
    long answers = 0;
    long errors = 0;
    long progress = 0;
    long logs = 0;
    long questions = 0;
    long updates = 0;
    long cancels = 0;
    long news = 0; //!< for everybody
    long resumed = 0;
    long left = 0;
    long wrong = 0;

    long messages() const { return answers + errors + progress + logs + questions + updates + cancels; }
    /** Counts it and shows the first of them. */
    void complain(const char *what, std::string_view who, std::string_view message);
};

/**
 * A client with a secret. It keeps several calls open at once, with the ids, tokens and names that all other clients
 * use as well, cancels some, breaks and resumes connections, leaves and comes back as somebody else; and it takes
 * nothing that does not carry its secret. Connections change only in tick(), between the rounds of the loop.
 */
class OwningClient
{
public:
    OwningClient(int epoll, std::uint16_t port, const Plan &plan, unsigned long seed, Tally &tally);

    void tick(bool mayStart);
    bool isReady() const { return m_state == State::Ready; }
    bool isSettled() const { return m_state == State::Settled; } //!< may start nothing more and is owed nothing
    std::string whatIsMissing() const;

private:
    enum class State { Arriving, Ready, Last, Settled, Leaving };
    struct Slot
    {
        std::unique_ptr<Connection> connection;
        long nonce = -1; //!< -1 = free
        bool isOver = false; //!< the exchange has ended
        bool isResumed = false; //!< carried by a GET
        bool isRepeated = false; //!< the cancel was
        bool isClosed = false;
    };

    std::unique_ptr<Connection> connect();
    void arrive();
    void leave();
    void takeStep();
    void post(const std::string &body);
    void openStream();
    void begin(Slot &slot, const OwedCall &call);
    void attach(Slot &slot);
    void resume(Slot &slot);
    void look(Slot &slot);
    void startSome(bool mayStart);
    void endOne(Slot &slot);

    void take(std::string_view message);
    void takeNotice(std::string_view message, const std::string &method);
    void takeAnswer(std::string_view message);
    void reply(std::string_view question, long nonce);
    OwedCall *owed(std::string_view message);
    void check(OwedCall &call, OwedCall::Complaint complaint, std::string_view message);

    int m_epoll;
    std::uint16_t m_port;
    Plan m_plan;
    std::mt19937_64 m_dice;
    Tally &m_tally;
    State m_state = State::Arriving;
    std::string m_secret;
    std::string m_session;
    int m_level = 0;
    size_t m_step = 0; //!< of the arrival
    bool m_isStepDone = false;
    long m_nextNonce = 0;
    std::map<long, OwedCall> m_owed;
    std::set<long> m_hasty; //!< a report of their cancel may come
    std::vector<Slot> m_slots;
    std::unique_ptr<Connection> m_aside; //!< for what is answered with 202, one after the other
    std::deque<std::string> m_posts;
    bool m_isPosting = false;
    std::unique_ptr<Connection> m_stream;
    bool m_isStreamLost = false;
};

} // namespace Bench
