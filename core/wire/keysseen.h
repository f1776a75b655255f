// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QVarLengthArray>

#include <cstring>

namespace Signalbox {

/**
 * Finds a key that stands twice in one object. A handful of keys, the common case, is compared as it comes and costs
 * no allocation; a long object is sorted once at its end, so that no peer can make this quadratic.
 */
class KeysSeen
{
public:
    /** Whether `key` stood here before; beyond the handful only duplicate() knows. */
    bool contains(QByteArrayView key) const
    {
        if (m_keys.size() >= Handful)
            return false;
        for (const QByteArrayView seen : m_keys) {
            if (seen.size() == key.size() && std::memcmp(seen.data(), key.data(), size_t(key.size())) == 0)
                return true;
        }
        return false;
    }
    void add(QByteArrayView key) { m_keys.append(key); }
    /** A later occurrence of a key that stands twice; null if there is none. */
    QByteArrayView duplicate();

private:
    static constexpr qsizetype Handful = 16;
    QVarLengthArray<QByteArrayView, Handful> m_keys;
};

} // namespace Signalbox
