// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

namespace Bench {

/** The raw value behind `"key":` in JSON without spaces, if it is a text or a number; empty if there is none. */
inline std::string_view valueOf(std::string_view line, std::string_view key)
{
    const size_t at = line.find(key);
    if (at == std::string_view::npos)
        return {};
    const size_t from = at + key.size();
    if (from >= line.size() || line[from] != '"')
        return line.substr(from, line.find_first_of(",}]", from) - from);
    size_t end = from + 1;
    while (end < line.size() && line[end] != '"')
        end += line[end] == '\\' ? 2 : 1;
    return line.substr(from, end + 1 - from);
}

/** The same without its quotes; nothing in it may be escaped. */
inline std::string textOf(std::string_view line, std::string_view key)
{
    const std::string_view raw = valueOf(line, key);
    return std::string(raw.size() >= 2 && raw[0] == '"' ? raw.substr(1, raw.size() - 2) : raw);
}

/** 0 if there is none. */
inline long numberOf(std::string_view line, std::string_view key)
{
    const std::string text = textOf(line, key);
    return text.empty() ? 0 : std::strtol(text.c_str(), nullptr, 10);
}

} // namespace Bench
