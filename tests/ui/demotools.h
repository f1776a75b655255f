// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

namespace Signalbox {

class Bus;
class Window;

/** Made-up answers of "tools" and "tool.call", and questions of every kind, for the demo. */
QJsonObject demoTools();
QJsonObject demoToolAnswer();
QList<AskFact> demoQuestions();
/** Draws a try of a tool before and after it, and each of the questions, into FOLDER/NAME-….png. */
void shootTools(Window *window, Bus &bus, const QString &folder, const QString &name);

} // namespace Signalbox
