// SPDX-License-Identifier: GPL-3.0-or-later
// A server for the tests of the stdio backend, in plain C++ so that nothing helps it: argv[1] says how it behaves.
// Its normal way: each request is answered with its own params as result.
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>

#include <csignal>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

std::string answerTo(const std::string &line)
{
    const size_t id = line.find("\"id\":");
    const size_t method = line.find(",\"method\":");
    const size_t params = line.find(",\"params\":");
    if (id == std::string::npos || method == std::string::npos)
        return {};
    const std::string token = line.substr(id + 5, method - id - 5);
    const std::string result = params == std::string::npos ? "{}" : line.substr(params + 10, line.size() - params - 11);
    return "{\"jsonrpc\":\"2.0\",\"id\":" + token + ",\"result\":" + result + "}";
}

void say(const std::string &text)
{
    std::cout << text << '\n' << std::flush;
}

void tell(const std::string &method, const std::string &params)
{
    say("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
}

[[noreturn]] void waitForEver()
{
    for (;;)
        ::pause();
}

/** Grandchildren of every kind that tries to get away; all carry this program's arguments. */
void bringForth(bool keepsOutput)
{
    const auto brood = [keepsOutput](auto prepare) {
        if (::fork() != 0)
            return;
        if (!keepsOutput) {
            ::close(0);
            ::close(1);
            ::close(2);
        }
        prepare();
        waitForEver();
    };
    brood([] {});
    brood([] { ::setsid(); });
    brood([] {
        ::signal(SIGTERM, SIG_IGN);
        ::signal(SIGHUP, SIG_IGN);
    });
    brood([] {
        ::setsid();
        if (::fork() != 0)
            ::_exit(0);
        ::signal(SIGTERM, SIG_IGN);
        ::setsid();
    });
}

std::string stateText()
{
    std::ostringstream text;
    sigset_t blocked;
    ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
    bool masked = false;
    for (int signal = 1; signal < 32; ++signal)
        masked = masked || sigismember(&blocked, signal) == 1;
    struct sigaction pipe = {};
    ::sigaction(SIGPIPE, nullptr, &pipe);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    char folder[4096] = "";
    if (!::getcwd(folder, sizeof folder))
        folder[0] = '\0';
    int descriptors = 0;
    for (int number = 3; number < 1024; ++number)
        descriptors += ::fcntl(number, F_GETFD) >= 0 ? 1 : 0;
    text << "{\"cwd\":\"" << folder << "\",\"masked\":" << masked
         << ",\"sigpipeIgnored\":" << (pipe.sa_handler == SIG_IGN) << ",\"descriptorLimit\":" << limit.rlim_cur
         << ",\"openDescriptors\":" << descriptors << ",\"leader\":" << (::getpgrp() == ::getpid())
         << ",\"environment\":[";
    for (char **entry = environ; *entry; ++entry)
        text << (entry == environ ? "\"" : ",\"") << std::string(*entry, std::strcspn(*entry, "\"\\\n")) << '"';
    text << "]}";
    return text.str();
}

/** Goes through its input line by line; `react` is told how many lines came so far. */
template <typename Reaction> void serve(Reaction react)
{
    std::string line;
    for (int count = 1; std::getline(std::cin, line); ++count)
        react(answerTo(line), count);
}

void normal(const std::string &answer, int)
{
    if (!answer.empty())
        say(answer);
}

} // namespace

int main(int argc, char **argv)
{
    std::ios::sync_with_stdio(false);
    const std::string mode = argc > 1 ? argv[1] : "answer";
    const long number = argc > 2 ? std::atol(argv[2]) : 0;
    if (mode == "exit") { // after so many messages, with code 3 and a word of why
        if (number == 0) {
            std::cerr << "no configuration found" << std::endl;
            return 3;
        }
        serve([number](const std::string &answer, int count) {
            normal(answer, count);
            if (count < number)
                return;
            std::cerr << "starting\nout of luck" << std::endl;
            ::_exit(3);
        });
    } else if (mode == "crash") {
        serve([](const std::string &, int) { std::abort(); });
    } else if (mode == "deaf") { // neither the end of its input nor TERM ends it
        ::signal(SIGTERM, SIG_IGN);
        tell("ready", "{}");
        serve(normal);
        waitForEver();
    } else if (mode == "family" || mode == "holders") { // with grandchildren, that hold its output or not
        bringForth(mode == "holders");
        tell("ready", "{}");
        serve([](const std::string &answer, int count) {
            normal(answer, count);
            if (answer.find("leave") != std::string::npos)
                ::_exit(0);
        });
    } else if (mode == "junk") {
        say("Server starting on stdio…");
        say("");
        say("   \r");
        say("{\"log\":\"no message\"}");
        say("{\"jsonrpc\":\"2.0\",\"id\":1,");
        std::cout << "\xff\xfe broken text\n";
        serve([](const std::string &answer, int) { say(answer + "\r"); });
    } else if (mode == "noise") { // on its error output, far more than a pipe holds
        for (long i = 0; i < number; i += 64)
            std::cerr << "63 characters of noise, which nobody should ever have to wait for" << '\n';
        std::cerr << "last word" << std::endl;
        serve(normal);
    } else if (mode == "pieces") { // byte by byte
        serve([](const std::string &answer, int) {
            for (const char c : answer + "\n")
                std::cout << c << std::flush;
        });
    } else if (mode == "close-output") {
        serve([](const std::string &answer, int count) {
            normal(answer, count);
            ::close(1);
        });
        waitForEver();
    } else if (mode == "close-input") {
        ::close(0);
        tell("ready", "{}");
        waitForEver();
    } else if (mode == "long") { // a line of so many bytes before each answer
        serve([number](const std::string &answer, int count) {
            tell("long", "{\"text\":\"" + std::string(size_t(number), 'x') + "\"}");
            normal(answer, count);
        });
    } else if (mode == "batch") { // answers two at a time, with something in between that is no message
        std::string first;
        serve([&first](const std::string &answer, int) {
            if (first.empty()) {
                first = answer;
                return;
            }
            say("[" + first + ",{\"no\":1}," + answer + "]");
            first.clear();
        });
    } else if (mode == "breathless") { // its last line has no end
        serve([](const std::string &answer, int) {
            std::cout << answer << std::flush;
            ::_exit(0);
        });
    } else if (mode == "flood") { // says far more than a pipe holds and is gone
        for (long i = 0; i < number; ++i)
            std::cout << "{\"jsonrpc\":\"2.0\",\"method\":\"n\",\"params\":{\"i\":" << i << "}}\n";
        std::cout << std::flush;
    } else if (mode == "sleepy") { // reads nothing until it is told by a signal
        ::signal(SIGUSR1, [](int) {});
        tell("ready", "{}");
        ::pause();
        serve(normal);
    } else if (mode == "state") {
        tell("state", stateText());
        serve(normal);
    } else {
        serve(normal);
    }
    return 0;
}
