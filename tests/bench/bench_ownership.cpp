// SPDX-License-Identifier: GPL-3.0-or-later
// Whether every message reaches its owner: fifty clients with the same ids, tokens and names at one server, all at
// once.
//   bench_ownership GATEWAY OWNERSHIPSERVER [messages [seed [WAY…]]]
// Ways are pipe (one shared process), processes (one each, which may ask questions) and http (one server for all).
// Ends with 0 only if no message was wrong, missing or double.
#include "tests/bench/overtaking.h"
#include "tests/bench/owningclient.h"
#include "tests/bench/program.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <utility>

namespace {

using namespace Bench;

constexpr int clients = 50;
constexpr std::int64_t patience = 30 * second; //!< without a message

struct Way
{
    std::string name;
    long share = 1; //!< of the messages
    bool hasOwners = false;
    long inTransit = 0; //!< calls that a server which does not read may have before it
};

// A pipe holds 64 KiB, which is 16 of the calls of the overtaking test; over HTTP 256 requests may be under way.
const std::vector<Way> ways = {{"pipe", 2, false, 17}, {"processes", 1, true, 0}, {"http", 2, true, 256}};

std::string settingsFor(const Way &way, const std::string &server, std::uint16_t port)
{
    const std::string command = R"("command":")" + server + '"';
    std::string first = command + R"(,"args":["first"])";
    if (way.name == "processes")
        first += R"(,"signalbox":{"instances":"session"})";
    if (way.name == "http")
        first = R"("url":"http://127.0.0.1:)" + std::to_string(port) + R"(/mcp")";
    return R"({"mcpServers":{"first":{)" + first + R"(},"other":{)" + command + R"(,"args":["other"]}}})";
}

/** True when all are settled; false when nothing comes any more. */
bool load(std::uint16_t port, const Way &way, long messages, unsigned long seed, Tally &tally)
{
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<std::unique_ptr<OwningClient>> all;
    for (int i = 0; i < clients; ++i) {
        const Plan plan =
            i % 2 ? Plan{"/mcp/first", "", "", way.hasOwners} : Plan{"/mcp", "first__", "other__", way.hasOwners};
        all.push_back(std::make_unique<OwningClient>(epoll, port, plan, seed + unsigned(i) * 1'000'003ul, tally));
    }
    long before = -1;
    std::int64_t heardAt = now();
    const auto isOver = [&] {
        for (const auto &client : all)
            client->tick(tally.messages() < messages);
        if (std::exchange(before, tally.messages()) != tally.messages())
            heardAt = now();
        return tally.wrong > 0 || now() - heardAt > patience
            || std::all_of(all.begin(), all.end(), [](const auto &client) { return client->isSettled(); });
    };
    run(epoll, 24 * 3600 * second, isOver);
    long missing = 0;
    for (const auto &client : all) {
        if (client->isSettled())
            continue;
        if (++missing <= 5)
            std::fprintf(stderr, "MISSING: a client still waits for\n%s", client->whatIsMissing().c_str());
    }
    all.clear();
    ::close(epoll);
    return missing == 0;
}

void print(const Way &way, const Tally &tally, double seconds)
{
    std::printf(
        "%s: %ld messages in %.1f s: %ld answers, %ld errors, %ld progress, %ld log lines, %ld questions, %ld updates, "
        "%ld cancels; %ld connections resumed, %ld clients replaced; %ld wrong\n",
        way.name.c_str(), tally.messages(), seconds, tally.answers, tally.errors, tally.progress, tally.logs,
        tally.questions, tally.updates, tally.cancels, tally.resumed, tally.left, tally.wrong);
    std::fflush(stdout);
}

bool test(const Way &way, const std::string &program, const std::string &server, long messages, unsigned long seed)
{
    std::unique_ptr<Child> http;
    std::uint16_t port = 0;
    if (way.name == "http") {
        http = std::make_unique<Child>(std::vector<std::string>{server, "first", "--http"});
        port = portIn(*http, "port ");
    }
    Gateway gateway(program, settingsFor(way, server, port));
    Tally tally;
    const std::int64_t start = now();
    const bool complete = load(gateway.port, way, messages, seed, tally);
    print(way, tally, double(now() - start) / double(second));
    const bool inOrder = way.inTransit == 0 || cancelOvertakes(gateway.port, gateway.folder.path, way.inTransit);
    return complete && inOrder && tally.wrong == 0 && tally.messages() >= messages;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::fprintf(stderr,
                     "usage: bench_ownership GATEWAY OWNERSHIPSERVER [messages [seed [pipe|processes|http…]]]\n");
        return 2;
    }
    ::signal(SIGPIPE, SIG_IGN);
    allowManyFiles();
    const std::string program = std::filesystem::absolute(argv[1]);
    const std::string server = std::filesystem::absolute(argv[2]); // it is started from another folder
    const long messages = argc > 3 ? std::atol(argv[3]) : 50'000;
    const unsigned long seed = argc > 4 ? std::strtoul(argv[4], nullptr, 10) : std::random_device()();
    std::printf("seed %lu\n", seed);
    const std::vector<std::string> wanted(argv + std::min(argc, 5), argv + argc);
    std::vector<Way> chosen;
    std::copy_if(ways.begin(), ways.end(), std::back_inserter(chosen), [&](const Way &way) {
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), way.name) != wanted.end();
    });
    long shares = 0;
    for (const Way &way : chosen)
        shares += way.share;
    bool right = shares > 0;
    for (const Way &way : chosen)
        right = test(way, program, server, messages * way.share / shares, seed) && right;
    std::puts(right ? "not one wrong, missing or double" : "FAILED");
    return right ? 0 : 1;
}
