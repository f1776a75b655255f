// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace Signalbox {

/** How the command line says things: text from outside made harmless, and numbers, times and states in words. */
namespace PlainText {

/** On one line: no control or direction characters, so no escape sequences; bounded. */
QString tame(const QString &text, qsizetype limit = 1'000);
/** Columns of a terminal that the text takes. */
int columns(const QString &text);
/** Cut to so many columns; what was cut ends in "…". */
QString cut(const QString &text, int columns);
/** Broken between words into lines of that many columns (0 = one line), each with the indent in front. */
QString wrapped(const QString &text, int columns, int indent);

QString count(qint64 number); //!< groups of three
QString known(qint64 number); //!< negative = not known yet
QString bytes(qint64 number);
QString milliseconds(double number);
QString age(const QString &iso, const QDateTime &now); //!< "3 min"
QString moment(const QString &iso, const QDateTime &now); //!< local time, with the day if that is not today
QString state(const QString &word); //!< of a backend

/** Text of JSON whose characters that a terminal would obey are escapes; it means the same. */
QString escaped(const QString &json);
/** JSON for a program or a person: a terminal shows it and does nothing else. */
QString json(const QJsonObject &object, bool isOneLine = false);

} // namespace PlainText

} // namespace Signalbox
