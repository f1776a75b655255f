// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bus/facts.h"

#include <QHash>
#include <QObject>

#include <deque>

namespace Signalbox {

class Bus;

/** One thing that happened. */
struct RecordLine
{
    enum Kind { Notice, Backend, Session, Trouble };

    quint64 serial = 0; //!< without gaps, from 1
    QDateTime at;
    Kind kind = Trouble;
    QString source; //!< the backend, the client or the place it is about
    QString text; //!< what happened, in words; parts of it may be untrusted. Empty for notices: see toJson()
    bool isBad = false; //!< a person should look
    NoticeFact notice;
};

/** For those who ask from outside; a notice gets its words here. */
QJsonObject toJson(const RecordLine &line);

/**
 * What happened lately: the last 500 notices, and the last 500 other things, so that a talkative server hides nothing.
 * Notices are kept as far as they flow, which is while somebody watches the bus; the rest always. Core thread.
 */
class Record : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kept = 500; //!< of each of the two sorts

    /** `bus` outlives this. What the bus has kept of troubles is taken over. */
    explicit Record(Bus *bus, QObject *parent = nullptr);

    quint64 newest() const { return m_newest; } //!< serial; 0 = nothing happened yet
    /** What is kept of everything after that serial, oldest first. */
    QList<RecordLine> after(quint64 serial) const;

Q_SIGNALS:
    void grown();

private:
    void takeNotice(const NoticeFact &notice);
    void takeBackend(const BackendFact &backend);
    void takeTrouble(const TroubleFact &trouble);
    void append(RecordLine line);

    std::deque<RecordLine> m_notices;
    std::deque<RecordLine> m_others;
    QHash<quint64, BackendFact::State> m_states; //!< told last, by number
    QHash<quint64, QString> m_names; //!< of the backends in m_states
    quint64 m_newest = 0;
    quint64 m_lastTrouble = 0; //!< serial on the bus
};

} // namespace Signalbox
