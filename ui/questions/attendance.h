// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace Signalbox {

class Commands;

/** Tells the gateway that a person can be there to answer questions, for as long as window or tray are. */
class Attendance : public QObject
{
    Q_OBJECT

public:
    explicit Attendance(Commands *commands, QObject *parent = nullptr);

    void setPresent(bool isPresent);

private:
    void tell();

    Commands *m_commands;
    QTimer m_renewal;
    bool m_isPresent = false;
};

} // namespace Signalbox
