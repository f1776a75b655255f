// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

namespace Signalbox {

/**
 * What simdjson makes of `text`, held against what we make of it: whether it is JSON, every value in it, whether it is
 * an envelope, and where its members lie. Empty if both agree, else what differs. Two differences are ours by design:
 * numbers that fit no C type and lone surrogates in escapes are valid JSON and pass.
 */
QByteArray disagreement(QByteArrayView text);

/** Pushes a message through every splice and reads the outcome again. Empty if all fit together, else what does not. */
QByteArray spliceTrouble(const Message &message);

} // namespace Signalbox
