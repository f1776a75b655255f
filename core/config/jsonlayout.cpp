// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/jsonlayout.h"

namespace Signalbox {

namespace {

bool isFlat(const JsonView &list)
{
    for (const JsonView element : list) {
        if (element.isObject() || element.isArray())
            return false;
    }
    return true;
}

} // namespace

JsonLayout JsonLayout::deeper() const
{
    JsonLayout result = *this;
    result.indent += unit;
    return result;
}

/** A short list of plain values, in one line. */
bool JsonLayout::fitsLine(const JsonView &list) const
{
    if (!isFlat(list))
        return false;
    JsonLayout line = *this;
    line.shape = Shape::OneLine;
    return indent.size() + line.laidOut(list).size() <= LongestLine;
}

QByteArray JsonLayout::laidOut(const JsonView &value) const
{
    const bool isObject = value.isObject();
    if (!isObject && !value.isArray())
        return value.raw().toByteArray();
    const char closing = isObject ? '}' : ']';
    QByteArray text(1, isObject ? '{' : '[');
    if (value.count() == 0)
        return text + closing;
    JsonLayout inner = deeper();
    const bool onLines = shape == Shape::Lines && (isObject || !fitsLine(value));
    if (shape == Shape::Lines && !onLines)
        inner.shape = Shape::OneLine;
    const QByteArray lead = onLines ? newline + inner.indent : QByteArray();
    const QByteArray separator = onLines ? "," + lead : shape == Shape::Dense ? QByteArray(",") : QByteArray(", ");
    const bool hasEdge = shape == Shape::OneLine && isObject && hasEdges;
    text += hasEdge ? QByteArray(" ") : lead;
    bool isFirst = true;
    for (auto it = value.begin(); it != value.end(); ++it) {
        text += isFirst ? QByteArray() : separator;
        isFirst = false;
        if (isObject)
            text += it.key().raw().toByteArray() + inner.colon();
        text += inner.laidOut(it.value());
    }
    text += onLines ? newline + indent : QByteArray(hasEdge ? " " : "");
    return text + closing;
}

} // namespace Signalbox
