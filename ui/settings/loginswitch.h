// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QWidget>

class QCheckBox;
class QLabel;

namespace Signalbox {

class Commands;

/** Whether the gateway starts at login; shows what is, not what was asked for. */
class LoginSwitch : public QWidget
{
    Q_OBJECT

public:
    explicit LoginSwitch(Commands *commands, QWidget *parent = nullptr);

    void refresh();

private:
    void take(const QJsonObject &answer);

    Commands *m_commands;
    QCheckBox *m_box;
    QLabel *m_note;
};

} // namespace Signalbox
