// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/answerhead.h"
#include "core/http/exchange.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <vector>

namespace Signalbox {

class Stream;

/** One request of a connection until its answer has left, and what of the answer waits for earlier ones. */
struct Turn
{
    AnswerFrame frame;
    Exchange *exchange = nullptr; //!< null once answered
    std::weak_ptr<Stream> stream;
    QList<QByteArray> held;
    qint64 heldSize = 0;
    bool streaming = false;
    bool complete = false; //!< nothing more will be written for it
    bool abandoned = false; //!< will have no answer
};

/** The turns of one connection in the order of its requests; each keeps its number. */
class Turns
{
public:
    quint64 add(Turn turn)
    {
        m_turns.push_back(std::move(turn));
        return m_first + m_turns.size() - 1;
    }
    Turn &at(quint64 number) { return m_turns[number - m_first]; }
    Turn &front() { return m_turns.front(); }
    bool isFront(quint64 number) const { return number == m_first; }
    void removeFront()
    {
        m_turns.erase(m_turns.begin());
        ++m_first;
    }
    bool isEmpty() const { return m_turns.empty(); }
    int size() const { return static_cast<int>(m_turns.size()); }
    bool anyStreaming() const
    {
        for (const Turn &turn : m_turns) {
            if (turn.streaming)
                return true;
        }
        return false;
    }
    /** All of them, for the connection's end. */
    std::vector<Turn> takeAll()
    {
        m_first += m_turns.size();
        return std::exchange(m_turns, {});
    }

private:
    std::vector<Turn> m_turns;
    quint64 m_first = 0;
};

} // namespace Signalbox
