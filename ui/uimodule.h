// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <functional>

namespace Signalbox {

class Bus;

/** What the program gives the window and the tray. The functions are called in the thread of run(). */
struct UiLink
{
    Bus *bus = nullptr; //!< made before run(); may live in another thread; outlives `ended`
    /** Asks a command of the running gateway; returns at once. The answer is called at most once, in any thread, not
     * after `ended`. */
    using Ask = std::function<void(const QString &name, const QJsonObject &arguments,
                                   std::function<void(const Result<QJsonObject> &)> answer)>;
    Ask ask;
    /** Once: the application object is there and every fact is connected. Start the core thread here. */
    std::function<void()> started;
    /** Once: the person has quit, the bus is no longer watched, the application object still lives. End the core
     * thread. */
    std::function<void()> ended;
    QString settingsFolder; //!< the window keeps its size and place here
    bool atLogin = false; //!< started by the session, not by a person: no window opens while there is a tray
    int trayWait = 10'000; //!< ms that a late panel may take
};

/**
 * The tray and the window as a module that is loaded only where a display is wanted. Program and module share no
 * symbol but this interface, so the program links no widget library.
 */
class UiModule
{
public:
    virtual ~UiModule() = default;
    /**
     * Makes the application object, shows tray and window, runs until the person quits (or QCoreApplication::quit()
     * is invoked in this thread); the exit code. Call it once, in the main thread, with no application object alive.
     */
    virtual int run(int &argc, char **argv, const UiLink &link) = 0;
};

} // namespace Signalbox

#define SIGNALBOX_UI_IID "org.signalbox.UiModule/1"
Q_DECLARE_INTERFACE(Signalbox::UiModule, SIGNALBOX_UI_IID)
