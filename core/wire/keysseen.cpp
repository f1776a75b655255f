// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/keysseen.h"

#include <algorithm>

namespace Signalbox {

QByteArrayView KeysSeen::duplicate()
{
    if (m_keys.size() < Handful)
        return {};
    std::sort(m_keys.begin(), m_keys.end(), [](QByteArrayView one, QByteArrayView other) {
        const int order = one.compare(other);
        return order < 0 || (order == 0 && one.data() < other.data());
    });
    const auto twice = std::adjacent_find(m_keys.cbegin(), m_keys.cend());
    return twice == m_keys.cend() ? QByteArrayView() : *(twice + 1);
}

} // namespace Signalbox
