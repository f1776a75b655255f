// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/prettyjson.h"

namespace Signalbox {

namespace {

constexpr int deepestIndent = 64; // levels that are still indented further

bool isWhite(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

/** Where the string that begins at `from` ends (behind its quote, or the end of the text). */
qsizetype endOfWritten(QByteArrayView text, qsizetype from)
{
    for (qsizetype at = from + 1; at < text.size(); ++at) {
        if (text.at(at) == '\\')
            ++at;
        else if (text.at(at) == '"')
            return at + 1;
    }
    return text.size();
}

void newLine(QByteArray &out, int depth)
{
    out += '\n';
    out.append(2 * qBound(0, depth, deepestIndent), ' ');
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
        if (isWhite(character)) {
            ++at;
            continue;
        }
        const bool isClosing = character == '}' || character == ']';
        if (isClosing && !isOpening)
            newLine(out, depth - 1);
        if (!isClosing && isOpening)
            newLine(out, depth);
        const qsizetype end = character == '"' ? endOfWritten(text, at) : at + 1;
        out += text.sliced(at, end - at).toByteArray();
        at = end;
        isOpening = character == '{' || character == '[';
        depth += isOpening ? 1 : isClosing && depth > 0 ? -1 : 0;
        if (character == ',')
            newLine(out, depth);
        if (character == ':')
            out += ' ';
    }
    return out;
}

} // namespace Signalbox
