// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/quantity.h"

#include <cmath>
#include <span>

namespace Signalbox {

namespace {

struct Unit
{
    const char *name;
    qint64 factor;
};

constexpr Unit durationUnits[] = {{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000}, {"s", 1'000}, {"ms", 1}};
constexpr Unit sizeUnits[] = {{"GiB", 1'073'741'824}, {"MiB", 1'048'576}, {"KiB", 1'024}, {"B", 1}};

/** Up to nine digits, then blanks, then the unit. Nine digits of the largest unit still fit into 64 bits. */
std::optional<qint64> fromText(const QString &text, std::span<const Unit> units)
{
    qsizetype digits = 0;
    while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
        ++digits;
    if (digits == 0 || digits > 9)
        return std::nullopt;
    const qint64 number = QStringView(text).first(digits).toLongLong();
    const QStringView unit = QStringView(text).sliced(digits).trimmed();
    for (const Unit &known : units) {
        if (unit == QLatin1StringView(known.name))
            return number * known.factor;
    }
    return std::nullopt;
}

QString text(qint64 value, std::span<const Unit> units)
{
    for (const Unit &unit : units) {
        if (value != 0 && value % unit.factor == 0)
            return QStringLiteral("%1 %2").arg(value / unit.factor).arg(QLatin1StringView(unit.name));
    }
    return QString::number(value);
}

} // namespace

std::optional<qint64> countFrom(const QJsonValue &value)
{
    // Beyond 2^53 a double no longer holds every whole number; no limit is that large.
    constexpr double largest = 9'007'199'254'740'992.0;
    const double number = value.toDouble(std::nan(""));
    if (!(std::abs(number) < largest) || number != std::trunc(number))
        return std::nullopt;
    return qint64(number);
}

std::optional<qint64> durationFrom(const QJsonValue &value)
{
    return value.isString() ? fromText(value.toString(), durationUnits) : countFrom(value);
}

std::optional<qint64> sizeFrom(const QJsonValue &value)
{
    return value.isString() ? fromText(value.toString(), sizeUnits) : countFrom(value);
}

QString durationText(qint64 milliseconds)
{
    return text(milliseconds, durationUnits);
}

QString sizeText(qint64 bytes)
{
    return text(bytes, sizeUnits);
}

} // namespace Signalbox
