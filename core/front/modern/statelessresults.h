// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

/* What results and errors look like to stateless clients, whichever generation they come from. */
namespace Signalbox::StatelessResults {

/** A result of `method` with everything that a stateless client wants in it; what is there already stays. */
Message completed(const Message &answer, QByteArrayView method);
/** An error with a code that this generation has. */
Message adapted(const Message &error, const Message &request);
/** The HTTP status for an answer before which nothing was said. */
int statusOf(const Message &answer);

/** Ends one round: questions as a JSON object from keys to {method, params}, and what to bring along. */
Message inputRequired(QByteArrayView id, const QByteArray &questions, const QByteArray &state);
/** Who we are, as a member of `_meta`. */
QByteArray identity();

} // namespace Signalbox::StatelessResults
