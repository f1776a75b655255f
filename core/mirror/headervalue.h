// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Signalbox {

/**
 * A text of a message as the value of an HTTP header that repeats it (Mcp-Name, Mcp-Param-*): as it is where a header
 * can carry it, else Base64 between markers (2026-07-28: Transports, Value Encoding). `text` is UTF-8.
 */
QByteArray encodedHeaderValue(const QByteArray &text);

/**
 * The text that such a value stands for; nothing where the Base64 between the markers is not exact, or where bytes that
 * two readers of a header could understand differently were not encoded.
 */
std::optional<QByteArray> decodedHeaderValue(const QByteArray &value);

} // namespace Signalbox
