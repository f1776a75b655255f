// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page.h"

class QLabel;
class QPushButton;
class QTabWidget;

namespace Signalbox {

class Board;
class Commands;
class LoginSwitch;
class SettingsEditor;
class SettingsForm;
class SettingsStore;

/** Everything in the settings file: as a form, and as the text it is. */
class SettingsPage : public Page
{
    Q_OBJECT

public:
    /** Both outlive this. */
    SettingsPage(Board *board, Commands *commands, QWidget *parent = nullptr);

    void focusFilter() override;
    void remember(QSettings &settings) const override;
    void recall(QSettings &settings) override;

    SettingsForm *form() const { return m_form; }
    SettingsEditor *editor() const { return m_editor; }
    SettingsStore *store() const { return m_store; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildHead();
    void showFile();
    void showProblem();

    SettingsStore *m_store;
    SettingsForm *m_form;
    SettingsEditor *m_editor;
    LoginSwitch *m_login;
    QTabWidget *m_tabs;
    QLabel *m_path;
    QLabel *m_problem;
    QPushButton *m_showProblem;
};

} // namespace Signalbox
