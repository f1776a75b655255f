// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QStringList>

namespace Signalbox {

/**
 * `value` is about to be written at `path` of the settings: every mask in it becomes the secret that it stands for in
 * `before`, which is the settings as they are, at `from`. Fails where that cannot be told for certain.
 */
Result<QJsonValue> withMasksFilled(const QJsonValue &value, const QJsonObject &before, const QStringList &from);

} // namespace Signalbox
