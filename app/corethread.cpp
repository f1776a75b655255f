// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/corethread.h"

#include "core/loop/epolldispatcher.h"

#include <QCoreApplication>

namespace Signalbox {

CoreThread::CoreThread(ProgramSetup setup)
    : m_program(std::move(setup))
{
    QObject::connect(
        &m_program, &Program::finished, &m_program,
        [this](int code) {
            m_exitCode = code;
            m_finished = true;
        },
        Qt::DirectConnection);
    // Timers and notifiers end in the thread they live in.
    QObject::connect(&m_thread, &QThread::finished, &m_program, &Program::dismantle, Qt::DirectConnection);
}

CoreThread::~CoreThread()
{
    end();
}

void CoreThread::start()
{
    QObject::connect(&m_program, &Program::finished, QCoreApplication::instance(), &QCoreApplication::quit,
                     Qt::QueuedConnection);
    m_thread.setObjectName(QStringLiteral("core"));
    m_thread.setEventDispatcher(new EpollDispatcher);
    m_program.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(&m_program, &Program::start, Qt::QueuedConnection);
}

void CoreThread::end()
{
    if (!m_thread.isRunning())
        return;
    const auto stop = [this] {
        if (m_finished)
            return m_thread.quit();
        QObject::connect(&m_program, &Program::finished, &m_thread, &QThread::quit, Qt::DirectConnection);
        m_program.stop();
    };
    QMetaObject::invokeMethod(&m_program, stop, Qt::QueuedConnection);
    m_thread.wait(); // Program::stop() has its own limit
}

} // namespace Signalbox
