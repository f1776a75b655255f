// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run.h"

#include "app/announcement.h"
#include "app/corethread.h"
#include "app/descriptorlimit.h"
#include "app/display.h"
#include "app/program.h"
#include "app/uiloader.h"
#include "app/unixsignals.h"
#include "app/watchdog.h"
#include "core/config/keyfile.h"
#include "core/config/statelock.h"
#include "core/control/controlclient.h"
#include "core/loop/epolldispatcher.h"
#include "core/plugin/orphans.h"
#include "ui/uimodule.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>

namespace Signalbox {

namespace {

int failed(ExitCode code, const QString &sentence)
{
    printError(sentence);
    return code;
}

/** Whether the window of the program that runs already was asked to come forward. */
bool raiseFirst(ControlClient &first, const ProgramSetup &setup)
{
    if (setup.line.headless || setup.line.atLogin || setup.line.port || !hasDisplay(setup.environment))
        return false;
    return first.ask(QStringLiteral("window.raise"), {}, std::chrono::seconds(5)).ok();
}

/** Who has the lock, and where the person finds that one. */
int refuseSecond(const LockFault &fault, const ProgramSetup &setup)
{
    if (!fault.held)
        return failed(Failed, fault.sentence);
    QString where;
    Result<ControlClient> client = ControlClient::connectTo(fault.controlSocket);
    if (client) {
        if (raiseFirst(*client, setup)) {
            printOut(QStringLiteral("signalbox runs already; its window was brought forward\n"));
            return Ended;
        }
        const auto answer = client->ask(QStringLiteral("version"), {}, std::chrono::seconds(2));
        if (answer)
            where = answer->value(QStringLiteral("urls")).toArray().at(0).toString();
    }
    return failed(AlreadyRunning,
                  where.isEmpty() ? fault.sentence : QStringLiteral("%1 and listens at %2").arg(fault.sentence, where));
}

int runHeadless(ProgramSetup setup, int &argc, char **argv)
{
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    QCoreApplication application(argc, argv);
    Program program(std::move(setup));
    // Queued: exit() is heard only by a loop that runs.
    QObject::connect(&program, &Program::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&program, &Program::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

int runWithWindow(UiModule &ui, ProgramSetup setup, int &argc, char **argv)
{
    UiLink link;
    link.settingsFolder = setup.state.path;
    link.atLogin = setup.line.atLogin;
    setup.hasWindow = true;
    CoreThread core(std::move(setup));
    link.bus = core.bus();
    link.ask = [&core](const QString &name, const QJsonObject &arguments, Control::Answer answer) {
        const auto ask = [control = core.control(), name, arguments, answer] {
            control->invoke(name, arguments, answer);
        };
        QMetaObject::invokeMethod(core.control(), ask, Qt::QueuedConnection);
    };
    link.started = [&core] { core.start(); };
    link.ended = [&core] { core.end(); };
    const int code = ui.run(argc, argv, link);
    return core.exitCode() != 0 ? core.exitCode() : code;
}

int runSomehow(ProgramSetup setup, int &argc, char **argv)
{
    if (setup.line.headless || !hasDisplay(setup.environment))
        return runHeadless(std::move(setup), argc, argv);
    const Result<UiModule *> ui = loadUi();
    if (ui)
        return runWithWindow(**ui, std::move(setup), argc, argv);
    printError(QStringLiteral("no window: %1").arg(ui.error().sentence));
    return runHeadless(std::move(setup), argc, argv);
}

} // namespace

int run(const CommandLine &line, int &argc, char **argv)
{
    ProgramSetup setup;
    setup.processTag = freshProcessTag();
    const Result<void> guarded = startWatchdog(setup.processTag);
    if (!guarded)
        return failed(Failed, guarded.error().sentence);
    if (!UnixSignals::catchThem())
        return failed(Failed, QStringLiteral("cannot catch signals: %1").arg(lastSystemError()));
    setup.line = line;
    setup.descriptorLimit = raiseDescriptorLimit();
    setup.environment = QProcessEnvironment::systemEnvironment();
    setup.configFile = line.configFile.isEmpty() ? defaultConfigFile(setup.environment)
                                                 : QFileInfo(line.configFile).absoluteFilePath();
    setup.state = StateFolder::locate(setup.configFile, line.stateFolder, setup.environment);
    const Result<void> made = setup.state.make();
    if (!made)
        return failed(Failed, made.error().sentence);
    const Result<StateLock, LockFault> lock = StateLock::take(setup.state);
    if (!lock)
        return refuseSecond(lock.error(), setup);
    sweepOrphans(setup.state.path, processTagName);
    const Result<Epoch> epoch = raiseEpoch(setup.state, QDateTime::currentMSecsSinceEpoch());
    if (!epoch)
        return failed(Failed, epoch.error().sentence);
    setup.epoch = *epoch;
    Result<QByteArray> key = persistentKey(setup.state);
    if (!key)
        return failed(Failed, key.error().sentence);
    setup.sealKey = std::move(*key);
    QCoreApplication::setApplicationName(QStringLiteral("signalbox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    const int exitCode = runSomehow(std::move(setup), argc, argv);
    endWatchdog();
    return exitCode;
}

} // namespace Signalbox
