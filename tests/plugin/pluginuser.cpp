// SPDX-License-Identifier: GPL-3.0-or-later
// Loads the plugin of one kind the way the gateway does, in a process that may die of it: state folder, plugin folder.
#include "core/plugin/pluginhost.h"

#include <QCoreApplication>

#include <cstdio>

using namespace Signalbox;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    PluginHost host(arguments.at(1));
    host.scan({arguments.at(2)});
    const auto made = host.create(QStringLiteral("sample"), {{QStringLiteral("word"), QStringLiteral("a")}}, {});
    std::puts(made ? "made" : qPrintable(made.error().sentence));
    return made ? 0 : 1;
}
