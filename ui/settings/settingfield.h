// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settingrows.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace Signalbox {

class Commands;

/**
 * One setting with its field: judged while it is typed, written when the person is done with it (Return, or on to
 * something else; Escape takes it back). What the file says is shown unless the person is typing something else.
 */
class SettingField : public QWidget
{
    Q_OBJECT

public:
    SettingField(SettingRow row, Commands *commands, QWidget *parent = nullptr);

    const SettingRow &row() const { return m_row; }
    /** What the file says; undefined if it says nothing. */
    void showValue(const QJsonValue &value);
    /** What is wrong with what the file says. */
    void showProblem(const QString &sentence);
    bool isBeingEdited() const { return text() != m_shown; }
    QLabel *label() const { return m_label; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QString text() const;
    void setText(const QString &text);
    void typed();
    void judge();
    void commit();
    void takeBack();
    void backToDefault();
    void showState();
    QJsonObject change(const QJsonValue &value) const;

    SettingRow m_row;
    Commands *m_commands;
    QLabel *m_label;
    QLineEdit *m_line = nullptr;
    QPlainTextEdit *m_lines = nullptr;
    QLabel *m_mark;
    QToolButton *m_back;
    QLabel *m_problem;
    QTimer m_judging;
    QString m_shown; //!< what the file says, as it stands in the field
    QString m_fileProblem;
    bool m_isSet = false; //!< the file says something
    bool m_isWriting = false;
};

} // namespace Signalbox
