// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/uimodule.h"

#include "core/bus/bus.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QPluginLoader>
#include <QTest>
#include <QThread>

using namespace Signalbox;

/** The module as the program sees it: loaded by name, core in another thread. Links no widget library itself. */
class TestModule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void widgets_come_only_with_the_module_and_the_order_of_life_holds();
};

static bool hasWidgets()
{
    QFile maps(QStringLiteral("/proc/self/maps"));
    return maps.open(QIODevice::ReadOnly) && maps.readAll().contains("libQt6Widgets");
}

void TestModule::widgets_come_only_with_the_module_and_the_order_of_life_holds()
{
    QVERIFY(!hasWidgets());
    QPluginLoader loader(QLatin1String(TEST_BINARY_DIRECTORY "/lib/signalbox/signalboxui.so"));
    QCOMPARE(loader.metaData().value(QStringLiteral("IID")).toString(), QStringLiteral(SIGNALBOX_UI_IID));
    auto *module = qobject_cast<UiModule *>(loader.instance());
    QVERIFY2(module, qPrintable(loader.errorString()));
    QVERIFY(hasWidgets());

    QThread core;
    Bus *bus = new Bus;
    bus->moveToThread(&core);
    connect(&core, &QThread::finished, bus, &QObject::deleteLater);
    connect(bus, &Bus::recapitulationAsked, bus, [] {
        QMetaObject::invokeMethod(QCoreApplication::instance(), &QCoreApplication::quit, Qt::QueuedConnection);
    });
    QStringList life;
    UiLink link;
    link.bus = bus;
    link.started = [&] {
        life.append(QCoreApplication::instance() ? QStringLiteral("started") : QStringLiteral("no application"));
        core.start();
    };
    link.ended = [&] {
        life.append(QCoreApplication::instance() && !bus->isWatched() ? QStringLiteral("ended")
                                                                      : QStringLiteral("too late"));
        core.quit();
        core.wait();
    };
    int argc = 1;
    QByteArray name = "signalbox";
    char *argv[] = {name.data(), nullptr};
    QCOMPARE(module->run(argc, argv, link), 0);
    QCOMPARE(life, (QStringList{QStringLiteral("started"), QStringLiteral("ended")}));
}

QTEST_APPLESS_MAIN(TestModule)
#include "tst_module.moc"
