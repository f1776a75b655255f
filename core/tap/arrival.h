// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/httprequest.h"
#include "core/http/reply.h"
#include "core/tap/tap.h"

#include <memory>

namespace Signalbox {

class Message;

/**
 * One HTTP request of a client while it is being taken in: its messages become records, and whoever finds out whose they
 * are and which calls they start says so to the Tap. Answers that are no streams are recorded when they leave, whenever
 * that is. Lives on the stack of the core thread; does nothing while nobody looks.
 */
class Arrival
{
public:
    Arrival(Tap *tap, const HttpRequest &request, Reply reply, const QList<Message> &messages);
    ~Arrival();
    Arrival(const Arrival &) = delete;
    Arrival &operator=(const Arrival &) = delete;

private:
    friend class Tap;
    struct Row
    {
        quint64 serial = 0;
        QByteArray id;
        QByteArray method;
        quint64 call = 0;
        bool isClaimed = false;
        bool isAnswered = false;
    };
    /** What the answer still needs when the request has been taken in. */
    struct Kept
    {
        TapSeat seat;
        QList<Row> rows;
        quint64 cause = 0;
        bool isOver = false; //!< taken in
    };

    void isFrom(const TapSeat &seat);
    quint64 claim(QByteArrayView id);
    /** What is being dealt with and started no call of its own belongs to that one: an answer to a question of it, a
     * cancel, the next round of it. */
    void adopt(quint64 call);
    /** The request will start that call once more. */
    void goesOn(quint64 call);
    /** Null = none. What came alone needs no telling. */
    void turnTo(const Message *message);
    quint64 callOf(QByteArrayView id) const;

    Row *currentRow() const;
    void give(Row &row, quint64 call) const;
    static void answered(Tap *tap, const std::shared_ptr<Kept> &kept, int status, const QByteArray &body);

    Tap *m_tap;
    bool m_isDark = false; //!< too much passes: it is not kept
    bool m_wasDark = false;
    Arrival *m_before = nullptr;
    quint64 m_causeBefore = 0;
    qsizetype m_turn = -1; //!< row of what is being dealt with
    qsizetype m_nextTurn = 0;
    std::shared_ptr<Kept> m_kept;
};

} // namespace Signalbox
