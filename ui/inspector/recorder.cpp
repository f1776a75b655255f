// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/recorder.h"

#include "core/tap/tap.h"

namespace Signalbox {

namespace {
constexpr int pulse = 100; // ms
}

Recorder::Recorder(Tap *tap, QObject *parent)
    : QObject(parent)
    , m_tap(tap)
{
    m_pulse.setInterval(pulse);
    connect(&m_pulse, &QTimer::timeout, this, &Recorder::look);
}

Recorder::~Recorder()
{
    if (isOn())
        m_tap->unwatch();
}

void Recorder::setOn(bool on)
{
    if (on == isOn())
        return;
    if (on) {
        m_isFirst = true;
        m_tap->watch();
        m_pulse.start();
    } else {
        m_pulse.stop();
        m_tap->unwatch();
    }
    Q_EMIT switched(on);
}

void Recorder::look()
{
    if (std::exchange(m_isAsking, true))
        return;
    m_tap->pull(m_last, this, [this](const TapBatch &batch) { take(batch); });
}

void Recorder::take(const TapBatch &batch)
{
    m_isAsking = false;
    if (!isOn() || batch.records.isEmpty())
        return;
    m_last = batch.records.constLast().serial;
    if (batch.missed > 0 && !m_isFirst)
        Q_EMIT missed(batch.missed);
    m_isFirst = false;
    Q_EMIT recorded(batch.records);
    // Behind: the rest at once, not at the next pulse.
    if (batch.records.size() >= 1'000)
        look();
}

} // namespace Signalbox
