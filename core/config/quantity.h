// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

#include <optional>

namespace Signalbox {

/** A time in milliseconds: a whole number (milliseconds), or text as "250 ms", "30 s", "10 min", "1 h", "7 d". */
std::optional<qint64> durationFrom(const QJsonValue &value);
/** A size in bytes: a whole number (bytes), or text as "512 B", "64 KiB", "16 MiB", "1 GiB". */
std::optional<qint64> sizeFrom(const QJsonValue &value);
/** A whole number. */
std::optional<qint64> countFrom(const QJsonValue &value);

/** The same in the largest unit that says it without a fraction: 600000 is "10 min". */
QString durationText(qint64 milliseconds);
QString sizeText(qint64 bytes);

} // namespace Signalbox
