// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/record.h"
#include "core/control/control.h"

#include <QTimer>

#include <list>

namespace Signalbox {

class Bus;

/**
 * The command "log": what happened after a serial, at once or as soon as something does. {"after": serial, "wait":
 * seconds} answers {"lines": […], "newest": serial, "missed": number}; without "after" everything that is kept. Whoever
 * waits makes the notices of servers flow, until nobody has waited for some seconds. Core thread.
 */
class LogCommand : public QObject
{
    Q_OBJECT

public:
    /** Both outlive this. */
    LogCommand(Control *control, Bus *bus, QObject *parent = nullptr);
    ~LogCommand() override;

    qsizetype waiting() const { return qsizetype(m_waiting.size()); }

private:
    struct Waiter
    {
        quint64 after = 0;
        qint64 until = 0; //!< steady ms
        const QObject *asker = nullptr; //!< only compared
        Control::Answer answer;
    };
    void take(const QJsonObject &arguments, Control::Answer answer, QObject *asker);
    QJsonObject since(quint64 serial) const;
    void answerReady();
    void answerLate();
    void answerThose(const std::function<bool(const Waiter &)> &match);
    void forget(const QObject *asker);
    void armLimit();
    void setWatching(bool isWatching);

    Bus *m_bus;
    Record m_record;
    std::list<Waiter> m_waiting;
    QTimer m_gather; //!< from the first news until they are told
    QTimer m_limit; //!< until the first of those who wait has waited long enough
    QTimer m_leave; //!< since nobody waits any more
    bool m_isWatching = false;
};

} // namespace Signalbox
