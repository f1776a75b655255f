// SPDX-License-Identifier: GPL-3.0-or-later
// What a gateway is to its children, small enough to be killed in a test: argv[1] is "guarded" or not, argv[2] the
// state folder, argv[3] the process tag; the child's token comes in TOKEN so that this process does not look like it.
#include "app/watchdog.h"
#include "core/plugin/pluginhost.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QSocketNotifier>

#include <cstdio>

using namespace Signalbox;

int main(int argc, char **argv)
{
    const QByteArray tag = argc > 3 ? argv[3] : "";
    if (argc > 3 && qstrcmp(argv[1], "guarded") == 0 && !startWatchdog(tag))
        return 1;
    QCoreApplication application(argc, argv);
    PluginHost host{QString()};
    host.scan({QStringLiteral(TEST_BINARY_DIRECTORY "/lib/signalbox/plugins")});
    Surroundings surroundings;
    surroundings.stateFolder = argc > 3 ? QString::fromLocal8Bit(argv[2]) : QString();
    surroundings.processTag = tag;
    const QJsonObject settings{
        {QStringLiteral("command"), QStringLiteral(TEST_BINARY_DIRECTORY "/tests/echoserver")},
        {QStringLiteral("args"), QJsonArray{QStringLiteral("family"), qEnvironmentVariable("TOKEN")}}};
    auto made = host.create(QStringLiteral("stdio"), settings, surroundings);
    if (!made)
        return 2;
    const std::unique_ptr<Backend> backend = std::move(made.value());
    QObject::connect(backend.get(), &Backend::received, [] {
        std::puts("ready");
        std::fflush(stdout);
    });
    backend->open();
    QSocketNotifier input(0, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    return QCoreApplication::exec();
}
