// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace Signalbox {

/**
 * The one request that a leg holds open so that its server tells news: the union of what is wanted. Where more is
 * wanted the new request is acknowledged before the old one goes; lost, it is made again with back-off, and what may
 * have been missed meanwhile is told as changed.
 */
class Listen : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const Message &answer)>;
    struct Ways
    {
        std::function<quint64(const QByteArray &params)> open; //!< gives the request's id
        std::function<void(quint64 id)> close; //!< nothing more is heard of it
        std::function<void(const Message &notification)> tell; //!< without the mark of the request
    };

    explicit Listen(Ways ways, QObject *parent = nullptr);

    /** Changes of the lists that the server says it tells. */
    void start(JsonView capabilities);
    /** Whoever waits is told why; nothing is opened any more. */
    void stop(QByteArrayView why);
    void add(const QByteArray &uri, Answered answered);
    void remove(const QByteArray &uri);
    /** Tasks to hear of from now on. */
    void setTasks(const QSet<QByteArray> &ids);

    /** True if the notification came for such a request; it is told if it is news. */
    bool take(const Message &notification);
    /** The request is over: an answer of the server, or an error. */
    void ended(quint64 id, const Message &answer);

private:
    struct Line
    {
        quint64 id = 0; //!< 0 = there is none
        QSet<QByteArray> uris;
        QByteArray honoured = "{}"; //!< raw, what the server agreed to
    };

    void wish();
    void open();
    void acknowledge(JsonView honoured);
    void answerWaiting(const Line &line, JsonView honoured);
    void refuse(const QByteArray &uri, const Message &why);
    void dropOld();
    void tellMissed();
    void tryAgain();
    bool isTwin(quint64 id, const Message &notification);
    QByteArray params() const;

    Ways m_ways;
    QByteArrayList m_lists; //!< the filter's words for list changes
    QSet<QByteArray> m_uris;
    QSet<QByteArray> m_tasks;
    QHash<QByteArray, Answered> m_waiting;
    Line m_current;
    Line m_next; //!< not acknowledged yet
    Line m_old; //!< its news may still be under way
    QHash<QByteArray, quint64> m_told; //!< while two tell the same: what, and which of them told it
    bool m_isRunning = false;
    bool m_isAbsent = false; //!< the server does not know the request
    bool m_hasGap = false; //!< nobody listened for a while
    int m_failures = 0;
    QTimer m_wish; //!< several wishes make one request
    QTimer m_patience; //!< for an acknowledgement
    QTimer m_overlap;
    QTimer m_retry;
};

} // namespace Signalbox
