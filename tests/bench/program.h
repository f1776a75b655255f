// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace Bench {

/** A child with pipes; ended with its owner. */
class Child
{
public:
    explicit Child(const std::vector<std::string> &words);
    ~Child();
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    pid_t pid() const { return m_pid; }
    int in() const { return m_in; }
    int out() const { return m_out; }
    std::string line(); //!< without its end; empty when there are no more

private:
    pid_t m_pid = -1;
    int m_in = -1;
    int m_out = -1;
};

/** A folder of one's own for as long as this lives. */
class Folder
{
public:
    Folder();
    ~Folder();
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    std::filesystem::path path;
};

/** The real gateway with those settings, on a free port. */
class Gateway
{
public:
    /** What of the window is open, drawn into memory; the numbers of its views. */
    enum Window { NoWindow = -1, Overview = 0, Notifications = 3, Inspector = 6 };
    Gateway(const std::string &program, const std::string &settings, Window window = NoWindow);

    Folder folder;
    std::unique_ptr<Child> child;
    std::uint16_t port = 0;

    /** Processor time that it has used up, in seconds. */
    double processorTime() const;
};

/** As many open files as this program may have. */
void allowManyFiles();

/** The number behind `mark` in the first line of a program that has it; ends this program if there is none. */
std::uint16_t portIn(Child &child, const std::string &mark);

} // namespace Bench
