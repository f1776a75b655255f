// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/screen.h"

#include <array>

#include <sys/ioctl.h>
#include <unistd.h>

namespace Signalbox {

Screen Screen::ofOutput()
{
    constexpr int usualWidth = 80;
    constexpr int narrowest = 20;
    Screen screen;
    if (!::isatty(STDOUT_FILENO))
        return screen;
    winsize size = {};
    const bool isKnown = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= narrowest;
    screen.width = isKnown ? size.ws_col : usualWidth;
    screen.hasColour = qEnvironmentVariableIsEmpty("NO_COLOR") && qgetenv("TERM") != "dumb";
    return screen;
}

QString Screen::painted(const QString &text, Style style) const
{
    static constexpr std::array codes = {"", "1", "2", "32", "33", "31"};
    if (!hasColour || style == Plain || text.isEmpty())
        return text;
    return QStringLiteral("\033[%1m%2\033[0m").arg(QLatin1StringView(codes.at(size_t(style))), text);
}

} // namespace Signalbox
