// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/display.h"

#include "core/control/controlclient.h"

#include <QDir>
#include <QLibrary>
#include <QLibraryInfo>

namespace Signalbox {

namespace {

/** By the library that Qt uses, because only the display itself can tell whether it accepts us. */
bool acceptsX(const QProcessEnvironment &environment)
{
    if (environment.value(QStringLiteral("DISPLAY")).isEmpty())
        return false;
    QLibrary xcb(QStringLiteral("xcb"), 1);
    const auto connect = reinterpret_cast<void *(*)(const char *, int *)>(xcb.resolve("xcb_connect"));
    const auto hasError = reinterpret_cast<int (*)(void *)>(xcb.resolve("xcb_connection_has_error"));
    const auto disconnect = reinterpret_cast<void (*)(void *)>(xcb.resolve("xcb_disconnect"));
    if (!connect || !hasError || !disconnect)
        return false;
    void *connection = connect(nullptr, nullptr);
    const bool accepted = hasError(connection) == 0;
    disconnect(connection);
    return accepted;
}

bool acceptsWayland(const QProcessEnvironment &environment)
{
    const QString name = environment.value(QStringLiteral("WAYLAND_DISPLAY"));
    if (name.isEmpty())
        return false;
    const QDir platforms(QLibraryInfo::path(QLibraryInfo::PluginsPath) + QStringLiteral("/platforms"));
    if (platforms.entryList({QStringLiteral("libqwayland*.so")}, QDir::Files).isEmpty())
        return false;
    return ControlClient::answers(QDir(environment.value(QStringLiteral("XDG_RUNTIME_DIR"))).filePath(name));
}

} // namespace

bool hasDisplay(const QProcessEnvironment &environment)
{
    const QString platform = environment.value(QStringLiteral("QT_QPA_PLATFORM"));
    if (platform.startsWith(u"xcb"))
        return acceptsX(environment);
    if (platform.startsWith(u"wayland") && !platform.contains(u';'))
        return acceptsWayland(environment);
    if (!platform.isEmpty() && !platform.startsWith(u"wayland"))
        return true; // offscreen, vnc and the like need none
    return acceptsX(environment) || acceptsWayland(environment);
}

} // namespace Signalbox
