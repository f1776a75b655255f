// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"
#include "core/call/client.h"
#include "core/front/modern/framequeue.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>
#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_map>

namespace Signalbox {

class Bus;

/**
 * The clients without session as a person sees them: requests that say the same of themselves, for the same principal at
 * the same address, are one client, remembered for a while after its last request. Nothing is decided by it. Bounded:
 * the one that has been quiet for longest makes room. Core thread.
 */
class StatelessClients : public QObject
{
    Q_OBJECT

public:
    /** How many calls of each are open, by the numbers of the facts; and the streams of their listens. */
    struct Sources
    {
        std::function<QHash<quint64, int>()> calls;
        std::function<QList<StreamFact>()> listens;
    };
    StatelessClients(Bus *bus, Sources sources, QObject *parent = nullptr);

    /** The number of whoever makes this request, in the facts. */
    quint64 meet(const Client &client, const QByteArray &version);
    /** Where is counted what is sent to it. */
    std::shared_ptr<SentCount> sent(quint64 number) const;
    void called(quint64 number);
    /** A listen of it began or told something. */
    void changed(quint64 number);
    void listenEnded(quint64 number, quint64 listen);
    bool isKnown(quint64 number) const { return m_rows.contains(number); }
    /** A person wants it gone: it is met anew at its next request. */
    void forget(quint64 number, const QString &why);
    /** Forgets those that have been quiet for long. */
    void sweep(qint64 now);

    quint64 eventsSent() const; //!< to all, also those that are forgotten
    /** All with their streams, as the commands tell them. */
    QJsonArray toJson() const;

private:
    struct Key
    {
        QByteArray info;
        QByteArray principal;
        View view;
        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed) { return qHashMulti(seed, key.info, key.principal, key.view); }
    };
    struct Row
    {
        Key key;
        QByteArray version;
        QDateTime since;
        qint64 lastActive = 0; //!< steady ms
        quint64 calls = 0;
        std::shared_ptr<SentCount> sent = std::make_shared<SentCount>();
        int toldCalls = 0; //!< open ones
    };
    SessionFact fact(quint64 number, const Row &row, int calls, int streams) const;
    void makeRoom();
    void tell();
    void recapitulate();

    Bus *m_bus;
    Sources m_sources;
    std::unordered_map<quint64, Row> m_rows;
    QHash<Key, quint64> m_numbers;
    quint64 m_pastEvents = 0;
    QSet<quint64> m_changed;
    QTimer m_pause;
};

} // namespace Signalbox
