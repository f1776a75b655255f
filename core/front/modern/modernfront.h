// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/front/front.h"
#include "core/front/modern/listening.h"
#include "core/front/modern/sealedstate.h"
#include "core/front/modern/statelessclients.h"
#include "core/front/modern/statelesscall.h"
#include "core/mirror/statelessmeta.h"
#include "core/routing/notice.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <memory>
#include <unordered_map>

namespace Signalbox {

class Bus;
class Router;
struct Limits;

/**
 * Streamable HTTP of 2026-07-28: every request stands for itself, there is no session and no stream but that of a
 * request. Core thread.
 */
class ModernFront final : public QObject, public Front, public NoticeReceiver, public StatelessHouse
{
    Q_OBJECT

public:
    /** `key` seals what clients bring back. Router and bus outlive the front. */
    ModernFront(const Limits &limits, QByteArray key, Router *router, Bus *bus, QObject *parent = nullptr);
    ~ModernFront() override;

    void setLimits(const Limits &limits);
    /** Ends every listen in good order and cancels every call. */
    void close();

    void post(Visit visit, Post post) override;
    void get(Visit visit) override;
    void remove(Visit visit) override;

    int deliver(const TaggedNotice &notice) override;

    QByteArray seal(const StatelessCall &call) override;
    QByteArray sealAgain(const StatelessCall &call) override;
    void over(StatelessCall &call) override;

    // What a person may want; by the numbers of the facts. False: there is no such thing.
    bool closeListen(quint64 number);
    /** Its listens end, its calls are cancelled; it may come back. */
    bool disconnectClient(quint64 number);
    /** Every client met lately with its listens. */
    QJsonArray clients() const { return m_clients.toJson(); }
    quint64 eventsSent() const { return m_clients.eventsSent(); }

    /** How many calls and listens are open. */
    QJsonObject counts() const;

private:
    ClientPtr clientOf(const Visit &visit, const StatelessMeta &meta);
    void serve(Visit visit, const Message &request, const StatelessMeta &meta);
    void discover(Visit visit, const Message &request);
    void listen(Visit visit, const Message &request);
    void beginListen(const Visit &visit, const Message &request, const QByteArray &capabilities);
    void endListen(quint64 number);
    void forward(Visit visit, const Message &request, const StatelessMeta &meta);
    void start(const Visit &visit, const Message &request, const StatelessMeta &meta);
    void tellRound(const Message &request, const Client &client) const;
    void resume(const Visit &visit, const Message &request, const QByteArray &state);
    bool refuseToolHeaders(const Visit &visit, const Message &request) const;
    void take(const Visit &visit, const Message &notification);
    std::unique_ptr<StatelessAnswer> answerTo(const Visit &visit, const Client &client) const;
    FrameQueue::Watched watched(const Client &client) const;
    QHash<quint64, int> openCalls() const;
    QList<StreamFact> listenFacts() const;
    QByteArray sealed(const StatelessCall &call, const QByteArray &handle) const;
    void forget(quint64 number);
    /** Forgets answers that nobody fetched for `longest` ms. */
    void sweep(qint64 longest);

    Router *m_router;
    Bus *m_bus;
    SealedState m_seal;
    qint64 m_patience = 0; //!< ms a client has for its answers
    int m_keepAlive = 0; //!< ms
    int m_mostCalls = 0; //!< of one principal
    std::unordered_map<quint64, std::shared_ptr<StatelessCall>> m_calls; //!< by the number of its first client
    QHash<QByteArray, int> m_open; //!< calls of each principal
    std::unordered_map<quint64, std::unique_ptr<Listening>> m_listens; //!< by the number of its client
    /** All requests of one principal at one address, and what the last of them said of its client: nearly always the next
     * one says the same. */
    struct Sharer
    {
        quint64 number = 0;
        QByteArray capabilities;
        QByteArray info;
        ClientFeatures features;
    };
    QHash<std::pair<QByteArray, View>, Sharer> m_sharers;
    StatelessClients m_clients;
    QTimer m_sweep;
};

} // namespace Signalbox
