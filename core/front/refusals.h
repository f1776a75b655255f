// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/reply.h"
#include "core/policy/policy.h"
#include "core/wire/message.h"

#include <QByteArrayView>

namespace Signalbox {

/**
 * Writes a refusal as an HTTP answer with a JSON-RPC error in it: the one place that does. `id` is the raw id of the
 * refused request where one could be read; otherwise the member is left out, because null is no id.
 */
void refuse(Reply reply, const Refusal &refusal, const HeaderList &headers, QByteArrayView id = {});

/** One without data and headers. */
Refusal plainRefusal(int status, int code, const QString &sentence);

/** A refusal for bytes that are no message. */
Refusal refusalOf(const Fault &fault);

} // namespace Signalbox
