// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/screen.h"

#include <QJsonObject>

namespace Signalbox {

/** How the test of one server went: what the command "backend.test" answers. */
QString trialText(const QString &name, const QJsonObject &answer, const Screen &screen);

/** "ok  Handshake", in columns of the same width. */
QString checkMark(const QString &what, bool isGood, const Screen &screen);
/** What stands behind a mark, broken into lines below its beginning. */
QString hanging(const QString &text, const Screen &screen);

} // namespace Signalbox
