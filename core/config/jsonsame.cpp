// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/jsonsame.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace Signalbox {

namespace {

using Path = QList<QByteArray>;

QHash<QByteArray, JsonView> membersOf(const JsonView &object)
{
    QHash<QByteArray, JsonView> members;
    for (auto it = object.begin(); it != object.end(); ++it)
        members.insert(it.key().string(), it.value());
    return members;
}

/** Integers of any size by their digits: as a double one could be its neighbour. */
bool sameNumber(const JsonView &a, const JsonView &b)
{
    const auto isWhole = [](const JsonView &number) {
        return std::ranges::none_of(number.raw(), [](char c) { return c == '.' || c == 'e' || c == 'E'; });
    };
    if (isWhole(a) && isWhole(b))
        return a.raw() == b.raw();
    return a.number() && a.number() == b.number();
}

bool sameList(const JsonView &a, const JsonView &b)
{
    auto other = b.begin();
    for (auto it = a.begin(); it != a.end(); ++it, ++other) {
        if (other == b.end() || !saysSame(it.value(), other.value()))
            return false;
    }
    return other == b.end();
}

bool sameObject(const JsonView &a, const JsonView &b)
{
    const auto mine = membersOf(a);
    const auto theirs = membersOf(b);
    if (mine.size() != theirs.size())
        return false;
    for (auto it = mine.begin(); it != mine.end(); ++it) {
        if (!theirs.contains(it.key()) || !saysSame(it.value(), theirs.value(it.key())))
            return false;
    }
    return true;
}

/** What stands beside one step: every other member or element in its order. `isGone`: the step is in neither of them. */
QList<std::pair<QByteArray, QByteArrayView>> beside(const JsonView &container, const QByteArray &step, bool isGone)
{
    QList<std::pair<QByteArray, QByteArrayView>> list;
    qsizetype chosen = -1;
    qsizetype index = 0;
    for (auto it = container.begin(); it != container.end(); ++it, ++index) {
        const bool isIt = container.isArray() ? QByteArray::number(index) == step : it.key().equals(step);
        if (isIt && isGone && container.isObject())
            continue;
        if (isIt)
            chosen = list.size();
        list.append({it.key().string(), it.value().raw()});
    }
    if (chosen >= 0)
        list.removeAt(chosen);
    return list;
}

bool differOnlyFrom(const JsonView &before, const JsonView &after, const Path &path, qsizetype depth)
{
    const QByteArray &step = path[depth];
    if (after.type() != before.type())
        return false;
    const bool isLast = depth + 1 == path.size();
    const bool isGone = isLast && after.count() < before.count();
    const auto rest = isGone && after.isArray() ? beside(after, {}, false) : beside(after, step, isGone);
    if (beside(before, step, isGone) != rest)
        return false;
    const JsonView inner = stepInto(before, step);
    if (isLast || (!inner.isObject() && !inner.isArray()))
        return true;
    return differOnlyFrom(inner, stepInto(after, step), path, depth + 1);
}

} // namespace

JsonView stepInto(const JsonView &container, const QByteArray &step)
{
    JsonView found;
    qsizetype index = 0;
    for (auto it = container.begin(); it != container.end(); ++it, ++index) {
        if (container.isArray() ? QByteArray::number(index) == step : it.key().equals(step))
            found = it.value();
    }
    return found;
}

bool hasDoubleKeys(const JsonView &value)
{
    QSet<QByteArray> seen;
    for (auto it = value.begin(); it != value.end(); ++it) {
        const QByteArray name = it.key().string();
        if ((value.isObject() && seen.contains(name)) || hasDoubleKeys(it.value()))
            return true;
        seen.insert(name);
    }
    return false;
}

bool saysSame(const JsonView &a, const JsonView &b)
{
    if (a.raw() == b.raw())
        return true;
    if (a.type() != b.type())
        return false;
    switch (a.type()) {
    case JsonView::Type::String:
        return a.string() == b.string();
    case JsonView::Type::Number:
        return sameNumber(a, b);
    case JsonView::Type::Array:
        return sameList(a, b);
    case JsonView::Type::Object:
        return sameObject(a, b);
    default:
        return false;
    }
}

bool differOnlyAt(const JsonView &before, const JsonView &after, const QList<QByteArray> &path)
{
    return differOnlyFrom(before, after, path, 0);
}

} // namespace Signalbox
