// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/legacy/waitlist.h"

#include "core/front/legacy/delivery.h"
#include "core/loop/steadyclock.h"

namespace Signalbox {

WaitList::WaitList(qint64 wait, QObject *parent)
    : QObject(parent)
    , m_wait(wait)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &WaitList::onTime);
}

void WaitList::add(const std::shared_ptr<Delivery> &delivery, qint64 now)
{
    if (!delivery->isWaiting() || !delivery->acceptsStream())
        return;
    m_rows.push_back({now + m_wait, delivery});
    if (!m_timer.isActive())
        m_timer.start(int(m_wait));
}

void WaitList::onTime()
{
    const qint64 now = steadyMs();
    while (!m_rows.empty()) {
        const auto delivery = m_rows.front().delivery.lock();
        const bool waits = delivery && delivery->isWaiting();
        if (waits && m_rows.front().deadline > now) {
            m_timer.start(int(m_rows.front().deadline - now));
            return;
        }
        m_rows.pop_front();
        if (waits)
            delivery->beginStream();
    }
}

} // namespace Signalbox
