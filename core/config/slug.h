// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace Signalbox {

/** A server's name as it stands in URLs and in front of tool names: [a-z0-9_-], 1 to 24 characters, no "__". */
QByteArray slugOf(const QString &name);

/**
 * One slug for each name, all different. A name that is its own slug always gets it; among the others the first keeps
 * the plain slug and later ones get "-2", "-3" …
 */
QList<QByteArray> slugsOf(const QStringList &names);

} // namespace Signalbox
