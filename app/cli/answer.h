// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/plaintext.h"

#include <QJsonArray>
#include <QJsonValue>

namespace Signalbox {

// Members of what the gateway answers; a member that is missing is nothing.

inline QString textIn(const QJsonValue &row, const char *key)
{
    return row[QLatin1StringView(key)].toString();
}

inline qint64 numberIn(const QJsonValue &row, const char *key)
{
    return row[QLatin1StringView(key)].toInteger();
}

inline QString countIn(const QJsonValue &row, const char *key)
{
    return PlainText::count(numberIn(row, key));
}

/** As "signalbox close" understands it. */
inline QString idIn(const QJsonValue &row)
{
    return QString::number(numberIn(row, "number"));
}

inline QJsonArray rowsIn(const QJsonObject &answer, const char *key)
{
    return answer.value(QLatin1StringView(key)).toArray();
}

} // namespace Signalbox
