// SPDX-License-Identifier: GPL-3.0-or-later
// What one message costs: parsing it, and one splice of id and progress token. simdjson's DOM, which validates as
// strictly, runs beside it on the same bytes, so that figures of different machines can be compared.
#include "core/wire/message.h"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace Signalbox;

namespace {

constexpr auto Budget = std::chrono::milliseconds(60); // per figure and round; the best of several rounds counts
constexpr int Rounds = 7;

// A tools/call as clients send it, its arguments grown to about `size` bytes.
QByteArray call(qsizetype size)
{
    QByteArray items;
    for (int i = 0; items.size() + 230 < size; ++i) {
        if (i > 0)
            items += ',';
        items += R"({"path":"src/core/file)" + QByteArray::number(i) + R"(.cpp","line":)" + QByteArray::number(i * 37)
            + R"(,"score":0.)" + QByteArray::number(i * 7919) + R"(,"tags":["alpha","béta","ga\"mma"],"done":false})";
    }
    return R"({"jsonrpc":"2.0","id":4711,"method":"tools/call","params":{"name":"desk__search","arguments":{"query":)"
           R"("find the place where the session is resumed","limit":20,"items":[)"
        + items
        + R"(]},"_meta":{"progressToken":"token-4711","io.example/trace":"00-4bf92f3577b34da6a3ce929d0e0e4736"}}})";
}

QByteArray longText(qsizetype size)
{
    return R"({"jsonrpc":"2.0","id":4711,"result":{"content":[{"type":"text","text":")" + QByteArray(size, 'x')
        + R"("}]}})";
}

template <typename Work> double nanoseconds(Work work)
{
    double best = 1e18;
    for (int round = 0; round < Rounds; ++round) {
        using Clock = std::chrono::steady_clock;
        const auto start = Clock::now();
        qint64 runs = 0;
        Clock::duration spent{};
        do {
            for (int i = 0; i < 4; ++i)
                work();
            runs += 4;
            spent = Clock::now() - start;
        } while (spent < Budget);
        best = std::min(best, std::chrono::duration<double, std::nano>(spent).count() / double(runs));
    }
    return best;
}

volatile qsizetype sink; // keeps the work from being optimised away

void report(const char *name, const QByteArray &bytes)
{
    const double parsing = nanoseconds([&] { sink = Message::parse(bytes)->id().size(); });
    const Message message = *Message::parse(bytes);
    const double splicing = nanoseconds([&] { sink = message.withIdAndToken("123456", "987654").bytes().size(); });
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(bytes.constData(), size_t(bytes.size()));
    const double judge = nanoseconds([&] { sink = qsizetype(parser.parse(padded).error()); });
    std::printf("%-16s %9lld B  parse %11.0f ns (%.2f of simdjson)  splice %11.0f ns (%.2f)  simdjson %11.0f ns\n",
                name, static_cast<long long>(bytes.size()), parsing, parsing / judge, splicing, splicing / judge,
                judge);
}

} // namespace

int main()
{
    std::printf("simdjson runs its %s kernel\n", simdjson::get_active_implementation()->name().c_str());
    report("small call", call(300));
    report("call 4 KB", call(4'000));
    report("call 100 KB", call(100'000));
    report("call 5 MB", call(5'000'000));
    report("one text, 5 MB", longText(5'000'000));
    return 0;
}
