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
constexpr auto byteCount = LimitRow::Kind::Bytes;
constexpr auto duration = LimitRow::Kind::Milliseconds;

const LimitRow rows[] = {
    {"jsonDepth", count, 16, 1'000, &Limits::jsonDepth},
    {"callSilence", duration, 1, 30 * day, &Limits::callSilence, true},
    {"callTotal", duration, 1, 30 * day, &Limits::callTotal, true},
    {"ask", duration, 1, day, &Limits::ask, true},
    {"exclusiveWait", duration, 0, hour, &Limits::exclusiveWait, true},
    {"listWait", duration, 0, 10 * minute, &Limits::listWait, true},
    {"startTime", duration, 1, hour, &Limits::startTime, true},
    {"answerWait", duration, 0, minute, &Limits::answerWait},
    {"sessionIdle", duration, 1, 30 * day, &Limits::sessionIdle},
    {"sessions", count, 1, million, &Limits::sessions},
    {"sessionsPerPrincipal", count, 1, million, &Limits::sessionsPerPrincipal},
    {"callsPerSession", count, 1, million, &Limits::callsPerSession},
    {"standbyStreams", count, 0, 1'000, &Limits::standbyStreams},
    {"logEvents", count, 1, million, &Limits::logEvents},
    {"logAge", duration, 1, 7 * day, &Limits::logAge},
    {"logBytes", byteCount, kibibyte, gibibyte, &Limits::logBytes},
    {"retry", duration, 0, hour, &Limits::retry},
    {"keepAlive", duration, 10, hour, &Limits::keepAlive},
    {"streamAge", duration, 1, day, &Limits::streamAge},
    {"serverMessage", byteCount, kibibyte, gibibyte, &Limits::serverMessage, true},
    {"stopTime", duration, 1, minute, &Limits::stopTime, true},
    {"restartDelay", duration, 1, hour, &Limits::restartDelay, true},
    {"restartDelayMax", duration, 1, day, &Limits::restartDelayMax, true},
    {"crashLoop", count, 1, 1'000, &Limits::crashLoop, true},
    {"stableTime", duration, 1, day, &Limits::stableTime, true},
    {"idleStop", duration, 0, 30 * day, &Limits::idleStop, true},
    {"subscriptionsPerSession", count, 1, million, &Limits::subscriptionsPerSession},
    {"body", byteCount, kibibyte, gibibyte, &HttpLimits::body},
    {"headers", byteCount, kibibyte, 16 * mebibyte, &HttpLimits::headers},
    {"headerFields", count, 8, 10'000, &HttpLimits::headerFields},
    {"connections", count, 1, million, &HttpLimits::connections},
    {"headerTime", duration, 10, hour, &HttpLimits::headerTime},
    {"bodyTime", duration, 10, day, &HttpLimits::bodyTime},
    {"idleTime", duration, 10, day, &HttpLimits::idleTime},
    {"stallTime", duration, 10, hour, &HttpLimits::stallTime},
    {"pipelined", count, 1, 1'000, &HttpLimits::pipelined},
};

template <typename LimitsT> auto *memberOf(LimitsT &limits, int Limits::*member)
{
    return &(limits.*member);
}

template <typename LimitsT> auto *memberOf(LimitsT &limits, qint64 Limits::*member)
{
    return &(limits.*member);
}

template <typename LimitsT> auto *memberOf(LimitsT &limits, int HttpLimits::*member)
{
    return &(limits.http.*member);
}

template <typename LimitsT> auto *memberOf(LimitsT &limits, qint64 HttpLimits::*member)
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
