// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/** The codes of JSON-RPC 2.0 and MCP that this program gives or understands. */
namespace Signalbox::ErrorCode {

inline constexpr int parseError = -32700;
inline constexpr int invalidRequest = -32600;
inline constexpr int methodNotFound = -32601; //!< also: the peer cannot be asked that
inline constexpr int invalidParams = -32602; //!< also: no such tool or prompt
inline constexpr int internalError = -32603; //!< also: the server behind is down, late or gone
inline constexpr int transportError = -32000; //!< refused before anybody read the message
inline constexpr int sessionNotFound = -32001;
inline constexpr int resourceNotFound = -32002;
inline constexpr int headerMismatch = -32020; //!< a header says something else than the body
inline constexpr int missingCapability = -32021; //!< the client did not declare what the request needs
inline constexpr int unsupportedVersion = -32022;
inline constexpr int urlsRequired = -32042; //!< only with sessions: visit these, then call again
inline constexpr int declined = -1; //!< what clients answer when the person said no

} // namespace Signalbox::ErrorCode
