// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QJsonObject>

namespace Signalbox {

class Session;

/** A session and its streams as a person sees them: the facts, no secret. */
QJsonObject toJson(const Session &session);
QJsonObject toJson(const SessionFact &session, const QList<StreamFact> &streams);

} // namespace Signalbox
