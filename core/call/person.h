// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/ask.h"
#include "core/result.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>

namespace Signalbox {

class Bus;

/**
 * The second answerer of a question: the person at the machine, for a client that cannot be asked itself. Only while
 * somebody attends (a window, a command line that listens), so that no server waits for nobody. Core thread.
 */
class Person : public QObject
{
    Q_OBJECT

public:
    explicit Person(Bus *bus, QObject *parent = nullptr) : QObject(parent), m_bus(bus) { }

    /** Somebody looks at the questions for the next `milliseconds`; to be renewed. 0 = no longer. */
    void attend(qint64 milliseconds, qint64 now);
    bool isAttending(qint64 now) const { return now < m_until; }

    /** False if nobody attends. Else the ask is told on the bus with its text, and waits for answer(). */
    bool offer(const AskPtr &ask, qint64 now);
    /** `result` is what the client would have answered, for example {"action":"accept","content":{…}}. */
    Result<void> answer(quint64 number, const QJsonObject &result);
    Result<void> refuse(quint64 number);
    /** What waits for an answer, in the order it came. */
    QList<AskPtr> open() const;

private:
    Result<AskPtr> take(quint64 number);
    Bus *m_bus;
    qint64 m_until = 0; //!< steady ms
    QHash<quint64, AskPtr> m_open;
};

} // namespace Signalbox
