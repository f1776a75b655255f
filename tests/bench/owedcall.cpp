// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/owedcall.h"

#include "tests/bench/compactjson.h"

#include <array>
#include <utility>

namespace Bench {

namespace {

constexpr std::array<const char *, 8> levels = {"debug", "info",     "notice", "warning",
                                                "error", "critical", "alert",  "emergency"};
constexpr std::array<const char *, 3> questions = {"sampling", "elicitation", "roots"};
constexpr std::array<const char *, 3> questionMethods = {"sampling/createMessage", "elicitation/create", "roots/list"};

int levelOf(long nonce, long line)
{
    return int((nonce + line) % long(levels.size()));
}

} // namespace

OwedCall OwedCall::last(const Plan &plan, long nonce)
{
    OwedCall call;
    call.m_nonce = nonce;
    call.m_prefix = plan.prefix;
    call.m_isUpdateOwed = nonce % 5 == 0;
    return call;
}

OwedCall OwedCall::random(std::mt19937_64 &dice, const Plan &plan, long nonce, int level)
{
    const auto below = [&dice](unsigned long limit) { return long(dice() % limit); };
    OwedCall call = last(plan, nonce);
    const long kind = below(100);
    if (kind < 10) {
        call.m_method = kind < 5 ? "resources/read" : "prompts/get";
        call.m_isUpdateOwed = false;
        return call;
    }
    const bool isOther = !plan.otherPrefix.empty() && below(4) == 0;
    if (isOther) {
        call.m_prefix = plan.otherPrefix;
        call.m_server = "other";
        call.m_isUpdateOwed = false;
    }
    if (kind < 18 && !isOther) {
        call.m_end = "hold";
        call.m_progress = nonce % 5 == 0 || below(2) == 0 ? 2 : 0;
        call.m_isReportOwed = call.m_progress > 0;
        return call;
    }
    call.m_end = kind < 26 ? "error" : kind < 34 ? "failure" : "result";
    call.m_progress = below(6);
    call.m_isLater = below(2) == 0;
    call.m_wantsDrop = call.m_isLater && call.m_progress > 1 && below(8) == 0;
    if (plan.hasOwners && !isOther) {
        call.m_level = level;
        call.m_logs = below(4);
        for (long line = 0; line < call.m_logs; ++line)
            call.m_logsOwed |= levelOf(nonce, line) >= level ? 1u << line : 0u;
        call.m_isQuestionOwed = kind >= 85;
        call.m_ask = call.m_isQuestionOwed ? questions[size_t(below(questions.size()))] : "";
    }
    return call;
}

std::string OwedCall::id() const
{
    const std::string number = std::to_string(m_nonce / 2);
    return m_nonce % 2 ? '"' + number + '"' : number;
}

std::string OwedCall::token() const
{
    const std::string number = std::to_string(m_nonce / 2);
    return m_nonce % 2 ? number : '"' + number + '"';
}

std::string OwedCall::request(const std::string &secret) const
{
    const std::string whose = R"("secret":")" + secret + R"(","nonce":)" + std::to_string(m_nonce);
    std::string text = R"({"jsonrpc":"2.0","id":)" + id() + R"(,"method":")" + m_method + R"(","params":{)";
    if (m_method == "resources/read")
        return text + R"("uri":"same:///note","_meta":{)" + whose + "}}}";
    if (m_method == "prompts/get")
        return text + R"("name":")" + m_prefix + R"(words","_meta":{)" + whose + "}}}";
    text += R"("name":")" + m_prefix + R"(work","arguments":{)" + whose + R"(,"progress":)" + std::to_string(m_progress)
        + R"(,"logs":)" + std::to_string(m_logs) + R"(,"ask":")" + m_ask + R"(","end":")" + m_end + R"(","later":)"
        + (m_isLater ? "1" : "0") + '}';
    if (m_progress > 0)
        text += R"(,"_meta":{"progressToken":)" + token() + '}';
    return text + "}}";
}

std::string OwedCall::cancel(const std::string &secret) const
{
    return R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" + id() + R"(,"reason":")"
        + secret + R"("}})";
}

bool OwedCall::isFrom(std::string_view message) const
{
    return textOf(message, R"("server":)") == m_server;
}

OwedCall::Complaint OwedCall::progressed(std::string_view message)
{
    if (valueOf(message, R"("progressToken":)") != token())
        return "progress with another token";
    if (!isFrom(message))
        return "progress of another server";
    if (m_isAnswered)
        return "progress after the answer";
    if (numberOf(message, R"("progress":)") != ++m_progressSeen || m_progressSeen > m_progress)
        return "progress out of order, twice or not at all";
    return nullptr;
}

OwedCall::Complaint OwedCall::logged(std::string_view message)
{
    const long line = numberOf(message, R"("line":)");
    if (line >= m_logs || textOf(message, R"("level":)") != levels[size_t(levelOf(m_nonce, line))])
        return "a log line nobody asked for";
    if (levelOf(m_nonce, line) < m_level)
        return "a log line below the client's level";
    if (!(m_logsOwed & 1u << line))
        return "a log line twice";
    m_logsOwed &= ~(1u << line);
    return nullptr;
}

OwedCall::Complaint OwedCall::updated(std::string_view message)
{
    if (!isFrom(message))
        return "an update of another server";
    return std::exchange(m_isUpdateOwed, false) ? nullptr : "an update twice, or of what has none";
}

OwedCall::Complaint OwedCall::asked(std::string_view message)
{
    const std::string method = textOf(message, R"("method":)");
    for (size_t i = 0; i < questions.size(); ++i) {
        if (m_ask == questions[i] && method != questionMethods[i])
            return "another question than asked for";
    }
    return std::exchange(m_isQuestionOwed, false) ? nullptr : "a question twice, or in a call without";
}

OwedCall::Complaint OwedCall::answered(std::string_view message)
{
    if (std::exchange(m_isAnswered, true))
        return "an answer twice";
    if (valueOf(message, R"("id":)") != id())
        return "an answer with another id";
    if (!isFrom(message))
        return "an answer of another server";
    if (m_end == "hold")
        return "an answer to what is never answered";
    if (m_progressSeen != m_progress)
        return "an answer before all progress";
    if (m_method != "tools/call")
        return nullptr;
    if (textOf(message, R"("asked":)") != (m_ask.empty() ? "nothing" : "owner"))
        return "the question was answered by somebody else";
    if (numberOf(message, R"("twice":)") != 0)
        return "a call was carried out twice";
    const bool isError = message.find(R"("error":{"code":-32050)") != std::string_view::npos;
    const bool isFailure = message.find(R"("isError":true)") != std::string_view::npos;
    return isError == (m_end == "error") && isFailure == (m_end == "failure") ? nullptr : "an end of another kind";
}

OwedCall::Complaint OwedCall::reported()
{
    if (isHasty())
        return nullptr;
    if (!m_isCancelled)
        return "a cancel of what was not cancelled";
    return std::exchange(m_isReportOwed, false) ? nullptr : "a cancel told twice";
}

bool OwedCall::isComplete() const
{
    const bool isEnded = m_end == "hold" ? m_isCancelled : m_isAnswered;
    return isEnded && m_logsOwed == 0 && !m_isUpdateOwed && !m_isQuestionOwed && !m_isReportOwed;
}

std::string OwedCall::whatIsMissing() const
{
    std::string all;
    if (!m_isAnswered && m_end != "hold")
        all += "the answer, ";
    if (m_end == "hold" && !m_isCancelled)
        all += "the first progress, ";
    if (m_logsOwed != 0)
        all += "log lines, ";
    if (m_isUpdateOwed)
        all += "the update, ";
    if (m_isQuestionOwed)
        all += "the question, ";
    if (m_isReportOwed)
        all += "the report of the cancel, ";
    return all;
}

bool OwedCall::isToBeCancelled() const
{
    return m_end == "hold" && !m_isCancelled && m_progressSeen == m_progress / 2;
}

} // namespace Bench
