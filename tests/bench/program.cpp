// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace Bench {

Child::Child(const std::vector<std::string> &words)
{
    int to[2];
    int from[2];
    if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0)
        std::exit(1);
    m_pid = ::fork();
    if (m_pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM); // should this program end in the middle
        ::dup2(to[0], 0);
        ::dup2(from[1], 1);
        std::vector<char *> argv;
        for (const std::string &word : words)
            argv.push_back(const_cast<char *>(word.c_str()));
        argv.push_back(nullptr);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(to[0]);
    ::close(from[1]);
    m_in = to[1];
    m_out = from[0];
}

Child::~Child()
{
    ::close(m_in);
    ::kill(m_pid, SIGTERM);
    ::waitpid(m_pid, nullptr, 0);
    ::close(m_out);
}

std::string Child::line()
{
    std::string result;
    for (char c; ::read(m_out, &c, 1) == 1 && c != '\n';)
        result += c;
    return result;
}

Folder::Folder()
{
    std::string name = std::filesystem::temp_directory_path() / "signalbox-bench-XXXXXX";
    if (!::mkdtemp(name.data())) {
        std::perror("mkdtemp");
        std::exit(1);
    }
    path = name;
}

Folder::~Folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

void allowManyFiles()
{
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

std::uint16_t portIn(Child &child, const std::string &mark)
{
    while (true) {
        const std::string line = child.line();
        if (line.empty()) {
            std::fprintf(stderr, "a program did not start\n");
            std::exit(1);
        }
        if (const size_t at = line.find(mark); at != std::string::npos)
            return std::uint16_t(std::atoi(line.c_str() + at + mark.size()));
    }
}

double Gateway::processorTime() const
{
    std::ifstream file("/proc/" + std::to_string(child->pid()) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream fields(text.substr(text.rfind(')') + 2)); // the name may hold anything
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / double(::sysconf(_SC_CLK_TCK));
}

Gateway::Gateway(const std::string &program, const std::string &settings, Window window)
{
    const std::filesystem::path file = folder.path / "signalbox.json";
    std::ofstream(file) << settings;
    const std::filesystem::path state = folder.path / "state";
    std::vector<std::string> words{program, "--config", file, "--port", "0", "--state", state};
    if (window == NoWindow) {
        words.push_back("--headless");
    } else {
        ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
        std::filesystem::create_directory(state);
        std::filesystem::permissions(state, std::filesystem::perms::owner_all);
        std::ofstream(state / "window.ini") << "[window]\nview=" << int(window) << '\n';
    }
    child = std::make_unique<Child>(words);
    port = portIn(*child, "http://127.0.0.1:");
}

} // namespace Bench
