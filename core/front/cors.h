// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"

namespace Signalbox {

/** What lets a page of an allowed origin read an answer. */
HeaderList corsHeaders(const QByteArray &origin);

/** What a preflight of an allowed origin is told beside that. */
HeaderList preflightHeaders(const HttpRequest &request);

} // namespace Signalbox
