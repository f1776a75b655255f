// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>

/** Changes of `mcpServers` in the text of the settings. Secrets that come back masked stay what they are. */
namespace Signalbox::BackendEdits {

Result<QByteArray> add(const QByteArray &text, const QString &name, const QJsonObject &settings);
/** Under another name as well if `newName` is one; it moves to the end then. */
Result<QByteArray> edit(const QByteArray &text, const QString &name, const QString &newName,
                        const QJsonObject &settings);
Result<QByteArray> remove(const QByteArray &text, const QString &name);
Result<QByteArray> setDisabled(const QByteArray &text, const QString &name, bool isDisabled);

} // namespace Signalbox::BackendEdits
