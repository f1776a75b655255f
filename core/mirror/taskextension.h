// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

namespace Signalbox {

/** The tasks of 2026-07-28 (specification: extension Tasks). Those of 2025-11-25 are another thing. */
namespace TaskExtension {

inline constexpr QByteArrayView name = "io.modelcontextprotocol/tasks";

/** Whether capabilities, of a client or of a server, declare it. */
bool isIn(JsonView capabilities);
/** As a member of `extensions`, raw. */
QByteArray member();
/** The data of an error -32021 that demands it, raw. */
QByteArray demand();
/** Whether an error demands it. */
bool isDemandedBy(const Message &error);
/** The raw extensions without it; empty if nothing is left. */
QByteArray leftOut(JsonView extensions);

} // namespace TaskExtension

} // namespace Signalbox
