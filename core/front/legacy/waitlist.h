// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>

namespace Signalbox {

class Delivery;

/**
 * The answers that may still become JSON, in the order of their deadlines: all wait equally long, so that one timer is
 * enough for any number of them.
 */
class WaitList : public QObject
{
    Q_OBJECT

public:
    explicit WaitList(qint64 wait, QObject *parent = nullptr);

    void setWait(qint64 wait) { m_wait = wait; } //!< ms
    void add(const std::shared_ptr<Delivery> &delivery, qint64 now);

private:
    void onTime();

    struct Row
    {
        qint64 deadline;
        std::weak_ptr<Delivery> delivery;
    };
    qint64 m_wait;
    std::deque<Row> m_rows;
    QTimer m_timer;
};

} // namespace Signalbox
