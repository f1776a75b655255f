// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The bytes inside JSON strings, many at a time: most of every message is plain text. Inline, for the scanner's sake.

#include <QtAlgorithms>
#include <QtEndian>

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace Signalbox {

inline bool isWithin(char c, uchar low, uchar high)
{
    const auto byte = static_cast<uchar>(c);
    return byte >= low && byte <= high;
}

/** White space between tokens. */
inline bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

inline bool isPlain(char c)
{
    const auto byte = static_cast<uchar>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// Eight bytes at a time; a set high bit marks a byte that is not plain. A borrow or carry can only mark bytes behind
// the first true one, and only the first is looked at (little endian), so no false alarm precedes it.
inline quint64 unplainBytes(quint64 bytes)
{
    constexpr quint64 ones = 0x0101010101010101;
    constexpr quint64 highs = 0x8080808080808080;
    const auto zeros = [](quint64 word) { return (word - ones) & ~word & highs; };
    const quint64 control = (bytes - ones * 0x20) & ~bytes & highs;
    return (bytes & highs) | control | zeros(bytes ^ (ones * '"')) | zeros(bytes ^ (ones * '\\'));
}

/** The first byte from `at` on that ends or interrupts plain ASCII in a string: quote, backslash, control or not ASCII.
 */
inline const char *plainTextEnd(const char *at, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(0x20); // compared signed: bytes from 0x80 on are below it as well
    while (end - at >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
        const __m128i unplain = _mm_or_si128(
            _mm_cmplt_epi8(bytes, space), _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
        if (const int mask = _mm_movemask_epi8(unplain))
            return at + qCountTrailingZeroBits(static_cast<quint32>(mask));
        at += 16;
    }
#endif
    if constexpr (Q_BYTE_ORDER == Q_LITTLE_ENDIAN) {
        while (end - at >= 8) {
            quint64 bytes;
            std::memcpy(&bytes, at, sizeof bytes);
            if (const quint64 marks = unplainBytes(bytes))
                return at + qCountTrailingZeroBits(marks) / 8;
            at += 8;
        }
    }
    while (at < end && isPlain(*at))
        ++at;
    return at;
}

/** Length of the well-formed UTF-8 sequence of two to four bytes at `at`; 0 if there is none. */
inline int utf8Length(const char *at, const char *end)
{
    const auto lead = static_cast<uchar>(*at);
    const qsizetype room = end - at;
    if (lead < 0xc2 || lead > 0xf4) // continuation, overlong, above U+10FFFF
        return 0;
    if (lead < 0xe0)
        return room >= 2 && isWithin(at[1], 0x80, 0xbf) ? 2 : 0;
    if (lead < 0xf0) {
        const uchar low = lead == 0xe0 ? 0xa0 : 0x80; // overlong
        const uchar high = lead == 0xed ? 0x9f : 0xbf; // surrogates
        return room >= 3 && isWithin(at[1], low, high) && isWithin(at[2], 0x80, 0xbf) ? 3 : 0;
    }
    const uchar low = lead == 0xf0 ? 0x90 : 0x80; // overlong
    const uchar high = lead == 0xf4 ? 0x8f : 0xbf; // above U+10FFFF
    return room >= 4 && isWithin(at[1], low, high) && isWithin(at[2], 0x80, 0xbf) && isWithin(at[3], 0x80, 0xbf) ? 4
                                                                                                                 : 0;
}

} // namespace Signalbox
