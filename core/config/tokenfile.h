// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QString>

namespace Signalbox {

/** Whether this can travel in an Authorization header: 1 to 1024 visible characters of ASCII without blanks. */
bool isToken(const QByteArray &token);

/**
 * The token in this file. A file that is missing is made, for us alone, with 32 random bytes as base64url. Refused are
 * links, files of other people and files that others may read or write.
 */
Result<QByteArray> tokenFromFile(const QString &path);

} // namespace Signalbox
