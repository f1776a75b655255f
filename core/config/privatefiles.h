// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/descriptor.h"
#include "core/result.h"

#include <QByteArray>
#include <QString>

namespace Signalbox {

/** "Permission denied" and the like, for the errno of the call before. */
QString lastSystemError();

/** Makes a folder and its parents if needed; it is ours and ours alone (0700) afterwards, or the reason says why not.
 */
Result<void> makePrivateFolder(const QString &path);

/**
 * Puts these bytes into a file of mode 0600 (or `mode`) that is there whole or not at all, even if the machine loses
 * power, and that is on disk on return. With `replace` false an existing file is left alone and that is an error.
 */
Result<void> writeDurably(const QString &path, const QByteArray &bytes, bool replace = true, uint mode = 0600);

} // namespace Signalbox
