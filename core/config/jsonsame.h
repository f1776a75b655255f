// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/jsonview.h"

#include <QList>

namespace Signalbox {

/** Whether an object in it, at any depth, has a key twice. */
bool hasDoubleKeys(const JsonView &value);

/** Whether both mean the same: order, spacing and spelling do not count; of a key that is there twice the last counts. */
bool saysSame(const JsonView &a, const JsonView &b);

/** Whether `after` is to the byte what `before` is, but for the member or element that `path` leads to. */
bool differOnlyAt(const JsonView &before, const JsonView &after, const QList<QByteArray> &path);

/** The member with that key, the last if there are several, or the element with that number. */
JsonView stepInto(const JsonView &container, const QByteArray &step);

} // namespace Signalbox
