// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QVarLengthArray>

namespace Signalbox {

/**
 * Finds a key that stands twice in one object. A handful of keys, the common case, is compared as it comes and costs
 * no allocation; a long object is sorted once at its end, so that no peer can make this quadratic.
 */
class KeysSeen {
public:
    /** Whether `key` stood here before; beyond the handful only duplicate() knows. */
    bool contains(QByteArrayView key) const;
    void add(QByteArrayView key) { m_keys.append(key); }
    /** A later occurrence of a key that stands twice; null if there is none. */
    QByteArrayView duplicate();

private:
    static constexpr qsizetype Handful = 16;
    QVarLengthArray<QByteArrayView, Handful> m_keys;
};

} // namespace Signalbox
