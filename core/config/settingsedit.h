// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QJsonValue>
#include <QStringList>

namespace Signalbox {

/*
 * One change in a text that a person wrote: everything that is not that one value stays byte for byte, with its order,
 * spacing and line endings. `text` is a valid JSON object; a step of `path` is a key, or in a list the number of an
 * element that is there. Of a key written twice the last one counts, as for the reader.
 */

/** The value at `path` becomes `value`; objects on the way are made. What is equal in it is left as it is written. */
Result<QByteArray> withSetting(const QByteArray &text, const QStringList &path, const QJsonValue &value);

/** The value at `path` is taken out with its key and comma; the text itself if there is none. */
Result<QByteArray> withoutSetting(const QByteArray &text, const QStringList &path);

/** The same, and with it the objects around it that are left empty, up to the one at the first `kept` steps. */
Result<QByteArray> withoutSettingAndShell(const QByteArray &text, const QStringList &path, qsizetype kept);

} // namespace Signalbox
