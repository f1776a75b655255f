// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/jsonview.h"

#include <QByteArrayList>
#include <QRandomGenerator>

#include <algorithm>
#include <map>

namespace Signalbox {

struct Place
{
    qsizetype from = 0;
    qsizetype size = 0;
};

/** A request of random members, order and white space that remembers where it wrote which value. */
class RandomMessage
{
public:
    explicit RandomMessage(quint32 seed)
        : m_random(seed)
    {
        space();
        open('{');
        QList<QByteArray> keys{"jsonrpc", "id", "method", "params", "extra"};
        std::shuffle(keys.begin(), keys.end(), m_random);
        for (const QByteArray &key : keys)
            member(key, 0);
        close('}');
        space();
    }

    const QByteArray &bytes() const { return m_bytes; }
    const std::map<QByteArray, Place> &places() const { return m_places; }

private:
    void space()
    {
        for (int n = m_random.bounded(4); n > 2; --n)
            m_bytes += " \t\n\r"[m_random.bounded(4)];
    }
    void open(char bracket)
    {
        m_bytes += bracket;
        m_first = true;
        space();
    }
    void close(char bracket)
    {
        space();
        m_bytes += bracket;
        m_first = false;
    }
    void comma()
    {
        if (!m_first)
            m_bytes += ',';
        m_first = false;
        space();
    }
    void member(const QByteArray &key, int level)
    {
        comma();
        m_bytes += jsonString(key);
        space();
        m_bytes += ':';
        space();
        m_path.append(key);
        const qsizetype from = m_bytes.size();
        value(m_path.join('/'), level);
        m_places[m_path.join('/')] = {from, m_bytes.size() - from};
        m_path.removeLast();
        space();
    }
    void object(const QList<QByteArray> &mayHave, int level)
    {
        open('{');
        for (const QByteArray &key : mayHave) {
            if (m_random.bounded(3) > 0)
                member(key, level);
        }
        close('}');
    }
    void value(const QByteArray &path, int level)
    {
        if (path == "jsonrpc")
            m_bytes += "\"2.0\"";
        else if (path == "id")
            m_bytes += m_random.bounded(2) ? "\"\\u0041\\\"\"" : QByteArray::number(m_random.generate());
        else if (path == "method")
            m_bytes += m_random.bounded(2) ? "\"tools\\/call\"" : "\"tools/call\"";
        else if (path == "params")
            object({"name", "arguments", "_meta", "uri", "ref", "other"}, 1);
        else if (path == "params/_meta")
            object({"io.example.a", "progressToken", "z"}, 2);
        else if (path == "params/ref")
            object({"type", "name"}, 2);
        else
            anything(level);
    }
    void anything(int level)
    {
        static const QByteArrayList scalars{"1.10",
                                            "-0",
                                            "1e400",
                                            "18446744073709551616",
                                            "\"\"",
                                            "\"a,}\\\"{[\"",
                                            "\"\xc3\xa9\xf0\x9f\x98\x80\"",
                                            "\"\\ud800\"",
                                            "true",
                                            "null",
                                            "{}",
                                            "[ ]",
                                            "[1,[2]]"};
        if (level < 5 && m_random.bounded(3) == 0)
            return object({"name", "b", "_meta", "c d"}, level + 1);
        m_bytes += scalars[m_random.bounded(int(scalars.size()))];
    }

    QRandomGenerator m_random;
    QByteArray m_bytes;
    QByteArrayList m_path;
    std::map<QByteArray, Place> m_places;
    bool m_first = true;
};

} // namespace Signalbox
