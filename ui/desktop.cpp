// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop.h"

#include "core/bus/bus.h"
#include "ui/icons.h"
#include "ui/questions/questionpanel.h"
#include "ui/tray.h"

#include <QApplication>

namespace Signalbox {

Desktop::Desktop(const UiLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_board(link.bus)
    , m_commands(link.ask)
    , m_window(&m_board, &m_commands, link.settingsFolder)
    , m_attendance(&m_commands)
    , m_notifier(m_board.questions(), [this] { return m_window.isActiveWindow(); })
    , m_wait(link.trayWait)
{
    connect(&m_window, &Window::shownOrHidden, this, &Desktop::attend);
    connect(&m_notifier, &QuestionNotifier::openAsked, this, &Desktop::openQuestions);
    connect(&m_notifier, &QuestionNotifier::unanswerable, this, &Desktop::tellOfQuestions);
    m_window.setWindowIcon(plateIcon("signalbox"));
    connect(&m_window, &Window::quitAsked, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    connect(link.bus, &Bus::windowAsked, &m_window, &Window::present);
    connect(&m_wait, &TrayWait::over, this, &Desktop::makeTray);
}

Desktop::~Desktop() = default;

void Desktop::start()
{
    // Whoever started the program sees something at once; the tray may need its time.
    if (!m_link.atLogin)
        m_window.present();
    m_wait.start();
}

void Desktop::makeTray(bool isOnBus)
{
    m_tray = std::make_unique<Tray>(&m_board, isOnBus);
    connect(m_tray.get(), &Tray::windowAsked, &m_window, &Window::present);
    connect(m_tray.get(), &Tray::backendsAsked, this, &Desktop::openBackends);
    connect(m_tray.get(), &Tray::quitAsked, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    // With a tray the window may go and the program stays; without, the window is all there is.
    QApplication::setQuitOnLastWindowClosed(!Tray::isThere());
    if (!Tray::isThere())
        m_window.present();
    connect(m_tray.get(), &Tray::messageChosen, this, &Desktop::openQuestions);
    attend();
}

void Desktop::openBackends()
{
    m_window.openView(Window::Backends);
    m_window.present();
}

void Desktop::openQuestions()
{
    m_window.present();
    m_window.questions()->focusAnswer();
}

void Desktop::tellOfQuestions(const QString &sentence)
{
    if (m_tray && Tray::isThere())
        m_tray->tell(tr("A server has a question"), sentence);
    else
        QApplication::alert(&m_window);
}

/** A question is no use to somebody who can neither see it nor be told of it. */
void Desktop::attend()
{
    m_attendance.setPresent(m_window.isVisible() || (m_tray && Tray::isThere()));
}

void Desktop::leave()
{
    m_tray.reset();
    m_window.hide();
    m_board.leave();
}

} // namespace Signalbox
