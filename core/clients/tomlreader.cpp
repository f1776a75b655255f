// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/tomlreader.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <cmath>

namespace Signalbox {

namespace {

bool isBareKey(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/** A control character that neither strings nor comments may contain. */
bool isForbidden(char c)
{
    const auto byte = static_cast<uchar>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

/** Whether a value could be put at that path of the inline table; its tables are made on the way. */
bool place(QJsonObject &object, const QStringList &key, const QJsonValue &value, qsizetype step = 0)
{
    const QString &name = key[step];
    if (step + 1 == key.size()) {
        const bool isNew = !object.contains(name);
        object.insert(name, value);
        return isNew;
    }
    if (object.contains(name) && !object.value(name).isObject())
        return false;
    QJsonObject inner = object.value(name).toObject();
    const bool placed = place(inner, key, value, step + 1);
    object.insert(name, inner);
    return placed;
}

} // namespace

bool TomlReader::fail(const QString &expected)
{
    if (m_defect.isEmpty())
        m_defect = QStringLiteral("expected %1").arg(expected);
    return false;
}

void TomlReader::skipBlanks()
{
    while (peek() == ' ' || peek() == '\t')
        ++m_at;
}

bool TomlReader::skipLineBreak()
{
    if (peek() == '\r' && peek(1) == '\n')
        ++m_at;
    if (peek() != '\n')
        return false;
    ++m_at;
    return true;
}

bool TomlReader::skipComment()
{
    if (peek() != '#')
        return true;
    while (!atEnd() && peek() != '\n' && !(peek() == '\r' && peek(1) == '\n')) {
        if (isForbidden(peek()))
            return fail(QStringLiteral("a comment without control characters"));
        ++m_at;
    }
    return true;
}

bool TomlReader::skipLines()
{
    while (true) {
        skipBlanks();
        if (!skipComment())
            return false;
        if (!skipLineBreak())
            return true;
    }
}

bool TomlReader::skipLineEnd()
{
    skipBlanks();
    if (!skipComment())
        return false;
    return atEnd() || skipLineBreak() || fail(QStringLiteral("the end of the line"));
}

bool TomlReader::skip(char expected)
{
    if (peek() != expected || atEnd())
        return fail(QStringLiteral("\"%1\"").arg(QLatin1Char(expected)));
    ++m_at;
    return true;
}

bool TomlReader::readSimpleKey(QString &key)
{
    if (peek() == '"' || peek() == '\'')
        return readString(key, false);
    const qsizetype from = m_at;
    while (isBareKey(peek()))
        ++m_at;
    key = QString::fromLatin1(m_text.sliced(from, m_at - from));
    return m_at > from || fail(QStringLiteral("a key"));
}

bool TomlReader::readKey(QStringList &key)
{
    while (true) {
        QString part;
        skipBlanks();
        if (!readSimpleKey(part))
            return false;
        key.append(part);
        if (key.size() > MaxDepth)
            return fail(QStringLiteral("at most %1 parts in a key").arg(MaxDepth));
        skipBlanks();
        if (peek() != '.')
            return true;
        ++m_at;
    }
}

bool TomlReader::readValue(QJsonValue &value, int depth)
{
    if (depth > MaxDepth)
        return fail(QStringLiteral("at most %1 levels").arg(MaxDepth));
    if (peek() == '[')
        return readArray(value, depth);
    if (peek() == '{')
        return readInlineTable(value, depth);
    if (peek() != '"' && peek() != '\'')
        return readWord(value);
    QString text;
    if (!readString(text, true))
        return false;
    value = text;
    return true;
}

bool TomlReader::readString(QString &text, bool mayHaveLines)
{
    const char quote = peek();
    const bool isLiteral = quote == '\'';
    const bool hasLines = mayHaveLines && peek(1) == quote && peek(2) == quote;
    QByteArray bytes;
    m_at += hasLines ? 3 : 1;
    if (hasLines)
        skipLineBreak(); // the first one is not part of the text
    while (!atEnd()) {
        const char c = peek();
        if (c == quote && (!hasLines || (peek(1) == quote && peek(2) == quote))) {
            // Up to two quotes may stand right before the closing three.
            for (int i = 0; hasLines && i < 2 && peek(3) == quote; ++i, ++m_at)
                bytes += quote;
            m_at += hasLines ? 3 : 1;
            text = QString::fromUtf8(bytes);
            return true;
        }
        if (c == '\\' && !isLiteral) {
            if (!readEscape(bytes, hasLines))
                return false;
            continue;
        }
        const bool isLineBreak = c == '\n' || (c == '\r' && peek(1) == '\n');
        if (isForbidden(c) && !(hasLines && isLineBreak))
            break;
        bytes += c;
        ++m_at;
    }
    return fail(QStringLiteral("the end of this text, %1").arg(QString(hasLines ? 3 : 1, QLatin1Char(quote))));
}

bool TomlReader::readEscape(QByteArray &bytes, bool hasLines)
{
    static constexpr std::pair<char, char> simple[] = {{'b', '\b'}, {'t', '\t'}, {'n', '\n'}, {'f', '\f'},
                                                       {'r', '\r'}, {'"', '"'},  {'\\', '\\'}};
    ++m_at;
    for (const auto &[written, meant] : simple) {
        if (peek() == written) {
            bytes += meant;
            ++m_at;
            return true;
        }
    }
    const qsizetype size = peek() == 'u' ? 4 : peek() == 'U' ? 8 : 0;
    if (size > 0 && m_at + size < m_text.size()) {
        bool isNumber = false;
        const QByteArray digits = m_text.sliced(m_at + 1, size).toByteArray();
        const uint point = digits.toUInt(&isNumber, 16);
        if (isNumber && !digits.startsWith('+') && point <= 0x10ffff && !QChar::isSurrogate(point)) {
            const char32_t character = point;
            bytes += QString::fromUcs4(&character, 1).toUtf8();
            m_at += size + 1;
            return true;
        }
    }
    if (!hasLines)
        return fail(QStringLiteral("a known escape behind the backslash"));
    skipBlanks(); // a backslash at the end of a line swallows the space up to the next word
    if (!skipLineBreak())
        return fail(QStringLiteral("a known escape behind the backslash"));
    do
        skipBlanks();
    while (skipLineBreak());
    return true;
}

bool TomlReader::readArray(QJsonValue &value, int depth)
{
    QJsonArray array;
    ++m_at;
    while (skipLines() && peek() != ']') {
        QJsonValue element;
        if (!readValue(element, depth + 1) || !skipLines())
            return false;
        array.append(element);
        if (peek() == ',')
            ++m_at;
        else if (peek() != ']')
            return fail(QStringLiteral("\",\" or \"]\""));
    }
    value = array;
    return !failed() && skip(']');
}

bool TomlReader::readInlineTable(QJsonValue &value, int depth)
{
    QJsonObject object;
    ++m_at;
    skipBlanks();
    while (peek() != '}') {
        QStringList key;
        QJsonValue member;
        if (!readKey(key) || !skip('='))
            return false;
        skipBlanks();
        if (!readValue(member, depth + 1))
            return false;
        if (!place(object, key, member))
            return fail(QStringLiteral("each key once; \"%1\" is there twice").arg(key.join(u'.')));
        skipBlanks();
        if (peek() == '}')
            break;
        if (!skip(','))
            return false;
        skipBlanks();
        if (peek() == '}')
            return fail(QStringLiteral("a key behind the comma"));
    }
    value = object;
    return skip('}');
}

bool TomlReader::readWord(QJsonValue &value)
{
    static const QRegularExpression integer(QStringLiteral("^[+-]?(0|[1-9](_?[0-9])*)$"));
    static const QRegularExpression based(
        QStringLiteral("^(0x[0-9A-Fa-f](_?[0-9A-Fa-f])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*)$"));
    static const QRegularExpression real(
        QStringLiteral("^[+-]?((0|[1-9](_?[0-9])*)(\\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?|inf|nan)$"));
    static const QRegularExpression date(QStringLiteral(
        "^([0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
        "|[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?)$"));
    const qsizetype from = m_at;
    const auto isWord = [](char c) { return isBareKey(c) || c == '+' || c == '.' || c == ':'; };
    while (isWord(peek()))
        ++m_at;
    // A date may have a blank before its time.
    if (m_at - from == 10 && peek() == ' ' && peek(1) >= '0' && peek(1) <= '9' && m_text[from + 4] == '-') {
        ++m_at;
        while (isWord(peek()))
            ++m_at;
    }
    const QString word = QString::fromLatin1(m_text.sliced(from, m_at - from));
    const QString number = QString(word).remove(u'_');
    if (word == u"true" || word == u"false")
        value = word == u"true";
    else if (integer.match(word).hasMatch())
        value = number.toLongLong();
    else if (based.match(word).hasMatch())
        value = number.sliced(2).toLongLong(nullptr, word[1] == u'x' ? 16 : word[1] == u'o' ? 8 : 2);
    else if (real.match(word).hasMatch() && std::isfinite(number.toDouble()))
        value = number.toDouble();
    else if (real.match(word).hasMatch() || date.match(word).hasMatch())
        value = word;
    else {
        m_at = from;
        return fail(QStringLiteral("a value"));
    }
    return true;
}

} // namespace Signalbox
