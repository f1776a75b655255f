// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Leg that deals with what fails: one exchange, the place it has at the server, or the whole connection.
#include "core/upstream/leg.h"

#include "core/wire/errorcodes.h"

#include <algorithm>

namespace Signalbox {

namespace {

/** A server that disowns the same call so often will not take it on the next leg either. */
constexpr int attemptLimit = 5;

QString withUnknownOutcome(const QString &sentence)
{
    // Whoever wrote the sentence may have said so already.
    if (sentence.contains(QLatin1String("carried out is unknown"))
        || sentence.contains(QLatin1String("outcome is unknown")))
        return sentence;
    return sentence + QStringLiteral("; whether the call was carried out is unknown");
}

bool isUntouched(const Failure &failure)
{
    return failure.kind == Failure::NotSent || failure.kind == Failure::SessionGone;
}

} // namespace

void Leg::onExchangeFailed(quint64 exchange, const Failure &failure)
{
    m_ghosts.remove(exchange);
    const auto found = m_pending.find(exchange);
    if (m_state == State::Opening || m_state == State::Greeting) {
        if (found == m_pending.end())
            return;
        m_pending.erase(found);
        // No answer to the handshake is no refusal: it may be there in a moment.
        if (m_dialect->unanswered(failure))
            greet();
        else
            onClosed(failure);
        return;
    }
    if (isUntouched(failure))
        retire(failure);
    if (found == m_pending.end() || asksAgain(exchange))
        return;
    if (!isUntouched(failure))
        giveUp(exchange,
               failure.kind == Failure::OutcomeUnknown && found->call ? withUnknownOutcome(failure.sentence)
                                                                      : failure.sentence);
    else if (found->call)
        giveBack(found, failure);
    // A request of our own ends when the leg is handed over: the next one asks again.
    if (!m_waiting.empty())
        dispatchWaiting();
    closeIfDone();
}

/** Certainly not executed: it waits for the leg after this one. */
void Leg::giveBack(QHash<quint64, Pending>::iterator found, const Failure &failure)
{
    const quint64 id = found.key();
    if (found->attempts + 1 >= attemptLimit) {
        giveUp(id,
               QStringLiteral("%1; it was tried %2 times and the call was not carried out")
                   .arg(failure.sentence)
                   .arg(attemptLimit));
        return;
    }
    Pending pending = std::move(*found);
    m_pending.erase(found);
    m_questions.callEnded(id, QStringLiteral("the call has ended"));
    m_askable -= pending.askable ? 1 : 0;
    --m_setup.tally->open;
    enqueue({pending.call, pending.request, std::move(pending.edit), pending.waitingSince, pending.turn,
             pending.attempts + 1, false, pending.asTask});
}

/**
 * Told from the event loop: what fails together is handed over together, and a pipe that gives back its unread calls
 * just before it closes is not retired but lost.
 */
void Leg::retire(const Failure &failure)
{
    if (m_state == State::Ready) {
        m_state = State::Retired;
        m_retiredBy = failure;
    }
    if (m_state != State::Retired || std::exchange(m_isHandingOver, true))
        return;
    QMetaObject::invokeMethod(this, &Leg::handOver, Qt::QueuedConnection);
}

void Leg::handOver()
{
    m_isHandingOver = false;
    if (m_state != State::Retired)
        return;
    m_listen.stop(m_retiredBy.sentence.toUtf8());
    QList<quint64> own;
    for (auto pending = m_pending.cbegin(); pending != m_pending.cend(); ++pending) {
        if (pending->own)
            own.append(pending.key());
    }
    std::sort(own.begin(), own.end());
    for (quint64 id : std::as_const(own)) {
        if (!m_pending.contains(id))
            continue;
        m_backend->drop(id);
        giveUp(id, m_retiredBy.sentence);
    }
    Q_EMIT retired(m_retiredBy);
    closeIfDone();
}

void Leg::closeIfDone()
{
    if (m_state == State::Retired && !m_isHandingOver && isIdle())
        close();
}

QByteArray Leg::errorData() const
{
    return R"({"backend":)" + jsonString(m_setup.slug) + '}';
}

void Leg::giveUp(quint64 id, const QString &why)
{
    Pending pending = m_pending.take(id);
    m_listens -= pending.isListen ? 1 : 0;
    m_rounds.forget(id);
    const QByteArray sentence = m_setup.name.toUtf8() + ": " + why.toUtf8();
    if (pending.own) {
        pending.own(Message::error(QByteArray::number(id), ErrorCode::internalError, sentence));
        return;
    }
    ++m_setup.tally->errors;
    m_questions.callEnded(id, why);
    cancelTask(pending);
    m_askable -= pending.askable ? 1 : 0;
    --m_setup.tally->open;
    pending.call->fail(ErrorCode::internalError, sentence, errorData());
}

void Leg::endPending(const Failure &failure)
{
    m_sweep.stop();
    m_listen.stop(failure.sentence.toUtf8());
    m_questions.endAll(failure.sentence);
    QList<quint64> ids = m_pending.keys();
    std::sort(ids.begin(), ids.end());
    const QString why =
        withUnknownOutcome(failure.kind == Failure::None ? QStringLiteral("it was stopped") : failure.sentence);
    for (quint64 id : std::as_const(ids)) {
        if (m_pending.contains(id))
            giveUp(id, m_pending[id].own ? failure.sentence : why);
    }
}

void Leg::onClosed(const Failure &failure)
{
    if (m_state == State::Lost)
        return;
    if (m_state == State::Greeting)
        m_dialect->unanswered(failure);
    m_state = State::Lost;
    m_backend->disconnect(this);
    endPending(failure);
    Q_EMIT lost(failure);
}

} // namespace Signalbox
