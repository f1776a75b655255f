// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/mirror/statelessmeta.h"
#include "core/mirror/toolheaders.h"
#include "core/policy/policy.h"
#include "core/wire/message.h"

namespace Signalbox {

/**
 * The checks of a stateless request in the order in which clients expect their outcomes: what it says of itself, the
 * headers that repeat it, the version (2026-07-28: Transports, Streamable HTTP; Versioning). `meta` is that of the
 * request. Pure.
 */
Result<void, Refusal> checkStateless(const Message &request, const StatelessMeta &meta, const HeaderList &headers);

/** The headers that repeat arguments of a tool, against the call. Pure. */
Result<void, Refusal> checkToolHeaders(const Message &call, const QList<ToolHeader> &repeated, const HeaderList &headers);

/** A stateless request of a version that we do not speak, or a message of one where none is spoken. */
Refusal unsupportedVersion(const QByteArray &requested);

} // namespace Signalbox
