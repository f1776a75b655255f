// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Signalbox {

/**
 * Finds the end of a request head that may arrive in pieces, looking at each byte once, and stops at the first byte
 * that no head may contain: a control character, a CR or LF that stands alone.
 */
class HeadScanner
{
public:
    enum class Found { More, End, Bad };

    /** Looks at what came after the last call; `bytes` always begins at the head's first byte. */
    Found scan(QByteArrayView bytes);
    /** After End: the head's size with its empty line. */
    qsizetype size() const { return m_at; }

private:
    qsizetype m_at = 0;
    qsizetype m_line = 0; //!< where the line begins that is being looked at
};

} // namespace Signalbox
