// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/headscanner.h"

namespace Signalbox {

HeadScanner::Found HeadScanner::scan(QByteArrayView bytes)
{
    const char *data = bytes.data();
    const qsizetype size = bytes.size();
    qsizetype at = m_at;
    while (at < size) {
        const auto byte = static_cast<unsigned char>(data[at]);
        if (byte > 0x1f && byte != 0x7f) {
            ++at;
            continue;
        }
        if (byte == '\t') {
            ++at;
            continue;
        }
        m_at = at;
        if (byte != '\r')
            return Found::Bad;
        if (at + 1 == size)
            return Found::More;
        if (data[at + 1] != '\n')
            return Found::Bad;
        at += 2;
        const bool empty = m_line == at - 2;
        m_line = at;
        if (empty) {
            m_at = at;
            return at > 2 ? Found::End : Found::Bad;
        }
    }
    m_at = at;
    return Found::More;
}

} // namespace Signalbox
