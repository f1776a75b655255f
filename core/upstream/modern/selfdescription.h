// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/upstream/dialect.h"

namespace Signalbox {

/** What every request of 2026-07-28 says of its sender (specification: Base Protocol, _meta). */
namespace SelfDescription {

inline constexpr QByteArrayView serverInfo = "io.modelcontextprotocol/serverInfo";

/**
 * The request with that said. What a stateless client said of itself stays as it said it; for a client with a session
 * it is made from what was agreed with it.
 */
Message added(const Message &request, const QByteArray &version, const Sender &sender);

} // namespace SelfDescription

} // namespace Signalbox
