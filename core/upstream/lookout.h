// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace Signalbox {

class Bus;
class UpstreamSet;

/**
 * Tells what costs something to gather, and only while somebody looks: which calls are open, a few times a second, and
 * the processes of the servers, one server at a time and each about once a second. Core thread.
 */
class Lookout : public QObject
{
    Q_OBJECT

public:
    /** Both outlive it. */
    Lookout(UpstreamSet *upstreams, Bus *bus, QObject *parent = nullptr);

private:
    void begin();
    void tellCalls();
    void lookAtNext();

    UpstreamSet *m_upstreams;
    Bus *m_bus;
    QTimer m_calls;
    QTimer m_processes;
    qsizetype m_next = 0; //!< whose turn it is
    bool m_toldSome = false;
};

} // namespace Signalbox
