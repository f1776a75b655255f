// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/layering/sourcetext.h"

/** Who includes whom without being allowed to. */
QStringList includeViolations(const SourceText &source);
/** Words that stand where they must not. */
QStringList wordViolations(const SourceText &source);
/** Too long, or without its licence line. */
QStringList shapeViolations(const SourceText &source);
