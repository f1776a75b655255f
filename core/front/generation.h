// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/front.h"
#include "core/result.h"

namespace Signalbox {

/** The two ways to speak MCP over one URL: with a handshake and sessions, or with every request for itself. */
enum class Generation { Legacy, Modern };

/**
 * Tells from a parsed POST and its MCP-Protocol-Version header (null if there is none) which generation it is of: by
 * the body first, then by the header. What can be of neither is refused. The generation is known nowhere else.
 */
Result<Generation, Refusal> generationOf(const Post &post, const QByteArray &versionHeader);

} // namespace Signalbox
