// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/limits.h"

#include <span>
#include <variant>

namespace Signalbox {

/** One limit as the settings name it: its key, its range and its place in Limits. */
struct LimitRow
{
    enum class Kind { Count, Bytes, Milliseconds };
    using Member = std::variant<int Limits::*, qint64 Limits::*, int HttpLimits::*, qint64 HttpLimits::*>;

    const char *key; //!< under `limits`; the members of HttpLimits are under `limits.http`
    Kind kind;
    qint64 least;
    qint64 most;
    Member member;
    bool perServer = false; //!< may also stand in `signalbox.limits` of a server

    bool isHttp() const { return member.index() > 1; }
    qint64 of(const Limits &limits) const;
    /** `value` is within the range. */
    void set(Limits &limits, qint64 value) const;
};

/** Every limit there is. Reader, schema and comparison go by this table. */
std::span<const LimitRow> limitRows();

} // namespace Signalbox
