// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/program.h"

#include <QThread>

#include <atomic>

namespace Signalbox {

/**
 * The program in a thread of its own, while the main thread belongs to the window. The bus and the commands exist from
 * the beginning to the end of this object; what fills them lives between start() and end().
 */
class CoreThread
{
public:
    explicit CoreThread(ProgramSetup setup);
    ~CoreThread();

    Bus *bus() { return m_program.bus(); }
    Control *control() { return m_program.control(); }

    /** With the application object in existence. If the program ends by itself, it ends the application. */
    void start();
    /** Ends the program in good order, if it has not ended yet, and waits for that. */
    void end();
    int exitCode() const { return m_exitCode; }

private:
    Program m_program;
    QThread m_thread;
    std::atomic<bool> m_finished = false;
    std::atomic<int> m_exitCode = 0;
};

} // namespace Signalbox
