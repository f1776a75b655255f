// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/uiloader.h"

#include "ui/uimodule.h"

#include <QDir>
#include <QFileInfo>
#include <QPluginLoader>

namespace Signalbox {

Result<UiModule *> loadUi()
{
    // There is no application object yet that could tell where the program is.
    const QDir programs = QFileInfo(QFileInfo(QStringLiteral("/proc/self/exe")).symLinkTarget()).dir();
    QString reason = QStringLiteral("the module signalboxui is not installed");
    for (const char *libraries : {"../lib", "../" SIGNALBOX_LIBRARY_FOLDER}) {
        const QString file =
            programs.absoluteFilePath(QLatin1StringView(libraries) + QStringLiteral("/signalbox/signalboxui.so"));
        if (!QFileInfo::exists(file))
            continue;
        QPluginLoader loader(QDir::cleanPath(file));
        if (auto *module = qobject_cast<UiModule *>(loader.instance()))
            return module;
        reason = loader.isLoaded() ? QStringLiteral("%1 is of another version").arg(file) : loader.errorString();
    }
    return Reason{reason};
}

} // namespace Signalbox
