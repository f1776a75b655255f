// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"
#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

namespace Signalbox {

/** "line 3, column 7": where a person finds that byte. */
QString lineAndColumn(const QByteArray &text, qsizetype offset);

/** A text that people write as JSON, read into an object; the error says line, column and what to do. */
Result<QJsonObject, ConfigProblem> objectFromText(const QByteArray &text, const QString &file);

/** The keys of one member of a valid JSON object in the order they are written, each once. */
QStringList keysInOrder(const QByteArray &text, QByteArrayView member);

/** Notes every key that an object of this valid JSON text has twice. */
void findDoubleKeys(const QByteArray &text, const QString &file, QList<ConfigProblem> &problems);

} // namespace Signalbox
