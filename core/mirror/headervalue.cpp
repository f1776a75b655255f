// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/headervalue.h"

#include <QStringDecoder>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr QByteArrayView opening = "=?base64?";
constexpr QByteArrayView closing = "?=";

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isVisible(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 0x20 && c <= 0x7e) || c == '\t'; });
}

/** Whether a header brings it over unchanged. */
bool isPlain(QByteArrayView text)
{
    if (text.isEmpty() || isBlank(text.front()) || isBlank(text.back()))
        return false;
    if (text.startsWith(opening) && text.endsWith(closing))
        return false;
    return isVisible(text);
}

bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return !decoder.hasError() && !text.isNull();
}

} // namespace

QByteArray encodedHeaderValue(const QByteArray &text)
{
    return isPlain(text) ? text : opening.toByteArray() + text.toBase64() + closing.toByteArray();
}

std::optional<QByteArray> decodedHeaderValue(const QByteArray &value)
{
    if (!isVisible(value))
        return std::nullopt;
    if (!value.startsWith(opening) || !value.endsWith(closing))
        return value;
    // The markers may overlap: then there is nothing between them.
    const qsizetype length = std::max<qsizetype>(0, value.size() - opening.size() - closing.size());
    const QByteArray inner = value.mid(opening.size(), length);
    const auto decoded = QByteArray::fromBase64Encoding(inner, QByteArray::AbortOnBase64DecodingErrors);
    // Only one way to write it counts: padded, and with no bits that say nothing.
    if (!decoded || decoded.decoded.toBase64() != inner || (!inner.isEmpty() && !isUtf8(decoded.decoded)))
        return std::nullopt;
    return decoded.decoded;
}

} // namespace Signalbox
