// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace Bench {

/** What a client of the ownership test may ask for where it is connected. */
struct Plan
{
    std::string path; //!< of the endpoint
    std::string prefix; //!< of names that belong to the server called "first"
    std::string otherPrefix; //!< of the server called "other", with the same names; empty: it cannot be reached here
    bool hasOwners = false; //!< log lines and questions of "first" tell whose they are
};

/** One request and everything that is still owed for it. What comes is checked here; complaints say what is wrong. */
class OwedCall
{
public:
    using Complaint = const char *; //!< null = all is well

    /** Made up at random. Ids of `number` are a number and a text in turn, tokens the other way round. */
    static OwedCall random(std::mt19937_64 &dice, const Plan &plan, long nonce, int level);
    /** The last of a session: its update comes behind all there was before. */
    static OwedCall last(const Plan &plan, long nonce);

    long nonce() const { return m_nonce; }
    std::string id() const;
    std::string request(const std::string &secret) const;
    std::string cancel(const std::string &secret) const;

    Complaint progressed(std::string_view message);
    Complaint logged(std::string_view message);
    Complaint updated(std::string_view message);
    Complaint asked(std::string_view message);
    Complaint answered(std::string_view message);
    Complaint reported(); //!< the server was told to cancel it

    bool isAnswered() const { return m_isAnswered; }
    bool isComplete() const;
    std::string whatIsMissing() const;
    bool isToBeCancelled() const; //!< now
    void wasCancelled() { m_isCancelled = true; }
    bool isCancelled() const { return m_isCancelled; }
    bool wantsDrop() const
    {
        return m_wantsDrop && !m_isAnswered;
    } //!< its connection is to break once it can be resumed
    void wasDropped() { m_wantsDrop = false; }
    /** It may be cancelled before the server hears of it: the report may come, or not. */
    bool isHasty() const { return m_end == "hold" && m_progress == 0; }

private:
    std::string token() const;
    bool isFrom(std::string_view message) const;

    long m_nonce = 0;
    std::string m_method = "tools/call";
    std::string m_prefix;
    std::string m_server = "first";
    std::string m_ask;
    std::string m_end = "result"; //!< or error, failure, hold
    long m_progress = 0;
    long m_progressSeen = 0;
    int m_level = 0;
    long m_logs = 0;
    unsigned m_logsOwed = 0; //!< a bit for each line
    bool m_isLater = false;
    bool m_isUpdateOwed = false;
    bool m_isQuestionOwed = false;
    bool m_isReportOwed = false;
    bool m_isAnswered = false;
    bool m_isCancelled = false;
    bool m_wantsDrop = false;
};

} // namespace Bench
