// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/icons.h"

class QLabel;

namespace Signalbox {

/* Colours and pictures of a label that stay right when the person changes from a light theme to a dark one. */

void setTone(QLabel *label, Tone tone); //!< of its words
void setMark(QLabel *label, Mark mark, int side); //!< as its picture; without a name, none
void setVerdict(QLabel *label, bool isGood, int side); //!< the mark of what worked, or of what failed

} // namespace Signalbox
