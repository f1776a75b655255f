// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/overtaking.h"

#include "tests/bench/benchclient.h"
#include "tests/bench/compactjson.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace Bench {

namespace {

constexpr int clients = 50;
constexpr int callsEach = 16;
constexpr std::int64_t patience = 30 * second;
const std::string padding(4'000, 'x');

std::string call(int id, const std::string &arguments, const std::string &token)
{
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id)
        + R"(,"method":"tools/call","params":{"name":"work","arguments":{)" + arguments + "}"
        + (token.empty() ? "" : R"(,"_meta":{"progressToken":)" + token + '}') + "}}";
}

/** Many connections of many clients at one endpoint. */
class Crowd
{
public:
    explicit Crowd(std::uint16_t port)
        : m_port(port)
    {
    }
    ~Crowd()
    {
        m_connections.clear();
        ::close(m_epoll);
    }

    Connection &add(const std::string &session)
    {
        m_connections.push_back(std::make_unique<Connection>(m_epoll, m_port, "/mcp/first"));
        m_connections.back()->session = session;
        return *m_connections.back();
    }
    void until(const char *what, const std::function<bool()> &done)
    {
        if (run(m_epoll, patience, done))
            return;
        std::fprintf(stderr, "overtaking: %s did not happen\n", what);
        std::exit(1);
    }
    void exchange(Connection &connection, const std::string &body)
    {
        bool answered = false;
        connection.onAnswered = [&] { answered = true; };
        connection.post(body);
        until("an exchange", [&] { return answered && connection.status < 300; });
        connection.onAnswered = nullptr;
    }
    std::string arrive(Connection &connection)
    {
        exchange(connection,
                 R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
                 R"("capabilities":{},"clientInfo":{"name":"crowd","version":"1"}}})");
        exchange(connection, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
        return connection.session;
    }
    /** Starts a call and waits for its first progress. */
    void begin(const std::string &session, int id, const std::string &arguments)
    {
        Connection &connection = add(session);
        bool begun = false;
        connection.onMessage = [&](std::string_view message) {
            begun = begun || message.find("notifications/progress") != std::string_view::npos;
        };
        connection.post(call(id, arguments + R"(,"progress":2)", std::to_string(id)));
        until("the first progress", [&] { return begun; });
        connection.onMessage = nullptr;
    }

private:
    std::uint16_t m_port;
    int m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<std::unique_ptr<Connection>> m_connections;
};

void wake(const std::filesystem::path &fifo)
{
    ::close(::open(fifo.c_str(), O_WRONLY | O_CLOEXEC));
}

/** Posts them all and waits until the gateway has them; `seen` gets the place at which the server read each. */
void flood(Crowd &crowd, std::vector<long> &seen)
{
    std::vector<Connection *> calls;
    for (int client = 0; client < clients; ++client) {
        const std::string session = crowd.arrive(crowd.add({}));
        for (int i = 0; i < callsEach; ++i) {
            Connection &connection = crowd.add(session);
            connection.onMessage = [&seen](std::string_view message) {
                seen.push_back(numberOf(message, R"("seq":)"));
            };
            connection.post(call(i + 1,
                                 R"("secret":"crowd)" + std::to_string(client) + R"(","nonce":)" + std::to_string(i)
                                     + R"(,"end":"result","padding":")" + padding + '"',
                                 {}));
            calls.push_back(&connection);
        }
    }
    crowd.until("every call in the gateway", [&] {
        return std::all_of(calls.begin(), calls.end(), [](const Connection *each) { return each->status == 200; });
    });
}

} // namespace

bool cancelOvertakes(std::uint16_t port, const std::filesystem::path &folder, long inTransit)
{
    const std::filesystem::path fifo = folder / "wake";
    if (::mkfifo(fifo.c_str(), 0600) != 0) {
        std::perror("mkfifo");
        return false;
    }
    std::vector<long> seen;
    long cancelSeen = 0;
    Crowd crowd(port);
    Connection &aside = crowd.add({});
    const std::string session = crowd.arrive(aside);
    Connection &stream = crowd.add(session);
    stream.onMessage = [&](std::string_view message) {
        if (message.find(R"("cancelledBy":)") != std::string_view::npos)
            cancelSeen = numberOf(message, R"("seq":)");
    };
    stream.openStream();
    crowd.exchange(aside,
                   R"({"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"own:///canceller"}})");
    crowd.begin(session, 2, R"("secret":"canceller","nonce":1,"end":"hold")");
    crowd.begin(session, 3, R"("secret":"canceller","nonce":2,"end":"deaf","fifo":")" + fifo.string() + '"');
    flood(crowd, seen);
    crowd.exchange(
        aside, R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2,"reason":"canceller"}})");
    // The cancel is accepted before it is sent; each of these takes a turn of the gateway's loop.
    for (int i = 0; i < 10; ++i)
        crowd.exchange(aside, R"({"jsonrpc":"2.0","id":"ping","method":"ping"})");
    wake(fifo);
    crowd.until("all answers and the cancel",
                [&] { return cancelSeen > 0 && seen.size() == size_t(clients) * callsEach; });
    const long before = std::count_if(seen.begin(), seen.end(), [&](long place) { return place < cancelSeen; });
    std::printf("a cancel overtook %ld of %zu waiting calls (%ld may have left before it)\n",
                long(seen.size()) - before, seen.size(), inTransit);
    return before <= inTransit;
}

} // namespace Bench
