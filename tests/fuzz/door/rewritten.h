// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/jsonview.h"

#include <QByteArrayList>

#include <algorithm>

namespace Signalbox {

/** How to write the same value down differently. */
struct Rewriting
{
    bool reverse = true; //!< the members of objects without equal keys
    bool escapeTexts = true; //!< letters of strings
    bool escapeKeys = false; //!< letters of keys, from `escapeFrom` on
    int escapeFrom = 0; //!< level; the envelope of a message takes no escaped keys
};

/** A string as written, with each letter outside an escape spelled as one; not with lone surrogates in it. */
inline QByteArray escapedLetters(QByteArrayView quoted)
{
    QByteArray out;
    if (JsonView(quoted).string().contains("\xef\xbf\xbd"))
        return quoted.toByteArray();
    for (qsizetype at = 0; at < quoted.size(); ++at) {
        const char c = quoted[at];
        if (c == '\\') {
            const qsizetype size = quoted[at + 1] == 'u' ? 6 : 2;
            out += quoted.sliced(at, size);
            at += size - 1;
        } else if ((c >= 'a' && c <= 'z') || c == '-') {
            out += "\\u00" + QByteArray::number(uchar(c), 16);
        } else {
            out += c;
        }
    }
    return out;
}

/** The same value with other white space, order and escapes. */
inline QByteArray rewritten(JsonView value, const Rewriting &how, int level = 0)
{
    if (value.isString())
        return how.escapeTexts ? escapedLetters(value.raw()) : value.raw().toByteArray();
    if (!value.isObject() && !value.isArray())
        return value.raw().toByteArray();
    QByteArrayList members;
    QByteArrayList keys;
    for (auto member = value.begin(); member != value.end(); ++member) {
        QByteArray text;
        if (value.isObject()) {
            keys.append(member.key().string());
            const bool escapes = how.escapeKeys && level >= how.escapeFrom;
            text = (escapes ? escapedLetters(member.key().raw()) : member.key().raw().toByteArray()) + "\t:\n";
        }
        const bool isVersion = level == 0 && !keys.isEmpty() && keys.constLast() == "jsonrpc";
        members.append(text
                       + (isVersion ? member.value().raw().toByteArray() : rewritten(member.value(), how, level + 1)));
    }
    std::sort(keys.begin(), keys.end());
    if (how.reverse && value.isObject() && std::adjacent_find(keys.begin(), keys.end()) == keys.end())
        std::reverse(members.begin(), members.end());
    return value.isObject() ? "{ " + members.join(" ,\r\n") + "\n}" : "[ " + members.join(" ,\r\n") + "\n]";
}

} // namespace Signalbox
