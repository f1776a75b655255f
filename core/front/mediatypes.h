// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"

namespace Signalbox {

/** Whether a Content-Type names exactly this media type, whatever its parameters. Lower case for `wanted`. */
bool isMediaType(QByteArrayView contentType, QByteArrayView wanted);

/**
 * Whether the Accept headers allow this media type ("type/subtype" in lower case): the most precise range that fits
 * decides, and a weight of zero says no. Without an Accept header nothing was said: `otherwise`.
 */
bool accepts(const HeaderList &headers, QByteArrayView mediaType, bool otherwise);

/** These headers and those that make an answer an event stream. */
HeaderList streamHeaders(const HeaderList &headers);

} // namespace Signalbox
