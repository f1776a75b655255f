// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Signalbox {

/** What the output goes to, as far as it decides how things are written. */
struct Screen
{
    enum Style { Plain, Heading, Faint, Good, Warning, Bad };

    int width = 0; //!< columns; 0 = no end
    bool hasColour = false;

    /** Standard output: colour and a width only at a terminal, no colour against NO_COLOR. */
    static Screen ofOutput();

    QString painted(const QString &text, Style style) const;
};

} // namespace Signalbox
