// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"

namespace Signalbox {

/** What the person reads once the gateway listens: its addresses, and a line to paste for a client. */
QString announcement(const QStringList &urls, const Config &config);

/** The person's terminal. Each is complete when the call returns, also into a pipe. */
void printOut(const QString &text);
void printError(const QString &sentence);

} // namespace Signalbox
