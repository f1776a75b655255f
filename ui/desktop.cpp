// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop.h"

#include "core/bus/bus.h"
#include "ui/icons.h"
#include "ui/questions/questionpanel.h"
#include "ui/tray/tray.h"

#include <QApplication>

namespace Signalbox {

Desktop::Desktop(const UiLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_board(link.bus)
    , m_commands(link.ask)
    , m_window(&m_board, &m_commands, link.settingsFolder)
    , m_alerts(&m_board)
    , m_attendance(&m_commands)
    , m_notifier(m_board.questions(), [this] { return m_window.isActiveWindow(); })
    , m_wait(link.trayWait)
{
    connect(&m_window, &Window::shownOrHidden, this, &Desktop::attend);
    connect(&m_notifier, &QuestionNotifier::openAsked, this, &Desktop::openQuestions);
    connect(&m_notifier, &QuestionNotifier::notShown, this, &Desktop::tell);
    m_window.setWindowIcon(plateIcon("signalbox"));
    connect(&m_window, &Window::quitAsked, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    connect(&m_alerts, &Alerts::raised, this, &Desktop::showAlert);
    connect(&m_notices, &DesktopNotices::chosen, this, &Desktop::actOnAlert);
    connect(&m_notices, &DesktopNotices::notShown, this, &Desktop::tell);
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
    m_tray = std::make_unique<Tray>(&m_board, &m_commands, isOnBus);
    connect(m_tray.get(), &Tray::windowAsked, &m_window, &Window::present);
    connectMenu(m_tray->menu());
    // With a tray the window may go and the program stays; without, the window is all there is.
    QApplication::setQuitOnLastWindowClosed(!Tray::isThere());
    if (!Tray::isThere())
        m_window.present();
    connect(m_tray.get(), &Tray::messageChosen, this, [this] {
        if (m_board.questions()->questions().isEmpty())
            openView(Window::Overview);
        else
            openQuestions();
    });
    attend();
}

void Desktop::connectMenu(TrayMenu *menu)
{
    connect(menu, &TrayMenu::windowAsked, &m_window, &Window::present);
    connect(menu, &TrayMenu::viewAsked, this, &Desktop::openView);
    connect(menu, &TrayMenu::backendAsked, this, &Desktop::openBackend);
    connect(menu, &TrayMenu::sessionAsked, this, [this](quint64 number) {
        m_window.showRow(Window::Sessions, number);
        m_window.present();
    });
    connect(menu, &TrayMenu::noticeAsked, this, [this](quint64 serial) {
        m_window.showRow(Window::Notifications, serial);
        m_window.present();
    });
    connect(menu, &TrayMenu::quitAsked, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
}

void Desktop::openView(Window::View view)
{
    m_window.openView(view);
    m_window.present();
}

void Desktop::openBackend(quint64 number)
{
    m_window.showRow(Window::Backends, number);
    m_window.present();
}

/** Whoever has the window before their eyes sees it there. */
void Desktop::showAlert(const Alert &alert)
{
    if (!m_window.isActiveWindow())
        m_notices.show(alert);
}

void Desktop::actOnAlert(Alert::Action action, quint64 backend)
{
    const BackendFact *fact = backend ? m_board.backends()->find(backend) : nullptr;
    if (action == Alert::Restart && fact)
        m_commands.ask(QStringLiteral("backend.restart"), {{QStringLiteral("name"), fact->slug}});
    else if (action == Alert::OpenSettings)
        openView(Window::Settings);
    else if (fact)
        openBackend(backend);
    else
        openView(Window::Overview);
}

void Desktop::openQuestions()
{
    m_window.present();
    m_window.questions()->focusAnswer();
}

/** Where the desktop shows no notifications. */
void Desktop::tell(const QString &title, const QString &text)
{
    if (m_tray && Tray::isThere())
        m_tray->tell(title, text);
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
