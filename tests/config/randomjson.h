// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QRandomGenerator>

/** JSON as people leave it behind: odd spacing, and with `hasComments` comments and commas at the end. */
class RandomJson
{
public:
    RandomJson(quint32 seed, bool hasComments)
        : m_random(seed)
        , m_hasComments(hasComments)
        , m_newline(m_random.bounded(3) == 0 ? "\r\n" : "\n")
    {
    }

    /** An object in which `key`, if it is there, is an object once. */
    QByteArray document(const QByteArray &key)
    {
        const QByteArray mark = m_random.bounded(8) == 0 ? QByteArray("\xEF\xBB\xBF") : QByteArray();
        m_key = m_random.bounded(3) == 0 ? QByteArray() : key;
        return mark + space() + object(0) + space() + (m_random.bounded(2) == 0 ? m_newline : "");
    }
    quint32 below(quint32 limit) { return m_random.bounded(limit); }

private:
    QByteArray space()
    {
        QByteArray text;
        for (quint32 i = m_random.bounded(3); i > 0; --i) {
            switch (m_random.bounded(m_hasComments ? 7U : 4U)) {
            case 0:
                text += m_newline + QByteArray(int(m_random.bounded(5)), ' ');
                break;
            case 1:
                text += '\t';
                break;
            case 4:
                text += "// a \"remark\", { */" + m_newline;
                break;
            case 5:
                text += "/* some, " + m_newline + " } more */";
                break;
            default:
                text += ' ';
            }
        }
        return text;
    }
    QByteArray value(int depth)
    {
        static const QByteArrayList plain = {
            "1", "-2.50e3", "true", "null", "\"\"", "\"a\\\"b\"", "\"//\"", "\"\\u00e9 /* ,} \"", "\"ü\""};
        const quint32 kind = m_random.bounded(depth > 3 ? 6U : 9U);
        if (kind == 8)
            return list(depth + 1);
        return kind > 5 ? object(depth + 1) : plain[m_random.bounded(quint32(plain.size()))];
    }
    QByteArray list(int depth)
    {
        QByteArray text = "[" + space();
        const quint32 count = m_random.bounded(4U);
        for (quint32 i = 0; i < count; ++i)
            text += value(depth) + space() + (i + 1 < count || (m_hasComments && below(4) == 0) ? "," : "") + space();
        return text + ']';
    }
    QByteArray object(int depth)
    {
        QByteArray text = "{" + space();
        const quint32 count = m_random.bounded(5U);
        const bool hasKey = depth == 0 && !m_key.isEmpty();
        const quint32 keyAt = hasKey ? m_random.bounded(count + 1) : count;
        const quint32 all = count + (hasKey ? 1 : 0);
        for (quint32 i = 0; i < all; ++i) {
            const bool isKey = hasKey && i == keyAt;
            const QByteArray name = isKey ? m_key : "k" + QByteArray::number(i);
            text += '"' + name + '"' + space() + ':' + space() + (isKey ? object(1) : value(depth)) + space()
                + (i + 1 < all || (m_hasComments && below(4) == 0) ? "," : "") + space();
        }
        return text + '}';
    }

    QRandomGenerator m_random;
    bool m_hasComments;
    QByteArray m_newline;
    QByteArray m_key;
};
