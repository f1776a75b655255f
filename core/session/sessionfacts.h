// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace Signalbox {

class Bus;
class Session;

/**
 * Tells the Bus about sessions and their streams, at most ten times a second each and always the last state.
 * While nobody watches, only their coming and going is told; everything else costs one branch.
 */
class SessionFacts : public QObject
{
    Q_OBJECT

public:
    explicit SessionFacts(Bus *bus, QObject *parent = nullptr);

    /** It is new, and this is told at once. */
    void began(const Session &session);
    /** Something about it changed; `stream` 0 = about none of its streams. */
    void changed(const Session &session, quint64 stream);
    /** Its end is told at once. */
    void ended(const Session &session, const QString &why);

    void sent(quint64 events) { m_eventsSent += events; }
    quint64 eventsSent() const { return m_eventsSent; } //!< by all sessions, also those that are over

private:
    void tell();

    Bus *m_bus;
    quint64 m_eventsSent = 0;
    QTimer m_pause;
    QHash<const Session *, QSet<quint64>> m_changed;
};

} // namespace Signalbox
