// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QObject>

#include <atomic>

namespace Signalbox {

class Tap;

/**
 * Facts about the gateway, for whoever watches. Lives in the core thread; watchers in other threads connect queued.
 * A watcher calls watch() once it is connected: everything that exists is then told again, so that it starts complete,
 * and the costly facts (notices, streams, traffic) flow for as long as at least one watcher is there.
 * Facts about one thing come at most ten times a second; the last state is always told.
 */
class Bus : public QObject
{
    Q_OBJECT

public:
    explicit Bus(QObject *parent = nullptr);
    ~Bus() override;

    /** The wire, for whoever looks at it. Lives as long as the bus, in its thread. */
    Tap *tap() const { return m_tap; }

    bool isWatched() const { return m_watchers.load(std::memory_order_relaxed) > 0; }
    /** Thread-safe. Balance with unwatch(). */
    void watch();
    void unwatch();
    /**
     * Somebody looks at what costs something to gather: open calls, processes. Thread-safe; balance with lookAway().
     */
    void look();
    void lookAway() { --m_lookers; }
    bool isLookedAt() const { return m_lookers.load(std::memory_order_relaxed) > 0; }
    /** A line for the person, kept (the last 100) and told to later watchers as well. Core thread. */
    void trouble(const QString &where, const QString &what);
    QList<Signalbox::TroubleFact> troubles() const { return m_troubles; }
    /** The next number for anything that facts are told about. Core thread. */
    quint64 nextNumber() { return ++m_lastNumber; }

Q_SIGNALS:
    void sessionChanged(const Signalbox::SessionFact &session);
    void sessionEnded(quint64 number, const QString &why);
    // Told also while nobody watches: who comes and who goes.
    void sessionCame(const Signalbox::SessionFact &session);
    void sessionWent(const Signalbox::SessionFact &session, const QString &why);
    void streamChanged(const Signalbox::StreamFact &stream);
    void streamEnded(quint64 number);
    void backendChanged(const Signalbox::BackendFact &backend);
    void backendRemoved(quint64 number);
    void noticed(const Signalbox::NoticeFact &notice); //!< emit only while isWatched()
    void trafficChanged(const Signalbox::TrafficFact &traffic); //!< once a second while isWatched()
    /** The oldest of the calls that are open; a few times a second while isLookedAt() and there are any. */
    void callsChanged(const QList<Signalbox::CallFact> &calls);
    void catalogChanged(); //!< tools, prompts or resources of some backend, or which of them are shown; a few times a second at most
    /** A call that a person made goes on; `tag` is what it was made under, `params` those of notifications/progress. */
    void personsCallProgressed(const QString &tag, const QJsonObject &params);
    void trialStepped(const QString &tag, const QJsonObject &step); //!< of a server that a person tests under that tag
    void asked(const Signalbox::AskFact &ask);
    void troubled(const Signalbox::TroubleFact &trouble);
    void listening(const QStringList &urls); //!< the addresses clients can use; empty = no longer
    void settingsApplied(const QString &file);
    void pausedChanged(bool isPaused); //!< the person lets no tool be called for now
    void windowAsked(); //!< the program was started once more: its window is wanted

    /** A new watcher came: whoever owns facts tells them again. Connected to by the owners of facts, in core. */
    void recapitulationAsked();
    void lookBegan(); //!< likewise

private:
    Tap *m_tap;
    std::atomic<int> m_watchers = 0;
    std::atomic<int> m_lookers = 0;
    quint64 m_lastNumber = 0;
    QList<TroubleFact> m_troubles;
};

} // namespace Signalbox
