// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/http/serverwords.h"
#include "plugins/http/transfer.h"

namespace Signalbox {

/** What was asked when a server refused; what a refusal means depends on it. */
struct RefusedRequest
{
    QString origin; //!< of the server, for sentences
    bool hadSession = false; //!< it was sent as part of a session
    bool isHandshake = false;
};

/** What an answer outside 2xx means. */
Failure refusalOf(const HttpAnswer &answer, const RefusedRequest &request);

/** Whether this answer says that the server does not know our session (any more). */
bool saysSessionGone(const HttpAnswer &answer);

/** What it means that a transfer ended before there was an answer. */
Failure failureOf(const TransferEnd &end);

} // namespace Signalbox
