// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/owningserver.h"

#include "tests/bench/compactjson.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace Bench {

namespace {

using std::string;
using std::string_view;

constexpr std::array<const char *, 8> levels = {"debug", "info",     "notice", "warning",
                                                "error", "critical", "alert",  "emergency"};

/** Calls put off while others come in. */
constexpr size_t mostLater = 16;

string result(const string &id, const string &members)
{
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{)" + members + "}}";
}

string content(const string &secret, long nonce)
{
    return R"("content":[{"type":"text","text":")" + secret + ':' + std::to_string(nonce) + R"("}])";
}

} // namespace

OwningServer::OwningServer(string name, Voice &voice)
    : m_name(std::move(name))
    , m_voice(voice)
{
}

/** What every message of this server carries somewhere. */
string OwningServer::owner(const string &secret, long nonce) const
{
    return R"("secret":")" + secret + R"(","nonce":)" + std::to_string(nonce) + R"(,"server":")" + m_name
        + R"(","seq":)" + std::to_string(m_taken);
}

void OwningServer::take(string_view message, std::uint64_t exchange)
{
    ++m_taken;
    const string method = textOf(message, R"("method":)");
    const string id(valueOf(message, R"("id":)"));
    if (method.empty())
        answered(message);
    else if (method == "notifications/cancelled")
        cancelled(message);
    else if (!id.empty() && method == "tools/call")
        call(message, exchange);
    else if (!id.empty())
        named(message, method, exchange);
    if (m_later.size() > mostLater)
        goOn();
}

void OwningServer::named(string_view message, string_view method, std::uint64_t exchange)
{
    const string id(valueOf(message, R"("id":)"));
    const string whose = owner(textOf(message, R"("secret":)"), numberOf(message, R"("nonce":)"));
    string members;
    if (method == "initialize") {
        members = R"("protocolVersion":"2025-11-25","capabilities":{"tools":{},"prompts":{},"logging":{},)"
                  R"("resources":{"subscribe":true}},"serverInfo":{"name":"owner","version":"1"})";
    } else if (method == "tools/list") {
        members = R"("tools":[{"name":"work","inputSchema":{"type":"object"}}])";
    } else if (method == "prompts/list") {
        members = R"("prompts":[{"name":"words"}])";
    } else if (method == "resources/list") {
        members = R"("resources":[{"uri":"same:///note","name":"note"}])";
    } else if (method == "resources/templates/list") {
        members = R"("resourceTemplates":[{"uriTemplate":"own:///{secret}","name":"own"}])";
    } else if (method == "resources/read") {
        members = R"("contents":[{"uri":"same:///note","text":"x"}],"_meta":{)" + whose + '}';
    } else if (method == "prompts/get") {
        members = R"("messages":[],"_meta":{)" + whose + '}';
    } else if (method == "resources/subscribe" || method == "resources/unsubscribe") {
        subscribe(message, method == "resources/subscribe");
    }
    m_voice.answer(exchange, result(id, members));
}

void OwningServer::subscribe(string_view message, bool wanted)
{
    const string uri = textOf(message, R"("uri":)");
    if (wanted)
        m_subscribed.insert(uri);
    else
        m_subscribed.erase(uri);
}

void OwningServer::call(string_view message, std::uint64_t exchange)
{
    Call call;
    call.id = valueOf(message, R"("id":)");
    call.token = valueOf(message, R"("progressToken":)");
    call.secret = textOf(message, R"("secret":)");
    call.nonce = numberOf(message, R"("nonce":)");
    call.progress = numberOf(message, R"("progress":)");
    call.logs = numberOf(message, R"("logs":)");
    call.ask = textOf(message, R"("ask":)");
    call.end = textOf(message, R"("end":)");
    call.exchange = exchange;
    m_twice += m_seen.insert(call.secret + ':' + std::to_string(call.nonce)).second ? 0 : 1;
    begin(call);
    if (call.end == "deaf") {
        waitForWord(textOf(message, R"("fifo":)"));
        call.end = "result";
        end(call);
    } else if (call.end == "hold") {
        m_held[call.id] = call;
    } else if (numberOf(message, R"("later":)") != 0) {
        m_later.push_back(call);
    } else {
        second(call);
    }
}

void OwningServer::begin(const Call &call)
{
    if (call.nonce % 5 == 0 && m_subscribed.contains("own:///" + call.secret))
        update(call, {});
    for (long i = 0; i < call.progress / 2; ++i)
        progress(call, i);
    for (long i = 0; i < call.logs; ++i)
        log(call, i);
}

void OwningServer::second(Call call)
{
    for (long i = call.progress / 2; i < call.progress; ++i)
        progress(call, i);
    if (call.ask.empty())
        end(call);
    else
        ask(call);
}

/** Numbers and texts in turn, and the same as everybody else counts. */
void OwningServer::ask(const Call &call)
{
    const string number = std::to_string(++m_questions / 2);
    const string id = m_questions % 2 ? '"' + number + '"' : number;
    const string whose = R"("_meta":{)" + owner(call.secret, call.nonce) + '}';
    const string start = R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")";
    m_asking[id] = call;
    if (call.ask == "sampling") {
        m_voice.say(call.exchange,
                    start + R"(sampling/createMessage","params":{"messages":[],"maxTokens":1,)" + whose + "}}");
    } else if (call.ask == "elicitation") {
        m_voice.say(call.exchange,
                    start
                        + R"(elicitation/create","params":{"message":"who?","requestedSchema":{"type":"object",)"
                          R"("properties":{"name":{"type":"string"}}},)"
                        + whose + "}}");
    } else {
        m_voice.say(call.exchange, start + R"(roots/list","params":{)" + whose + "}}");
    }
}

void OwningServer::answered(string_view message)
{
    const auto found = m_asking.find(string(valueOf(message, R"("id":)")));
    if (found == m_asking.end())
        return;
    Call call = found->second;
    m_asking.erase(found);
    const bool right = textOf(message, R"("secret":)") == call.secret && numberOf(message, R"("nonce":)") == call.nonce;
    call.asked = right ? "owner" : "not the owner: " + textOf(message, R"("message":)");
    end(call);
}

void OwningServer::cancelled(string_view message)
{
    const auto found = m_held.find(string(valueOf(message, R"("requestId":)")));
    if (found == m_held.end())
        return;
    const Call call = found->second;
    m_held.erase(found);
    update(call, R"(,"cancelledBy":")" + textOf(message, R"("reason":)") + '"');
}

/** Of something below what its client has subscribed to: each its own, so that none makes another superfluous. */
void OwningServer::update(const Call &call, const string &members)
{
    const string uri = "own:///" + call.secret + '/' + std::to_string(call.nonce);
    m_voice.aside(R"({"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":")" + uri
                  + R"(","_meta":{)" + owner(call.secret, call.nonce) + members + "}}}");
}

void OwningServer::end(const Call &call)
{
    const string whose =
        owner(call.secret, call.nonce) + R"(,"asked":")" + call.asked + R"(","twice":)" + std::to_string(m_twice);
    if (call.end == "error") {
        m_voice.answer(call.exchange,
                       R"({"jsonrpc":"2.0","id":)" + call.id
                           + R"(,"error":{"code":-32050,"message":"as asked","data":{)" + whose + "}}}");
        return;
    }
    const string failed = call.end == "failure" ? R"(,"isError":true)" : "";
    m_voice.answer(call.exchange,
                   result(call.id, content(call.secret, call.nonce) + failed + R"(,"_meta":{)" + whose + '}'));
}

void OwningServer::progress(const Call &call, long step)
{
    m_voice.say(call.exchange,
                R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)" + call.token
                    + R"(,"progress":)" + std::to_string(step + 1) + R"(,"_meta":{)" + owner(call.secret, call.nonce)
                    + "}}}");
}

void OwningServer::log(const Call &call, long line)
{
    const char *level = levels[size_t(call.nonce + line) % levels.size()];
    m_voice.say(call.exchange,
                R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":")" + string(level)
                    + R"(","data":{)" + owner(call.secret, call.nonce) + R"(,"line":)" + std::to_string(line) + "}}}");
}

bool OwningServer::goOn()
{
    if (m_later.empty())
        return false;
    // From both ends in turn, so that answers come in another order than calls.
    const bool oldest = m_taken % 2 == 0;
    const Call call = oldest ? m_later.front() : m_later.back();
    if (oldest)
        m_later.pop_front();
    else
        m_later.pop_back();
    second(call);
    return true;
}

/** Reads nothing any more until somebody writes there. */
void OwningServer::waitForWord(const string &fifo)
{
    m_voice.flush();
    const int fd = ::open(fifo.c_str(), O_RDONLY | O_CLOEXEC);
    char word;
    while (fd >= 0 && ::read(fd, &word, 1) > 0) { }
    ::close(fd);
}

} // namespace Bench
