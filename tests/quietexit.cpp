// SPDX-License-Identifier: GPL-3.0-or-later
// Part of every test program. The watchdog thread of Qt Test is only told to end: it may still be leaving when the
// program ends, and what it holds then looks like a leak. Nothing tells when a thread that nobody joins is gone.
#include <chrono>
#include <filesystem>
#include <thread>

namespace {

using namespace std::chrono_literals;
constexpr auto patience = 500ms; // threads of libraries may stay

long threads()
{
    std::error_code unreadable;
    const std::filesystem::directory_iterator tasks("/proc/self/task", unreadable);
    return unreadable ? 1 : std::distance(begin(tasks), end(tasks));
}

struct QuietExit
{
    QuietExit() = default;
    QuietExit(const QuietExit &) = delete;
    QuietExit &operator=(const QuietExit &) = delete;
    ~QuietExit()
    {
        const auto limit = std::chrono::steady_clock::now() + patience;
        while (threads() > 1 && std::chrono::steady_clock::now() < limit)
            std::this_thread::sleep_for(1ms);
    }
};

const QuietExit quietExit;

} // namespace
