// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tap/taprecord.h"

#include <QObject>
#include <QTimer>

namespace Signalbox {

class Tap;

/**
 * Looks at the wire ten times a second while it is on. Asks again only when the last answer has come, so that a slow
 * window never makes the gateway wait or grow. Off, the gateway records nothing.
 */
class Recorder : public QObject
{
    Q_OBJECT

public:
    /** The tap outlives it. */
    explicit Recorder(Tap *tap, QObject *parent = nullptr);
    ~Recorder() override;

    bool isOn() const { return m_pulse.isActive(); }
    void setOn(bool on);

Q_SIGNALS:
    void recorded(const QList<Signalbox::TapRecord> &records);
    void missed(quint64 messages);
    void switched(bool on);

private:
    void look();
    void take(const TapBatch &batch);

    Tap *m_tap;
    QTimer m_pulse;
    quint64 m_last = 0;
    bool m_isAsking = false;
    bool m_isFirst = true; //!< what passed before it was on is not missed
};

} // namespace Signalbox
