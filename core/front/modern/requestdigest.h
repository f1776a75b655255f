// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>

namespace Signalbox {

/**
 * 32 bytes that stand for what was asked: method and params without what belongs to one round (`_meta`,
 * `inputResponses`, `requestState`). The same however a client writes it down: order of keys, white space and escapes
 * do not count. Everything else does, to the digit: numbers are text, so that 1, 1.0 and integers of any size stay
 * apart, and a key that stands twice counts twice. A text with a lone surrogate counts as it is written. Takes time in
 * proportion to the request, however deep it nests.
 */
QByteArray requestDigest(const Message &request);

/** What an answer that ends a round and the request that goes on after it have in common; `state` is what the one gives
 * and the other brings back. */
QByteArray roundKey(const Message &request, const QByteArray &state);

} // namespace Signalbox
