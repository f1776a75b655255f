// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Leg for servers that end a call's round with questions, where the client is to be asked meanwhile.
#include "core/upstream/leg.h"

#include "core/loop/steadyclock.h"
#include "core/wire/errorcodes.h"

#include <utility>

namespace Signalbox {

namespace {
constexpr int mostPages = 100; //!< of a list of tools
}

/** The call stays where it is, under the id that was answered, until its questions are. */
void Leg::beginRound(quint64 id, Pending pending, const Message &answer)
{
    pending.aliveAt = steadyMs();
    pending.isResting = true;
    if (++pending.rounds > Rounds::most) {
        failRounds(std::move(pending), "it asked in more than " + QByteArray::number(Rounds::most) + " rounds");
        return;
    }
    const Result<QList<Message>> questions = m_rounds.begin(id, answer);
    if (!questions) {
        failRounds(std::move(pending), questions.error().sentence.toUtf8());
        return;
    }
    const CallPtr call = pending.call;
    m_pending.insert(id, std::move(pending));
    if (questions->isEmpty())
        QTimer::singleShot(Rounds::pause, this, [this, id] { endRound(id); });
    for (const Message &question : *questions) {
        if (!m_pending.contains(id))
            return;
        m_questions.belongsTo(*call, id, question);
    }
}

/** To the server, or into the next round that it will get. */
void Leg::reply(const Message &message)
{
    if (!Rounds::isReply(message)) {
        say(message);
        return;
    }
    // Whoever answers need not see the call end on the way.
    if (const quint64 id = m_rounds.keep(message))
        QMetaObject::invokeMethod(this, [this, id] { endRound(id); }, Qt::QueuedConnection);
}

void Leg::endRound(quint64 id)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end() || !found->isResting)
        return;
    Pending pending = std::move(*found);
    m_pending.erase(found);
    if (const QByteArray refusal = m_rounds.refusal(id); !refusal.isNull()) {
        m_rounds.forget(id);
        m_questions.callEnded(id, QStringLiteral("the call has ended"));
        failRounds(std::move(pending), refusal);
        return;
    }
    pending.request = m_rounds.next(id, pending.request);
    sendNext(id, std::move(pending));
}

/** The same call once more; `id` is what it had before. */
void Leg::sendNext(quint64 id, Pending pending)
{
    if (m_state != State::Ready && m_state != State::Retired) {
        m_pending.insert(id, std::move(pending));
        return;
    }
    const quint64 next = ++m_lastId;
    pending.isResting = false;
    pending.aliveAt = steadyMs();
    pending.sentUs = steadyUs();
    pending.wayOutUs = -1;
    pending.call->carriedBy(this, next);
    transmit(next, std::move(pending));
}

/** The call was made before anybody knew what headers have to repeat, or that has changed. */
void Leg::callAfterList(quint64 id, Pending pending)
{
    pending.isResting = true;
    pending.isSecondTry = true;
    m_pending.insert(id, std::move(pending));
    readTools(id, {}, 0);
}

void Leg::readTools(quint64 forCall, const QByteArray &cursor, int pages)
{
    const QByteArray params = cursor.isNull() ? QByteArray() : R"({"cursor":)" + jsonString(cursor) + '}';
    request("tools/list", params, [this, forCall, pages](const Message &answer) {
        const JsonView next = answer.resultValue()["nextCursor"];
        const auto found = m_pending.find(forCall);
        if (found == m_pending.end())
            return;
        if (next.isString() && pages < mostPages) {
            readTools(forCall, next.string(), pages + 1);
            return;
        }
        Pending pending = std::move(*found);
        m_pending.erase(found);
        sendNext(forCall, std::move(pending));
    });
}

/** A tool's failure is for the model to read; others have no such thing. */
void Leg::failRounds(Pending pending, const QByteArray &why)
{
    ++m_setup.tally->errors;
    const QByteArray id = pending.call->request().id().toByteArray();
    const QByteArray sentence = m_setup.name.toUtf8() + ": " + why;
    const Message failure = pending.request.isMethod("tools/call")
        ? Message::result(id, R"({"content":[{"type":"text","text":)" + jsonString(sentence) + R"(}],"isError":true})")
        : Message::error(id, ErrorCode::internalError, sentence, errorData());
    m_askable -= pending.askable ? 1 : 0;
    --m_setup.tally->open;
    pending.call->finish(failure);
    if (!m_waiting.empty())
        dispatchWaiting();
    closeIfDone();
}

} // namespace Signalbox
