// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/mirror/toolheaders.h"
#include "core/wire/message.h"

namespace Signalbox {

/** What the header Mcp-Name repeats of a request; nothing for methods without it. */
JsonView repeatedName(const Message &request);

/**
 * The headers that repeat what a stateless request of that version says of itself (2026-07-28: Transports, Standard
 * Headers); `repeated` are those of its tool.
 */
HeaderList mirroredHeaders(const Message &request, const QByteArray &version, const QList<ToolHeader> &repeated);

} // namespace Signalbox
