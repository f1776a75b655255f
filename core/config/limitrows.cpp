// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/limitrows.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qint64 second = 1'000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 kibibyte = 1'024;
constexpr qint64 mebibyte = 1'024 * kibibyte;
constexpr qint64 gibibyte = 1'024 * mebibyte;
constexpr qint64 million = 1'000'000;

constexpr auto count = LimitRow::Kind::Count;
constexpr auto bytes = LimitRow::Kind::Bytes;
constexpr auto time = LimitRow::Kind::Milliseconds;

const LimitRow rows[] = {
    {"jsonDepth", count, 16, 1'000, &Limits::jsonDepth},
    {"callSilence", time, 1, 30 * day, &Limits::callSilence, true},
    {"callTotal", time, 1, 30 * day, &Limits::callTotal, true},
    {"ask", time, 1, day, &Limits::ask, true},
    {"exclusiveWait", time, 0, hour, &Limits::exclusiveWait, true},
    {"listWait", time, 0, 10 * minute, &Limits::listWait, true},
    {"startTime", time, 1, hour, &Limits::startTime, true},
    {"answerWait", time, 0, minute, &Limits::answerWait},
    {"sessionIdle", time, 1, 30 * day, &Limits::sessionIdle},
    {"sessions", count, 1, million, &Limits::sessions},
    {"sessionsPerPrincipal", count, 1, million, &Limits::sessionsPerPrincipal},
    {"callsPerSession", count, 1, million, &Limits::callsPerSession},
    {"standbyStreams", count, 0, 1'000, &Limits::standbyStreams},
    {"logEvents", count, 1, million, &Limits::logEvents},
    {"logAge", time, 1, 7 * day, &Limits::logAge},
    {"logBytes", bytes, kibibyte, gibibyte, &Limits::logBytes},
    {"retry", time, 0, hour, &Limits::retry},
    {"keepAlive", time, 10, hour, &Limits::keepAlive},
    {"streamAge", time, 1, day, &Limits::streamAge},
    {"serverMessage", bytes, kibibyte, gibibyte, &Limits::serverMessage, true},
    {"stopTime", time, 1, minute, &Limits::stopTime, true},
    {"restartDelay", time, 1, hour, &Limits::restartDelay, true},
    {"restartDelayMax", time, 1, day, &Limits::restartDelayMax, true},
    {"crashLoop", count, 1, 1'000, &Limits::crashLoop, true},
    {"stableTime", time, 1, day, &Limits::stableTime, true},
    {"idleStop", time, 0, 30 * day, &Limits::idleStop, true},
    {"subscriptionsPerSession", count, 1, million, &Limits::subscriptionsPerSession},
    {"body", bytes, kibibyte, gibibyte, &HttpLimits::body},
    {"headers", bytes, kibibyte, 16 * mebibyte, &HttpLimits::headers},
    {"headerFields", count, 8, 10'000, &HttpLimits::headerFields},
    {"connections", count, 1, million, &HttpLimits::connections},
    {"headerTime", time, 10, hour, &HttpLimits::headerTime},
    {"bodyTime", time, 10, day, &HttpLimits::bodyTime},
    {"idleTime", time, 10, day, &HttpLimits::idleTime},
    {"stallTime", time, 10, hour, &HttpLimits::stallTime},
    {"pipelined", count, 1, 1'000, &HttpLimits::pipelined},
};

template<typename LimitsT>
auto *memberOf(LimitsT &limits, int Limits::*member)
{
    return &(limits.*member);
}

template<typename LimitsT>
auto *memberOf(LimitsT &limits, qint64 Limits::*member)
{
    return &(limits.*member);
}

template<typename LimitsT>
auto *memberOf(LimitsT &limits, int HttpLimits::*member)
{
    return &(limits.http.*member);
}

template<typename LimitsT>
auto *memberOf(LimitsT &limits, qint64 HttpLimits::*member)
{
    return &(limits.http.*member);
}

} // namespace

qint64 LimitRow::of(const Limits &limits) const
{
    return std::visit([&](auto place) -> qint64 { return *memberOf(limits, place); }, member);
}

void LimitRow::set(Limits &limits, qint64 value) const
{
    std::visit(
        [&](auto place) {
            auto *target = memberOf(limits, place);
            *target = static_cast<std::remove_pointer_t<decltype(target)>>(value);
        },
        member);
}

std::span<const LimitRow> limitRows()
{
    return rows;
}

bool Limits::operator==(const Limits &other) const
{
    return std::ranges::all_of(limitRows(), [&](const LimitRow &row) { return row.of(*this) == row.of(other); });
}

} // namespace Signalbox
