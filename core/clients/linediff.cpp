// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/linediff.h"

#include "core/clients/masks.h"

#include <algorithm>

namespace Signalbox {

namespace {

constexpr qsizetype contextLines = 3;
constexpr qsizetype mostLines = 200; //!< of each kind
constexpr qsizetype longestLine = 400;
constexpr qsizetype lookBack = 40; //!< lines, for what a line is part of

QList<QByteArray> linesOf(const QByteArray &text)
{
    QList<QByteArray> lines = text.split('\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    for (QByteArray &line : lines) {
        if (line.endsWith('\r'))
            line.chop(1);
    }
    return lines;
}

} // namespace

QString DiffLine::written() const
{
    switch (kind) {
    case Kind::Added:
        return QStringLiteral("+ ") + text;
    case Kind::Removed:
        return QStringLiteral("- ") + text;
    case Kind::Gap:
        return QStringLiteral("…");
    case Kind::Kept:
        break;
    }
    return QStringLiteral("  ") + text;
}

QList<DiffLine> lineDiff(const QByteArray &before, const QByteArray &after)
{
    const QList<QByteArray> old = linesOf(before);
    const QList<QByteArray> now = linesOf(after);
    const qsizetype shorter = std::min(old.size(), now.size());
    qsizetype head = 0;
    while (head < shorter && old[head] == now[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && old[old.size() - 1 - tail] == now[now.size() - 1 - tail])
        ++tail;

    QList<DiffLine> result;
    const auto add = [&](DiffLine::Kind kind, const QList<QByteArray> &from, qsizetype first, qsizetype last) {
        Masks masks;
        for (qsizetype i = std::max<qsizetype>(0, first - lookBack); i < first; ++i)
            (void)masks.covered(QString::fromUtf8(from[i].left(longestLine)));
        for (qsizetype i = first; i < std::min(last, first + mostLines); ++i)
            result.append({kind, masks.covered(QString::fromUtf8(from[i].left(longestLine)))});
        if (last - first > mostLines)
            result.append({DiffLine::Kind::Gap, {}});
    };
    const qsizetype from = std::max<qsizetype>(0, head - contextLines);
    const qsizetype to = std::min(old.size(), old.size() - tail + contextLines);
    if (from > 0)
        result.append({DiffLine::Kind::Gap, {}});
    add(DiffLine::Kind::Kept, old, from, head);
    add(DiffLine::Kind::Removed, old, head, old.size() - tail);
    add(DiffLine::Kind::Added, now, head, now.size() - tail);
    add(DiffLine::Kind::Kept, old, old.size() - tail, to);
    if (to < old.size())
        result.append({DiffLine::Kind::Gap, {}});
    return result;
}

} // namespace Signalbox
