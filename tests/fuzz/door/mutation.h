// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QRandomGenerator>

namespace Signalbox {

/** Changes a sample a little: bytes, pieces of its own or of another sample, words that mean something here. */
class Mutation
{
public:
    Mutation(quint32 seed, QByteArrayList samples, QByteArrayList words)
        : m_random(seed)
        , m_samples(std::move(samples))
        , m_words(std::move(words))
    {
    }

    QByteArray next()
    {
        QByteArray bytes = any(m_samples);
        for (int changes = m_random.bounded(1, 5); changes > 0; --changes)
            change(bytes);
        return bytes;
    }

private:
    const QByteArray &any(const QByteArrayList &list) { return list[m_random.bounded(int(list.size()))]; }
    qsizetype place(const QByteArray &bytes) { return m_random.bounded(int(bytes.size()) + 1); }
    QByteArray piece(const QByteArray &bytes)
    {
        const qsizetype from = place(bytes);
        return bytes.mid(from, m_random.bounded(1, 40));
    }

    void change(QByteArray &bytes)
    {
        const qsizetype at = place(bytes);
        switch (m_random.bounded(7)) {
        case 0:
            bytes.insert(at, char(m_random.bounded(256)));
            break;
        case 1:
            bytes.remove(at, m_random.bounded(1, 12));
            break;
        case 2:
            if (at < bytes.size())
                bytes[at] = char(bytes[at] ^ (1 << m_random.bounded(8)));
            break;
        case 3:
            bytes.insert(at, piece(bytes));
            break;
        case 4:
            bytes.insert(at, piece(any(m_samples)));
            break;
        default:
            exchange(bytes, any(m_words), any(m_words));
        }
    }

    /** One word of ours for another where it stands, else somewhere. */
    void exchange(QByteArray &bytes, const QByteArray &old, const QByteArray &word)
    {
        const qsizetype at = bytes.indexOf(old, place(bytes));
        if (at < 0)
            bytes.insert(place(bytes), word);
        else
            bytes.replace(at, old.size(), word);
    }

    QRandomGenerator m_random;
    QByteArrayList m_samples;
    QByteArrayList m_words;
};

} // namespace Signalbox
