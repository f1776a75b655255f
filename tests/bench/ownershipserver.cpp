// SPDX-License-Identifier: GPL-3.0-or-later
// The server behind bench_ownership, on its pipes or over HTTP.
//   ownershipserver NAME           reads stdin and ends with it
//   ownershipserver NAME --http    prints "port N" and ends with its stdin
#include "tests/bench/httpvoice.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace {

using namespace Bench;

/** Everything goes out on the one pipe. */
class PipeVoice : public Voice
{
public:
    void say(std::uint64_t, const std::string &message) override { m_out.append(message).push_back('\n'); }
    void answer(std::uint64_t exchange, const std::string &message) override { say(exchange, message); }
    void aside(const std::string &message) override { say(0, message); }
    void flush() override
    {
        for (std::string_view rest = m_out; !rest.empty();) {
            const ssize_t n = ::write(STDOUT_FILENO, rest.data(), rest.size());
            if (n <= 0)
                std::exit(1);
            rest.remove_prefix(size_t(n));
        }
        m_out.clear();
    }

private:
    std::string m_out;
};

void serveOnPipe(OwningServer &server, PipeVoice &voice)
{
    std::string in;
    char buffer[64 * 1024];
    bool isBusy = false;
    while (true) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, isBusy ? 0 : -1) > 0) {
            const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
            if (n <= 0)
                return;
            in.append(buffer, size_t(n));
            isBusy = true;
        } else {
            isBusy = server.goOn();
        }
        size_t from = 0;
        for (size_t end; (end = in.find('\n', from)) != std::string::npos; from = end + 1)
            server.take(std::string_view(in).substr(from, end - from), 0);
        in.erase(0, from);
        voice.flush();
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: ownershipserver NAME [--http]\n");
        return 2;
    }
    ::signal(SIGPIPE, SIG_IGN);
    if (argc == 2) {
        PipeVoice voice;
        OwningServer server(argv[1], voice);
        serveOnPipe(server, voice);
        return 0;
    }
    HttpVoice voice;
    OwningServer server(argv[1], voice);
    std::printf("port %d\n", int(voice.port()));
    std::fflush(stdout);
    voice.serve(server, STDIN_FILENO);
    return 0;
}
