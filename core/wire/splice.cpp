// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/splice.h"

#include <cstring>
#include <limits>

namespace Signalbox {

namespace {

char *put(char *to, QByteArrayView bytes)
{
    if (!bytes.isEmpty())
        std::memcpy(to, bytes.data(), size_t(bytes.size()));
    return to + bytes.size();
}

} // namespace

void Splice::add(const Edit &edit)
{
    Q_ASSERT(m_count < int(m_edits.size()));
    m_edits[m_count++] = edit;
    if (m_count == 2 && m_edits[1].from < m_edits[0].from)
        std::swap(m_edits[0], m_edits[1]);
}

bool Splice::fits(QByteArrayView bytes) const
{
    qint64 size = bytes.size();
    for (int i = 0; i < m_count; ++i)
        size += m_edits[i].growth();
    return size <= std::numeric_limits<qint32>::max();
}

QByteArray Splice::appliedTo(QByteArrayView bytes) const
{
    qsizetype size = bytes.size();
    for (int i = 0; i < m_count; ++i)
        size += m_edits[i].growth();
    QByteArray spliced(size, Qt::Uninitialized);
    char *to = spliced.data();
    qsizetype from = 0;
    for (int i = 0; i < m_count; ++i) {
        const Edit &edit = m_edits[i];
        to = put(to, bytes.sliced(from, edit.from - from));
        to = put(put(put(to, edit.before), edit.raw), edit.after);
        from = edit.end();
    }
    put(to, bytes.sliced(from));
    return spliced;
}

Message::Range Splice::moved(Message::Range range) const
{
    if (range.size == 0)
        return {};
    const qsizetype rangeFrom = range.from;
    const qsizetype rangeEnd = rangeFrom + range.size;
    qsizetype from = rangeFrom;
    qsizetype size = range.size;
    for (int i = 0; i < m_count; ++i) {
        const Edit &edit = m_edits[i];
        if (edit.from >= rangeEnd)
            break;
        if (edit.end() <= rangeFrom)
            from += edit.growth();
        else if (rangeFrom <= edit.from && edit.end() <= rangeEnd)
            size += edit.growth();
        else
            return {};
    }
    return {quint32(from), quint32(size)};
}

Message::Range Splice::inserted(qsizetype from) const
{
    qsizetype shift = 0;
    for (int i = 0; i < m_count; ++i) {
        const Edit &edit = m_edits[i];
        if (edit.from == from)
            return {quint32(from + shift + edit.before.size()), quint32(edit.raw.size())};
        shift += edit.growth();
    }
    return {};
}

} // namespace Signalbox
