// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/reply.h"

#include <QJsonObject>

/* The answers for people and monitors. */
namespace Signalbox::Pages {

void welcome(Reply reply, const HeaderList &headers);
/** `counts` beside status and version. */
void health(Reply reply, const HeaderList &headers, const QJsonObject &counts);
void notFound(Reply reply);

} // namespace Signalbox::Pages
