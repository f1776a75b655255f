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
    // Queued, because answers of commands come from the core thread.
    connect(this, &UiPlugin::failed, &desktop, &Desktop::tellFailure, Qt::QueuedConnection);
    if (link.started)
        link.started();
    desktop.start();
    const int code = application.exec();
    desktop.leave();
    if (link.ended)
        link.ended();
    return code;
}

void UiPlugin::commandFailed(const QString &name, const QString &sentence)
{
    Q_EMIT failed(name, sentence);
}

} // namespace Signalbox
