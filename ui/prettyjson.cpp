// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prettyjson.h"

namespace Signalbox {

namespace {

constexpr int deepest = 64; // levels that are still indented further

bool isSpace(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

/** Where the string that begins at `from` ends (behind its quote, or the end of the text). */
qsizetype endOfString(QByteArrayView text, qsizetype from)
{
    for (qsizetype at = from + 1; at < text.size(); ++at) {
        if (text.at(at) == '\\')
            ++at;
        else if (text.at(at) == '"')
            return at + 1;
    }
    return text.size();
}

void breakLine(QByteArray &out, int depth)
{
    out += '\n';
    out.append(2 * qBound(0, depth, deepest), ' ');
}

} // namespace

QByteArray prettyJson(QByteArrayView text)
{
    QByteArray out;
    out.reserve(text.size() * 2);
    int depth = 0;
    bool isOpening = false; // the last token opened a container that may stay empty
    for (qsizetype at = 0; at < text.size();) {
        const char character = text.at(at);
        if (isSpace(character)) {
            ++at;
            continue;
        }
        const bool isClosing = character == '}' || character == ']';
        if (isClosing && !isOpening)
            breakLine(out, depth - 1);
        if (!isClosing && isOpening)
            breakLine(out, depth);
        const qsizetype end = character == '"' ? endOfString(text, at) : at + 1;
        out += text.sliced(at, end - at).toByteArray();
        at = end;
        isOpening = character == '{' || character == '[';
        depth += isOpening ? 1 : isClosing && depth > 0 ? -1 : 0;
        if (character == ',')
            breakLine(out, depth);
        if (character == ':')
            out += ' ';
    }
    return out;
}

} // namespace Signalbox
