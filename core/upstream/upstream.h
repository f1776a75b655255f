// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"
#include "core/config/config.h"
#include "core/plugin/backendplugin.h"
#include "core/upstream/eitherdialect.h"
#include "core/upstream/legslot.h"
#include "core/upstream/listing.h"
#include "core/upstream/tally.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace Signalbox {

class PluginHost;

/** What every upstream needs of the house. Pointers outlive it. */
struct UpstreamSetup
{
    PluginHost *plugins = nullptr;
    Bus *bus = nullptr;
    const LogLevels *levels = nullptr;
    DialectFactory legacy;
    DialectFactory modern; //!< empty: there is only the other one
    Surroundings surroundings;
    QByteArray roots = "[]";
    Questions::Sinks questions;
};

/**
 * One configured server: owns its legs (one that all clients share, or one per session), their restarts, its lists and
 * its figures. Starts when somebody needs it, or at once when it is eager. Core thread.
 */
class Upstream : public QObject
{
    Q_OBJECT

public:
    Upstream(ServerConfig config, UpstreamSetup setup, QObject *parent = nullptr);
    ~Upstream() override;

    const ServerConfig &config() const { return m_config; }
    const QByteArray &slug() const { return m_config.slug; }
    quint64 number() const { return m_number; }

    /** What the server told last, also while it sleeps; nothing before its first handshake. */
    const std::optional<ServerIdentity> &identity() const { return m_identity; }
    /** Whether one of its generations has declared the tasks of 2026-07-28. */
    bool makesTasks() const { return m_makesTasks; }
    const Listings &listings() const { return m_listings; }
    Listings &listings() { return m_listings; }
    /**
     * Steady ms until which a list is worth waiting for; 0 = not at all, it is fresh or will not come soon. `patiently`:
     * as long as a start may take, for a request that has no answer without it.
     */
    qint64 worthWaiting(ListKind kind, bool patiently = false) const;

    /** It takes the place of `old`, whose lists stand until its own are read. */
    void succeed(const Upstream &old) { m_listings.adopt(old.m_listings); }

    /** Somebody is about to use it. */
    void need(const ClientPtr &client);
    void carry(Carried carried);
    void subscribe(const CallPtr &call, const QByteArray &uri);
    void unsubscribe(const CallPtr &call, const QByteArray &uri);
    /** `id` as the server knows it; until clientLeft(). */
    void followTask(const ClientPtr &client, const QByteArray &id);
    void clientLeft(quint64 client);
    /** The wishes in LogLevels have changed. */
    void followLogLevels();
    /** A client's notification; only a leg of its own gets it. */
    void notify(const Message &notification, quint64 client);

    // A person's wishes.
    void restart();
    void stop(const QString &why);
    void start();
    /** Ends all legs in good order; answers closed(). */
    void close();

    BackendFact fact() const;
    /** Tells the fact again if its figures have moved since. */
    void tellFigures();
    void tell();
    void tellCalls(OpenCalls &calls) const;
    /** Reads how its processes are; told with the next tellFigures(). */
    void lookAtProcesses();
    const Tally &tally() const { return m_tally; }
    int liveLegs() const;

Q_SIGNALS:
    /** A notification that belongs to no call. `client` is whom it concerns alone, else 0. */
    void noticed(Signalbox::Upstream *upstream, const Signalbox::Message &notification, quint64 client);
    void updated(Signalbox::Upstream *upstream, const QByteArray &uri, const Signalbox::Message &notification,
                 const QList<quint64> &clients);
    /** News of a task, for those who follow it. */
    void taskMoved(Signalbox::Upstream *upstream, const Signalbox::Message &notification, const QList<quint64> &clients);
    void listSettled(Signalbox::Upstream *upstream, Signalbox::ListKind kind, bool differs);
    void stateChanged(Signalbox::Upstream *upstream);
    void closed(Signalbox::Upstream *upstream);

private:
    LegSlot *slotFor(const ClientPtr &client);
    Result<std::unique_ptr<Leg>> makeLeg(const ClientPtr &bound, bool isModern);
    std::unique_ptr<Dialect> makeDialect(bool isModern) const;
    bool hasModernLegs() const;
    bool isOlder() const;
    void onReady(LegSlot *slot);
    void onLost(LegSlot *slot);
    void onEnded(LegSlot *slot);
    void onStateChanged();
    void onWarned(const QString &sentence);
    void onNoticed(LegSlot *slot, const Message &notification, quint64 client);
    bool isTwin(const LegSlot *slot, const QByteArray &change);
    void readListsFrom(LegSlot *slot);
    void stopIdle();
    std::optional<int> logLevelOf(const LegSlot &slot) const;
    bool isShared() const { return m_config.instances == ServerConfig::Instances::Shared; }

    ServerConfig m_config;
    UpstreamSetup m_setup;
    quint64 m_number;
    std::map<quint64, std::unique_ptr<LegSlot>> m_slots; //!< key: client number, 0 = shared; and the generation
    std::map<quint64, std::unique_ptr<LegSlot>> m_leaving; //!< of clients that left, until their process is gone
    LegSlot *m_listSource = nullptr;
    struct Told
    {
        const LegSlot *slot = nullptr; //!< only compared
        qint64 at = 0; //!< steady ms
    };
    QSet<QString> m_warned; //!< sentences that the person has
    QHash<QByteArray, Told> m_changes; //!< changes of lists, by notification
    std::optional<ServerIdentity> m_identity;
    bool m_makesTasks = false;
    std::shared_ptr<Finding> m_finding = std::make_shared<Finding>();
    std::shared_ptr<Finding> m_modernFinding = std::make_shared<Finding>(); //!< of the legs for stateless clients
    Listings m_listings;
    Tally m_tally;
    BackendFact::State m_lastState = BackendFact::Found;
    QDateTime m_since;
    bool m_stoppedByPerson = false;
    bool m_closing = false;
    QString m_stopReason;
    QTimer m_tell;
    QTimer m_idle;
    Tally m_told;
    QList<ProcessFact> m_processes;
    bool m_processesMoved = false;
};

} // namespace Signalbox
