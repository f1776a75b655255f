// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Leg for calls of which the server makes a task that the client cannot be told of.
#include "core/upstream/leg.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <utility>

namespace Signalbox {

namespace {
constexpr int mostRepeats = 5; //!< of a question about a task that was lost on the way
constexpr int repeatPause = 1'000; //!< ms
}

/** True if the answer does not end the call; else `answer` is what the client understands. */
bool Leg::goesOn(quint64 id, Pending &pending, Message &answer)
{
    const Client &client = *pending.call->client();
    if (!pending.asTask) {
        const bool isRefused = answer.kind() == Message::Kind::Error && pending.request.isMethod("tools/call")
            && m_dialect->wantsTask(answer, client);
        if (!isRefused)
            return false;
        pending.asTask = true;
        sendNext(id, std::move(pending));
        return true;
    }
    if (!pending.task)
        pending.task = m_dialect->taskIn(answer, client);
    if (!pending.task)
        return false;
    TaskRun::Step step = pending.task->next(answer);
    if (step.answer.kind() != Message::Kind::None) {
        answer = std::move(step.answer);
        return false;
    }
    pending.repeats = 0;
    pending.request = std::move(step.request);
    if (step.questions.isEmpty())
        rest(id, std::move(pending), step.after);
    else
        beginRound(id, std::move(pending), Message::result("0", "{\"inputRequests\":" + step.questions + '}'));
    return true;
}

/** The next request of the call is made after that time. */
void Leg::rest(quint64 id, Pending pending, int after)
{
    pending.isResting = true;
    pending.aliveAt = steadyMs();
    m_pending.insert(id, std::move(pending));
    QTimer::singleShot(after, this, [this, id] {
        const auto found = m_pending.find(id);
        if (found == m_pending.end() || !found->isResting)
            return;
        Pending rested = std::move(*found);
        m_pending.erase(found);
        sendNext(id, std::move(rested));
    });
}

/** Asking about a task once more does no harm, whatever became of the question. */
bool Leg::asksAgain(quint64 id)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end() || !found->task || ++found->repeats > mostRepeats)
        return false;
    Pending pending = std::move(*found);
    m_pending.erase(found);
    rest(id, std::move(pending), repeatPause);
    return true;
}

void Leg::cancelTask(const Pending &pending)
{
    if (pending.task && (m_state == State::Ready || m_state == State::Retired))
        request("tasks/cancel", "{\"taskId\":" + jsonString(pending.task->id()) + '}', [](const Message &) {});
}

/** The call that a message of the server belongs to by the task it names. */
Leg::Pending *Leg::callOfTask(JsonView taskId, quint64 *id)
{
    if (!taskId.isString())
        return nullptr;
    for (auto pending = m_pending.begin(); pending != m_pending.end(); ++pending) {
        if (pending->task && taskId.equals(pending->task->id())) {
            *id = pending.key();
            return &*pending;
        }
    }
    return nullptr;
}

void Leg::followTasks(const QSet<QByteArray> &ids)
{
    if (m_dialect->hasListens())
        m_listen.setTasks(ids);
}

} // namespace Signalbox
