// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/journal.h"
#include "core/session/session.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_map>

namespace Signalbox {

class Flusher;
struct Limits;

/** All sessions of all fronts: makes, finds, ends and expires them, and drives their clocks. Core thread. */
class SessionTable : public QObject
{
    Q_OBJECT

public:
    SessionTable(quint64 epoch, const Limits &limits, Bus *bus, QObject *parent = nullptr);
    ~SessionTable() override;

    void setLimits(const Limits &limits);
    Flusher &flusher() { return *m_flusher; }
    Bus &bus() { return *m_bus; }

    /** Null if there are too many, of this client or in all. The agreement's client has a number already. */
    Session *create(Session::Agreement agreement, qint64 now);
    /** How a client names its session, and the front it does so at. */
    struct Key
    {
        QByteArray id;
        QByteArrayView front;
    };
    /** Null also if it has expired, belongs to another principal or to another front. */
    Session *find(const Key &key, const Caller &caller, qint64 now);
    /** The session whose own stream has that number; by the same rules. */
    Session *findByStream(quint64 stream, const Caller &caller, QByteArrayView front, qint64 now);
    Session *byNumber(quint64 number) const;
    /** Ends it; the object goes once the event loop runs again. */
    void end(Session &session, const QString &why);
    void endAll(const QString &why);
    qsizetype count() const { return qsizetype(m_byNumber.size()); }
    QList<Session *> all() const;
    template <typename Visit> void forEach(Visit visit) const
    {
        for (const auto &row : m_byNumber)
            visit(*row.second);
    }

    /** Of all sessions there have been. */
    quint64 eventsSent() const;

    /** Comments, ages, expiry: what the clock brings. */
    void sweep(qint64 now);

Q_SIGNALS:
    /** Its requests were cancelled and its streams ended. */
    void ended(quint64 number);

private:
    void recapitulate();
    void bury();

    Bus *m_bus;
    MemoryJournal m_journal;
    std::unique_ptr<Flusher> m_flusher;
    std::unique_ptr<SessionFacts> m_facts;
    SessionHouse m_house;
    int m_most = 0;
    int m_mostPerPrincipal = 0;
    std::unordered_map<quint64, std::unique_ptr<Session>> m_byNumber;
    QHash<QByteArray, Session *> m_byId;
    QHash<quint64, Session *> m_byStream; //!< by the number of its own stream
    QHash<QByteArray, int> m_perPrincipal;
    std::vector<std::unique_ptr<Session>> m_gone; //!< ended, until nobody can be inside them
    QTimer m_clock;
};

} // namespace Signalbox
