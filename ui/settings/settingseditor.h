// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settingsstore.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace Signalbox {

/**
 * The text of the settings file itself. It follows the file until the person types something; then the file is only
 * mentioned, and saving over what somebody else wrote meanwhile is refused.
 */
class SettingsEditor : public QWidget
{
    Q_OBJECT

public:
    /** `store` outlives this. */
    explicit SettingsEditor(SettingsStore *store, QWidget *parent = nullptr);

    /** As it would be written. */
    QString text() const;
    bool isModified() const;
    void goToLine(int line);

private:
    void follow();
    void showFile();
    void check();
    void save();
    void say(const QString &sentence, bool isBad);
    void showProblems(const QList<SettingProblem> &problems);
    void markLines(const QList<SettingProblem> &problems);
    void showState();

    SettingsStore *m_store;
    QPlainTextEdit *m_text;
    QListWidget *m_problems;
    QLabel *m_note;
    QPushButton *m_check;
    QPushButton *m_save;
    QPushButton *m_back;
    QString m_shown; //!< the text of the file that the person began with, as the field holds it
    QString m_digest; //!< of that text
    bool m_hasWindowsLines = false;
};

} // namespace Signalbox
