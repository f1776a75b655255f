// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/jsontext.h"

#include "core/wire/jsonview.h"
#include "core/wire/plaintext.h"

namespace Signalbox {

namespace {

constexpr char32_t Replacement = 0xfffd;

void appendUtf8(QByteArray &text, char32_t code)
{
    if (code < 0x80) {
        text += char(code);
        return;
    }
    if (code < 0x800) {
        text += char(0xc0 | code >> 6);
    } else {
        if (code < 0x10000) {
            text += char(0xe0 | code >> 12);
        } else {
            text += char(0xf0 | code >> 18);
            text += char(0x80 | (code >> 12 & 0x3f));
        }
        text += char(0x80 | (code >> 6 & 0x3f));
    }
    text += char(0x80 | (code & 0x3f));
}

bool isHighSurrogate(char32_t code)
{
    return code >= 0xd800 && code < 0xdc00;
}

bool isLowSurrogate(char32_t code)
{
    return code >= 0xdc00 && code < 0xe000;
}

// The four digits behind \u at `at`; anything else counts as a lone surrogate, which is replaced.
char32_t hexUnit(QByteArrayView written, qsizetype at)
{
    bool ok = false;
    const uint unit = at + 6 <= written.size() ? written.sliced(at + 2, 4).toUInt(&ok, 16) : 0;
    return ok ? unit : 0xdc00;
}

// `at` stands on \u and is moved behind the escape, or the pair of escapes.
char32_t takeCode(QByteArrayView written, qsizetype &at)
{
    const char32_t first = hexUnit(written, at);
    at = qMin(at + 6, written.size());
    if (isHighSurrogate(first) && written.sliced(at).startsWith("\\u")) {
        if (const char32_t second = hexUnit(written, at); isLowSurrogate(second) && at + 6 <= written.size()) {
            at += 6;
            return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        }
    }
    return isHighSurrogate(first) || isLowSurrogate(first) ? Replacement : first;
}

char plainEscape(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter; // quote, backslash, slash
    }
}

void appendEscaped(QByteArray &json, char c)
{
    switch (c) {
    case '"':
        json += "\\\"";
        return;
    case '\\':
        json += "\\\\";
        return;
    case '\n':
        json += "\\n";
        return;
    case '\r':
        json += "\\r";
        return;
    case '\t':
        json += "\\t";
        return;
    default:
        break;
    }
    static constexpr char digits[] = "0123456789abcdef";
    json += "\\u00";
    json += digits[uchar(c) >> 4];
    json += digits[uchar(c) & 0xf];
}

} // namespace

QByteArray unescaped(QByteArrayView written)
{
    QByteArray text;
    text.reserve(written.size());
    for (qsizetype at = 0; at < written.size();) {
        const qsizetype backslash = written.indexOf('\\', at);
        const qsizetype stop = backslash < 0 ? written.size() : backslash;
        text += written.sliced(at, stop - at);
        at = stop;
        if (at + 1 >= written.size())
            break;
        if (written[at + 1] == 'u') {
            appendUtf8(text, takeCode(written, at));
            continue;
        }
        text += plainEscape(written[at + 1]);
        at += 2;
    }
    return text;
}

QByteArray jsonString(QByteArrayView text)
{
    QByteArray json;
    json.reserve(text.size() + 2);
    json += '"';
    for (const char *at = text.begin(); at != text.end();) {
        const char *stop = plainTextEnd(at, text.end());
        json += QByteArrayView(at, stop);
        at = stop;
        if (at == text.end())
            break;
        if (uchar(*at) < 0x80) {
            appendEscaped(json, *at++);
            continue;
        }
        const int length = utf8Length(at, text.end());
        if (length == 0)
            appendUtf8(json, Replacement);
        else
            json += QByteArrayView(at, length);
        at += qMax(1, length);
    }
    json += '"';
    return json;
}

} // namespace Signalbox
