// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace Signalbox {

/** `value` as JSON on one line; of a server first how it is reached, as people write it, all else by the alphabet. */
QByteArray inUsualOrder(const QJsonValue &value);

} // namespace Signalbox
