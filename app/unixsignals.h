// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace Signalbox {

/**
 * INT, TERM and HUP as events. A second INT or TERM ends the process at once, whatever it is busy with; the watchdog
 * then ends its children. One object at a time; signals that came before it are not lost.
 */
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    /** Early in main, before threads; from here on the signals are kept. PIPE is ignored. False if the system refuses.
     */
    static bool catchThem();

    explicit UnixSignals(QObject *parent = nullptr);

Q_SIGNALS:
    void stopAsked();
    void reloadAsked();

private:
    void read();
};

} // namespace Signalbox
