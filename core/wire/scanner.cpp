// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/scanner.h"

#include "core/wire/plaintext.h"

#include <array>
#include <cstring>

namespace Signalbox {

namespace {

// Where a step went wrong. Steps hand pointers back by value (nullptr for "wrong"): members would be stored at each
// byte.
struct Flaw
{
    const char *at = nullptr;
    const char *expected = nullptr;
};

const char *flawed(Flaw &flaw, const char *at, const char *expected)
{
    flaw = {at, expected};
    return nullptr;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

inline const char *spaceEnd(const char *at, const char *end, bool &lineBreak)
{
    for (; at < end && static_cast<uchar>(*at) <= ' '; ++at) {
        if (*at == '\n' || *at == '\r')
            lineBreak = true;
        else if (*at != ' ' && *at != '\t')
            break;
    }
    return at;
}

// `at` is the backslash.
const char *escapeEnd(const char *at, const char *end, Flaw &flaw)
{
    if (end - at < 2)
        return flawed(flaw, end, "an escape");
    switch (at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return at + 2;
    case 'u':
        break;
    default:
        return flawed(flaw, at + 1, "one of \"\\/bfnrtu after a backslash");
    }
    for (const char *digit = at + 2; digit < at + 6; ++digit) {
        if (digit == end || !isHexDigit(*digit))
            return flawed(flaw, digit, "four hexadecimal digits after \\u");
    }
    return at + 6;
}

// The rest of a string with something in it that is not plain; `at` stands on that.
const char *mixedStringEnd(const char *at, const char *end, Flaw &flaw)
{
    for (;; at = plainTextEnd(at, end)) {
        if (at == end)
            return flawed(flaw, end, "the end of a string");
        if (*at == '"')
            return at + 1;
        if (*at == '\\') {
            at = escapeEnd(at, end, flaw);
            if (!at)
                return nullptr;
            continue;
        }
        if (isWithin(*at, 0, 0x1f))
            return flawed(flaw, at, "control characters in strings to be escaped");
        do { // text in other scripts comes in runs
            const int length = utf8Length(at, end);
            if (length == 0)
                return flawed(flaw, at, "UTF-8");
            at += length;
        } while (at < end && isWithin(*at, 0x80, 0xff));
    }
}

// `at` is the opening quote; the answer is the byte after the closing one.
Q_ALWAYS_INLINE const char *stringEnd(const char *at, const char *end, Flaw &flaw)
{
    at = plainTextEnd(at + 1, end);
    return at != end && *at == '"' ? at + 1 : mixedStringEnd(at, end, flaw);
}

inline const char *digitsEnd(const char *at, const char *end)
{
    while (at < end && isDigit(*at))
        ++at;
    return at;
}

inline const char *numberEnd(const char *at, const char *end, Flaw &flaw)
{
    if (*at == '-')
        ++at;
    const char *digits = at;
    at = digitsEnd(at, end);
    if (at == digits)
        return flawed(flaw, at, "a digit");
    if (*digits == '0' && at - digits > 1)
        return flawed(flaw, digits + 1, "no digit after a leading zero");
    if (at < end && *at == '.') {
        digits = ++at;
        at = digitsEnd(at, end);
        if (at == digits)
            return flawed(flaw, at, "a digit after the decimal point");
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at < end && (*at == '+' || *at == '-'))
            ++at;
        digits = at;
        at = digitsEnd(at, end);
        if (at == digits)
            return flawed(flaw, at, "a digit in the exponent");
    }
    return at;
}

const char *literalEnd(const char *at, const char *end, Flaw &flaw)
{
    static constexpr std::array<QByteArrayView, 3> literals{"true", "false", "null"};
    for (const QByteArrayView literal : literals) {
        if (end - at >= literal.size() && std::memcmp(at, literal.data(), literal.size()) == 0)
            return at + literal.size();
    }
    return flawed(flaw, at, "a value");
}

Q_ALWAYS_INLINE const char *scalarEnd(const char *at, const char *end, Flaw &flaw)
{
    if (at == end)
        return flawed(flaw, at, "a value");
    if (*at == '"')
        return stringEnd(at, end, flaw);
    if (*at == '-' || isDigit(*at))
        return numberEnd(at, end, flaw);
    return literalEnd(at, end, flaw);
}

Q_ALWAYS_INLINE const char *keyEnd(const char *at, const char *end, bool &lineBreak, Flaw &flaw)
{
    if (at == end || *at != '"')
        return flawed(flaw, at, "a key in quotes");
    at = stringEnd(at, end, flaw);
    if (!at)
        return nullptr;
    at = spaceEnd(at, end, lineBreak);
    if (at == end || *at != ':')
        return flawed(flaw, at, "':' after a key");
    return spaceEnd(at + 1, end, lineBreak);
}

// One bit for each open container: object or array.
class Nesting
{
public:
    Nesting() { m_objects[0] = 0; } // the other words are cleared when first reached
    void open(int level, bool object)
    {
        quint64 &word = m_objects[level >> 6];
        const quint64 bit = quint64(1) << (level & 63);
        if ((level & 63) == 0)
            word = 0;
        word = object ? word | bit : word & ~bit;
    }
    bool isObject(int level) const { return m_objects[level >> 6] >> (level & 63) & 1; }

private:
    std::array<quint64, Scanner::MaxDepth / 64 + 1> m_objects;
};

// The one loop that matters: a value with all that is nested in it.
const char *valueEnd(const char *at, const char *end, int room, bool &lineBreak, Flaw &flaw)
{
    Nesting nesting;
    int level = 0;
    for (;;) {
        if (const char c = at == end ? '\0' : *at; c == '{' || c == '[') {
            if (level == room)
                return flawed(flaw, at, "less deep nesting");
            const bool object = c == '{';
            nesting.open(++level, object);
            at = spaceEnd(at + 1, end, lineBreak);
            if (at == end || *at != (object ? '}' : ']')) {
                if (object && !(at = keyEnd(at, end, lineBreak, flaw)))
                    return nullptr;
                continue;
            }
        } else {
            at = scalarEnd(at, end, flaw);
            if (!at)
                return nullptr;
        }
        // Behind a value, or on the closing bracket of an empty container.
        for (;;) {
            if (level == 0)
                return at;
            at = spaceEnd(at, end, lineBreak);
            const bool object = nesting.isObject(level);
            if (at == end)
                return flawed(flaw, at, object ? "',' or '}'" : "',' or ']'");
            if (*at == ',') {
                at = spaceEnd(at + 1, end, lineBreak);
                if (object && !(at = keyEnd(at, end, lineBreak, flaw)))
                    return nullptr;
                break;
            }
            if (*at != (object ? '}' : ']'))
                return flawed(flaw, at, object ? "',' or '}'" : "',' or ']'");
            ++at;
            --level;
        }
    }
}

} // namespace

bool Scanner::skipValue(int level)
{
    Flaw flaw;
    const bool isContainer = peek() == '{' || peek() == '[';
    const char *at = isContainer ? valueEnd(m_at, m_end, qMax(0, m_depth - level), m_hasLineBreak, flaw)
                                 : scalarEnd(m_at, m_end, flaw);
    if (!at)
        return fail(flaw.at, flaw.expected);
    m_at = at;
    return true;
}

bool Scanner::skipDocument()
{
    skipSpace();
    return skipValue(0) && expectEnd();
}

bool Scanner::enter(char bracket, int level)
{
    if (peek() != bracket)
        return fail(m_at, bracket == '{' ? "an object" : "an array");
    if (level >= m_depth)
        return fail(m_at, "less deep nesting");
    ++m_at;
    skipSpace();
    return true;
}

bool Scanner::skipKey(Key &key)
{
    if (peek() != '"')
        return fail(m_at, "a key in quotes");
    const char *from = m_at + 1;
    const char *at = plainTextEnd(from, m_end);
    key.isEscaped = false;
    if (at == m_end || *at != '"') { // rare: not plain ASCII, or wrong
        Flaw flaw;
        at = stringEnd(m_at, m_end, flaw);
        if (!at)
            return fail(flaw.at, flaw.expected);
        --at;
        key.isEscaped = std::memchr(from, '\\', size_t(at - from)) != nullptr;
    }
    key.text = QByteArrayView(from, at);
    m_at = at + 1;
    skipSpace();
    if (peek() != ':')
        return fail(m_at, "':' after a key");
    ++m_at;
    skipSpace();
    return true;
}

Scanner::Next Scanner::missingBracket(char bracket)
{
    fail(m_at, bracket == '}' ? "',' or '}'" : "',' or ']'");
    return Next::Broken;
}

bool Scanner::expectEnd()
{
    skipSpace();
    return atEnd() || fail(m_at, "nothing behind the value");
}

bool Scanner::fail(const char *at, const char *expected)
{
    m_at = at;
    m_expected = expected;
    return false;
}

QString Scanner::defect() const
{
    if (!m_expected)
        return {};
    QString came = QStringLiteral("the end");
    if (m_at != m_end) {
        const auto byte = static_cast<uchar>(*m_at);
        came = byte > 0x20 && byte < 0x7f ? QStringLiteral("'%1'").arg(QLatin1Char(*m_at))
                                          : QStringLiteral("byte 0x%1").arg(byte, 2, 16, QLatin1Char('0'));
    }
    return QStringLiteral("byte %1: expected %2, got %3").arg(offset()).arg(QLatin1String(m_expected), came);
}

} // namespace Signalbox
