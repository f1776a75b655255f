// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <array>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace Signalbox {

/** Two ends of a local connection. */
struct Pair
{
    Pair() { socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()); }
    ~Pair()
    {
        for (int &end : ends)
            shut(end);
    }
    static void shut(int &end)
    {
        if (end >= 0)
            ::close(std::exchange(end, -1));
    }
    void poke() { QVERIFY(::write(ends[1], "x", 1) == 1); }
    void drain()
    {
        std::array<char, 64> buffer;
        while (::read(ends[0], buffer.data(), buffer.size()) > 0) { }
    }
    std::array<int, 2> ends{-1, -1};
};

} // namespace Signalbox
