// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/uiplugin.h"

#include "ui/desktop.h"

#include <QApplication>

namespace Signalbox {

int UiPlugin::run(int &argc, char **argv, const UiLink &link)
{
    QGuiApplication::setDesktopFileName(QStringLiteral("signalbox"));
    QApplication application(argc, argv);
    application.setApplicationDisplayName(tr("Signalbox"));
    // Until it is known whether there is a tray, the window is all a person has to end the program with.
    application.setQuitOnLastWindowClosed(!link.atLogin);

    Desktop desktop(link);
    if (link.started)
        link.started();
    desktop.start();
    const int code = application.exec();
    desktop.leave();
    if (link.ended)
        link.ended();
    return code;
}

} // namespace Signalbox
