// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace Signalbox {

class Board;

/** Something a person must know although the window is not in front of them. */
struct Alert
{
    enum Action { Show, Restart, OpenSettings };
    QString title;
    QString text;
    QList<Action> actions; //!< besides a click on the alert itself, which shows
    quint64 backend = 0; //!< number of the only one it is about
};

/**
 * Decides what that is: a server that was given up, settings that cannot be used, an address that cannot be listened on.
 * What happens together is told together, and the next words wait for a while: never one alert per event.
 */
class Alerts : public QObject
{
    Q_OBJECT

public:
    /** `gather`: ms in which things are gathered; `pause`: ms of silence after an alert. */
    explicit Alerts(Board *board, int gather = 2'000, int pause = 15'000, QObject *parent = nullptr);

Q_SIGNALS:
    void raised(const Signalbox::Alert &alert);

private:
    struct Item
    {
        QString title;
        QString text;
        quint64 backend = 0;
    };
    void lookAtBackends();
    void lookAtTroubles();
    void add(const Item &item);
    void raise();

    Board *m_board;
    int m_pauseTime;
    QTimer m_gather;
    QTimer m_silence;
    QSet<quint64> m_failed; //!< backends that were told
    quint64 m_lastTrouble = 0;
    QList<Item> m_items;
    int m_more = 0; //!< that found no place
};

} // namespace Signalbox
