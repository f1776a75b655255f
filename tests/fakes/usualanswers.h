// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>

namespace Signalbox {

/** What a small server says of itself in the handshake: the raw JSON of the result. */
QByteArray usualGreeting(const QByteArray &name, const QByteArray &capabilities, const QByteArray &instructions = {});
/** What it answers to everything else: the tools "echo" and "hold", the resource "note:1", a call's own arguments. */
QByteArray usualResult(const Message &request);
inline constexpr char usualCapabilities[] =
    R"({"tools":{"listChanged":true},"resources":{"subscribe":true},"logging":{}})";

} // namespace Signalbox
