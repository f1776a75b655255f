// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/desk/currenttime.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

namespace Signalbox {

Tool CurrentTime::tool()
{
    return {
        "current_time",
        QStringLiteral("Date and time"),
        QStringLiteral("Tells the date and time at this computer, its time zone and UTC, or the time in another zone."),
        R"({"type":"object","properties":{
"zone":{"type":"string","maxLength":64,"description":"An IANA time zone such as Europe/Berlin; without it, the zone of this computer"}},
"additionalProperties":false})",
        {{QStringLiteral("readOnlyHint"), true}, {QStringLiteral("openWorldHint"), false}}};
}

ToolResult CurrentTime::at(const QDateTime &moment, const QByteArray &zone)
{
    // The name becomes part of a file path in the time zone database: words, never dots.
    static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9+_-]+(/[A-Za-z0-9+_-]+)*\\z"));
    const bool isPlain = plain.match(QString::fromUtf8(zone)).hasMatch();
    const QTimeZone there = zone.isEmpty() ? QTimeZone::systemTimeZone() : isPlain ? QTimeZone(zone) : QTimeZone();
    if (!there.isValid())
        return ToolResult::failed(
            QStringLiteral("arguments.zone: expected an IANA time zone such as Europe/Berlin, got %1")
                .arg(QString::fromUtf8(zone)));
    const QDateTime local = moment.toTimeZone(there);
    const QString day = QLocale::c().dayName(local.date().dayOfWeek());
    const QString name = QString::fromUtf8(there.id());
    const QString localText = local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
    const QString utcText = moment.toUTC().toString(Qt::ISODate);
    const QJsonObject values{{QStringLiteral("local"), localText},
                             {QStringLiteral("zone"), name},
                             {QStringLiteral("offsetSeconds"), local.offsetFromUtc()},
                             {QStringLiteral("weekday"), day},
                             {QStringLiteral("utc"), utcText}};
    return {QStringLiteral("%1, %2 (%3), UTC %4").arg(day, localText, name, utcText), values, false};
}

} // namespace Signalbox
