// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>

namespace Signalbox {

/** What a colour says; always beside a shape and a word that say the same. */
enum class Tone { Plain, Muted, Good, Busy, Warning, Bad };

/** A small picture in a tone: the icon of a state. */
struct Mark
{
    const char *name = nullptr; //!< lives for ever; file in resources/icons without its ending
    Tone tone = Tone::Plain;
};

/** A colour that can be read on that palette, light or dark. */
QColor toneColor(Tone tone, const QPalette &palette);
/** Follows the palette of the application, also when it changes. */
QIcon markIcon(Mark mark);
/** In colours that show on light and on dark: for menus that others draw, on a ground of their own. */
QIcon anywhereIcon(Mark mark);
/** An icon with colours of its own, as pixmaps in the sizes that trays ask for. */
QIcon plateIcon(const char *name);

} // namespace Signalbox
