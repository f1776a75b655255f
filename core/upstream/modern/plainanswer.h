// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

namespace Signalbox {

/** Answers of stateless servers as clients with a session know answers. */
namespace PlainAnswer {

/** Without what only stateless clients understand, structured output that is no object among it; an error where the answer is of a kind that nobody agreed on. */
Message of(const Message &answer);

} // namespace PlainAnswer

} // namespace Signalbox
