// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/board.h"
#include "ui/questions/attendance.h"
#include "ui/questions/questionnotifier.h"
#include "ui/commands.h"
#include "ui/tray/alerts.h"
#include "ui/tray/desktopnotices.h"
#include "ui/tray/traywait.h"
#include "ui/uimodule.h"
#include "ui/window.h"

#include <memory>

namespace Signalbox {

class Tray;
class TrayMenu;

/** Window and tray together: who is seen when, and what ends the program. */
class Desktop : public QObject
{
    Q_OBJECT

public:
    explicit Desktop(const UiLink &link, QObject *parent = nullptr);
    ~Desktop() override;

    void start();
    /** The bus is no longer watched. */
    void leave();

    Board *board() { return &m_board; }
    Window *window() { return &m_window; }
    Tray *tray() { return m_tray.get(); } //!< null until the wait for it is over

private:
    void makeTray(bool isOnBus);
    void connectMenu(TrayMenu *menu);
    void openView(Window::View view);
    void openBackend(quint64 number);
    void showAlert(const Alert &alert);
    void actOnAlert(Alert::Action action, quint64 backend);
    void openQuestions();
    void tell(const QString &title, const QString &text);
    void attend();

    UiLink m_link;
    Board m_board;
    Commands m_commands;
    Window m_window;
    Alerts m_alerts;
    DesktopNotices m_notices;
    Attendance m_attendance;
    QuestionNotifier m_notifier;
    TrayWait m_wait;
    std::unique_ptr<Tray> m_tray;
};

} // namespace Signalbox
