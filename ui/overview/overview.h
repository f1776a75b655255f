// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QObject>
#include <QTimer>

namespace Signalbox {

class BackendModel;
class SessionModel;
class StreamModel;

/** The gateway at a glance: addresses, counts, troubles and one state, in words. */
class Overview : public QObject
{
    Q_OBJECT

public:
    enum State { Idle, Working, Attention, Trouble };

    struct Counts
    {
        int sessions = 0;
        int streams = 0;
        int backends = 0;
        int backendsReady = 0;
        int callsOpen = 0;
    };

    /** The models outlive this. */
    Overview(const SessionModel *sessions, const StreamModel *streams, const BackendModel *backends,
             QObject *parent = nullptr);

    State state() const { return m_state; }
    QString headline() const { return m_headline; } //!< why the state is what it is
    Counts counts() const { return m_counts; }
    QString sentence() const; //!< the counts as one line
    QStringList addresses() const { return m_addresses; }
    bool isDeaf() const { return m_hasStarted && m_addresses.isEmpty(); } //!< no client can connect
    bool isPaused() const { return m_isPaused; } //!< the person lets no tool be called
    TrafficFact traffic() const { return m_traffic; }
    QList<TroubleFact> troubles() const { return m_troubles; } //!< not yet dismissed, oldest first

    void setAddresses(const QStringList &urls);
    void setTraffic(const TrafficFact &traffic);
    void addTrouble(const TroubleFact &trouble);
    void addAsk(const AskFact &ask);
    void setPaused(bool isPaused);
    /** The person has read them. */
    void dismissTroubles();
    void dismissTrouble(quint64 serial);

Q_SIGNALS:
    void changed(); //!< at most four times a second

private:
    void later();
    void judge();
    bool isTrouble();
    bool isAttention();

    const SessionModel *m_sessions;
    const StreamModel *m_streams;
    const BackendModel *m_backends;
    QTimer m_pulse;
    State m_state = Idle;
    QString m_headline;
    Counts m_counts;
    QStringList m_addresses;
    bool m_hasStarted = false;
    bool m_isPaused = false;
    TrafficFact m_traffic;
    QList<TroubleFact> m_troubles;
    quint64 m_lastTrouble = 0; //!< troubles are told again to every watcher
    QList<quint64> m_openAsks;
    QList<quint64> m_asksForPerson; //!< of these
};

} // namespace Signalbox
