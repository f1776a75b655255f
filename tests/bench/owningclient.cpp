// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/owningclient.h"

#include "tests/bench/compactjson.h"

#include <array>
#include <cstdio>

namespace Bench {

namespace {

constexpr size_t callsAtOnce = 4;
constexpr std::array<const char *, 8> levels = {"debug", "info",     "notice", "warning",
                                                "error", "critical", "alert",  "emergency"};

std::string hex(std::uint64_t number)
{
    char text[20];
    std::snprintf(text, sizeof text, "%016lx", static_cast<unsigned long>(number));
    return text;
}

} // namespace

void Tally::complain(const char *what, std::string_view who, std::string_view message)
{
    if (++wrong <= 10)
        std::fprintf(stderr, "WRONG: %s: client %.*s got %.*s\n", what, int(who.size()), who.data(),
                     int(std::min<size_t>(message.size(), 600)), message.data());
}

OwningClient::OwningClient(int epoll, std::uint16_t port, const Plan &plan, unsigned long seed, Tally &tally)
    : m_epoll(epoll)
    , m_port(port)
    , m_plan(plan)
    , m_dice(seed)
    , m_tally(tally)
    , m_slots(callsAtOnce)
{
    arrive();
}

std::unique_ptr<Connection> OwningClient::connect()
{
    auto connection = std::make_unique<Connection>(m_epoll, m_port, m_plan.path);
    connection->session = m_session;
    connection->onMessage = [this](std::string_view message) { take(message); };
    return connection;
}

/** As somebody nobody knows. */
void OwningClient::arrive()
{
    m_state = State::Arriving;
    m_secret = hex(m_dice());
    m_level = int(m_dice() % levels.size());
    m_session.clear();
    m_step = 0;
    m_nextNonce = 2; // the first ids are 1 and "1"
    m_owed.clear();
    m_hasty.clear();
    m_posts.clear();
    m_isPosting = false;
    m_aside = connect();
    m_aside->onAnswered = [this] {
        m_isPosting = false;
        m_isStepDone = true;
        if (m_aside->status < 200 || m_aside->status > 299)
            m_tally.complain("a refusal", m_secret, std::to_string(m_aside->status));
    };
    m_isStepDone = true;
}

/** The arrival, one exchange after the other. */
void OwningClient::takeStep()
{
    if (!m_isStepDone)
        return;
    m_isStepDone = false;
    m_session = m_aside->session;
    const std::string start = R"({"jsonrpc":"2.0","id":"step","method":")";
    switch (m_step++) {
    case 0:
        return post(start
                    + R"(initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"sampling":{},)"
                      R"("elicitation":{},"roots":{}},"clientInfo":{"name":")"
                    + m_secret + R"(","version":"1"}}})");
    case 1:
        return post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    case 2:
        return openStream();
    case 3:
        return post(start + R"(tools/list"})");
    case 4:
        return post(start + R"(prompts/list"})");
    case 5:
        return post(start + R"(resources/list"})");
    case 6:
        return post(start + R"(resources/templates/list"})");
    case 7:
        return post(start + R"(logging/setLevel","params":{"level":")" + levels[size_t(m_level)] + R"("}})");
    case 8:
        return post(start + R"(resources/subscribe","params":{"uri":"own:///)" + m_secret + R"("}})");
    default:
        m_state = State::Ready;
    }
}

/** With calls open, and whatever else is under way: none of it may reach anybody. */
void OwningClient::leave()
{
    ++m_tally.left;
    m_state = State::Leaving;
    m_stream.reset();
    for (Slot &slot : m_slots)
        slot = Slot();
    m_aside = connect();
    m_aside->onMessage = nullptr;
    m_aside->onAnswered = [this] { m_isStepDone = true; };
    m_isStepDone = false;
    m_aside->endSession();
}

void OwningClient::post(const std::string &body)
{
    m_posts.push_back(body);
}

void OwningClient::openStream()
{
    const std::string last = m_stream ? m_stream->lastEventId : std::string();
    m_isStreamLost = false;
    m_stream = connect();
    m_stream->lastEventId = last;
    m_stream->onAnswered = [this] {
        m_isStepDone = true;
        if (m_stream->status != 200)
            m_tally.complain("no stream", m_secret, std::to_string(m_stream->status));
    };
    m_stream->onClosed = [this] { m_isStreamLost = true; };
    m_stream->openStream();
}

void OwningClient::begin(Slot &slot, const OwedCall &call)
{
    if (!slot.connection || slot.isClosed || slot.isResumed)
        slot.connection = connect();
    slot.isOver = slot.isResumed = slot.isRepeated = slot.isClosed = false;
    attach(slot);
    slot.nonce = call.nonce();
    slot.connection->lastEventId.clear();
    m_owed.emplace(call.nonce(), call);
    slot.connection->post(call.request(m_secret));
}

void OwningClient::attach(Slot &slot)
{
    slot.connection->session = m_session;
    // A stream begins with its answer and ends when it is closed; a refusal has no more to come.
    slot.connection->onAnswered = [&slot] { slot.isOver = !slot.isResumed || slot.connection->status != 200; };
    slot.connection->onClosed = [&slot] { slot.isOver = slot.isClosed = true; };
}

void OwningClient::resume(Slot &slot)
{
    ++m_tally.resumed;
    const std::string last = slot.connection->lastEventId;
    slot.connection = connect();
    slot.connection->lastEventId = last;
    slot.isResumed = true;
    slot.isClosed = false;
    attach(slot);
    slot.connection->openStream();
}

/** What is to be done about the call of a slot. */
void OwningClient::look(Slot &slot)
{
    if (slot.nonce < 0)
        return;
    if (slot.isOver)
        return endOne(slot);
    OwedCall &call = m_owed.at(slot.nonce);
    if (call.isToBeCancelled()) {
        call.wasCancelled();
        if (call.isHasty())
            m_hasty.insert(call.nonce());
        post(call.cancel(m_secret));
    } else if (call.isHasty() && call.isCancelled() && slot.connection->status == 200 && !slot.isRepeated) {
        // Over a connection of its own the cancel may have come before the call, which the gateway now has.
        slot.isRepeated = true;
        post(call.cancel(m_secret));
    } else if (call.wantsDrop() && !slot.connection->lastEventId.empty()) {
        call.wasDropped();
        resume(slot);
    }
}

void OwningClient::endOne(Slot &slot)
{
    OwedCall &call = m_owed.at(slot.nonce);
    const int status = slot.connection->status;
    if (!call.isAnswered() && !call.isCancelled())
        m_tally.complain("an exchange without its answer", m_secret, call.request(m_secret));
    else if (status != 200 && !(status == 202 && call.isCancelled()))
        m_tally.complain("a refusal", m_secret, std::to_string(status));
    slot.nonce = -1;
    if (call.isComplete())
        m_owed.erase(call.nonce());
}

void OwningClient::startSome(bool mayStart)
{
    if (m_state == State::Ready && !mayStart && m_owed.empty()) {
        m_state = State::Last;
        m_nextNonce += 5 - m_nextNonce % 5;
        begin(m_slots.front(), OwedCall::last(m_plan, m_nextNonce++));
        return;
    }
    if (m_state == State::Last && m_owed.empty()) {
        m_state = State::Settled;
        return;
    }
    if (m_state != State::Ready || !mayStart)
        return;
    for (Slot &slot : m_slots) {
        if (slot.nonce < 0) {
            begin(slot, OwedCall::random(m_dice, m_plan, m_nextNonce, m_level));
            ++m_nextNonce;
        }
    }
}

void OwningClient::tick(bool mayStart)
{
    if (m_state == State::Leaving && m_isStepDone)
        return arrive();
    if (m_state == State::Leaving || m_state == State::Settled)
        return;
    if (m_state == State::Arriving) {
        takeStep();
    } else {
        for (Slot &slot : m_slots)
            look(slot);
        if (m_state == State::Ready && mayStart && m_dice() % 20'000 == 0)
            return leave();
        const bool breaks = m_dice() % 5'000 == 0 && !m_stream->lastEventId.empty();
        m_tally.resumed += breaks ? 1 : 0;
        if (m_isStreamLost || breaks)
            openStream();
        startSome(mayStart);
    }
    if (!m_isPosting && !m_posts.empty()) {
        m_isPosting = true;
        m_aside->post(m_posts.front());
        m_posts.pop_front();
    }
}

void OwningClient::take(std::string_view message)
{
    const std::string method = textOf(message, R"("method":)");
    if (method.ends_with("/list_changed"))
        ++m_tally.news;
    else if (method.empty())
        takeAnswer(message);
    else
        takeNotice(message, method);
}

/** Null, and a complaint, if it is not this client's or nothing is owed to it. */
OwedCall *OwningClient::owed(std::string_view message)
{
    if (textOf(message, R"("secret":)") != m_secret) {
        m_tally.complain("not its own", m_secret, message);
        return nullptr;
    }
    const auto found = m_owed.find(numberOf(message, R"("nonce":)"));
    if (found == m_owed.end())
        m_tally.complain("twice, or too late", m_secret, message);
    return found == m_owed.end() ? nullptr : &found->second;
}

void OwningClient::check(OwedCall &call, OwedCall::Complaint complaint, std::string_view message)
{
    if (complaint)
        m_tally.complain(complaint, m_secret, message);
    // Calls on a slot are forgotten when their exchange has ended.
    for (const Slot &slot : m_slots) {
        if (slot.nonce == call.nonce())
            return;
    }
    if (call.isComplete())
        m_owed.erase(call.nonce());
}

void OwningClient::takeNotice(std::string_view message, const std::string &method)
{
    const bool isReport = message.find(R"("cancelledBy":)") != std::string_view::npos;
    if (isReport) {
        ++m_tally.cancels;
        const long nonce = numberOf(message, R"("nonce":)");
        if (textOf(message, R"("cancelledBy":)") != textOf(message, R"("secret":)"))
            m_tally.complain("cancelled by somebody else", m_secret, message);
        if (textOf(message, R"("secret":)") == m_secret && m_hasty.erase(nonce) > 0)
            return;
    }
    OwedCall *call = owed(message);
    if (!call)
        return;
    if (isReport)
        return check(*call, call->reported(), message);
    if (method == "notifications/progress") {
        ++m_tally.progress;
        check(*call, call->progressed(message), message);
    } else if (method == "notifications/message") {
        ++m_tally.logs;
        check(*call, call->logged(message), message);
    } else if (method == "notifications/resources/updated") {
        ++m_tally.updates;
        check(*call, call->updated(message), message);
    } else {
        ++m_tally.questions;
        reply(message, call->nonce());
        check(*call, call->asked(message), message);
    }
}

void OwningClient::reply(std::string_view question, long nonce)
{
    const std::string whose = R"("secret":")" + m_secret + R"(","nonce":)" + std::to_string(nonce);
    const std::string start = R"({"jsonrpc":"2.0","id":)" + std::string(valueOf(question, R"("id":)"));
    if (m_dice() % 4 == 0)
        return post(start + R"(,"error":{"code":-1,"message":"no","data":{)" + whose + "}}}");
    const std::string method = textOf(question, R"("method":)");
    const char *result = R"("roots":[])";
    if (method == "sampling/createMessage")
        result = R"("role":"assistant","model":"m","content":{"type":"text","text":"x"})";
    else if (method == "elicitation/create")
        result = R"("action":"accept","content":{"name":"x"})";
    post(start + R"(,"result":{)" + result + R"(,"_meta":{)" + whose + "}}}");
}

void OwningClient::takeAnswer(std::string_view message)
{
    if (valueOf(message, R"("id":)") == R"("step")") {
        if (message.find(R"("result":)") == std::string_view::npos)
            m_tally.complain("a refusal", m_secret, message);
        return;
    }
    OwedCall *call = owed(message);
    if (!call)
        return;
    const bool isError = message.find(R"("error":)") != std::string_view::npos;
    ++(isError ? m_tally.errors : m_tally.answers);
    check(*call, call->answered(message), message);
}

std::string OwningClient::whatIsMissing() const
{
    std::string all;
    for (const auto &[nonce, call] : m_owed)
        all += call.whatIsMissing() + "of " + call.request(m_secret) + '\n';
    return all;
}

} // namespace Bench
