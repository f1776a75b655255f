// SPDX-License-Identifier: GPL-3.0-or-later
// The cheapest MCP server there is, over stdio: what is measured is the gateway in front of it. It reads compact JSON
// as the bench client writes it, and nothing else.
#include "tests/bench/compactjson.h"

#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace {

using std::string;
using std::string_view;
using Bench::valueOf;

void answer(string &out, string_view id, string_view result)
{
    out.append(R"({"jsonrpc":"2.0","id":)").append(id).append(R"(,"result":)").append(result).append("}\n");
}

void burst(string &out, string_view line)
{
    for (long i = 0, n = Bench::numberOf(line, R"("count":)"); i < n; ++i) {
        out += R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"seq":)";
        out += std::to_string(i);
        out += "}}}\n";
    }
}

void serve(string &out, string_view line)
{
    const string_view method = valueOf(line, R"("method":)");
    const string_view id = valueOf(line, R"("id":)");
    if (id.empty())
        return;
    if (method == R"("initialize")") {
        answer(out, id,
               R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},)"
               R"("serverInfo":{"name":"bench","version":"1"}})");
    } else if (method == R"("tools/list")") {
        answer(out, id,
               R"({"tools":[{"name":"echo","description":"Echo","inputSchema":{"type":"object"}},)"
               R"({"name":"burst","description":"Burst","inputSchema":{"type":"object"}}]})");
    } else if (method != R"("tools/call")") {
        answer(out, id, "{}");
    } else if (valueOf(line, R"("name":)") == R"("burst")") {
        burst(out, line);
        answer(out, id, R"({"content":[]})");
    } else {
        out.append(R"({"jsonrpc":"2.0","id":)").append(id).append(R"(,"result":{"content":[{"type":"text","text":)");
        out.append(valueOf(line, R"("text":)")).append("}]}}\n");
    }
}

bool writeAll(string_view out)
{
    while (!out.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, out.data(), out.size());
        if (n <= 0)
            return false;
        out.remove_prefix(size_t(n));
    }
    return true;
}

} // namespace

int main()
{
    string in;
    string out;
    char buffer[256 * 1024];
    for (ssize_t n; (n = ::read(STDIN_FILENO, buffer, sizeof buffer)) > 0;) {
        in.append(buffer, size_t(n));
        size_t from = 0;
        for (size_t end; (end = in.find('\n', from)) != string::npos; from = end + 1)
            serve(out, string_view(in).substr(from, end - from));
        in.erase(0, from);
        if (!writeAll(out))
            return 1;
        out.clear();
    }
    return 0;
}
