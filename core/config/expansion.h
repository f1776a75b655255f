// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonValue>
#include <QProcessEnvironment>

namespace Signalbox {

/** A string of the settings that could not be completed. */
struct ExpansionFault
{
    QString path; //!< below the value that was expanded: "args[1]"; empty for the value itself
    QString sentence;
};

/**
 * `${NAME}`, `${env:NAME}` and `${NAME:-default}` replaced by the environment, in every string below `value` (not in
 * keys). The default serves for an empty variable as well. What comes out is not expanded again; `${…}` of any other
 * shape stays as written.
 */
Result<QJsonValue, ExpansionFault> expanded(const QJsonValue &value, const QProcessEnvironment &environment);

} // namespace Signalbox
