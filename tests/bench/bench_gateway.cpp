// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway adds: calls, events, memory and start-up, as ratios to the same backend on its pipe, in one run.
//   bench_gateway GATEWAY BENCHSERVER [seconds]
//   bench_gateway URL [seconds]     whatever serves there with benchserver behind it: calls and events only
#include "tests/bench/benchclient.h"
#include "tests/bench/compactjson.h"
#include "tests/bench/program.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

using namespace Bench;

namespace {

const std::string text(100, 'x');

std::string initializeBody()
{
    return R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},)"
           R"("clientInfo":{"name":"bench","version":"1"}}})";
}

std::string callBody(long id, const std::string &tool, const std::string &arguments)
{
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":"tools/call","params":{"name":")" + tool
        + R"(","arguments":)" + arguments + "}}";
}

/** The same as a request that stands for itself. */
std::string statelessBody(long id, const std::string &tool, const std::string &arguments)
{
    const std::string body = callBody(id, tool, arguments);
    return body.substr(0, body.size() - 2)
        + R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},)"
          R"("io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"}}}})";
}

struct Session
{
    std::unique_ptr<Connection> connection;
    std::unique_ptr<Connection> stream;
    long nextId = 1;
    long answers = 0;
    long events = 0;
    long wrong = 0;
    bool ready = false;
};

/** Where sessions are opened. */
struct Address
{
    std::uint16_t port = 0;
    std::string path = "/mcp/backend";
    bool hasSessions = true;

    std::string call(long id, const std::string &tool, const std::string &arguments) const
    {
        return hasSessions ? callBody(id, tool, arguments) : statelessBody(id, tool, arguments);
    }
};

struct Load
{
    int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    Address address;
    std::vector<std::unique_ptr<Session>> sessions;

    Load(Address where, int count, bool streams) : address(std::move(where))
    {
        for (int i = 0; i < count; ++i) {
            sessions.push_back(std::make_unique<Session>());
            open(*sessions.back());
            if (streams)
                openStream(*sessions.back());
        }
    }
    ~Load()
    {
        sessions.clear();
        ::close(epoll);
    }
    void exchange(Connection &connection, const std::string &body)
    {
        bool answered = false;
        connection.onAnswered = [&answered] { answered = true; };
        connection.post(body);
        if (!run(epoll, 10 * second, [&answered] { return answered; }) || connection.status >= 300) {
            std::fprintf(stderr, "the handshake failed with status %d\n", connection.status);
            std::exit(1);
        }
        connection.onAnswered = nullptr;
    }
    void open(Session &session)
    {
        session.connection = std::make_unique<Connection>(epoll, address.port, address.path);
        if (!address.hasSessions) {
            session.connection->headers = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n";
            return;
        }
        exchange(*session.connection, initializeBody());
        exchange(*session.connection, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    }
    void openStream(Session &session)
    {
        session.stream = std::make_unique<Connection>(epoll, address.port, address.path);
        session.stream->session = session.connection->session;
        bool open = false;
        session.stream->onAnswered = [&open] { open = true; };
        session.stream->openStream();
        if (!run(epoll, 10 * second, [&open] { return open; }) || session.stream->status != 200) {
            std::fprintf(stderr, "no stream: status %d\n", session.stream->status);
            std::exit(1);
        }
        session.stream->onAnswered = nullptr;
        session.stream->onMessage = [&session](std::string_view message) {
            const size_t at = message.find(R"("seq":)");
            if (at == std::string_view::npos)
                return;
            const long seq = std::atol(message.data() + at + 6);
            session.wrong += seq != session.events;
            ++session.events;
        };
    }
};

std::string settingsFor(const std::string &server)
{
    return R"({"mcpServers":{"backend":{"command":")" + server + R"("}}})";
}

struct CallFigures
{
    double perSecond = 0;
    double processor = 0; //!< us of the gateway for each
};

CallFigures calls(const Gateway *gateway, const Address &address, int count, double seconds)
{
    Load load(address, count, false);
    const std::string arguments = R"({"text":")" + text + R"("})";
    bool stopping = false;
    long done = 0;
    long wrong = 0;
    int busy = count;
    const double usedBefore = gateway ? gateway->processorTime() : 0;
    const std::int64_t start = now();
    for (auto &owned : load.sessions) {
        Session &session = *owned;
        session.connection->onMessage = [&, s = &session](std::string_view message) {
            const bool isOurs = numberOf(message, R"("id":)") == s->nextId;
            wrong += !isOurs || message.find(text) == std::string_view::npos;
        };
        session.connection->onAnswered = [&, s = &session] {
            ++done;
            if (stopping) {
                --busy;
                return;
            }
            s->connection->post(address.call(++s->nextId, "echo", arguments));
        };
        session.connection->post(address.call(session.nextId, "echo", arguments));
    }
    const auto over = [&] {
        stopping = stopping || double(now() - start) > seconds * double(second);
        return busy == 0;
    };
    const bool ended = run(load.epoll, std::int64_t((seconds + 10) * double(second)), over);
    const double elapsed = double(now() - start) / double(second);
    if (!ended || wrong > 0) {
        std::fprintf(stderr, "%ld wrong answers, ended: %d\n", wrong, int(ended));
        std::exit(1);
    }
    const double used = gateway ? gateway->processorTime() - usedBefore : 0;
    return {double(done) / elapsed, used * 1e6 / double(done)};
}

double eventsPerSecond(const Address &address, int count, long events)
{
    Load load(address, count, true);
    load.sessions[0]->connection->onMessage = [](std::string_view) {};
    const std::int64_t start = now();
    load.sessions[0]->connection->post(callBody(1, "burst", R"({"count":)" + std::to_string(events) + "}"));
    const auto all = [&] {
        return std::all_of(load.sessions.begin(), load.sessions.end(), [&](auto &s) { return s->events >= events; });
    };
    const bool ended = run(load.epoll, 60 * second, all);
    const double elapsed = double(now() - start) / double(second);
    long lost = 0;
    long wrong = 0;
    for (auto &session : load.sessions) {
        lost += events - session->events;
        wrong += session->wrong;
    }
    if (!ended || lost != 0 || wrong != 0) {
        std::fprintf(stderr, "%ld events lost, %ld out of order at %d streams\n", lost, wrong, count);
        std::exit(1);
    }
    return double(events) * count / elapsed;
}

double pipeCallsPerSecond(const std::string &server, double seconds)
{
    Child child({server});
    const std::string arguments = R"({"text":")" + text + R"("})";
    const std::int64_t start = now();
    long done = 0;
    std::string in;
    while (double(now() - start) < seconds * double(second)) {
        const std::string body = callBody(done, "echo", arguments) + "\n";
        if (::write(child.in(), body.data(), body.size()) != ssize_t(body.size()))
            std::exit(1);
        char buffer[65536];
        do {
            const ssize_t n = ::read(child.out(), buffer, sizeof buffer);
            if (n <= 0)
                std::exit(1);
            in.append(buffer, size_t(n));
        } while (in.back() != '\n');
        in.clear();
        ++done;
    }
    return double(done) / (double(now() - start) / double(second));
}

long residentKb(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("VmRSS:"))
            return std::atol(line.c_str() + 6);
    }
    return 0;
}

double startMilliseconds(const std::string &program, const std::string &server)
{
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        const std::int64_t start = now();
        Gateway gateway(program, settingsFor(server));
        Load load({gateway.port}, 1, false);
        load.exchange(*load.sessions[0]->connection, callBody(1, "echo", R"({"text":"x"})"));
        times.push_back(double(now() - start) / 1e6);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

/** What the window costs the gateway: in turns, because machines are noisy. */
int compareWindow(const std::string &program, const std::string &server, double seconds)
{
    constexpr int rounds = 3;
    constexpr std::pair<Gateway::Window, const char *> windows[] = {{Gateway::NoWindow, "closed"},
                                                                   {Gateway::Overview, "Overview"},
                                                                   {Gateway::Notifications, "Notifications"},
                                                                   {Gateway::Inspector, "Inspector"}};
    std::map<Gateway::Window, std::vector<double>> called;
    std::map<Gateway::Window, std::vector<double>> told;
    for (int round = 0; round < rounds; ++round) {
        for (const auto &[window, name] : windows) {
            Gateway gateway(program, settingsFor(server), window);
            called[window].push_back(calls(&gateway, {gateway.port}, 16, seconds).perSecond);
            told[window].push_back(eventsPerSecond({gateway.port}, 1'000, 200));
        }
    }
    const auto median = [](std::vector<double> values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    };
    const double callsThen = median(called[Gateway::NoWindow]);
    const double eventsThen = median(told[Gateway::NoWindow]);
    std::printf("window          calls/s, 16 sessions      events/s, 1000 streams\n");
    for (const auto &[window, name] : windows) {
        std::printf("%-13s %12.0f   %5.2f       %12.0f   %5.2f\n", name, median(called[window]), median(called[window]) / callsThen,
                    median(told[window]), median(told[window]) / eventsThen);
    }
    return 0;
}

/** For a comparison of several, each in a run of its own. */
int measureAt(const std::string &url, double seconds)
{
    const size_t host = url.find("//") + 2;
    const size_t colon = url.find(':', host);
    const size_t slash = url.find('/', host);
    if (slash == std::string::npos || colon > slash) {
        std::fprintf(stderr, "%s: expected http://127.0.0.1:PORT/PATH\n", url.c_str());
        return 2;
    }
    const Address address{std::uint16_t(std::atoi(url.c_str() + colon + 1)), url.substr(slash)};
    for (const int sessions : {1, 16, 64})
        std::printf("%2d sessions %10.0f calls/s\n", sessions, calls(nullptr, address, sessions, seconds).perSecond);
    std::fflush(stdout);
    for (const int streams : {1, 50, 1000})
        std::printf("%4d streams %10.0f events/s, none lost\n", streams, eventsPerSecond(address, streams, 500));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const bool isAddress = argc > 1 && std::string(argv[1]).starts_with("http://");
    if (argc < (isAddress ? 2 : 3)) {
        std::fprintf(stderr, "usage: bench_gateway GATEWAY BENCHSERVER [seconds] [--window]\n       bench_gateway URL [seconds]\n");
        return 2;
    }
    ::signal(SIGPIPE, SIG_IGN);
    allowManyFiles();
    if (isAddress)
        return measureAt(argv[1], argc > 2 ? std::atof(argv[2]) : 2);
    const double seconds = argc > 3 ? std::atof(argv[3]) : 2;
    const std::string program = std::filesystem::absolute(argv[1]);
    const std::string server = std::filesystem::absolute(argv[2]); // the gateway starts it from another folder

    if (argc > 4 && std::string(argv[4]) == "--window")
        return compareWindow(program, server, seconds);
    const double pipe = pipeCallsPerSecond(server, seconds);
    std::printf("%-34s %10.0f calls/s   1.000 of the pipe\n", "pipe, one after the other", pipe);
    {
        Gateway gateway(program, settingsFor(server));
        for (const int sessions : {1, 16, 64}) {
            const CallFigures with = calls(&gateway, {gateway.port}, sessions, seconds);
            std::printf("gateway, %2d sessions %23.0f calls/s   %.3f of the pipe, %.1f us of processor each\n", sessions,
                        with.perSecond, with.perSecond / pipe, with.processor);
            const CallFigures without = calls(&gateway, {gateway.port, "/mcp/backend", false}, sessions, seconds);
            std::printf("gateway, %2d at once without session %8.0f calls/s   %.3f of those with, %.3f of their processor time\n",
                        sessions, without.perSecond, without.perSecond / with.perSecond, without.processor / with.processor);
        }
        for (const int streams : {1, 50, 200, 1000}) {
            const double events = eventsPerSecond({gateway.port}, streams, streams >= 1000 ? 200 : 1000);
            std::printf("fan-out, %4d streams %22.0f events/s  %.1f events per pipe call, none lost\n", streams, events,
                        events / pipe);
        }
    }
    {
        Gateway gateway(program, settingsFor(server));
        Load warm({gateway.port}, 50, true);
        const long before = residentKb(gateway.child->pid());
        Load idle({gateway.port}, 1000, true);
        const long after = residentKb(gateway.child->pid());
        std::printf("memory per idle session with stream %8.1f KB\n", double(after - before) / 1000.0);
    }
    std::printf("start to the first answer of a tool %8.1f ms\n", startMilliseconds(program, server));
    return 0;
}
