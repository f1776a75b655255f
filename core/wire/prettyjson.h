// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Signalbox {

/**
 * JSON with line breaks and indentation for a reader. Only white space changes: numbers, order, escapes and unknown
 * members stay as they were written. Text that is cut or no JSON at all comes out as far as it goes.
 */
QByteArray prettyJson(QByteArrayView text);

} // namespace Signalbox
